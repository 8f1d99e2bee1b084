import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, test, vi } from 'vitest';

import type { TraceEvent } from '@nacre/core';

import { connect, exportKey, generateKey, readKey, type Signer, type SshError } from '../src/index.js';
import { defaultIdentities, fingerprint } from '../src/index.js';
import { afterTest, rejection, startServer, temporaryFolder } from './support.js';

describe('passwords', () => {
  test('[AUTH-04] a password is a text, a function or a promise of one, asked only when needed; undefined gives up', async () => {
    const { options } = await startServer();
    const noKeys = { ...options, identities: [] };
    await (await connect({ ...noKeys, password: 'correct horse' })).close();
    await (await connect({ ...noKeys, password: () => 'correct horse' })).close();
    await (await connect({ ...noKeys, password: async () => 'correct horse' })).close();
    const needless = vi.fn(() => 'correct horse');
    await using ssh = await connect({ ...options, password: needless });
    expect(ssh.info.authMethod).toBe('publickey');
    expect(needless).not.toHaveBeenCalled();
    const gaveUp = await rejection<SshError>(connect({ ...noKeys, password: () => undefined }));
    expect(gaveUp.code).toBe('AUTH_FAILED');
  });

  test('[AUTH-05] a wrong password is refused, and the client may try again', async () => {
    const { options } = await startServer();
    const attempts: number[] = [];
    const password = ({ attempt, user }: { attempt: number; user: string }) => {
      attempts.push(attempt);
      return attempt < 3 ? `wrong for ${user}` : 'correct horse';
    };
    await using ssh = await connect({ ...options, identities: [], password });
    expect(ssh.info.authMethod).toBe('password');
    expect(attempts).toEqual([1, 2, 3]);
  });

  test('a password is not asked for when the server does not offer the method', async () => {
    const { options } = await startServer({ auth: { publickey: () => false } });
    const password = vi.fn(() => 'secret');
    expect((await rejection<SshError>(connect({ ...options, password }))).code).toBe('AUTH_FAILED');
    expect(password).not.toHaveBeenCalled();
  });
});

describe('keys', () => {
  test.each(['ed25519', 'ecdsa-nistp256', 'rsa'] as const)('an %s key logs in', async type => {
    const key = await generateKey(type, type === 'rsa' ? { bits: 2048 } : {});
    const { connect: open } = await startServer({
      auth: { publickey: request => request.fingerprint === fingerprint(key.publicKey) },
    });
    const ssh = await open({ identities: [key] });
    expect(ssh.info.authMethod).toBe('publickey');
    const used = ssh.info.authReport.tries.at(-1)?.algorithm;
    expect(used).toBe({ ed25519: 'ssh-ed25519', 'ecdsa-nistp256': 'ecdsa-sha2-nistp256', rsa: 'rsa-sha2-512' }[type]);
  });

  test('keys are tried in the given order, each probed before anything is signed', async () => {
    const [first, second] = [await generateKey('ed25519'), await generateKey('ed25519')];
    const signed: string[] = [];
    const watched = (name: string, signer: Signer): Signer => ({
      publicKey: signer.publicKey,
      algorithms: signer.algorithms,
      sign: (...args) => {
        signed.push(name);
        return signer.sign(...args);
      },
    });
    const { connect: open } = await startServer({
      auth: { publickey: ({ key }) => Buffer.from(second.publicKey.blob).equals(key.blob) },
    });
    const ssh = await open({ identities: [watched('first', first), watched('second', second)] });
    expect(signed).toEqual(['second']);
    expect(ssh.info.authReport.tries.map(({ fingerprint: shown, answer }) => [shown, answer])).toEqual([
      [undefined, 'refused'],
      [fingerprint(first.publicKey), 'refused'],
      [fingerprint(second.publicKey), 'accepted'],
    ]);
  });

  test('the default keys are those of ~/.ssh; encrypted ones need a passphrase, and other users no access', async () => {
    const home = await temporaryFolder();
    vi.stubEnv('HOME', home);
    afterTest(() => vi.unstubAllEnvs());
    expect(await defaultIdentities()).toEqual([]);
    const [plain, locked] = [await generateKey('ed25519'), await generateKey('ecdsa-nistp256')];
    const folder = join(home, '.ssh');
    await mkdir(folder);
    await writeFile(join(folder, 'id_ed25519'), await exportKey(plain), { mode: 0o600 });
    await writeFile(join(folder, 'id_ecdsa'), await exportKey(locked, { passphrase: 'open' }), { mode: 0o600 });
    const types = async (passphrase?: string) => {
      const keys = await defaultIdentities(passphrase === undefined ? {} : { passphrase: () => passphrase });
      return keys.map(key => key.publicKey.type);
    };
    expect(await types()).toEqual(['ssh-ed25519']);
    expect(await types('open')).toEqual(['ssh-ed25519', 'ecdsa-sha2-nistp256']);
    expect((await rejection<SshError>(types('wrong'))).code).toBe('KEY_PASSPHRASE');
    const { port, known } = await startServer({
      auth: { publickey: request => request.fingerprint === fingerprint(plain.publicKey) },
    });
    await writeFile(join(folder, 'known_hosts'), known);
    await using ssh = await connect(`bob@127.0.0.1:${port}`);
    expect(ssh.info).toMatchObject({ user: 'bob', authMethod: 'publickey' });
    await chmod(join(folder, 'id_ed25519'), 0o644);
    const open = await rejection<SshError>(readKey(join(folder, 'id_ed25519')));
    expect(open).toMatchObject({ code: 'IO_ERROR' });
    expect(open.message).toContain('0644');
    expect((await readKey(join(folder, 'id_ed25519'), { ignorePermissions: true })).publicKey.type).toBe('ssh-ed25519');
    expect((await rejection<SshError>(readKey(folder, { ignorePermissions: true }))).code).toBe('IO_ERROR');
  });
});

