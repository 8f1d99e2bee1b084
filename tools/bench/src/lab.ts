/** The place where measurements run: a real sshd, files in memory, keys, and processes timed from start to end. */

import { readFile, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import {
  findPeer,
  freePort,
  makeFile,
  makeKey,
  missingPeer,
  type Sshd,
  startSshd,
  waitForPort,
  Workspace,
} from '@nacre/peers';

import type { Sample } from './cases/case.js';
import { childrenGone, childrenSeconds } from './cpu-time.js';

const MIB = 1024 * 1024;
const MEMORY_FOLDER = '/dev/shm';

/** One end of a measurement, as workers get it. */
export interface Endpoint {
  readonly port: number;
  readonly user: string;
  readonly identityFile: string;
  readonly knownHosts: string;
}

export class Lab {
  readonly workspace: Workspace;
  readonly mebibytes: number;
  readonly cipher: string;
  /** A file of `mebibytes` random MiB. */
  readonly file: string;
  /** Undefined when sshd is not installed. */
  readonly sshd: Endpoint | undefined;
  readonly #sshdPid: number | undefined;
  /** Peers that are missing, named. */
  readonly missing: readonly string[];

  private constructor(
    workspace: Workspace,
    options: { mebibytes: number; cipher: string },
    sshd: Endpoint | undefined,
    sshdPid: number | undefined,
  ) {
    this.workspace = workspace;
    this.mebibytes = options.mebibytes;
    this.cipher = options.cipher;
    this.file = workspace.path('input.bin');
    this.sshd = sshd;
    this.#sshdPid = sshdPid;
    this.missing = (['sshd', 'ssh', 'sftp'] as const).filter(name => findPeer(name) === undefined).map(missingPeer);
  }

  static async open(options: { readonly mebibytes: number; readonly cipher: string }): Promise<Lab> {
    if (existsSync(MEMORY_FOLDER)) process.env['TMPDIR'] = MEMORY_FOLDER;
    const workspace = await Workspace.create('nacre-bench-');
    const started = findPeer('sshd') === undefined ? undefined : await startSshd(workspace);
    const lab = new Lab(workspace, options, started && (await endpointOf(workspace, started)), started?.pid);
    await makeFile(lab.file, options.mebibytes * MIB);
    return lab;
  }

  /** Starts one of our worker programs and gives back what it prints as JSON. */
  async worker(name: string, input: object): Promise<Record<string, number>> {
    const { stdout } = await this.#process(process.execPath, [workerPath(name), JSON.stringify(input)]);
    return JSON.parse(stdout) as Record<string, number>;
  }

  /** MB/s of a worker program that moves the file, timed from its start to its end. */
  workerRate(name: string, input: object): Promise<Sample> {
    return this.#sample(process.execPath, [workerPath(name), JSON.stringify(input)]);
  }

  /** MB/s of a program that moves the file. */
  programRate(program: string, args: readonly string[], stdin?: string): Promise<Sample> {
    return this.#sample(program, args, stdin);
  }

  /** Starts a server program of ours; it ends with the lab. */
  async server(name: string, options: object): Promise<Endpoint> {
    const port = await freePort();
    const [hostKey, identity] = await Promise.all(
      ['server_host', 'server_user'].map(key => makeKey(this.workspace, key, 'ed25519')),
    );
    const input = { port, hostKey, authorizedKeys: `${identity}.pub`, ...options };
    const child = this.workspace.spawn(process.execPath, [workerPath(name), JSON.stringify(input)], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    await waitForPort(port, () => {
      if (child.exitCode !== null) throw new Error(`${name} ended with status ${child.exitCode}`);
    });
    const knownHosts = this.workspace.path(`known_hosts_${port}`);
    await writeFile(knownHosts, `[127.0.0.1]:${port} ${await readFile(`${hostKey}.pub`, 'utf8')}`);
    return { port, user: 'bench', identityFile: identity as string, knownHosts };
  }

  /** Options with which OpenSSH's programs reach an endpoint. */
  openSshOptions(endpoint: Endpoint, cipher = this.cipher): readonly string[] {
    const settings = [
      `UserKnownHostsFile=${endpoint.knownHosts}`,
      'IdentitiesOnly=yes',
      'BatchMode=yes',
      `Ciphers=${cipher}`,
      'KexAlgorithms=curve25519-sha256',
    ];
    return ['-F', 'none', '-i', endpoint.identityFile, ...settings.flatMap(setting => ['-o', setting])];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.workspace[Symbol.asyncDispose]();
  }

  async #sample(program: string, args: readonly string[], stdin?: string): Promise<Sample> {
    const pids = [process.pid, this.#sshdPid];
    const before = pids.map(pid => (pid === undefined ? undefined : childrenSeconds(pid)));
    const { seconds } = await this.#process(program, args, stdin);
    if (this.#sshdPid !== undefined) await childrenGone(this.#sshdPid);
    const after = pids.map(pid => (pid === undefined ? undefined : childrenSeconds(pid)));
    const [ownCpu, sshdCpu] = after.map((value, i) => difference(value, before[i]));
    return { rate: (this.mebibytes * MIB) / 1e6 / seconds, ownCpu, sshdCpu };
  }

  #process(
    program: string,
    args: readonly string[],
    stdin?: string,
  ): Promise<{ readonly seconds: number; readonly stdout: string }> {
    return new Promise((resolve, reject) => {
      const start = performance.now();
      const discards = stdin === undefined && program !== process.execPath;
      const child = this.workspace.spawn(program, args, { stdio: ['pipe', discards ? 'ignore' : 'pipe', 'pipe'] });
      let [stdout, stderr] = ['', ''];
      child.stdout?.on('data', (chunk: Buffer) => {
        stdout += chunk.toString();
      });
      child.stderr?.on('data', (chunk: Buffer) => {
        stderr += chunk.toString();
      });
      child.stdin?.end(stdin ?? '');
      child.once('error', reject);
      child.once('close', code => {
        if (code === 0) resolve({ seconds: (performance.now() - start) / 1000, stdout });
        else
          reject(
            new Error(`${program} ${args.join(' ').slice(0, 200)} ended with status ${code}: ${stderr.slice(-2000)}`),
          );
      });
    });
  }
}

function difference(after: number | undefined, before: number | undefined): number | undefined {
  return after === undefined || before === undefined ? undefined : after - before;
}

function workerPath(name: string): string {
  return fileURLToPath(new URL(`./workers/${name}.js`, import.meta.url));
}

async function endpointOf(workspace: Workspace, sshd: Sshd): Promise<Endpoint> {
  const knownHosts = workspace.path('known_hosts_sshd');
  await writeFile(knownHosts, sshd.knownHosts);
  return { port: sshd.port, user: sshd.user, identityFile: sshd.identityFile, knownHosts };
}
