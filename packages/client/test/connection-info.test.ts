/** What both sides tell about a running connection, and the messages that belong to none of its channels. */

import { createConnection } from 'node:net';

import { describe, expect, test } from 'vitest';

import type { DebugMessage, ServerConnection } from '@nacre/server';
import { Fields, RawPeer, str, u32 } from '@nacre/testkit';

import type { Client } from '../src/index.js';
import { afterTest, HOST, rejection, startServer, type TestServer, until } from './support.js';

interface Both extends TestServer {
  readonly client: Client;
  readonly peer: ServerConnection<unknown>;
}

async function both(
  changes: Parameters<typeof startServer>[0] = {},
  options: Parameters<TestServer['connect']>[0] = {},
): Promise<Both> {
  const server = await startServer(changes);
  const client = await server.connect(options);
  await until(() => server.server.connections[0]?.user !== undefined, 'the login');
  return { ...server, client, peer: server.server.connections[0] as ServerConnection<unknown> };
}

describe('info', () => {
  test('[CON-24] both sides tell the same: versions, algorithms, host key, user, addresses, counters', async () => {
    const { client, peer, port, hostKey } = await both({}, { ident: 'Mine_1.0 for tests' });
    const ours = client.info;
    const theirs = peer.info;
    if (theirs === undefined) throw new Error('there is no info');
    expect(ours).toMatchObject({
      host: HOST,
      port,
      user: 'alice',
      authMethod: 'publickey',
      strictKex: true,
      rekeys: 0,
    });
    expect(ours.localVersion).toBe('SSH-2.0-Mine_1.0 for tests');
    expect(theirs).toMatchObject({ user: 'alice', authMethod: 'publickey', remoteVersion: ours.localVersion });
    expect(ours.remoteVersion).toBe(theirs.localVersion);
    for (const field of [
      'kex',
      'hostKeyAlgorithm',
      'fingerprint',
      'cipher',
      'mac',
      'compression',
      'strictKex',
    ] as const) {
      expect(theirs[field]).toEqual(ours[field]);
    }
    expect(theirs.hostKey.blob).toEqual(hostKey.publicKey.blob);
    expect(ours.remoteAddress).toBe(`${HOST}:${port}`);
    expect(theirs.localAddress).toBe(ours.remoteAddress);
    expect(theirs.remoteAddress).toBe(ours.localAddress);
    for (const info of [ours, theirs]) expect(Math.min(info.bytesIn, info.bytesOut, info.packetsIn)).toBeGreaterThan(3);
    const before = client.info.bytesOut;
    await client.exec('cat', { input: 'x'.repeat(10_000) });
    client.rekey();
    await client.exec('true');
    expect(client.info.bytesOut).toBeGreaterThan(before + 10_000);
    expect(client.info.rekeys).toBe(1);
  });

  test('[CON-24] the application keeps its own values with a connection, on both sides', async () => {
    const { client, peer } = await both();
    client.data.set('job', { id: 7 });
    peer.data.set('seen', 1);
    expect([client.data.get('job'), peer.data.get('seen')]).toEqual([{ id: 7 }, 1]);
    expect(client.data.has('seen')).toBe(false);
  });

  test('[CON-24] over a stream that is no socket there are no addresses, unless the server is told', async () => {
    const { client, server } = await both();
    expect(client.info.localAddress).toBeDefined();
    const { PassThrough, Duplex } = await import('node:stream');
    const [up, down] = [new PassThrough(), new PassThrough()];
    const connection = server.accept(Duplex.from({ readable: up, writable: down }), { address: '192.0.2.1', port: 9 });
    expect(connection.remoteAddress).toBe('192.0.2.1');
    expect(connection.info).toBeUndefined(); // no keys yet
    connection.destroy();
  });

  test('[CON-25] the host key of the connection is a key to compare, show and pin', async () => {
    const { client, hostKey } = await both();
    expect(client.hostKey.type).toBe('ssh-ed25519');
    expect(client.hostKey.blob).toEqual(hostKey.publicKey.blob);
    client.hostKey.blob.fill(0); // a copy: nothing of the connection changes
    expect(client.hostKey.blob).toEqual(hostKey.publicKey.blob);
  });
});

