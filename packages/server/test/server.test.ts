import { connect as connectTcp } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

import { describe, expect, test } from 'vitest';

import { createServer } from '../src/index.js';
import { connect, generateKey, rejection, startServer, until } from './support.js';

describe('a server', () => {
  test('listens on a free port and tells where; several ports serve the same', async () => {
    const { server, options, port } = await startServer();
    expect(port).toBeGreaterThan(0);
    const second = await server.listen({ port: 0, host: '127.0.0.1' });
    expect(second.address).toBe('127.0.0.1');
    expect(second.port).not.toBe(port);
    await using ssh = await connect({ ...options, port: second.port, hostKeys: () => true });
    expect((await ssh.exec('echo both')).stdout).toBe('both');
  });

  test('[CON-32] tells of each login, and of each connection that ended without one', async () => {
    const { server, options } = await startServer();
    const events: string[] = [];
    server.on('connection', ({ user, authMethod, remoteAddress }) =>
      events.push(`${user} ${authMethod} ${remoteAddress}`),
    );
    server.on('refused', error => events.push(error?.code ?? 'clean'));
    await (await connect(options)).close();
    await rejection(connect({ ...options, identities: [] }));
    connectTcp(options.port as number, '127.0.0.1').once('connect', function (this: { destroy(): void }) {
      this.destroy();
    });
    await until(() => events.length === 3);
    expect(events[0]).toBe('alice publickey 127.0.0.1');
    expect(events.slice(1).sort()).toEqual(['CONNECTION_LOST', 'DISCONNECTED']);
  });

  test('close stops listening, waits as long as it may for what runs, and then ends it', async () => {
    const { server, options } = await startServer();
    const ssh = await connect(options);
    const job = ssh.exec('sleep 0.3; echo finished');
    await until(() => server.connections[0]?.sessions === 1);
    const closing = server.close({ drain: 5000 });
    expect(await rejection(connect(options))).toMatchObject({ code: 'IO_ERROR' });
    expect((await job).stdout).toBe('finished');
    await ssh.close();
    await closing;
    const hurried = await startServer();
    const other = await connect(hurried.options);
    const cut = rejection(other.exec('sleep 60'));
    await until(() => hurried.server.connections[0]?.sessions === 1);
    const start = performance.now();
    await hurried.server.close({ drain: 100 });
    expect(performance.now() - start).toBeLessThan(5000);
    expect(await cut).toMatchObject({ code: 'DISCONNECTED' });
  });

  test('only so many connections may be on their way in', async () => {
    const { server, options } = await startServer({ limits: { startups: 3, loginGrace: 400 } });
    const silent = Array.from({ length: 3 }, () => connectTcp(options.port as number, '127.0.0.1'));
    for (const socket of silent) socket.on('error', () => {});
    await until(() => server.connections.length === 3);
    expect(['CONNECTION_LOST', 'IO_ERROR']).toContain(
      (await rejection<{ code: string } & Error>(connect(options))).code,
    );
    await until(() => server.connections.length === 0, 'the grace time to end');
    await (await connect(options)).close();
    for (const socket of silent) socket.destroy();
  });

  test('too many wrong passwords end the connection', async () => {
    const { options, server } = await startServer({ limits: { authTries: 3 } });
    const limits = { auth: { passwordAttempts: 10 } };
    const error = await rejection<{ code: string } & Error>(
      connect({ ...options, identities: [], password: () => 'wrong', limits }),
    );
    expect(error.code).toBe('DISCONNECTED');
    await until(() => server.connections.length === 0);
  });

  test('`await using` closes it', async () => {
    const hostKey = await generateKey('ed25519');
    let port: number;
    {
      await using server = createServer({ hostKeys: [hostKey], auth: { none: () => true } });
      ({ port } = await server.listen({ port: 0, host: '127.0.0.1' }));
      await (await connect({ host: '127.0.0.1', port, hostKeys: () => true })).close();
    }
    await delay(10);
    expect(await rejection(connect({ host: '127.0.0.1', port, hostKeys: () => true }))).toMatchObject({
      code: 'IO_ERROR',
    });
  });
});
