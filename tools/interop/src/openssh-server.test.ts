import { createHash, randomBytes } from 'node:crypto';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { hashFile, hashTree, makeFile, makeKey, makeTree, run, type RunResult, Workspace } from '@nacre/peers';
import {
  authorizedKeys,
  createServer,
  localFiles,
  readKey,
  runCommands,
  type SshServer,
  sftpServer,
} from '@nacre/server';

import { describeOpenSsh } from './suite.js';

const MIB = 1024 * 1024;

describeOpenSsh('OpenSSH clients against our server', openSsh => {
  let workspace: Workspace;
  let server: SshServer;
  let port: number;

  beforeAll(async () => {
    workspace = await Workspace.create();
    const names = ['ed25519', 'ecdsa', 'rsa'] as const;
    const hostFiles = await Promise.all(
      names.map(type => makeKey(workspace, `host_${type}`, type, type === 'ecdsa' ? ['-b', '256'] : [])),
    );
    const userFiles = await Promise.all(names.map(type => makeKey(workspace, `id_${type}`, type)));
    const publicLines = await Promise.all(userFiles.map(file => readFile(`${file}.pub`, 'utf8')));
    await writeFile(workspace.path('authorized_keys'), publicLines.join(''), { mode: 0o600 });
    await mkdir(workspace.path('root'));
    server = createServer({
      hostKeys: await Promise.all(hostFiles.map(file => readKey(file))),
      auth: {
        publickey: authorizedKeys(workspace.path('authorized_keys')),
        password: async ({ user, password }) => user === 'alice' && password === 'correct horse',
      },
      session: {
        exec: runCommands(),
        subsystems: { sftp: sftpServer(() => localFiles({ root: workspace.path('root') })) },
      },
    });
    ({ port } = await server.listen({ port: 0, host: '127.0.0.1' }));
    const hostLines = await Promise.all(hostFiles.map(file => readFile(`${file}.pub`, 'utf8')));
    await writeFile(workspace.path('known_hosts'), hostLines.map(line => `[127.0.0.1]:${port} ${line}`).join(''));
  });
  afterAll(async () => {
    await server.close();
    await workspace[Symbol.asyncDispose]();
  });

  const options = (...extra: readonly string[]) => [
    ...['-F', 'none', '-o', `UserKnownHostsFile=${workspace.path('known_hosts')}`, '-o', 'StrictHostKeyChecking=yes'],
    ...['-o', 'BatchMode=yes', '-o', 'IdentitiesOnly=yes', '-i', workspace.path('id_ed25519')],
    ...extra.flatMap(option => ['-o', option]),
  ];
  const ssh = (command: string, extra: readonly string[] = [], input?: Uint8Array): Promise<RunResult> =>
    run(
      workspace,
      openSsh.ssh,
      [...options(...extra), '-p', String(port), 'alice@127.0.0.1', command],
      input === undefined ? {} : { input },
    );
  const sftp = (batch: string, extra: readonly string[] = []): Promise<RunResult> =>
    run(workspace, openSsh.sftp, [...options(...extra), '-b', '-', '-P', String(port), 'alice@127.0.0.1'], {
      input: batch,
    });

  describe('ssh', () => {
    test('runs a command with stdout, stderr and exit code 0', async () => {
      const result = await ssh('echo out; echo err >&2');
      expect(result).toMatchObject({ exitCode: 0, stderr: 'err\n' });
      expect(result.stdout.toString()).toBe('out\n');
    });

    test('gets exit code 3', async () => {
      expect((await ssh('exit 3')).exitCode).toBe(3);
    });

    test('gets death by a signal', async () => {
      const result = await ssh('kill -TERM $$', ['LogLevel=DEBUG1']);
      expect(result.exitCode).toBe(255);
      expect(result.stderr).toMatch(/exit-signal/);
    });

    test('moves 64 MiB each way unharmed', async () => {
      await roundTrip(64 * MIB, []);
    });

    test('[PRO-06] moves 64 MiB each way while rekeying every MiB', async () => {
      const result = await roundTrip(64 * MIB, ['RekeyLimit=1M', 'LogLevel=DEBUG1']);
      expect(result.stderr.match(/rekey/gi)?.length ?? 0).toBeGreaterThanOrEqual(60);
    });

    test('is refused with a key that is not authorized', async () => {
      const stranger = await makeKey(workspace, 'stranger', 'ed25519');
      const args = options().map(value => (value === workspace.path('id_ed25519') ? stranger : value));
      const result = await run(workspace, openSsh.ssh, [...args, '-p', String(port), 'alice@127.0.0.1', 'true']);
      expect(result.exitCode).toBe(255);
      expect(result.stderr).toMatch(/Permission denied \(publickey,password\)/);
    });

    test('[AUTH-05] logs in with a password, and not with a wrong one', async () => {
      expect((await withPassword('correct horse')).exitCode).toBe(0);
      expect((await withPassword('wrong')).exitCode).toBe(255);
    });

    test('is refused what the server does not offer', async () => {
      const shell = await run(workspace, openSsh.ssh, [...options(), '-p', String(port), 'alice@127.0.0.1'], {
        input: '',
      });
      expect(shell.exitCode).not.toBe(0);
      const subsystem = await run(workspace, openSsh.ssh, [
        ...options(),
        '-p',
        String(port),
        '-s',
        'alice@127.0.0.1',
        'unknown',
      ]);
      expect(subsystem.exitCode).not.toBe(0);
      expect(subsystem.stderr).toMatch(/subsystem request failed/);
    });
  });

  describe('user keys', () => {
    test.each(['id_ecdsa', 'id_rsa'])('user key %s', async name => {
      const args = options().map(value => (value === workspace.path('id_ed25519') ? workspace.path(name) : value));
      const result = await run(workspace, openSsh.ssh, [...args, '-p', String(port), 'alice@127.0.0.1', 'true']);
      expect(result).toMatchObject({ exitCode: 0 });
    });
  });

  describe('sftp', () => {
    test('puts and gets a tree of 200 files with equal hashes', async () => {
      const [from, back] = [workspace.path('tree-a'), workspace.path('tree-back')];
      await makeTree(from, 200);
      const put = await sftp(`put -r ${from} tree\n`);
      expect(put).toMatchObject({ exitCode: 0 });
      expect(await hashTree(workspace.path('root', 'tree'))).toEqual(await hashTree(from));
      const get = await sftp(`get -r tree ${back}\n`);
      expect(get).toMatchObject({ exitCode: 0 });
      expect(await hashTree(back)).toEqual(await hashTree(from));
    });

    test('moves 64 MiB both ways while rekeying every MiB', async () => {
      const [from, back] = [workspace.path('big-a'), workspace.path('big-back')];
      await makeFile(from, 64 * MIB + 12_345);
      expect(await sftp(`put ${from} big\nget big ${back}\n`, ['RekeyLimit=1M'])).toMatchObject({ exitCode: 0 });
      expect(await hashFile(workspace.path('root', 'big'))).toBe(await hashFile(from));
      expect(await hashFile(back)).toBe(await hashFile(from));
    });

    test('lists, renames, links, changes modes and removes', async () => {
      await writeFile(workspace.path('small'), 'hello');
      const batch = [
        'mkdir d',
        `put ${workspace.path('small')} d/a`,
        'rename d/a d/b',
        'chmod 600 d/b',
        'symlink b d/link',
        'ls -l d',
        'rm d/link',
        'rm d/b',
        'rmdir d',
      ];
      const result = await sftp(`${batch.join('\n')}\n`);
      expect(result).toMatchObject({ exitCode: 0 });
      expect(result.stdout.toString()).toMatch(/-rw-------.* 5 .* b$/m);
      expect(result.stdout.toString()).toMatch(/lrwx.* link$/m);
    });

    test('reaches nothing outside the root', async () => {
      const result = await sftp(
        `-get ../id_ed25519 ${workspace.path('stolen')}\n-get /etc/passwd ${workspace.path('stolen')}\nls ..\n`,
      );
      expect(result.stderr).toMatch(/not found|No such file|denied/i);
      await expect(readFile(workspace.path('stolen'))).rejects.toMatchObject({ code: 'ENOENT' });
      expect(result.stdout.toString()).not.toMatch(/authorized_keys/);
    });
  });

  async function roundTrip(bytes: number, extra: readonly string[]): Promise<RunResult> {
    const input = randomBytes(bytes);
    const result = await ssh('cat', extra, input);
    expect(result.exitCode, result.stderr.slice(-2000)).toBe(0);
    expect(result.stdout.length).toBe(bytes);
    expect(createHash('sha256').update(result.stdout).digest('hex')).toBe(
      createHash('sha256').update(input).digest('hex'),
    );
    return result;
  }

  async function withPassword(password: string): Promise<RunResult> {
    const askpass = workspace.path('askpass');
    await writeFile(askpass, `#!/bin/sh\necho '${password}'\n`);
    await chmod(askpass, 0o700);
    const args = [
      '-F',
      'none',
      '-o',
      `UserKnownHostsFile=${workspace.path('known_hosts')}`,
      '-o',
      'PubkeyAuthentication=no',
    ];
    const env = { ...process.env, SSH_ASKPASS: askpass, SSH_ASKPASS_REQUIRE: 'force', DISPLAY: ':0' };
    const target = ['-o', 'NumberOfPasswordPrompts=1', '-p', String(port), 'alice@127.0.0.1', 'true'];
    return run(workspace, openSsh.ssh, [...args, ...target], { env });
  }
});
