/** Every host key algorithm, plain and in certificates, with OpenSSH on the other side. */

import { readFile, writeFile } from 'node:fs/promises';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import {
  type Client,
  type ConnectOptions,
  connect,
  formatPublicKey,
  knownHosts,
  readKey,
  type Signer,
  type SshError,
} from '@nacre/client';
import { makeKey, type OpenSsh, requirePeer, run, type RunResult, type Sshd, startSshd, Workspace } from '@nacre/peers';
import {
  authorizedKeys,
  createServer,
  readCertificate,
  runCommands,
  type SshServer,
  withCertificate,
} from '@nacre/server';

import { skEcdsa, skEd25519 } from './security-key.js';
import { atLeast, describeOpenSsh } from './suite.js';

/** Files of host keys, and what ssh-keygen needs to make them. */
const KEYS: readonly (readonly [name: string, type: string, bits?: string])[] = [
  ['ed25519', 'ed25519'],
  ['ecdsa256', 'ecdsa', '256'],
  ['ecdsa384', 'ecdsa', '384'],
  ['ecdsa521', 'ecdsa', '521'],
  ['rsa2048', 'rsa', '2048'],
  ['dsa', 'dsa'],
];

const ALGORITHMS: readonly (readonly [row: string, algorithm: string, key: string])[] = [
  ['ALG-61', 'ssh-ed25519', 'ed25519'],
  ['ALG-63', 'ecdsa-sha2-nistp521', 'ecdsa521'],
  ['ALG-64', 'ecdsa-sha2-nistp384', 'ecdsa384'],
  ['ALG-65', 'ecdsa-sha2-nistp256', 'ecdsa256'],
  ['ALG-67', 'rsa-sha2-256', 'rsa2048'],
  ['ALG-68', 'rsa-sha2-512', 'rsa2048'],
  ['ALG-73', 'ssh-rsa', 'rsa2048'],
  ['ALG-74', 'ssh-dss', 'dsa'],
  ['ALG-75', 'ssh-ed25519-cert-v01@openssh.com', 'ed25519'],
  ['ALG-76', 'ecdsa-sha2-nistp521-cert-v01@openssh.com', 'ecdsa521'],
  ['ALG-77', 'ecdsa-sha2-nistp384-cert-v01@openssh.com', 'ecdsa384'],
  ['ALG-78', 'ecdsa-sha2-nistp256-cert-v01@openssh.com', 'ecdsa256'],
  ['ALG-79', 'rsa-sha2-256-cert-v01@openssh.com', 'rsa2048'],
  ['ALG-80', 'rsa-sha2-512-cert-v01@openssh.com', 'rsa2048'],
  ['ALG-81', 'ssh-rsa-cert-v01@openssh.com', 'rsa2048'],
  ['ALG-86', 'ssh-dss-cert-v01@openssh.com', 'dsa'],
];
/** Not offered unless asked for; those with DSA were taken out of OpenSSH 10. */
const ON_REQUEST = ALGORITHMS.map(([, algorithm]) => algorithm).filter(name => /^ssh-(?:rsa|dss)/.test(name));

const knows = (openSsh: OpenSsh, algorithm: string): boolean => !algorithm.includes('dss') || !atLeast(openSsh, 10, 0);
const title = (openSsh: OpenSsh, row: string, algorithm: string): string =>
  `[${row}] ${algorithm}${knows(openSsh, algorithm) ? '' : ` (skipped: ${openSsh.version} does not have it)`}`;

/** Host keys with certificates for 127.0.0.1, and those of them whose certificate is for another host. */
async function makeHostKeys(workspace: Workspace): Promise<void> {
  await makeKey(workspace, 'ca', 'ed25519');
  for (const [name, type, bits] of KEYS) {
    const file = await makeKey(workspace, name, type, bits === undefined ? [] : ['-b', bits]);
    const args = ['-q', '-s', workspace.path('ca'), '-I', name, '-h', '-n', 'localhost,127.0.0.1', `${file}.pub`];
    const signed = await run(workspace, requirePeer('ssh-keygen'), args);
    if (signed.exitCode !== 0) throw new Error(`ssh-keygen failed: ${signed.stderr}`);
  }
}

const publicLine = async (workspace: Workspace, name: string): Promise<string> =>
  (await readFile(workspace.path(`${name}.pub`), 'utf8')).trim();

