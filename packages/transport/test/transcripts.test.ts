/** Conversations recorded with OpenSSH, had again: what we say must be the same to the byte, and its answers must be read. */

import { readdirSync, readFileSync } from 'node:fs';

import { describe, expect, test } from 'vitest';

import { fromHex, toHex } from '@nacre/core';
import { decode } from '@nacre/wire';

import { ServerSigAlgs } from '../src/generated/index.js';
import { clientOptions, End } from './pair.js';
import { fixedCrypto, fixedRandom, type Transcript } from './replay.js';

const folder = new URL('transcripts/', import.meta.url);
const transcripts = readdirSync(folder).map(
  name => [name, JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as Transcript] as const,
);

describe.each(transcripts)('%s', (_name, transcript) => {
  test.each([
    ['in one piece', Number.MAX_SAFE_INTEGER],
    ['byte by byte', 1],
  ])('replays %s', async (_how, chunk) => {
    const { kex, cipher, hostKeyAlgorithm } = transcript;
    const end = new End(
      clientOptions({
        crypto: fixedCrypto(transcript),
        random: fixedRandom(),
        software: 'Nacre_0.1.0',
        // recorded when clients announced nothing
        extInfo: { 'ext-info-in-auth@openssh.com': undefined, 'ping@openssh.com': undefined },
        algorithms: {
          kex: [kex],
          cipher: [cipher],
          hostKey: [hostKeyAlgorithm],
          mac: ['hmac-sha2-256-etm@openssh.com'],
        },
      }),
    );
    end.engine.requestService('ssh-userauth');
    end.onEvent = event => {
      if (event.type === 'service-accepted') end.engine.send(noneRequest());
      if (event.type === 'payload') end.engine.disconnect(11, 'done');
    };
    const server = fromHex(transcript.server);
    let written = toHex(await end.settle());
    for (let at = 0; at < server.length; at += chunk) {
      end.engine.receive(server.subarray(at, at + chunk));
      written += toHex(await end.settle());
    }
    expect(end.error).toBeUndefined();
    expect(written).toBe(transcript.client);
    expect(end.payloads.map(payload => payload[0])).toEqual([51]);
    expect(end.engine.info).toMatchObject({ kex, strictKex: true, remoteVersion: expect.stringContaining('OpenSSH') });
    const extensions = end.events.flatMap(event => (event.type === 'ext-info' ? [event.extensions] : []));
    const algorithms = extensions[0]?.get('server-sig-algs');
    expect(decode(ServerSigAlgs, algorithms ?? new Uint8Array(0)).algorithms).toContain('rsa-sha2-512');
  });
});

/** USERAUTH_REQUEST for nobody by the method none. */
function noneRequest(): Uint8Array {
  const text = (value: string): number[] => [0, 0, 0, value.length, ...Buffer.from(value)];
  return Uint8Array.of(50, ...text('nobody'), ...text('ssh-connection'), ...text('none'));
}
