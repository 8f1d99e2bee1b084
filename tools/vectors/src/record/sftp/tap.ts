/** The asyncssh SFTP tap as a server or as a client, and what it printed. */

import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

import { run, type Workspace } from '@nacre/peers';

const TAP = fileURLToPath(new URL('../../../peers/asyncssh-sftp.py', import.meta.url));
const PYTHON = '/usr/bin/python3'; // Debian's, which has asyncssh

export const asyncsshName = 'asyncssh 2.10.1';

/** One packet that passed the tap. */
export interface Tapped {
  readonly direction: 'sent' | 'received';
  readonly type: number;
  readonly hex: string;
  /** The script of the tap, and not asyncssh, has put it together. */
  readonly made: boolean;
}

/** Starts a server; the result is its port. */
export async function startTapServer(workspace: Workspace): Promise<number> {
  const child = workspace.spawn(PYTHON, [TAP, 'server', workspace.folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [chunk] = (await once(child.stdout as NodeJS.ReadableStream, 'data')) as [Buffer];
  child.stdout?.resume();
  return (JSON.parse(chunk.toString().split('\n')[0] as string) as { port: number }).port;
}

export interface TapClientOptions {
  readonly port: number;
  readonly user: string;
  readonly key: string;
  readonly action: 'files' | 'extended';
  readonly version: number;
}

export async function runTapClient(workspace: Workspace, options: TapClientOptions): Promise<readonly Tapped[]> {
  const { port, user, key, action, version } = options;
  const args = [TAP, 'client', workspace.folder, String(port), user, key, action, String(version)];
  const { stdout, stderr } = await run(workspace, PYTHON, args, { cwd: workspace.folder, timeout: 30_000 });
  const lines = stdout.toString().trim().split('\n');
  const said = lines.map(line => JSON.parse(line) as Partial<Tapped> & { error?: string });
  for (const { error } of said)
    if (error !== undefined) console.log(`asyncssh ${action}: ${error} ${stderr.slice(-300)}`);
  return said.filter((line): line is Tapped => line.hex !== undefined);
}