describeOpenSsh('host keys of sshd', openSsh => {
  let workspace: Workspace;
  let sshd: Sshd;

  beforeAll(async () => {
    workspace = await Workspace.create();
    await makeHostKeys(workspace);
    const offered = ON_REQUEST.filter(name => knows(openSsh, name));
    const files = KEYS.map(([name]) => name).filter(name => name !== 'dsa' || knows(openSsh, 'ssh-dss'));
    const config = [
      ...files.flatMap(name => [`HostKey ${workspace.path(name)}`, `HostCertificate ${workspace.path(name)}-cert.pub`]),
      `HostKeyAlgorithms +${offered.join(',')}`,
    ];
    sshd = await startSshd(workspace, { openSsh, config });
  });
  afterAll(async () => {
    await workspace[Symbol.asyncDispose]();
  });

  const open = async (text: string, options: Partial<ConnectOptions> = {}): Promise<Client> =>
    connect({
      host: '127.0.0.1',
      port: sshd.port,
      user: sshd.user,
      identities: [await readKey(sshd.identityFile)],
      hostKeys: knownHosts({ text }),
      ...options,
    });

  describe('are accepted, and others are not', () => {
    for (const [row, algorithm, name] of ALGORITHMS) {
      test.skipIf(!knows(openSsh, algorithm))(title(openSsh, row, algorithm), async () => {
        const line = algorithm.includes('-cert-')
          ? `@cert-authority 127.0.0.1 ${await publicLine(workspace, 'ca')}`
          : `[127.0.0.1]:${sshd.port} ${await publicLine(workspace, name)}`;
        const algorithms = { hostKey: [algorithm] };
        await using client = await open(line, { algorithms });
        expect(client.info.hostKeyAlgorithm).toBe(algorithm);
        expect((await client.exec('echo hello')).stdout).toBe('hello');
        client.rekey();
        expect((await client.exec('echo again')).stdout).toBe('again');
        const other = name === 'ed25519' ? 'ecdsa256' : 'ed25519';
        const wrong = line.replace(/ \S+ \S+ \S+$/, ` ${await publicLine(workspace, other)}`);
        await expect(open(wrong, { algorithms })).rejects.toMatchObject({
          code: algorithm.includes('-cert-') ? 'HOST_KEY_UNKNOWN' : 'HOST_KEY_CHANGED',
        });
      });
    }
  });

  test('with an authority for the host, a certificate is asked for first', async () => {
    await using client = await open(`@cert-authority 127.* ${await publicLine(workspace, 'ca')}`);
    expect(client.info.hostKeyAlgorithm).toBe('ssh-ed25519-cert-v01@openssh.com');
  });

  test('[AUTH-21] a certificate for another host is refused', async () => {
    const file = workspace.path('host_other');
    await makeKey(workspace, 'host_other', 'ed25519');
    const args = ['-q', '-s', workspace.path('ca'), '-I', 'other', '-h', '-n', 'other.example', `${file}.pub`];
    expect((await run(workspace, requirePeer('ssh-keygen'), args)).exitCode).toBe(0);
    await using elsewhere = await Workspace.create();
    const config = [`HostKey ${file}`, `HostCertificate ${file}-cert.pub`];
    const other = await startSshd(elsewhere, { openSsh, config });
    const text = `@cert-authority * ${await publicLine(workspace, 'ca')}`;
    const failed = open(text, { port: other.port }).catch((error: SshError) => error);
    expect(await failed).toMatchObject({
      code: 'HOST_KEY_UNKNOWN',
      message: expect.stringContaining("it is for other.example, not for '127.0.0.1'"),
    });
  });
});

