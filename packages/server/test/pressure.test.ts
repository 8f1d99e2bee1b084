/** Clients that wear a server down: one that never reads, and many whose time to log in runs out at any moment. */

import { createServer as createTcpServer, connect as connectTcp, type Socket } from 'node:net';

import { describe, expect, test } from 'vitest';

import { type Account, createServer, runCommands, type ServerConnection } from '../src/index.js';
import { afterTest, connect, delay, generateKey, startServer, testKeys, until } from './support.js';

const HOST = '127.0.0.1';
const MIB = 1024 * 1024;

describe('[SEC-253] a client that does not read', () => {
  test('stops the writer with little in memory, and the keepalive ends it', async () => {
    let written = 0;
    let gone = false;
    const { host } = await testKeys();
    const server = createServer({
      hostKeys: [host],
      auth: { none: () => true },
      session: {
        exec: async ({ stdout, signal }) => {
          signal.addEventListener('abort', () => {
            gone = true;
          });
          const chunk = Buffer.alloc(64 * 1024, 1);
          while (!signal.aborted && written < 512 * MIB) {
            written += chunk.length;
            if (!stdout.write(chunk))
              await new Promise(resolve => stdout.once('drain', resolve).once('close', resolve));
          }
        },
      },
      keepalive: { interval: 100, count: 3 },
    });
    afterTest(() => server.close());
    const sockets: Socket[] = [];
    let connection: ServerConnection<Account> | undefined;
    const tcp = createTcpServer(socket => {
      sockets.push(socket);
      connection = server.accept(socket);
    });
    afterTest(() => tcp.close());
    const port = await new Promise<number>(resolve => {
      tcp.listen(0, HOST, () => resolve((tcp.address() as { port: number }).port));
    });
    const via = connectTcp({ port, host: HOST });
    const client = await connect({
      host: HOST,
      via,
      user: 'alice',
      identities: [],
      hostKeys: () => true,
      keepalive: false,
      limits: { connection: { window: 1024 * MIB, receiveBudget: 8192 * MIB } },
    });
    afterTest(() => client.destroy());
    const job = client.exec('pour', { buffer: false, reject: false });
    job.catch(() => {});
    job.stdout.resume();
    await until(() => written > 1 * MIB, 'some data');
    via.pause();
    via.resume = () => via; // the driver would read on
    const [socket] = sockets as [Socket];
    await until(() => socket.writableLength > MIB, 'a full stream');
    let most = 0;
    const ending = connection?.closed.then(error => ({ error }));
    for (let i = 0; i < 20; i++) {
      most = Math.max(most, socket.writableLength);
      await delay(5);
    }
    expect(most).toBeLessThan(2 * MIB); // the limit of a writer is one, and what is under way comes on top
    expect(await ending).toMatchObject({ error: { code: 'CONNECTION_LOST', details: { phase: 'keepalive' } } });
    expect(written).toBeLessThan(256 * MIB);
    await until(() => gone, 'the signal of the handler');
  });
});

describe('[SEC-250] the time to log in ends at any moment', () => {
  test('500 logins, cut off at 50 different moments: each ends once, cleanly, or is through for good', async () => {
    const hostKey = await generateKey('ed25519');
    const outcomes = { through: 0, cut: 0 };
    const round = async (milliseconds: number) => {
      const { server, options } = await startServer({
        hostKeys: [hostKey],
        limits: { loginGrace: milliseconds },
        auth: { publickey: () => delay(milliseconds % 7).then(() => true) },
        session: { exec: runCommands() },
      });
      const events: string[] = [];
      server.on('connection', () => events.push('through')).on('refused', () => events.push('cut'));
      const logins = Array.from({ length: 10 }, async () => {
        try {
          const client = await connect({ ...options, timeouts: { total: 20_000 } });
          await delay(milliseconds); // a timer that was left would fire now
          expect((await client.exec('echo on')).stdout).toBe('on');
          await client.close();
          outcomes.through++;
        } catch (error) {
          expect((error as { code: string }).code).toMatch(/DISCONNECTED|CONNECTION_LOST/);
          outcomes.cut++;
        }
      });
      await Promise.all(logins);
      await until(() => server.connections.length === 0, 'the ends');
      expect(events).toHaveLength(10);
      await server.close();
    };
    for (let step = 0; step < 50; step += 5) {
      await Promise.all([1, 2, 3, 4, 5].map(more => round((step + more) * 10)));
    }
    expect(outcomes.through + outcomes.cut).toBe(500);
    expect(outcomes.cut).toBeGreaterThan(0);
    expect(outcomes.through).toBeGreaterThan(0);
  }, 120_000);
});
