/** The options that shape a connection: each does what it says on a real socket, and what cannot be is refused by name. */

import { createConnection, createServer as createTcpServer, Socket } from 'node:net';

import { describe, expect, test, vi } from 'vitest';

import { nobleCrypto } from '@nacre/crypto-noble';
import { nodeCrypto } from '@nacre/crypto-node';
import { createServer, type ServerOptions } from '@nacre/server';

import { type ConnectOptions, connect, defaultCrypto, type SshError } from '../src/index.js';
import { afterTest, HOST, rejection, startServer, testKeys, until } from './support.js';

const misuse = (name: string) => expect.objectContaining({ code: 'MISUSE', message: expect.stringContaining(name) });

describe('what cannot be is refused with the name of the option', () => {
  const both: [string, Partial<ConnectOptions & ServerOptions>][] = [
    ['rekey.bytes', { rekey: { bytes: 'lots' } }],
    ['rekey.milliseconds', { rekey: { milliseconds: '1 h' } }],
    ['rekey.packets', { rekey: { packets: -1 } }],
    ['compression', { compression: 'yes' as unknown as boolean }],
    ['compression', { compression: true, algorithms: { compression: ['none'] } }],
    ['ident', { ident: 'has-minus' }],
    ['ident', { ident: '' }],
    ['ident', { ident: `x${'y'.repeat(245)}` }],
    ['ident', { ident: 'line\nfeed' }],
    ['strictKex', { strictKex: 'always' as 'offer' }],
    ['terrapinPolicy', { terrapinPolicy: 'hope' as 'warn' }],
    ['keepalive.interval', { keepalive: { interval: '30' } }],
    ['keepalive.count', { keepalive: { count: 0 } }],
    ['cipher', { algorithms: { cipher: 'rot13' } }],
    ['limits.packetBytes', { limits: { transport: { packetBytes: -1 } } }],
  ];

  test.each(both)('[CON-21] client: %s %j', async (name, options) => {
    const { options: good } = await startServer();
    expect(await rejection(connect({ ...good, ...(options as Partial<ConnectOptions>) }))).toEqual(misuse(name));
  });

  test.each([...both, ['limits.loginGrace', { limits: { loginGrace: 'soon' } }] as const])(
    'server, before it listens: %s %j',
    async (name, options) => {
      const { host } = await testKeys();
      expect(() => createServer({ hostKeys: [host], ...(options as Partial<ServerOptions>) })).toThrow(misuse(name));
    },
  );

  test.each([
    ['limits.authTries', { authTries: 0 }],
    ['limits.sessions', { sessions: -1 }],
    ['limits.startups', { startups: 1.5 }],
    ['limits.loginGrace', { loginGrace: -1 }],
    ['limits.loginGrace', { loginGrace: '5w' }],
  ])('server: %s %j', async (name, limits) => {
    const { host } = await testKeys();
    expect(() => createServer({ hostKeys: [host], limits })).toThrow(misuse(name));
  });

  test.each(['connect', 'handshake', 'auth', 'total'])('client: timeouts.%s', async phase => {
    const { options } = await startServer();
    const failed = connect({ ...options, timeouts: { [phase]: '10 seconds' } });
    expect(await rejection(failed)).toEqual(misuse(`timeouts.${phase}`));
  });
});

describe('durations and sizes', () => {
  test('[CON-20] [CON-21] rekey by size and by time as text, on either side', async () => {
    const bySize = await startServer({ rekey: { bytes: '0.25m' } });
    const client = await bySize.connect();
    await client.exec('cat', { input: Buffer.alloc(2 * 1024 * 1024), encoding: 'buffer' });
    expect(client.info.rekeys).toBeGreaterThanOrEqual(2);

    const byTime = await startServer();
    const other = await byTime.connect({ rekey: { milliseconds: '1s' } });
    await until(() => other.info.rekeys >= 1, 'a key exchange');
    expect((await other.exec('echo on')).stdout).toBe('on');
  });

  test('[CON-21] timeouts, the keepalive and the login grace take text', async () => {
    const { options } = await startServer({
      auth: { publickey: () => new Promise<boolean>(() => {}) },
      limits: { loginGrace: '0.1s' },
    });
    const late = await rejection<SshError>(connect({ ...options, timeouts: { auth: '30s' } }));
    expect(['DISCONNECTED', 'CONNECTION_LOST']).toContain(late.code);
    const { connect: open } = await startServer();
    const client = await open({ keepalive: { interval: '20ms' } });
    const { packetsOut } = client.info;
    await until(() => client.info.packetsOut > packetsOut + 1, 'questions');
  });
});