describe('no login', () => {
  test('[AUTH-30] [ERR-08] [NEW-17] the error tells what was tried with which key, the answers, and what the server offers', async () => {
    const { options } = await startServer();
    const stranger = await generateKey('ed25519');
    const error = await rejection<SshError>(connect({ ...options, identities: [stranger], password: 'guess me not' }));
    expect(error.code).toBe('AUTH_FAILED');
    for (const part of [
      fingerprint(stranger.publicKey),
      'publickey',
      'password',
      'refused',
      'offers publickey, password',
    ]) {
      expect(error.message).toContain(part);
    }
    expect(error.message).not.toContain('guess me not');
    expect(JSON.stringify(error.details)).not.toContain('guess me not');
    expect(error.details['report']).toMatchObject({
      user: 'alice',
      methods: ['publickey', 'password'],
      tries: [
        { method: 'none', answer: 'refused' },
        { method: 'publickey', fingerprint: fingerprint(stranger.publicKey), answer: 'refused' },
        { method: 'password', answer: 'refused' },
        { method: 'password', answer: 'not-given' },
      ],
    });
  });

  test('[AUTH-03] [SEC-140] a server that asks for nothing is refused if there are credentials, and else taken if it says so', async () => {
    const { options } = await startServer({ auth: { none: () => true } });
    const error = await rejection<SshError>(connect(options));
    expect(error.message).toMatch(/without|trivial|nothing|asked/i);
    await using bare = await connect({ ...options, identities: [] });
    expect(bare.info.authMethod).toBe('none');
    await using forced = await connect({ ...options, dangerous: { allowTrivialAuth: true } });
    expect(forced.info.authMethod).toBe('none');
  });

  test('[CON-36] the banner of the server comes before login, and a function that throws harms nothing', async () => {
    const { options } = await startServer({ banner: 'authorised use only\n' });
    const banners: string[] = [];
    await (await connect({ ...options, onBanner: message => banners.push(message) })).close();
    expect(banners).toEqual(['authorised use only\n']);
    const trace: TraceEvent[] = [];
    const onBanner = () => {
      throw new Error('the terminal is gone');
    };
    await (await connect({ ...options, onBanner, trace: event => trace.push(event) })).close();
    expect(trace).toContainEqual(
      expect.objectContaining({ name: 'handler-error', fields: { message: 'the terminal is gone' } }),
    );
  });

  test('[SEC-260] no trace, on either side, holds a password, a passphrase, or a private key', async () => {
    const { options, trace, userKey } = await startServer();
    const clientTrace: TraceEvent[] = [];
    const secretText = await exportKey(userKey);
    const password = 'a very seeded secret';
    const unlocked = await exportKey(userKey, { passphrase: 'seeded passphrase' });
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'key'), unlocked, { mode: 0o600 });
    const key = await readKey(join(folder, 'key'), { passphrase: 'seeded passphrase' });
    const sink = (event: TraceEvent) => clientTrace.push(event);
    await rejection(connect({ ...options, identities: [], password, trace: sink }));
    await using ssh = await connect({ ...options, identities: [key], trace: sink });
    await ssh.exec('true');
    expect(clientTrace.length).toBeGreaterThan(5);
    expect(trace.length).toBeGreaterThan(5);
    const all = JSON.stringify([trace, clientTrace]);
    const body = Buffer.from(secretText.split('\n').slice(1).join('').replace(/-.*/, ''), 'base64');
    const seedEnd = body.lastIndexOf(userKey.publicKey.blob.subarray(-32)); // the private half is followed by the public one
    const seed = body.subarray(seedEnd - 32, seedEnd);
    expect(seed).toHaveLength(32);
    const secrets = [password, 'seeded passphrase', ...secretText.split('\n').slice(2, 5)];
    for (const secret of [...secrets, seed.toString('hex'), seed.toString('base64').slice(0, 40), String([...seed])]) {
      expect(all).not.toContain(secret);
    }
  });
});
