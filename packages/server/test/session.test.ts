import { setTimeout as delay } from 'node:timers/promises';

import { describe, expect, test, vi } from 'vitest';

import type { SshError } from '@nacre/core';
import { payload, type RawListener, RawPeer, str, u32 } from '@nacre/testkit';

import { memoryFiles, runCommands, sftpServer } from '../src/index.js';
import { afterTest, connect, type SshError as ClientError, rejection, startServer, until } from './support.js';

/** Channel types that are not served, each with a well-formed body. */
const CHANNEL_TYPES: Readonly<Record<string, readonly (string | Uint8Array)[]>> = {
  'direct-tcpip': ['localhost', u32(80), '127.0.0.1', u32(1)],
  'forwarded-tcpip': ['localhost', u32(80), '127.0.0.1', u32(1)],
  x11: ['127.0.0.1', u32(6000)],
  'auth-agent@openssh.com': [],
  'tun@openssh.com': [u32(1), u32(0)],
  'made-up': ['anything', u32(1)],
};

/** Prohibited (1) is what we know and do not allow; the rest is unknown (3). */
const reasonFor = (type: string) => (type === 'made-up' ? 3 : 1);

type EnvRecord = Readonly<Record<string, string>>;

describe('sessions', () => {
  test('[SEC-173] no environment is accepted by default; with a list only exact names and patterns, well formed and bounded', async () => {
    let seen: EnvRecord = {};
    const exec = ({ env }: { env: EnvRecord }) => {
      seen = { ...env };
    };
    const run = async (acceptEnv: readonly string[] | undefined, env: EnvRecord) => {
      const { connect: open } = await startServer({ session: { exec, acceptEnv } });
      const ssh = await open();
      await ssh.exec('env', { env });
      return seen;
    };
    const hostile = { LD_PRELOAD: '/x.so', BASH_ENV: '/x', NODE_OPTIONS: '--require=/x', GIT_SSH: 'x', PATH: '/x' };
    expect(await run(undefined, { ...hostile, LANG: 'C' })).toEqual({});
    const wanted = { LANG: 'C', LC_ALL: 'de', LC_: '', XLC_TIME: 'no', LANGUAGE: 'no', lang: 'no' };
    expect(await run(['LANG', 'LC_*'], { ...hostile, ...wanted })).toEqual({ LANG: 'C', LC_ALL: 'de', LC_: '' });
    const odd = { 'A=B': '1', 'A\nB': '2', 'A\0B': '3', '': '4', 'A B': '5', GOOD: 'yes', NUL: 'a\0b', __proto__: 'x' };
    expect(await run(['*'], odd)).toEqual({ GOOD: 'yes' });
    const many = Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`V${i}`, '']));
    expect(Object.keys(await run(['*'], many))).toHaveLength(128);
    const large = Object.fromEntries(Array.from({ length: 10 }, (_, i) => [`L${i}`, 'x'.repeat(16_000)]));
    expect(Object.keys(await run(['*'], large))).toHaveLength(4);
  });

  test('accepted variables reach a real command; others of this process do not', async () => {
    vi.stubEnv('NACRE_TEST_SECRET', 'do not show');
    afterTest(() => vi.unstubAllEnvs());
    const { connect: open } = await startServer({ session: { exec: runCommands(), acceptEnv: ['GREETING'] } });
    const ssh = await open();
    const { stdout } = await ssh.exec('echo "$GREETING"; env', { env: { GREETING: 'hello there', OTHER: 'x' } });
    expect(stdout.split('\n')[0]).toBe('hello there');
    expect(stdout).not.toContain('do not show');
    expect(stdout).not.toContain('OTHER');
    expect(stdout).toContain('PATH=');
  });

  test('[SEC-175] [SES-42] only the first of shell, exec and subsystem runs on a channel, and what has no handler is refused', async () => {
    const ran: string[] = [];
    const { connect: open } = await startServer({
      session: {
        exec: async ({ command, signal }) => {
          ran.push(command);
          await new Promise(resolve => signal.addEventListener('abort', resolve));
        },
        subsystems: { echo: () => void ran.push('echo') },
      },
    });
    const ssh = await open();
    const channel = await ssh.openChannel({ channelType: 'session' });
    const ask = (body: Parameters<typeof channel.request>[0]) => channel.request(body);
    expect(await ask({ requestType: 'shell' })).toBe(false);
    expect(await ask({ requestType: 'subsystem', name: 'constructor' })).toBe(false);
    expect(await ask({ requestType: 'subsystem', name: 'sftp' })).toBe(false);
    expect(await ask({ requestType: undefined, name: 'pty-req', data: new Uint8Array(24) })).toBe(false);
    expect(await ask({ requestType: 'signal', signal: 'TERM' })).toBe(false);
    expect(await ask({ requestType: 'exec', command: Uint8Array.of(0xff, 0xfe) })).toBe(false);
    expect(await ask({ requestType: 'exec', command: new TextEncoder().encode('first') })).toBe(true);
    expect(await ask({ requestType: 'exec', command: new TextEncoder().encode('second') })).toBe(false);
    expect(await ask({ requestType: 'subsystem', name: 'echo' })).toBe(false);
    expect(await ask({ requestType: 'shell' })).toBe(false);
    expect(await ask({ requestType: 'env', name: 'A', value: 'B' })).toBe(false);
    await channel.close();
    expect(ran).toEqual(['first']);
  });

  test('[SES-83] [ERR-13] many sessions run at a time; one above the limit is refused with reason 4', async () => {
    const { connect: open } = await startServer();
    const ssh = await open();
    const jobs = Array.from({ length: 10 }, (_, i) => ssh.exec(`cat; echo ${i}`));
    for (const job of jobs) job.stdin.write('');
    await delay(100);
    const error = await rejection<ClientError>(ssh.exec('true'));
    expect(error).toMatchObject({ code: 'CHANNEL_OPEN_FAILED', details: { reason: 4 } });
    jobs.forEach(job => job.stdin.end());
    expect((await Promise.all(jobs)).map(({ stdout }) => stdout)).toEqual(jobs.map((_, i) => String(i)));
    expect((await ssh.exec('echo again')).stdout).toBe('again');
  });

  test('[CON-56] a handler or listener that throws ends its channel with 255 and a trace, never the process', async () => {
    const {
      connect: open,
      server,
      trace,
    } = await startServer({
      session: {
        exec: async ({ command, stdout, onSignal: _ }) => {
          stdout.write('before');
          if (command === 'late') await delay(5);
          if (command === 'bad code') return -1;
          throw new Error('the handler\nis broken');
        },
      },
    });
    server.on('connection', () => {
      throw new Error('the listener is broken');
    });
    const ssh = await open();
    for (const command of ['now', 'late', 'bad code']) {
      expect(await ssh.exec(command, { reject: false })).toMatchObject({ exitCode: 255, stdout: 'before', stderr: '' });
    }
    const told = trace.filter(event => event.level === 'error').map(event => event.fields?.['message']);
    expect(told).toContain('the handler\\x0ais broken');
    expect(told).toContain('the listener is broken');
    expect(told).toContain('-1 is not an exit code');
  });

  test('the signal of a session fires when its channel or its connection goes', async () => {
    const aborted: string[] = [];
    const { connect: open } = await startServer({
      session: {
        exec: async ({ command, signal }) => {
          await new Promise<void>(resolve => signal.addEventListener('abort', () => resolve()));
          aborted.push(command);
        },
      },
    });
    const ssh = await open();
    const first = ssh.exec('channel');
    const second = rejection(ssh.exec('connection'));
    await delay(50);
    await first[Symbol.asyncDispose]();
    await until(() => aborted.length === 1);
    ssh.destroy();
    await second;
    await until(() => aborted.length === 2);
    expect(aborted).toEqual(['channel', 'connection']);
  });

  test('a command dies with its client', async () => {
    const { connect: open } = await startServer();
    const ssh = await open();
    const marker = `nacre-${process.pid}-${Date.now()}`;
    const job = ssh.exec(`exec -a ${marker} sleep 300 || sleep 300; : ${marker}`);
    void rejection(job);
    await delay(100);
    ssh.destroy();
    const other = await open();
    const alive = () => other.exec(`pgrep -f '[n]acre-${marker.slice(6)}' || true`).then(({ stdout }) => stdout);
    for (let i = 0; i < 50 && (await alive()) !== ''; i++) await delay(50);
    expect(await alive()).toBe('');
  });

  test('output is complete and in order before the exit code, however much there is and whoever ends the streams', async () => {
    const { connect: open } = await startServer({
      session: {
        exec: ({ stdout, stderr, command }) => {
          for (let i = 0; i < 400; i++) stdout.write(Buffer.alloc(16_384, i));
          stderr.write('the last words');
          if (command === 'ended') stdout.end();
          return 9;
        },
      },
    });
    const ssh = await open();
    for (const command of ['ended', 'left open']) {
      const result = await ssh.exec(command, { reject: false, encoding: 'buffer' });
      expect(result.exitCode).toBe(9);
      expect(result.stdout).toHaveLength(400 * 16_384);
      expect(result.stdout.at(-1)).toBe(399 & 0xff);
      expect(Buffer.from(result.stderr).toString()).toBe('the last words');
    }
  });

  test('each account gets its own files', async () => {
    const homes = new Map([
      ['alice', memoryFiles()],
      ['bob', memoryFiles()],
    ]);
    const { connect: open } = await startServer({
      session: { subsystems: { sftp: sftpServer(({ user }) => homes.get(user) ?? memoryFiles()) } },
    });
    const [alice, bob] = [await open({ user: 'alice' }), await open({ user: 'bob' })];
    await (await alice.sftp()).writeFile('/mine', 'of alice');
    expect(await (await bob.sftp()).readdir('/')).toEqual([]);
    expect(await (await alice.sftp()).readFile('/mine', 'utf8')).toBe('of alice');
  });
});