describe('time for all of it', () => {
  /** A server that takes connections and says nothing. */
  async function silentServer(): Promise<number> {
    const sockets: Socket[] = [];
    const tcp = createTcpServer(socket => sockets.push(socket));
    afterTest(() => {
      tcp.close();
      for (const socket of sockets) socket.destroy();
    });
    return new Promise(resolve => tcp.listen(0, HOST, () => resolve((tcp.address() as { port: number }).port)));
  }

  test('[CON-16] the total time counts over all phases, and ends each of them', async () => {
    const unlimited = { connect: 0, handshake: 0, auth: 0 };
    const total = { code: 'TIMEOUT', details: { phase: 'total', milliseconds: 80 } };
    const { options } = await startServer({ auth: { publickey: () => new Promise<boolean>(() => {}) } });
    const silent = { ...options, port: await silentServer(), timeouts: { ...unlimited, total: 80 } };
    expect(await rejection(connect(silent))).toMatchObject(total);
    const stuck = { ...options, timeouts: { ...unlimited, total: '0.08s' } };
    expect(await rejection(connect(stuck))).toMatchObject(total);
    const policy = { load: () => new Promise<never>(() => {}) };
    expect(await rejection(connect({ ...stuck, hostKeys: policy }))).toMatchObject(total);
    const undecided = () => new Promise<boolean>(() => {});
    expect(await rejection(connect({ ...stuck, hostKeys: undecided }))).toMatchObject(total);
  });

  test('[CON-16] a caller that gives up first gets ABORTED, and a connection that stands is not ended later', async () => {
    const { connect: open, options } = await startServer();
    const gaveUp = connect({
      ...options,
      port: await silentServer(),
      timeouts: { total: 5000 },
      signal: AbortSignal.timeout(30),
    });
    expect(await rejection(gaveUp)).toMatchObject({ code: 'ABORTED' });
    const client = await open({ timeouts: { total: 1000 } });
    await new Promise(resolve => setTimeout(resolve, 1100));
    expect((await client.exec('echo on')).stdout).toBe('on');
  });
});

describe('sockets', () => {
  test('[CON-15] both sides set TCP_NODELAY, and SO_KEEPALIVE unless told otherwise', async () => {
    const noDelay = vi.spyOn(Socket.prototype, 'setNoDelay');
    const keepAlive = vi.spyOn(Socket.prototype, 'setKeepAlive');
    afterTest(() => vi.restoreAllMocks());
    const calls = () => [noDelay, keepAlive].map(spy => spy.mock.calls.splice(0).map(([on]) => on));
    const on = await startServer();
    await on.connect();
    expect(calls()).toEqual([
      [true, true],
      [true, true],
    ]);
    const off = await startServer({ tcpKeepalive: false });
    await off.connect({ tcpKeepalive: false });
    expect(calls()).toEqual([
      [true, true],
      [false, false],
    ]);
    const via = createConnection({ port: on.port, host: HOST });
    await off.connect({ ...on.options, via, tcpKeepalive: false });
    expect(calls()).toEqual([
      [true, true],
      [false, true],
    ]);
  });
});

describe('identification', () => {
  test('[CON-22] both sides say what their owner wants, with a comment', async () => {
    const { connect: open } = await startServer({ ident: 'Bastion_7 of the west gate' });
    const client = await open({ ident: 'x' });
    expect(client.info).toMatchObject({
      localVersion: 'SSH-2.0-x',
      remoteVersion: 'SSH-2.0-Bastion_7 of the west gate',
    });
    const longest = `L${'o'.repeat(244)}`;
    const other = await open({ ident: longest });
    expect(other.info.localVersion).toHaveLength(253);
  });
});

describe('crypto', () => {
  const providers = { node: nodeCrypto, noble: nobleCrypto, merged: defaultCrypto() };
  const names = Object.keys(providers) as (keyof typeof providers)[];

  test.each(names.flatMap(client => names.map(server => [client, server] as const)))(
    'a client on %s and a server on %s',
    async (client, server) => {
      const { connect: open } = await startServer({ crypto: providers[server] });
      const ssh = await open({ crypto: providers[client] });
      expect((await ssh.exec('cat', { input: 'x'.repeat(100_000) })).stdout).toHaveLength(100_000);
      expect(ssh.info.fingerprint).toMatch(/^SHA256:/);
    },
  );

  test('[ALG-135] a provider that lacks a primitive offers nothing that needs it, and says so to who asks for it', async () => {
    const { x25519: _, ...without } = nodeCrypto;
    const { connect: open, options } = await startServer();
    const ssh = await open({ crypto: without });
    expect(ssh.info.kex).not.toMatch(/25519/);
    const asked = connect({ ...options, crypto: without, algorithms: { kex: ['curve25519-sha256'] } });
    expect(await rejection(asked)).toEqual(misuse('needs x25519, which the crypto provider'));
  });
});