describe('ping', () => {
  test('gives milliseconds on both sides, and feeds the latency', async () => {
    const { client, peer } = await both({}, { keepalive: false });
    expect(client.info.latency).toBeUndefined();
    for (const side of [client, peer]) {
      const first = await side.ping();
      expect(first).toBeGreaterThan(0);
      expect(first).toBeLessThan(5000);
      expect(side.info?.latency).toEqual({ last: first, smoothed: first });
      const second = await side.ping();
      const { last, smoothed } = side.info?.latency ?? { last: 0, smoothed: 0 };
      expect(last).toBe(second);
      expect(smoothed).toBeCloseTo(first + (second - first) / 8, 6);
    }
  });

  test('many at once all come back, whatever the limit of the transport is', async () => {
    const { client } = await both();
    const times = await Promise.all(Array.from({ length: 100 }, () => client.ping()));
    expect(times.every(time => time > 0)).toBe(true);
  });

  test('a peer without ping@openssh.com is asked by a global request', async () => {
    const { port } = await startServer();
    const listener = await RawPeer.listen();
    afterTest(() => listener.close());
    const { connect } = await import('../src/index.js');
    const connecting = connect({
      host: HOST,
      port: listener.port,
      user: 'alice',
      dangerous: { acceptAnyHostKey: true },
      keepalive: false,
    });
    const peer = await listener.accept();
    await peer.letIn();
    const client = await connecting;
    afterTest(() => client.destroy());
    const ping = client.ping();
    const question = new Fields((await peer.expect(80)).payload.subarray(1));
    expect(question.text()).toBe('keepalive@openssh.com');
    peer.send(82); // "I do not know that" is as good an answer as any
    expect(await ping).toBeGreaterThan(0);
    const stopped = client.ping({ signal: AbortSignal.timeout(30) });
    expect(await rejection(stopped)).toMatchObject({ code: 'ABORTED' });
    const lost = client.ping();
    await peer.expect(80);
    peer.close();
    expect((await rejection<{ code: string }>(lost)).code).toMatch(/CONNECTION_LOST|DISCONNECTED/);
    expect((await rejection<{ code: string }>(client.ping())).code).toMatch(/CONNECTION_LOST|DISCONNECTED/);
    expect(port).toBeGreaterThan(0);
  });

  test('a server cannot ping before the login', async () => {
    const { server, port } = await startServer();
    const socket = createConnection({ port, host: HOST });
    afterTest(() => socket.destroy());
    await until(() => server.connections.length === 1, 'the connection');
    const [connection] = server.connections;
    expect(await rejection((connection as ServerConnection<unknown>).ping())).toMatchObject({ code: 'MISUSE' });
  });
});