describeOpenSsh('our host keys for ssh', openSsh => {
  let workspace: Workspace;
  let server: SshServer;
  let port: number;

  beforeAll(async () => {
    workspace = await Workspace.create();
    await makeHostKeys(workspace);
    await makeKey(workspace, 'identity', 'ed25519');
    await writeFile(workspace.path('authorized_keys'), await publicLine(workspace, 'identity'), { mode: 0o600 });
    const keys = await Promise.all(KEYS.map(([name]) => readKey(workspace.path(name))));
    const certificates = await Promise.all(KEYS.map(([name]) => readCertificate(`${workspace.path(name)}-cert.pub`)));
    server = createServer({
      hostKeys: [
        ...keys,
        ...keys.map((key, i) => withCertificate(key, certificates[i] as (typeof certificates)[number])),
      ],
      algorithms: { hostKey: `+${ON_REQUEST.join(',')}` },
      auth: { publickey: authorizedKeys(workspace.path('authorized_keys')) },
      session: { exec: runCommands() },
    });
    ({ port } = await server.listen({ port: 0, host: '127.0.0.1' }));
  });
  afterAll(async () => {
    await server.close();
    await workspace[Symbol.asyncDispose]();
  });

  const ssh = async (knownHostsText: string, extra: readonly string[]): Promise<RunResult> => {
    await writeFile(workspace.path('known_hosts'), `${knownHostsText}\n`);
    const options = [
      `UserKnownHostsFile=${workspace.path('known_hosts')}`,
      'StrictHostKeyChecking=yes',
      'BatchMode=yes',
    ];
    const args = [...options, 'IdentitiesOnly=yes', ...extra].flatMap(option => ['-o', option]);
    const target = ['-p', String(port), 'alice@127.0.0.1', 'echo hello'];
    return run(workspace, openSsh.ssh, ['-v', '-F', 'none', '-i', workspace.path('identity'), ...args, ...target]);
  };

  describe('are accepted, and others are not', () => {
    for (const [row, algorithm, name] of ALGORITHMS) {
      test.skipIf(!knows(openSsh, algorithm))(title(openSsh, row, algorithm), async () => {
        const certified = algorithm.includes('-cert-');
        const line = certified
          ? `@cert-authority 127.0.0.1 ${await publicLine(workspace, 'ca')}`
          : `[127.0.0.1]:${port} ${await publicLine(workspace, name)}`;
        const result = await ssh(line, [`HostKeyAlgorithms=${algorithm}`]);
        expect({ ...result, stdout: result.stdout.toString() }).toMatchObject({ exitCode: 0, stdout: 'hello\n' });
        expect(result.stderr).toContain(`kex: host key algorithm: ${algorithm}`);
        const other = name === 'ed25519' ? 'ecdsa256' : 'ed25519';
        const wrong = line.replace(/ \S+ \S+ \S+$/, ` ${await publicLine(workspace, other)}`);
        expect((await ssh(wrong, [`HostKeyAlgorithms=${algorithm}`])).exitCode).toBe(255);
      });
    }
  });
});

describeOpenSsh('user keys of a server that takes SHA-1 only', openSsh => {
  test('[ALG-73] ssh-rsa is used on request, and never unasked', async () => {
    await using workspace = await Workspace.create();
    const file = await makeKey(workspace, 'user_rsa', 'rsa', ['-b', '2048']);
    const config = ['PubkeyAcceptedAlgorithms ssh-rsa'];
    const sshd = await startSshd(workspace, {
      openSsh,
      config,
      authorizedKeys: [await publicLine(workspace, 'user_rsa')],
    });
    const options = {
      host: '127.0.0.1',
      port: sshd.port,
      user: sshd.user,
      identities: [await readKey(file)],
      hostKeys: knownHosts({ text: sshd.knownHosts }),
    };
    await expect(connect(options)).rejects.toMatchObject({ code: 'AUTH_FAILED' });
    expect(sshd.log()).not.toMatch(/ssh2: RSA SHA256/);
    await using client = await connect({ ...options, userKeyAlgorithms: 'ssh-rsa' });
    expect((await client.exec('echo hello')).stdout).toBe('hello');
  });
});

const USER_KEYS: readonly (readonly [row: string, type: string, bits: string, algorithm: string])[] = [
  ['ALG-61', 'ed25519', '256', 'ssh-ed25519'],
  ['ALG-63', 'ecdsa', '521', 'ecdsa-sha2-nistp521'],
  ['ALG-64', 'ecdsa', '384', 'ecdsa-sha2-nistp384'],
  ['ALG-65', 'ecdsa', '256', 'ecdsa-sha2-nistp256'],
  ['ALG-68', 'rsa', '2048', 'rsa-sha2-512'],
];

