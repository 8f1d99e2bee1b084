import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, test, vi } from 'vitest';

import { isSshError, type SshError } from '@nacre/core';
import { payload, RawPeer, str, u32 } from '@nacre/testkit';

import { authorizedKeys, createServer } from '../src/index.js';
import {
  connect,
  formatPublicKey,
  generateKey,
  publicKeyOf,
  rejection,
  startServer,
  temporaryFolder,
  until,
} from './support.js';

const Msg = { request: 50, failure: 51, success: 52, open: 90, channelRequest: 98 } as const;

function passwordRequest(user: string, password: string): Buffer {
  return payload(Msg.request, user, 'ssh-connection', 'password', 0, password);
}

async function rawClient(port: number): Promise<RawPeer> {
  const peer = await RawPeer.connect(port);
  await peer.kex();
  await peer.service();
  return peer;
}

describe('who may come in', () => {
  test('[SEC-127] a server without handlers refuses every attempt and offers no method', async () => {
    const { options } = await startServer({ auth: {} });
    for (const changes of [{}, { password: 'x', identities: [] }, { identities: [] }]) {
      const error = await rejection<SshError>(connect({ ...options, ...changes }));
      expect(error).toMatchObject({ code: 'AUTH_FAILED', details: { report: { methods: [] } } });
    }
  });

  test('[AUTH-09] authorized_keys decides by file, for all users or for each, and a signature is what counts', async () => {
    const folder = await temporaryFolder();
    const [mine, other] = [await generateKey('ed25519'), await generateKey('rsa', { bits: 2048 })];
    const lines = [`# comment`, formatPublicKey(other.publicKey), `${formatPublicKey(mine.publicKey)} me@home`];
    await writeFile(join(folder, 'alice'), `${lines.join('\n')}\n`, { mode: 0o600 });
    const perUser = await startServer({ auth: { publickey: authorizedKeys(user => join(folder, user)) } });
    for (const key of [mine, other]) {
      await using ssh = await connect({ ...perUser.options, identities: [key] });
      await until(() => perUser.server.connections[0]?.user === 'alice');
      expect(perUser.server.connections[0]?.account).toEqual({ name: 'alice' });
      expect(ssh.info.authMethod).toBe('publickey');
    }
    const asBob = connect({ ...perUser.options, user: 'bob', identities: [mine] });
    expect((await rejection<SshError>(asBob)).code).toBe('AUTH_FAILED');
    const forAll = await startServer({ auth: { publickey: authorizedKeys(join(folder, 'alice')) } });
    await (await connect({ ...forAll.options, user: 'carol', identities: [mine] })).close();
    const forged = { publicKey: mine.publicKey, algorithms: mine.algorithms, sign: other.sign.bind(other) };
    expect((await rejection<SshError>(connect({ ...forAll.options, identities: [forged] }))).code).toBe('AUTH_FAILED');
    await chmod(join(folder, 'alice'), 0o666);
    expect((await rejection<SshError>(connect({ ...forAll.options, identities: [mine] }))).code).toBe('AUTH_FAILED');
  });

  test('[SEC-124] user names that mean more than a name in a path are refused before they get near one', async () => {
    const path = vi.fn(() => undefined);
    const handler = authorizedKeys(path);
    const { publicKey: key } = await generateKey('ed25519');
    const about = { key, fingerprint: '', algorithm: '', verified: false, remoteAddress: undefined };
    const names = [
      '..',
      '../b',
      'a/b',
      'a\\b',
      '~root',
      '${HOME}',
      '%h',
      'a\0b',
      'x'.repeat(1025),
      'a\u202eb',
      '',
      '.',
      '-x',
      'a b',
      'a\nb',
    ];
    for (const user of names)
      expect(await handler({ ...about, user, signal: new AbortController().signal })).toBe(false);
    expect(path).not.toHaveBeenCalled();
    for (const user of ['alice', 'Ünal', 'a.b-c_d', 'user@host', 'x$'.slice(0, 1)]) {
      await handler({ ...about, user, signal: new AbortController().signal });
    }
    expect(path.mock.calls).toEqual([['alice'], ['Ünal'], ['a.b-c_d'], ['user@host'], ['x']]);
  });

  test('[SEC-123] a key blob that is a path is no key, and no file is looked at for it', async () => {
    const path = vi.fn(() => undefined);
    const { options } = await startServer({ auth: { publickey: authorizedKeys(path) } });
    for (const text of ['/etc/passwd', '\\\\host\\share']) {
      const blob = new TextEncoder().encode(text);
      const signer = {
        publicKey: publicKeyOf(blob),
        algorithms: ['ssh-ed25519'],
        sign: () => Promise.reject(new Error()),
      };
      expect((await rejection<SshError>(connect({ ...options, identities: [signer] }))).code).toBe('AUTH_FAILED');
    }
    expect(path).not.toHaveBeenCalled();
  });

  test('a handler that throws, or answers with something empty, refuses; an account reaches the session', async () => {
    const answers: unknown[] = [new Error('the database is gone'), 0, '', null, undefined, { id: 7 }];
    const { options, server } = await startServer({
      auth: {
        password: () => {
          const answer = answers.shift();
          if (answer instanceof Error) throw answer;
          return answer as never;
        },
      },
      session: { exec: ({ account, stdout }) => void stdout.write(JSON.stringify(account)) },
    });
    await using ssh = await connect({
      ...options,
      identities: [],
      password: ({ attempt }) => (attempt < 9 ? 'any' : undefined),
      limits: { auth: { passwordAttempts: 9 } },
    });
    expect((await ssh.exec('who')).stdout).toBe('{"id":7}');
    expect(answers).toEqual([]);
    expect(server.connections).toHaveLength(1);
  });

  test('[SEC-129] 200 logins at a time keep their identities apart', async () => {
    const { options } = await startServer({
      auth: {
        password: async ({ user, password }) => {
          await new Promise(resolve => setTimeout(resolve, Math.random() * 50));
          return password === `secret of ${user}`;
        },
      },
      session: { exec: ({ account, user, stdout }) => void stdout.write(`${user} ${account.name}`) },
      limits: { startups: 300 },
    });
    const logins = Array.from({ length: 200 }, async (_, i) => {
      const user = `user${i}`;
      const password = i % 7 === 0 ? `secret of user${i + 1}` : `secret of ${user}`;
      const attempt = connect({
        ...options,
        user,
        identities: [],
        password,
        keepalive: false,
        timeouts: { handshake: 0, auth: 0 },
      });
      if (i % 7 === 0) return (await rejection<SshError>(attempt)).code;
      await using ssh = await attempt;
      return (await ssh.exec('whoami')).stdout;
    });
    const results = await Promise.all(logins);
    results.forEach((result, i) => expect(result).toBe(i % 7 === 0 ? 'AUTH_FAILED' : `user${i} user${i}`));
  }, 60_000);

  test('[SEC-128] what a client calls itself is escaped in every trace', async () => {
    const { options, trace } = await startServer();
    const user = 'root\nAccepted password for root\x1b[2J\u202e';
    await rejection(connect({ ...options, user, identities: [], password: 'no' }));
    const told = trace.filter(event => JSON.stringify(event.fields ?? {}).includes('Accepted password'));
    expect(told.length).toBeGreaterThan(0);
    for (const event of trace) {
      for (const value of Object.values(event.fields ?? {})) expect(String(value)).not.toMatch(/[\n\r\x1b\u202e]/);
    }
  });
});