describe('against a raw peer', () => {
  async function rawLogin(port: number): Promise<RawPeer> {
    const peer = await RawPeer.connect(port);
    await peer.login();
    return peer;
  }

  test('[CON-19] [SEC-097] keepalive and unknown global requests get a reply, and nothing is echoed', async () => {
    const { port } = await startServer();
    const peer = await rawLogin(port);
    peer.send(80, 'keepalive@openssh.com', 1);
    expect((await peer.expect(81)).payload).toHaveLength(1);
    const requests: [string, Uint8Array][] = [
      ['roaming@example.org', Buffer.from('echo me')],
      ['tcpip-forward', Buffer.concat([str('localhost'), u32(80)])],
    ];
    for (const [name, body] of requests) {
      peer.send(80, name, 1, body);
      expect((await peer.expect(82)).payload).toHaveLength(1);
    }
    peer.send(90, 'session', u32(0), u32(1000), u32(1000));
    await peer.expect(91);
    peer.send(98, u32(0), 'keepalive@openssh.com', 1);
    expect((await peer.expect(99)).payload).toHaveLength(5);
    peer.close();
  });

  test('[SEC-176] after no-more-sessions@openssh.com no session opens', async () => {
    const { port } = await startServer();
    const peer = await rawLogin(port);
    peer.send(90, 'session', u32(0), u32(1000), u32(1000));
    await peer.expect(91);
    peer.send(80, 'no-more-sessions@openssh.com', 0);
    peer.send(90, 'session', u32(1), u32(1000), u32(1000));
    await peer.expect(92);
    peer.close();
  });

  test.each(Object.keys(CHANNEL_TYPES))(
    '[PRO-10] a channel of type %s is refused with the reason for it',
    async type => {
      const { port } = await startServer();
      const peer = await rawLogin(port);
      peer.send(90, type, u32(7), u32(1000), u32(1000), ...(CHANNEL_TYPES[type] ?? []));
      const failure = await peer.expect(92);
      expect(failure.payload.readUInt32BE(1)).toBe(7);
      expect(failure.payload.readUInt32BE(5)).toBe(reasonFor(type));
      peer.close();
    },
  );
});

