import { createServer as createTcpServer, connect as connectTcp } from 'node:net';
import { join } from 'node:path';
import { duplexPair } from 'node:stream';

import { describe, expect, test } from 'vitest';

import { type Client, connect, generateKey, isSshError, knownHosts, parseTarget, type SshError } from '../src/index.js';
import { afterTest, delay, HOST, rejection, startServer, startSftpServer, temporaryFolder, until } from './support.js';

describe('connecting', () => {
  test('[CON-01] gives a client that can be awaited, and that `await using` closes', async () => {
    const { options, server } = await startServer();
    let kept: Client;
    {
      await using ssh = await connect(options);
      kept = ssh;
      expect((await ssh.exec('echo hello')).stdout).toBe('hello');
      expect(server.connections).toHaveLength(1);
    }
    expect(kept.isClosed).toBe(true);
    expect(await kept.closed).toBeUndefined();
    await until(() => server.connections.length === 0, 'the server to see the end');
  });

  test('[CON-07] runs over a TCP socket, a UNIX socket and a stream in memory that the caller opened, on both sides', async () => {
    const { server, options, port } = await startServer();
    const path = join(await temporaryFolder(), 'socket');
    const unix = createTcpServer(socket => server.accept(socket));
    await new Promise<void>(resolve => unix.listen(path, resolve));
    afterTest(() => unix.close());
    const [near, far] = duplexPair();
    server.accept(far);
    for (const via of [connectTcp({ port, host: HOST }), connectTcp(path), near]) {
      await using ssh = await connect({ ...options, via });
      expect((await ssh.exec('echo over it')).stdout).toBe('over it');
      await ssh.close();
      expect(via.destroyed).toBe(true);
    }
  });

  test('[CON-24] tells user, host, versions, algorithms both ways and the addresses', async () => {
    const { connect: open, port } = await startServer();
    const { info } = await open();
    expect(info).toMatchObject({
      user: 'alice',
      host: HOST,
      port,
      localVersion: 'SSH-2.0-Nacre_0.1.0',
      remoteVersion: 'SSH-2.0-Nacre_0.1.0',
      kex: 'mlkem768x25519-sha256',
      cipher: { clientToServer: 'aes256-gcm@openssh.com', serverToClient: 'aes256-gcm@openssh.com' },
      mac: { clientToServer: undefined, serverToClient: undefined },
      compression: { clientToServer: 'none', serverToClient: 'none' },
      strictKex: true,
      authMethod: 'publickey',
      remoteAddress: `${HOST}:${port}`,
    });
    expect(info.localAddress).toMatch(/^127\.0\.0\.1:\d+$/);
    expect(info.bytesIn).toBeGreaterThan(1000);
  });

  test('[CON-25] tells the host key of the live connection', async () => {
    const { connect: open, hostKey } = await startServer();
    const { info } = await open();
    expect(info.hostKey.blob).toEqual(hostKey.publicKey.blob);
    expect(info.hostKey.type).toBe('ssh-ed25519');
    expect(info.fingerprint).toMatch(/^SHA256:[A-Za-z0-9+/]{43}$/);
  });

  test('[CON-54] many servers and clients live in one process, each with its own state', async () => {
    const servers = await Promise.all([startServer(), startServer(), startServer()]);
    const work = servers.flatMap(({ options, port }, s) =>
      Array.from({ length: 8 }, async (_, c) => {
        await using ssh = await connect({ ...options, user: `user-${s}-${c}` });
        const { stdout } = await ssh.exec(`echo ${s} ${c}`);
        return { stdout, port: ssh.info.port, expected: [`${s} ${c}`, port] };
      }),
    );
    for (const { stdout, port, expected } of await Promise.all(work)) expect([stdout, port]).toEqual(expected);
  });

  test('rekeys on request while a command runs', async () => {
    const { connect: open } = await startServer();
    const ssh = await open();
    const job = ssh.exec('cat', { encoding: 'buffer' });
    const block = Buffer.alloc(1024 * 1024, 7);
    for (let i = 0; i < 8; i++) {
      if (!job.stdin.write(block)) await new Promise(resolve => job.stdin.once('drain', resolve));
      ssh.rekey();
      await delay(1);
      if (i === 0) void job.then(() => {}); // output is taken from here on
    }
    job.stdin.end();
    expect((await job).stdout).toHaveLength(8 * block.length);
    expect(ssh.info.rekeys).toBeGreaterThan(1);
  });

  test.each([
    ['host', { host: 'host', port: undefined, user: undefined }],
    ['alice@host', { host: 'host', port: undefined, user: 'alice' }],
    ['alice@work@host:2222', { host: 'host', port: 2222, user: 'alice@work' }],
    ['ssh://alice@host:2222/', { host: 'host', port: 2222, user: 'alice' }],
    ['[::1]:2222', { host: '::1', port: 2222, user: undefined }],
    ['alice@fe80::1%eth0', { host: 'fe80::1%eth0', port: undefined, user: 'alice' }],
  ])('the destination %s is understood', (text, expected) => expect(parseTarget(text)).toEqual(expected));

  test.each([
    '',
    '@host',
    'host:',
    'host:0',
    'host:70000',
    'host:22x',
    '-oProxyCommand=x',
    'a b',
    'a\nb',
    '[::1',
    'user@',
  ])('the destination %j is refused', text =>
    expect(() => parseTarget(text)).toThrow(expect.objectContaining({ code: 'MISUSE' })),
  );
});