describe('compression', () => {
  test('[ALG-132] true asks for it, false and nothing do not, and each side may refuse', async () => {
    const willing = await startServer({ compression: true });
    const compressionOf = async (options: Partial<ConnectOptions>, server = willing) => {
      const client = await server.connect(options);
      expect((await client.exec('cat', { input: 'x'.repeat(50_000) })).stdout).toHaveLength(50_000);
      return client.info.compression;
    };
    const on = { clientToServer: 'zlib@openssh.com', serverToClient: 'zlib@openssh.com' };
    const off = { clientToServer: 'none', serverToClient: 'none' };
    expect(await compressionOf({ compression: true })).toEqual(on);
    expect(await compressionOf({ compression: false })).toEqual(off);
    expect(await compressionOf({})).toEqual(off);
    const unwilling = await startServer();
    expect(await compressionOf({ compression: true }, unwilling)).toEqual(off);
    const immediate = await startServer({ algorithms: { compression: 'zlib' } });
    const zlib = { clientToServer: 'zlib', serverToClient: 'zlib' };
    expect(await compressionOf({ compression: true }, immediate)).toEqual(zlib);
    const refused = willing.connect({ algorithms: { compression: ['zlib'] } });
    const error = await rejection<SshError>(refused);
    expect(error).toMatchObject({ code: 'NO_COMMON_ALGORITHM', details: { category: 'compression client to server' } });
  });
});

describe('algorithms', () => {
  test.each([
    ['key exchange', { kex: 'curve25519-sha256' }, { kex: 'ecdh-sha2-nistp256' }],
    ['host key', { hostKey: 'rsa-sha2-512' }, {}],
    ['cipher client to server', { cipher: 'aes128-ctr' }, { cipher: 'aes256-ctr' }],
    [
      'MAC client to server',
      { cipher: 'aes256-ctr', mac: 'hmac-sha2-512' },
      { cipher: 'aes256-ctr', mac: 'hmac-sha2-256' },
    ],
  ])('[ALG-133] nothing in common for %s: the error names the kind and both lists', async (kind, ours, theirs) => {
    const { options } = await startServer({ algorithms: theirs });
    const error = await rejection<SshError>(connect({ ...options, algorithms: ours }));
    expect(error.code).toBe('NO_COMMON_ALGORITHM');
    expect(error.details['category']).toBe(kind);
    const lists = [error.details['ours'], error.details['theirs']] as string[][];
    expect(lists[0]).toEqual([Object.values(ours).at(-1)]);
    expect(lists[1]?.length).toBeGreaterThan(0);
    for (const name of lists.flat()) expect(error.message).toContain(name);
  });

  test('[ALG-134] an empty MAC list will do where all ciphers authenticate, and only there', async () => {
    const { connect: open, options } = await startServer();
    const client = await open({ algorithms: { cipher: '*gcm*', mac: [] } });
    expect(client.info.mac).toEqual({ clientToServer: undefined, serverToClient: undefined });
    const failed = connect({ ...options, algorithms: { cipher: 'aes256-ctr', mac: [] } });
    const error = await rejection<SshError>(failed);
    expect(['MISUSE', 'NO_COMMON_ALGORITHM']).toContain(error.code);
    expect(error.message).toMatch(/mac/i);
  });

  test('[ALG-131] lists in the syntax of OpenSSH choose what is negotiated', async () => {
    const { connect: open } = await startServer();
    const kexOf = async (kex: string) => (await open({ algorithms: { kex } })).info.kex;
    expect(await kexOf('^ecdh-sha2-nistp521')).toBe('ecdh-sha2-nistp521');
    expect(await kexOf('-mlkem*,sntrup*')).toBe('curve25519-sha256');
    expect(await kexOf('ecdh-*')).toMatch(/^ecdh-sha2-nistp/);
    expect(await kexOf('ecdh-sha2-nistp384,default')).toBe('ecdh-sha2-nistp384');
  });
});

describe('strict key exchange', () => {
  test('required, and both sides of ours have it', async () => {
    const { connect: open } = await startServer({ strictKex: 'require' });
    expect((await open({ strictKex: 'require' })).info.strictKex).toBe(true);
  });
});