describe('[SEC-130] requests that come while a check runs', () => {
  async function pipelined(answer: boolean) {
    const ran = vi.fn(() => 0);
    const { port, server } = await startServer({
      auth: { password: () => new Promise(resolve => setTimeout(() => resolve(answer), 300)) },
      session: { exec: ran },
    });
    const peer = await rawClient(port);
    peer.sendEnc(passwordRequest('alice', 'x'));
    peer.sendEnc(payload(Msg.open, 'session', u32(0), u32(1 << 20), u32(32768)));
    if (!answer) peer.sendEnc(payload(Msg.channelRequest, u32(0), 'exec', 1, str('rm -rf /')));
    return { peer, ran, server };
  }

  test('never run when the answer is no', async () => {
    const { peer, ran, server } = await pipelined(false);
    expect(await peer.refused()).toBe(2);
    expect(peer.seen.map(({ number }) => number)).not.toContain(Msg.success);
    expect(ran).not.toHaveBeenCalled();
    await until(() => server.connections.length === 0);
  });

  test('run in order when it is yes', async () => {
    const { peer, ran } = await pipelined(true);
    await peer.expect(Msg.success);
    await peer.expect(91);
    peer.sendEnc(payload(Msg.channelRequest, u32(0), 'exec', 1, str('true')));
    await peer.expect(99);
    await until(() => ran.mock.calls.length === 1);
    peer.close();
  });

  test('a second request waits for the first, and its answer follows', async () => {
    let running = 0;
    let most = 0;
    const { port } = await startServer({
      auth: {
        password: async ({ password }) => {
          most = Math.max(most, ++running);
          await new Promise(resolve => setTimeout(resolve, 50));
          running--;
          return password === 'second';
        },
      },
    });
    const peer = await rawClient(port);
    peer.sendEnc(passwordRequest('alice', 'first'));
    peer.sendEnc(passwordRequest('alice', 'second'));
    await peer.expect(Msg.failure);
    await peer.expect(Msg.success);
    expect(most).toBe(1);
    peer.close();
  });
});

