import { createHash, randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { type Client, type ConnectOptions, connect, knownHosts, readKey } from '@nacre/client';
import { hashFile, hashTree, makeFile, makeKey, makeTree, type Sshd, startSshd, Workspace } from '@nacre/peers';

import { describeOpenSsh } from './suite.js';

const MIB = 1024 * 1024;

describeOpenSsh('client against sshd', openSsh => {
  let workspace: Workspace;
  let sshd: Sshd;

  beforeAll(async () => {
    workspace = await Workspace.create();
    const users = await Promise.all(['ecdsa', 'rsa'].map(type => makeKey(workspace, `user_${type}`, type)));
    const authorizedKeys = await Promise.all(users.map(file => readFile(`${file}.pub`, 'utf8')));
    sshd = await startSshd(workspace, { openSsh, authorizedKeys });
  });
  afterAll(async () => {
    await workspace[Symbol.asyncDispose]();
  });

  const open = async (options: Partial<ConnectOptions> = {}): Promise<Client> =>
    connect({
      host: '127.0.0.1',
      port: sshd.port,
      user: sshd.user,
      identities: [await readKey(sshd.identityFile)],
      hostKeys: knownHosts({ policy: 'strict', text: sshd.knownHosts }),
      ...options,
    });

  describe('exec', () => {
    test('[CON-01] runs a command and gives exit code 0', async () => {
      await using client = await open();
      const { stdout, stderr, exitCode } = await client.exec('echo out; echo err >&2');
      expect({ stdout, stderr, exitCode }).toEqual({ stdout: 'out', stderr: 'err', exitCode: 0 });
    });

    test('gives exit code 3, as an error or as a result', async () => {
      await using client = await open();
      await expect(client.exec('echo partial; exit 3')).rejects.toMatchObject({ exitCode: 3, stdout: 'partial' });
      expect(await client.exec('exit 3', { reject: false })).toMatchObject({ exitCode: 3, failed: true });
    });

    test('tells death by a signal from an exit code', async () => {
      await using client = await open();
      const result = await client.exec('kill -TERM $$', { reject: false });
      expect(result).toMatchObject({ exitCode: undefined, signal: 'TERM', failed: true });
    });

    test('moves 64 MiB each way unharmed while both sides rekey every MiB', async () => {
      await using client = await open({ rekey: { bytes: MIB } });
      await roundTrip(client, 64 * MIB);
      expect(client.info.rekeys).toBeGreaterThanOrEqual(60);
    });

    test('moves 64 MiB each way unharmed', async () => {
      await using client = await open();
      await roundTrip(client, 64 * MIB);
    });

    test('a lost connection is never an exit code', async () => {
      const client = await open();
      const job = client.exec('kill -9 $PPID; sleep 5', { reject: false });
      await expect(job).rejects.toMatchObject({ code: 'CONNECTION_LOST' });
      expect(await client.closed).toBeDefined();
    });
  });

  describe('user keys', () => {
    test.each(['user_ecdsa', 'user_rsa'])('user key %s', async name => {
      await using client = await open({ identities: [await readKey(workspace.path(name))] });
      expect((await client.exec('true')).exitCode).toBe(0);
    });
  });

  describe('who is trusted and who is let in', () => {
    test('an unknown host key is refused with its fingerprint', async () => {
      const failed = open({ hostKeys: knownHosts({ policy: 'strict', text: '' }) });
      await expect(failed).rejects.toMatchObject({
        code: 'HOST_KEY_UNKNOWN',
        message: expect.stringMatching(/SHA256:/),
      });
    });

    test('a changed host key is refused with both fingerprints, file and line', async () => {
      const other = await makeKey(workspace, `other_${Math.abs(sshd.port)}`, 'ed25519');
      const line = `# a comment\n[127.0.0.1]:${sshd.port} ${await readFile(`${other}.pub`, 'utf8')}`;
      const file = workspace.path('changed_hosts');
      await writeFile(file, line);
      const failed = open({
        hostKeys: knownHosts({ policy: 'strict', files: [file] }),
        algorithms: { hostKey: ['ssh-ed25519'] },
      });
      const message = expect.stringMatching(/SHA256:[\s\S]*SHA256:/);
      await expect(failed).rejects.toMatchObject({ code: 'HOST_KEY_CHANGED', message });
      await expect(failed).rejects.toThrow(`${file} line 2`);
    });

    test('[NEW-17] a refused key gives a report of what was tried', async () => {
      const stranger = await makeKey(workspace, 'stranger', 'ed25519');
      const failed = open({ identities: [await readKey(stranger)] });
      await expect(failed).rejects.toMatchObject({ code: 'AUTH_FAILED' });
      await expect(failed).rejects.toThrow(/publickey.*SHA256:/s);
    });
  });

  describe('sftp', () => {
    test('puts and gets a tree of 200 files with equal hashes', async () => {
      const [from, to, back] = ['tree-a', 'tree-b', 'tree-c'].map(name => workspace.path(name)) as [
        string,
        string,
        string,
      ];
      await makeTree(from, 200);
      await using client = await open();
      await using sftp = await client.sftp();
      const seen: { readonly files: number; readonly filesTotal: number }[] = [];
      await sftp.put(from, to, { recursive: true, onProgress: progress => seen.push(progress) });
      expect(await hashTree(to)).toEqual(await hashTree(from));
      await sftp.get(to, back, { recursive: true });
      expect(await hashTree(back)).toEqual(await hashTree(from));
      expect(seen.at(-1)).toMatchObject({ files: 200, filesTotal: 200 });
    });

    test('[SFC-17] moves 64 MiB both ways while rekeying every MiB', async () => {
      const [from, to, back] = ['big-a', 'big-b', 'big-c'].map(name => workspace.path(name)) as [
        string,
        string,
        string,
      ];
      await makeFile(from, 64 * MIB + 12_345);
      await using client = await open({ rekey: { bytes: MIB } });
      await using sftp = await client.sftp();
      await sftp.put(from, to);
      expect(await hashFile(to)).toBe(await hashFile(from));
      await sftp.get(to, back);
      expect(await hashFile(back)).toBe(await hashFile(from));
      expect(client.info.rekeys).toBeGreaterThanOrEqual(60);
    });
  });
});

/** Sends random bytes through `cat` and expects the same back. */
async function roundTrip(client: Client, bytes: number): Promise<void> {
  const input = randomBytes(bytes);
  const job = client.exec('cat', { input, encoding: 'buffer', buffer: false });
  const hash = createHash('sha256');
  let count = 0;
  for await (const chunk of job.stdout) {
    hash.update(chunk as Buffer);
    count += (chunk as Buffer).length;
  }
  expect((await job).exitCode).toBe(0);
  expect(count).toBe(bytes);
  expect(hash.digest('hex')).toBe(createHash('sha256').update(input).digest('hex'));
}