describe('the end of a connection', () => {
  test('[CON-26] [CON-34] close is orderly: the server is told, channels end, and `closed` tells it once without an error', async () => {
    const { connect: open, server } = await startServer();
    const ssh = await open();
    const job = ssh.exec('sleep 60');
    const lost = rejection<SshError>(job);
    await until(() => server.connections[0]?.sessions === 1, 'the session');
    const [connection] = server.connections;
    const ends: unknown[] = [];
    void ssh.closed.then(error => ends.push(error));
    await ssh.close();
    await ssh.close(); // again does no harm
    expect(ends).toEqual([undefined]);
    expect((await lost).code).toBe('CONNECTION_LOST');
    expect(await connection?.closed).toMatchObject({ code: 'DISCONNECTED', details: { reason: 11 } });
  });

  test('[CON-27] destroy drops the connection without DISCONNECT', async () => {
    const { connect: open, server } = await startServer();
    const ssh = await open();
    await until(() => server.connections.length === 1);
    const [connection] = server.connections;
    ssh.destroy();
    expect(await connection?.closed).toMatchObject({ code: 'CONNECTION_LOST' });
    expect(await ssh.closed).toMatchObject({ code: 'CONNECTION_LOST' });
    expect((await rejection<SshError>(ssh.exec('true'))).code).toBe('CONNECTION_LOST');
  });

  test('[ERR-03] everything that waits rejects with CONNECTION_LOST when the stream breaks', async () => {
    const { server, options } = await startSftpServer();
    const [near, far] = duplexPair();
    server.accept(far);
    const ssh = await connect({ ...options, via: near });
    const sftp = await ssh.sftp();
    const waiting = [
      ssh.exec('sleep 60'),
      ssh.exec('cat', { reject: false }),
      ssh.sftp(),
      sftp.readFile('nothing yet'),
    ];
    const results = Promise.all(waiting.map(promise => rejection<SshError>(promise)));
    far.destroy();
    near.destroy();
    for (const error of await results) expect(error.code).toBe('CONNECTION_LOST');
    expect((await rejection<SshError>(sftp.stat('/'))).code).toBe('CONNECTION_LOST');
  });
});

describe('failures of connecting', () => {
  test('[CON-55] every failure closes the socket, leaves no timer, and tells its cause', async () => {
    const { options, server } = await startServer();
    const stranger = await generateKey('ed25519');
    const before = timers();
    const failures = [
      [{ identities: [stranger] }, 'AUTH_FAILED'],
      [{ hostKeys: knownHosts({ text: '' }) }, 'HOST_KEY_UNKNOWN'],
      [{ hostKeys: () => new Promise<boolean>(() => {}), timeouts: { handshake: 60 } }, 'TIMEOUT'],
      [{ hostKeys: () => new Promise<boolean>(() => {}), signal: AbortSignal.timeout(60) }, 'ABORTED'],
      [
        { algorithms: { cipher: ['aes128-gcm@openssh.com'], kex: ['ecdh-sha2-nistp256'] }, identities: [] },
        'AUTH_FAILED',
      ],
    ] as const;
    for (const [changes, code] of failures) {
      const sockets: boolean[] = [];
      const via = connectTcp({ port: options.port as number, host: HOST });
      via.once('close', () => sockets.push(true));
      const error = await rejection<SshError>(connect({ ...options, ...changes, via }));
      expect(isSshError(error, code), `${error.message}`).toBe(true);
      await until(() => sockets.length === 1, 'the socket to close');
    }
    await until(() => server.connections.length === 0, 'the server to be rid of them');
    await until(() => timers() <= before, 'the timers to be cleared');
  });

  test('[ERR-06] when the two sides have no algorithm in common, both lists are told, and the reason code is 3', async () => {
    const { options, refusals } = await startServer({ algorithms: { cipher: ['aes128-gcm@openssh.com'] } });
    const attempt = rejection<SshError>(connect({ ...options, algorithms: { cipher: ['aes256-gcm@openssh.com'] } }));
    const error = await attempt;
    expect(error).toMatchObject({
      code: 'NO_COMMON_ALGORITHM',
      disconnect: 3,
      details: { category: 'cipher client to server' },
    });
    expect(error.message).toContain('aes128-gcm@openssh.com');
    expect(error.message).toContain('aes256-gcm@openssh.com');
    await until(() => refusals.length === 1, 'the server to see the end');
    expect(['NO_COMMON_ALGORITHM', 'DISCONNECTED']).toContain(refusals[0]?.code);
  });

  test('a port where nobody listens rejects with IO_ERROR and the code of the system', async () => {
    const { options } = await startServer();
    const tcp = createTcpServer();
    const port = await new Promise<number>(resolve => {
      tcp.listen(0, HOST, () => resolve((tcp.address() as { port: number }).port));
    });
    await new Promise(resolve => tcp.close(resolve));
    const error = await rejection<SshError>(connect({ ...options, port }));
    expect(error).toMatchObject({ code: 'IO_ERROR', details: { code: 'ECONNREFUSED', port } });
  });

  test.each([
    ['no host', { host: '' }],
    ['a port that is none', { port: 0 }],
    ['an unknown algorithm', { algorithms: { cipher: ['rot13'] } }],
    ['a negative timeout', { timeouts: { auth: -1 } }],
    ['two answers about host keys', { dangerous: { acceptAnyHostKey: true } }],
    ['an empty user', { user: '' }],
  ])('%s is misuse', async (_, changes) => {
    const { options, server } = await startServer();
    expect((await rejection<SshError>(connect({ ...options, ...changes }))).code).toBe('MISUSE');
    await delay(20);
    expect(server.connections).toHaveLength(0);
  });
});

function timers(): number {
  return process.getActiveResourcesInfo().filter(name => name === 'Timeout').length;
}