describe('options of a server', () => {
  test('[AUTH-35] no host key, or two of one type, is misuse; one of each type works', async () => {
    const keys = [await generateKey('ed25519'), await generateKey('ed25519'), await generateKey('ecdsa-nistp256')];
    for (const hostKeys of [[], keys.slice(0, 2)]) {
      expect(() => createServer({ hostKeys })).toThrow(expect.objectContaining({ code: 'MISUSE' }));
    }
    const { options } = await startServer({ hostKeys: keys.slice(1) });
    const shown = await Promise.all(
      ['ssh-ed25519', 'ecdsa-sha2-nistp256'].map(async algorithm => {
        const { hostKeys: _, ...rest } = options;
        await using ssh = await connect({
          ...rest,
          algorithms: { hostKey: [algorithm] },
          dangerous: { acceptAnyHostKey: true },
        });
        return ssh.info.hostKey.type;
      }),
    );
    expect(shown).toEqual(['ssh-ed25519', 'ecdsa-sha2-nistp256']);
  });

  test('userKeyAlgorithms: what is not known is misuse at once, not at the first login', async () => {
    const hostKeys = [await generateKey('ed25519')];
    const make = (userKeyAlgorithms: never) => () => createServer({ hostKeys, auth: { userKeyAlgorithms } });
    for (const wrong of [['rot13'], 'rot13', 'default,rot13', '', [], 'no*such', 5, {}, null]) {
      expect(make(wrong as never), JSON.stringify(wrong)).toThrow(expect.objectContaining({ code: 'MISUSE' }));
    }
    for (const right of ['*', '+ssh-rsa', ['ssh-ed25519'], () => ['rot13'], undefined]) {
      expect(make(right as never), JSON.stringify(right)).not.toThrow();
    }
  });

  test('userKeyAlgorithms: a list counts for all users, and is announced', async () => {
    const rsa = await generateKey('rsa', { bits: 2048 });
    const publickey = () => true;
    const userKeyAlgorithms = 'rsa-sha2-256,rsa-sha2-256-cert-v01@openssh.com';
    const { options } = await startServer({ auth: { publickey, userKeyAlgorithms } });
    await using ssh = await connect({ ...options, identities: [rsa] });
    expect(Buffer.from(ssh.extInfo.get('server-sig-algs') ?? []).toString()).toBe('rsa-sha2-256');
    const error = await rejection<SshError>(connect(options)); // with an ed25519 key
    expect(error.code).toBe('AUTH_FAILED');
  });

  test('a port that is taken is IO_ERROR with the code of the system', async () => {
    const { port, hostKey } = await startServer();
    const second = createServer({ hostKeys: [hostKey] });
    const error = await rejection<SshError>(second.listen({ port, host: '127.0.0.1' }));
    expect(isSshError(error, 'IO_ERROR')).toBe(true);
    expect(error.details['code']).toBe('EADDRINUSE');
    await second.close();
    expect((await rejection<SshError>(second.listen({ port: 0 }))).code).toBe('MISUSE');
  });
});
