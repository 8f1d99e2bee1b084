/** A real sshd on a free loopback port, with its own keys and configuration, running as the current user. */

import { mkdirSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { userInfo } from 'node:os';

import { requirePeer } from './find.js';
import type { OpenSsh } from './openssh.js';
import { freePort, waitForPort } from './ports.js';
import { run } from './run.js';
import type { Workspace } from './workspace.js';

export interface SshdOptions {
  /** Which installation; the system's by default. */
  readonly openSsh?: OpenSsh;
  /** Further lines of sshd_config. */
  readonly config?: readonly string[];
  /** Public key lines that may log in. */
  readonly authorizedKeys?: readonly string[];
}

export interface Sshd {
  readonly port: number;
  readonly pid: number;
  readonly user: string;
  /** Lines for a known_hosts file, one per host key. */
  readonly knownHosts: string;
  /** Path of the private key that may log in, made by ssh-keygen. */
  readonly identityFile: string;
  /** What sshd logged so far. */
  log(): string;
}

const HOST_KEY_TYPES = ['ed25519', 'ecdsa', 'rsa'] as const;

export async function startSshd(workspace: Workspace, options: SshdOptions = {}): Promise<Sshd> {
  const port = await freePort();
  const hostKeys = await Promise.all(HOST_KEY_TYPES.map(type => makeKey(workspace, `host_${type}`, type)));
  const identity = await makeKey(workspace, 'identity', 'ed25519');
  const authorized = [await readFile(`${identity}.pub`, 'utf8'), ...(options.authorizedKeys ?? [])];
  await writeFile(workspace.path('authorized_keys'), `${authorized.map(line => line.trim()).join('\n')}\n`, {
    mode: 0o600,
  });
  const own = [...(options.config ?? []), ...(options.openSsh?.sshdConfig ?? [])];
  const config = [...own, ...baseConfig(workspace, port, hostKeys)]; // the first value of a keyword counts
  await writeFile(workspace.path('sshd_config'), `${config.join('\n')}\n`);
  if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true }); // its privilege separation folder

  const child = workspace.spawn(options.openSsh?.sshd ?? requirePeer('sshd'), [
    '-D',
    '-e',
    '-f',
    workspace.path('sshd_config'),
  ]);
  let log = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    log += chunk.toString();
  });
  await waitForPort(port, () => {
    if (child.exitCode !== null) throw new Error(`sshd ended with status ${child.exitCode}: ${log}`);
  });
  const publicKeys = await Promise.all(hostKeys.map(file => readFile(`${file}.pub`, 'utf8')));
  const knownHosts = publicKeys.map(line => `[127.0.0.1]:${port} ${line.trim()}\n`).join('');
  return {
    port,
    pid: child.pid as number,
    user: userInfo().username,
    knownHosts,
    identityFile: identity,
    log: () => log,
  };
}

/** A key pair made by ssh-keygen; the result is the path of the private key. */
export async function makeKey(
  workspace: Workspace,
  name: string,
  type: string,
  args: readonly string[] = [],
): Promise<string> {
  const file = workspace.path(name);
  const made = await run(workspace, requirePeer('ssh-keygen'), [
    '-q',
    '-t',
    type,
    '-N',
    '',
    '-C',
    name,
    '-f',
    file,
    ...args,
  ]);
  if (made.exitCode !== 0) throw new Error(`ssh-keygen failed: ${made.stderr}`);
  return file;
}

function baseConfig(workspace: Workspace, port: number, hostKeys: readonly string[]): readonly string[] {
  return [
    `Port ${port}`,
    'ListenAddress 127.0.0.1',
    ...hostKeys.map(file => `HostKey ${file}`),
    `AuthorizedKeysFile ${workspace.path('authorized_keys')}`,
    'PidFile none',
    'StrictModes no',
    'UsePAM no',
    'PasswordAuthentication no',
    'PermitRootLogin prohibit-password',
    'MaxStartups 200:30:400',
    'MaxSessions 100',
    'PerSourceMaxStartups none',
    'PrintMotd no',
    'LogLevel VERBOSE',
    'AcceptEnv LANG LC_* NACRE_*',
    'Subsystem sftp internal-sftp',
  ];
}