describeOpenSsh('user keys', openSsh => {
  let workspace: Workspace;
  let sshd: Sshd;
  let server: SshServer;
  let port: number;
  const used: string[] = [];
  const fileOf = (algorithm: string): string => workspace.path(`user_${algorithm}`);

  beforeAll(async () => {
    workspace = await Workspace.create();
    for (const [, type, bits, algorithm] of USER_KEYS)
      await makeKey(workspace, `user_${algorithm}`, type, ['-b', bits]);
    const lines = await Promise.all(USER_KEYS.map(([, , , algorithm]) => publicLine(workspace, `user_${algorithm}`)));
    sshd = await startSshd(workspace, { openSsh, authorizedKeys: lines });
    await writeFile(workspace.path('users'), `${lines.join('\n')}\n`, { mode: 0o600 });
    const allowed = authorizedKeys(workspace.path('users'));
    server = createServer({
      hostKeys: [await readKey(workspace.path('host_ed25519'))],
      auth: {
        publickey: request => {
          if (request.verified) used.push(request.algorithm);
          return allowed(request);
        },
      },
      session: { exec: runCommands() },
    });
    ({ port } = await server.listen({ port: 0, host: '127.0.0.1' }));
  });
  afterAll(async () => {
    await server?.close();
    await workspace[Symbol.asyncDispose]();
  });

  for (const [row, , , algorithm] of USER_KEYS) {
    test(`[${row}] ${algorithm}, both ways`, async () => {
      const identities = [await readKey(fileOf(algorithm))];
      const hostKeys = knownHosts({ text: sshd.knownHosts });
      await using client = await connect({ host: '127.0.0.1', port: sshd.port, user: sshd.user, identities, hostKeys });
      expect((await client.exec('echo hello')).stdout).toBe('hello');
      await writeFile(workspace.path('hosts'), `[127.0.0.1]:${port} ${await publicLine(workspace, 'host_ed25519')}\n`);
      const options = ['-F', 'none', '-i', fileOf(algorithm), '-o', `UserKnownHostsFile=${workspace.path('hosts')}`];
      const strict = ['StrictHostKeyChecking=yes', 'BatchMode=yes', 'IdentitiesOnly=yes'].flatMap(name => ['-o', name]);
      const target = ['-p', String(port), 'alice@127.0.0.1', 'echo hello'];
      const result = await run(workspace, openSsh.ssh, [...options, ...strict, ...target]);
      expect({ ...result, stdout: result.stdout.toString() }).toMatchObject({ exitCode: 0, stdout: 'hello\n' });
      expect(used.at(-1)).toBe(algorithm);
    });
  }

  test('[PRO-05] an RSA certificate goes by the plain names that sshd lists', async () => {
    await using own = await Workspace.create();
    const key = await readKey(await makeKey(own, 'certified', 'rsa', ['-b', '2048']));
    const ca = await makeKey(own, 'ca', 'ed25519');
    const signing = ['-q', '-s', ca, '-I', 'me', '-n', sshd.user, own.path('certified.pub')];
    expect((await run(own, requirePeer('ssh-keygen'), signing)).exitCode).toBe(0);
    const certified = await startSshd(own, { openSsh, config: [`TrustedUserCAKeys ${ca}.pub`] });
    const identities = [withCertificate(key, await readCertificate(own.path('certified-cert.pub')))];
    const { user, knownHosts: text } = certified;
    const options = { host: '127.0.0.1', port: certified.port, user, hostKeys: knownHosts({ text }) };
    await using client = await connect({ ...options, identities });
    const listed = Buffer.from(client.extInfo.get('server-sig-algs') ?? []).toString();
    expect([listed.includes('rsa-sha2-512'), listed.includes('cert')]).toEqual([true, false]);
    expect((await client.exec('echo hello')).stdout).toBe('hello');
  });

  test('server-sig-algs of ours names what that of OpenSSH does, and no certificates', async () => {
    const identities = [await readKey(fileOf('ssh-ed25519'))];
    const text = `[127.0.0.1]:${port} ${await publicLine(workspace, 'host_ed25519')}`;
    const options = { host: '127.0.0.1', port, user: 'alice', hostKeys: knownHosts({ text }) };
    await using client = await connect({ ...options, identities });
    const names = Buffer.from(client.extInfo.get('server-sig-algs') ?? [])
      .toString()
      .split(',');
    const theirs = await run(workspace, openSsh.ssh, ['-Q', 'PubkeyAcceptedAlgorithms']);
    const known = theirs.stdout.toString().trim().split('\n');
    expect(names.filter(name => !known.includes(name))).toEqual(['ssh-ed448']);
    expect(names.filter(name => name.includes('cert'))).toEqual([]);
  });
});