describe('a client against a raw server', () => {
  async function rawServed(): Promise<{ peer: RawPeer; client: Awaited<ReturnType<typeof connect>> }> {
    const listener: RawListener = await RawPeer.listen();
    afterTest(() => listener.close());
    const connecting = connect({
      host: '127.0.0.1',
      port: listener.port,
      user: 'alice',
      dangerous: { acceptAnyHostKey: true },
      keepalive: false,
    });
    const peer = await listener.accept();
    await peer.letIn();
    const client = await connecting;
    afterTest(() => client.destroy());
    return { peer, client };
  }

  test('[SEC-177] [PRO-10] the client refuses every channel that the server opens', async () => {
    const { peer, client } = await rawServed();
    for (const [type, body] of Object.entries({ session: [], ...CHANNEL_TYPES })) {
      peer.send(90, type, u32(3), u32(1000), u32(1000), ...body);
      const failure = await peer.expect(92);
      expect(failure.payload.readUInt32BE(1)).toBe(3);
      expect(failure.payload.readUInt32BE(5)).toBe(reasonFor(type));
    }
    expect(client.isClosed).toBe(false);
  });

  test('[CON-19] the client answers keepalive of the server', async () => {
    const { peer } = await rawServed();
    peer.send(80, 'keepalive@openssh.com', 1);
    await peer.expect(81);
    peer.send(80, 'hostkeys-00@openssh.com', 0, str('ignored'));
    peer.send(80, 'unknown@example.org', 1);
    await peer.expect(82);
    peer.close();
  });

  test('a DISCONNECT of the server is told with its reason and its cleaned text', async () => {
    const { peer, client } = await rawServed();
    const job = rejection<SshError>(client.exec('anything'));
    await peer.expect(90);
    peer.sendEnc(payload(1, u32(12), 'too many\nusers', ''));
    const error = await client.closed;
    expect(error).toMatchObject({ code: 'DISCONNECTED', details: { reason: 12 } });
    expect(error?.message).toContain('too many\\x0ausers');
    expect((await job).code).toBe('DISCONNECTED');
  });
});
