import { createServer as createTcpServer, connect as connectTcp, type Socket } from 'node:net';

import { describe, expect, test } from 'vitest';

import { connect, type SshError } from '../src/index.js';
import { afterTest, delay, HOST, rejection, startServer, startSftpServer, until } from './support.js';

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

/** A relay that can stop passing bytes on without closing. */
async function relayTo(port: number): Promise<{ readonly port: number; freeze(): void }> {
  const sockets: Socket[] = [];
  const tcp = createTcpServer(near => {
    const far = connectTcp({ port, host: HOST });
    sockets.push(near, far);
    near.on('error', () => {});
    far.on('error', () => {});
    near.pipe(far);
    far.pipe(near);
  });
  afterTest(() => {
    tcp.close();
    for (const socket of sockets) socket.destroy();
  });
  const relayed = await new Promise<number>(resolve => {
    tcp.listen(0, HOST, () => resolve((tcp.address() as { port: number }).port));
  });
  return { port: relayed, freeze: () => sockets.forEach(socket => socket.unpipe() && socket.pause()) };
}

describe('time limits', () => {
  test('[CON-16] a server that never speaks, and one whose login never ends, end in TIMEOUT with the name of the phase', async () => {
    const { options } = await startServer({ auth: { publickey: () => new Promise<boolean>(() => {}) } });
    const silent = await rejection<SshError>(
      connect({ ...options, port: await silentServer(), timeouts: { handshake: 80 } }),
    );
    expect(silent).toMatchObject({ code: 'TIMEOUT', details: { phase: 'handshake' } });
    const stuck = await rejection<SshError>(connect({ ...options, timeouts: { auth: 80 } }));
    expect(stuck).toMatchObject({ code: 'TIMEOUT', details: { phase: 'auth' } });
  });

  test('[CON-17] login has a time limit on both sides, and 0 turns it off', async () => {
    const never = { publickey: () => new Promise<boolean>(() => {}) };
    const strict = await startServer({ auth: never, limits: { loginGrace: 120 } });
    const client = rejection<SshError>(connect({ ...strict.options, timeouts: { auth: 0 } }));
    await until(() => strict.server.connections.length === 1, 'the connection');
    const [connection] = strict.server.connections;
    expect(await connection?.closed).toMatchObject({ code: 'TIMEOUT', details: { phase: 'auth' } });
    expect(['DISCONNECTED', 'CONNECTION_LOST']).toContain((await client).code);

    const patient = await startServer({
      auth: { publickey: () => delay(200).then(() => true) },
      limits: { loginGrace: 0 },
    });
    const ssh = await patient.connect({ timeouts: { handshake: 0, auth: 0 } });
    expect(ssh.info.user).toBe('alice');
  });

  test('[CON-18] a silent server is asked, any packet counts as an answer, and too much silence is CONNECTION_LOST', async () => {
    const { port, options, server } = await startServer();
    const relay = await relayTo(port);
    const ssh = await connect({
      ...options,
      via: connectTcp({ port: relay.port, host: HOST }),
      keepalive: { interval: 30, count: 2 },
    });
    const before = ssh.info.packetsOut;
    await delay(400);
    expect(ssh.isClosed).toBe(false); // questions were asked and answered
    expect(ssh.info.packetsOut).toBeGreaterThan(before + 2);
    expect(server.connections).toHaveLength(1);
    relay.freeze();
    expect(await ssh.closed).toMatchObject({ code: 'CONNECTION_LOST', details: { phase: 'keepalive', unanswered: 2 } });
  });

  test('[CON-18] the keepalive can be changed and turned off while the connection stands', async () => {
    const { connect: open } = await startServer();
    const ssh = await open({ keepalive: false });
    const start = ssh.info.packetsOut;
    await delay(100);
    expect(ssh.info.packetsOut).toBe(start);
    ssh.setKeepalive({ interval: 10 });
    await until(() => ssh.info.packetsOut > start + 1, 'a question');
    ssh.setKeepalive(false);
    const end = ssh.info.packetsOut;
    await delay(100);
    expect(ssh.info.packetsOut).toBe(end);
    expect(() => ssh.setKeepalive({ count: 0 })).toThrow(expect.objectContaining({ code: 'MISUSE' }));
  });

  test('[NEW-16] an AbortSignal ends each call that waits', async () => {
    const { options, connect: open } = await startSftpServer();
    const silent = await silentServer();
    const aborted = AbortSignal.abort(new Error('enough'));
    const soon = () => AbortSignal.timeout(40);
    expect((await rejection<SshError>(connect({ ...options, port: silent, signal: soon() }))).code).toBe('ABORTED');
    expect((await rejection<SshError>(connect({ ...options, signal: aborted }))).code).toBe('ABORTED');
    const ssh = await open();
    for (const signal of [aborted, soon()]) {
      expect((await rejection<SshError>(ssh.exec('sleep 60', { signal }))).code).toBe('ABORTED');
    }
    expect((await rejection<SshError>(ssh.sftp({ signal: aborted }))).code).toBe('ABORTED');
    expect((await rejection<SshError>(ssh.openChannel({ channelType: 'session' }, { signal: aborted }))).code).toBe(
      'ABORTED',
    );
    const sftp = await ssh.sftp();
    expect((await rejection<SshError>(sftp.readFile('/x', { signal: aborted }))).code).toBe('ABORTED');
    expect((await ssh.exec('echo still here')).stdout).toBe('still here');
  });

  test('[NEW-16] nothing hangs when the server goes away in the middle of everything', async () => {
    const { options, server } = await startSftpServer();
    const ssh = await connect(options);
    const sftp = await ssh.sftp();
    const file = await sftp.open('big', 'w');
    const waiting = [
      ssh.exec('sleep 60'),
      ssh.exec('cat', { input: Buffer.alloc(64 * 1024 * 1024) }),
      file.writeFile(Buffer.alloc(32 * 1024 * 1024)),
      (async () => {
        for await (const _line of ssh.exec('while :; do echo line; sleep 1; done'));
      })(),
    ];
    const results = Promise.all(waiting.map(promise => rejection<SshError>(promise)));
    await delay(60);
    for (const connection of server.connections) connection.destroy();
    for (const error of await results) expect(['CONNECTION_LOST', 'DISCONNECTED']).toContain(error.code);
    await Promise.all([ssh.exec('true'), ssh.sftp(), sftp.stat('/'), file.stat()].map(late => rejection(late)));
  });
});