const SK_ALGORITHMS: readonly (readonly [row: string, algorithm: string])[] = [
  ['ALG-58', 'sk-ssh-ed25519@openssh.com'],
  ['ALG-59', 'sk-ecdsa-sha2-nistp256@openssh.com'],
  ['ALG-82', 'sk-ssh-ed25519-cert-v01@openssh.com'],
  ['ALG-83', 'sk-ecdsa-sha2-nistp256-cert-v01@openssh.com'],
];

/** OpenSSH knows this form of signature, and has no server that makes it. */
const WEBAUTHN = 'webauthn-sk-ecdsa-sha2-nistp256@openssh.com';

describeOpenSsh('host keys of ours in security keys, for ssh', openSsh => {
  let workspace: Workspace;
  let server: SshServer;
  let port: number;

  beforeAll(async () => {
    workspace = await Workspace.create();
    for (const name of ['ca', 'identity']) await makeKey(workspace, name, 'ed25519');
    await writeFile(workspace.path('authorized_keys'), await publicLine(workspace, 'identity'), { mode: 0o600 });
    const keys = [skEd25519(), skEcdsa()];
    const certified: Signer[] = [];
    for (const [index, key] of keys.entries()) {
      const file = workspace.path(`sk${index}.pub`);
      await writeFile(file, `${formatPublicKey(key.publicKey)}\n`);
      const args = ['-q', '-s', workspace.path('ca'), '-I', 'sk', '-h', '-n', '127.0.0.1', file];
      expect((await run(workspace, requirePeer('ssh-keygen'), args)).exitCode).toBe(0);
      certified.push(withCertificate(key, await readCertificate(workspace.path(`sk${index}-cert.pub`))));
    }
    server = createServer({
      hostKeys: [...keys, ...certified],
      auth: { publickey: authorizedKeys(workspace.path('authorized_keys')) },
      session: { exec: runCommands() },
    });
    ({ port } = await server.listen({ port: 0, host: '127.0.0.1' }));
  });
  afterAll(async () => {
    await server.close();
    await workspace[Symbol.asyncDispose]();
  });

  const trust = async (algorithm: string): Promise<string> => {
    if (algorithm.includes('-cert-')) return `@cert-authority 127.0.0.1 ${await publicLine(workspace, 'ca')}`;
    const keys = await Promise.all(['sk0', 'sk1'].map(name => publicLine(workspace, name)));
    return keys.map(key => `[127.0.0.1]:${port} ${key}`).join('\n');
  };
  const open = async (algorithm: string): Promise<Client> =>
    connect({
      host: '127.0.0.1',
      port,
      user: 'alice',
      identities: [await readKey(workspace.path('identity'))],
      hostKeys: knownHosts({ text: await trust(algorithm) }),
      algorithms: { hostKey: [algorithm] },
    });

  for (const [row, algorithm] of SK_ALGORITHMS) {
    test(`[${row}] ${algorithm}`, async () => {
      await writeFile(workspace.path('known_hosts'), `${await trust(algorithm)}\n`);
      const options = [
        ...[`UserKnownHostsFile=${workspace.path('known_hosts')}`, 'StrictHostKeyChecking=yes', 'BatchMode=yes'],
        ...['IdentitiesOnly=yes', `HostKeyAlgorithms=${algorithm}`],
      ];
      const args = ['-v', '-F', 'none', '-i', workspace.path('identity'), ...options.flatMap(option => ['-o', option])];
      const result = await run(workspace, openSsh.ssh, [...args, '-p', String(port), 'alice@127.0.0.1', 'echo hello']);
      expect({ ...result, stdout: result.stdout.toString() }).toMatchObject({ exitCode: 0, stdout: 'hello\n' });
      expect(result.stderr).toContain(`kex: host key algorithm: ${algorithm}`);
      await using client = await open(algorithm);
      expect(client.info.hostKeyAlgorithm).toBe(algorithm);
    });
  }

  test(`[ALG-60] ${WEBAUTHN}, between us`, async () => {
    await using client = await open(WEBAUTHN);
    expect(client.info.hostKeyAlgorithm).toBe(WEBAUTHN);
    client.rekey();
    expect((await client.exec('echo hello')).stdout).toBe('hello');
  });
});
