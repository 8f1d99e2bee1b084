/** A Unix socket that passes everything on to another one and keeps the packets of both directions. */

import { once } from 'node:events';
import { connect, createServer } from 'node:net';

import { FramedStream } from './framed.js';

export interface ProxyRecord {
  readonly from: 'client' | 'server';
  readonly packet: Buffer;
}

export interface Proxy extends AsyncDisposable {
  /** What has passed since the last call. */
  take(): readonly ProxyRecord[];
}

export async function startProxy(path: string, target: string): Promise<Proxy> {
  let records: ProxyRecord[] = [];
  const server = createServer(client => {
    const upstream = connect(target);
    for (const [from, source, sink] of [
      ['client', client, upstream],
      ['server', upstream, client],
    ] as const) {
      const frames = new FramedStream();
      source.on('data', chunk => {
        records.push(...frames.push(chunk).map(packet => ({ from, packet })));
        sink.write(chunk);
      });
      source.on('end', () => sink.end());
      source.on('error', () => sink.destroy());
    }
  });
  server.listen(path);
  await once(server, 'listening');
  return {
    take() {
      const taken = records;
      records = [];
      return taken;
    },
    async [Symbol.asyncDispose]() {
      server.close();
    },
  };
}