describe('disconnect and debug', () => {
  test('[CON-28] the reason code and text of either side reach the other', async () => {
    const first = await both();
    await first.client.disconnect(14, 'no more methods, I think', 'en');
    expect(await first.peer.closed).toMatchObject({
      code: 'DISCONNECTED',
      details: { reason: 14, description: 'no more methods, I think' },
    });
    expect(await first.client.closed).toBeUndefined();
    const second = await both();
    const job = second.client.exec('sleep 60');
    const failed = rejection(job);
    await second.peer.disconnect(12, 'too many\nconnections');
    const expected = { code: 'DISCONNECTED', details: { reason: 12, description: 'too many\\x0aconnections' } };
    expect(await second.client.closed).toMatchObject(expected);
    expect(await failed).toMatchObject({ code: 'DISCONNECTED' });
  });

  test('[CON-28] what is no reason code is MISUSE, and the connection goes on', async () => {
    const { client, peer } = await both();
    for (const side of [client, peer]) {
      for (const code of [-1, 2 ** 32, 1.5, Number.NaN]) {
        expect(await rejection(side.disconnect(code, 'x'))).toMatchObject({ code: 'MISUSE' });
      }
    }
    expect((await client.exec('echo on')).stdout).toBe('on');
  });

  test('[CON-29] DEBUG of either side comes to the listener of the other, cleaned, and a listener that throws harms nothing', async () => {
    const [toClient, toServer]: [DebugMessage[], DebugMessage[]] = [[], []];
    const note = (list: DebugMessage[]) => (message: DebugMessage) => {
      list.push(message);
      throw new Error('in the listener');
    };
    const { client, peer } = await both({ onDebug: note(toServer) }, { onDebug: note(toClient) });
    client.sendDebug('from the client', { alwaysDisplay: true, language: 'en' });
    client.sendDebug('two\nlines');
    peer.sendDebug('from the server');
    await until(() => toServer.length === 2 && toClient.length === 1, 'the messages');
    expect(toServer).toEqual([
      { message: 'from the client', alwaysDisplay: true, language: 'en' },
      { message: 'two\\x0alines', alwaysDisplay: false, language: '' },
    ]);
    expect(toClient).toEqual([{ message: 'from the server', alwaysDisplay: false, language: '' }]);
    expect((await client.exec('echo on')).stdout).toBe('on');
    await client.close();
    expect(() => client.sendDebug('too late')).toThrow();
  });
});

describe('keepalive of the server', () => {
  test('[CON-18] a silent client is asked, its answer counts, and one that is gone is let go', async () => {
    const { port, server } = await startServer({ keepalive: { interval: '0.05s', count: 2 } });
    const peer = await RawPeer.connect(port);
    await peer.kex();
    await peer.service();
    peer.send(50, 'alice', 'ssh-connection', 'password', 0, 'correct horse');
    await peer.expect(52);
    const [connection] = server.connections;
    const asked = async () => {
      for (;;) {
        const request = new Fields((await peer.expect(80)).payload.subarray(1));
        if (request.text() === 'keepalive@openssh.com') return;
      }
    };
    for (let i = 0; i < 4; i++) {
      await asked();
      peer.send(82);
    }
    expect(server.connections).toHaveLength(1);
    await asked();
    await asked(); // and now silence
    expect(await connection?.closed).toMatchObject({ code: 'CONNECTION_LOST', details: { unanswered: 2 } });
    peer.close();
  });

  test('[CON-18] it can be changed on a running connection, and before the login', async () => {
    const { client, peer } = await both({}, { keepalive: false });
    const start = peer.info?.packetsOut as number;
    peer.setKeepalive({ interval: 10 });
    await until(() => (peer.info?.packetsOut as number) > start + 1, 'questions');
    peer.setKeepalive(false);
    expect(peer.info?.latency?.last).toBeGreaterThan(0); // questions measure as pings do
    expect(() => peer.setKeepalive({ interval: 'soon' })).toThrow(expect.objectContaining({ code: 'MISUSE' }));
    expect((await client.exec('echo on')).stdout).toBe('on');
  });
});

describe('global requests', () => {
  test('[PRO-09] replies keep the order of the requests, and unknown ones fail', async () => {
    const { port } = await startServer();
    const peer = await RawPeer.connect(port);
    await peer.kex();
    await peer.service();
    peer.send(50, 'alice', 'ssh-connection', 'password', 0, 'correct horse');
    await peer.expect(52);
    const shown = await peer.expect(80);
    const keys = new Fields(shown.payload.subarray(1));
    expect(keys.text()).toBe('hostkeys-00@openssh.com');
    keys.byte();
    const hostKey = keys.str();
    peer.send(80, 'hostkeys-prove-00@openssh.com', 1, str(hostKey)); // takes time: a signature
    peer.send(80, 'unheard-of@acme.example', 1);
    peer.send(80, 'keepalive@openssh.com', 1);
    peer.send(80, 'tcpip-forward', 1, str('localhost'), u32(0));
    const answers: number[] = [];
    while (answers.length < 4) answers.push((await peer.expect([81, 82])).number);
    expect(answers).toEqual([81, 82, 81, 82]);
    peer.close();
  });
});
