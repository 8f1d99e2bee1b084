/** The SSH programs that recorders run, with the arguments that let them log in without questions. */

import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';

import { type RunResult, run, type Workspace } from '@nacre/peers';

import { opensshReleases, sh } from '../save.js';
import type { Side } from './session.js';
import type { TapServer } from './tap.js';

export interface Login {
  readonly user: string;
  readonly args?: readonly string[];
  readonly command?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly timeout?: number;
  /** Takes what the program prints away after its first octet. */
  readonly closeOutput?: boolean;
}

export interface Program extends Side {
  run(workspace: Workspace, server: TapServer, login: Login): Promise<RunResult>;
}

/** `ssh` of each release. The key is `id` in the workspace; an askpass program answers every question with "secret". */
export function opensshClients(): readonly (Program & { readonly bin: string })[] {
  return opensshReleases().map(({ name, short, bin }) => ({
    short,
    name: `${name} ssh`,
    bin,
    run: (workspace, server, { user, args = [], command = [], env, timeout = 8000, closeOutput = false }) => {
      writeFileSync(workspace.path('hosts'), server.knownHosts);
      const hosts = ['-F', 'none', '-o', `UserKnownHostsFile=${workspace.path('hosts')}`, '-p', String(server.port)];
      const all = [...args, ...hosts, '-i', workspace.path('id'), `${user}@127.0.0.1`, ...command];
      const line: readonly [string, ...string[]] = closeOutput
        ? ['/bin/sh', '-c', '"$@" | head -c 1', 'sh', `${bin}/ssh`, ...all]
        : [`${bin}/ssh`, ...all];
      return run(workspace, line[0], line.slice(1), {
        timeout,
        cwd: workspace.folder,
        input: 'input\n',
        env: {
          ...process.env,
          SSH_AUTH_SOCK: '',
          SSH_ASKPASS: workspace.path('askpass'),
          SSH_ASKPASS_REQUIRE: 'force',
          ...env,
        },
      });
    },
  }));
}

export function plink(program: 'plink' | 'psftp' = 'plink'): Program {
  const release = /Release ([\d.]+)/.exec(spawnSync('plink', ['-V'], { encoding: 'utf8' }).stdout)?.[1] ?? '';
  return {
    short: 'putty',
    name: `PuTTY ${release} ${program}`,
    run: (workspace, server, { user, args = [], command = [], env, timeout = 8000 }) => {
      const trust = server.fingerprints.flatMap(fingerprint => ['-hostkey', fingerprint]);
      const login = ['-batch', '-pw', 'secret', '-P', String(server.port), ...trust];
      return run(workspace, program, [...args, ...login, `${user}@127.0.0.1`, ...command], {
        timeout,
        cwd: workspace.folder,
        input: program === 'psftp' ? 'pwd\nput id.pub copied\nget copied back\nrm copied\nquit\n' : 'input\n',
        env: { ...process.env, HOME: workspace.folder, ...env },
      });
    },
  };
}

export function dropbearClient(): Program {
  const release = /v([\d.]+)/.exec(spawnSync('dbclient', ['-V'], { encoding: 'utf8' }).stderr)?.[1] ?? '';
  return {
    short: 'dropbear',
    name: `Dropbear ${release} dbclient`,
    run: (workspace, server, { user, args = [], command = [], env, timeout = 8000 }) => {
      const key = workspace.path('id.dropbear');
      spawnSync('dropbearkey', ['-t', 'ed25519', '-f', key]);
      return run(
        workspace,
        'dbclient',
        ['-y', '-y', '-i', key, '-p', String(server.port), ...args, `${user}@127.0.0.1`, ...command],
        {
          timeout,
          cwd: workspace.folder,
          input: 'input\n',
          env: { ...process.env, HOME: workspace.folder, ...env },
        },
      );
    },
  };
}

const PARAMIKO = `import sys, paramiko
client = paramiko.SSHClient()
client.set_missing_host_key_policy(paramiko.AutoAddPolicy())
client.connect("127.0.0.1", int(sys.argv[1]), sys.argv[2], password="secret", allow_agent=False, look_for_keys=False)
channel = client.get_transport().open_session()
channel.get_pty("vt100", 80, 24)
channel.exec_command(" ".join(sys.argv[3:]))
channel.resize_pty(100, 40)
channel.recv_exit_status()
client.close()`;

export function paramikoClient(): Program {
  const python = '/usr/bin/python3'; // Debian's, which has paramiko
  const version = spawnSync(python, ['-c', 'import paramiko; print(paramiko.__version__)'], {
    encoding: 'utf8',
  }).stdout;
  return {
    short: 'paramiko',
    name: `Paramiko ${version.trim()}`,
    run: (workspace, server, { user, command = [], timeout = 8000 }) =>
      run(workspace, python, ['-W', 'ignore', '-c', PARAMIKO, String(server.port), user, ...command], { timeout }),
  };
}

/** The key, the askpass program and the X authority that programs and taps expect. */
export function prepare(workspace: Workspace): void {
  const cwd = workspace.folder;
  sh('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'vector', '-f', 'id'], { cwd });
  writeFileSync(workspace.path('askpass'), '#!/bin/sh\necho secret\n', { mode: 0o755 });
  sh('xauth', ['-q', '-f', 'xauthority', 'add', '127.0.0.1:99', '.', '00112233445566778899aabbccddeeff'], { cwd });
}
