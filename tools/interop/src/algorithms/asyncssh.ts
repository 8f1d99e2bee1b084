/** Starts AsyncSSH in Python: the peer for algorithms that OpenSSH does not have. */

import { once } from 'node:events';
import { createInterface, type Interface } from 'node:readline';
import { fileURLToPath } from 'node:url';

import { python, pythonModule, type Workspace } from '@nacre/peers';

const SCRIPT = fileURLToPath(new URL('./asyncssh_peer.py', import.meta.url).href.replace('/dist/', '/src/'));

/** What a client is forced to; what is left out is its own choice. */
export interface Wanted {
  readonly kex?: string;
  readonly cipher?: string;
  readonly mac?: string;
  readonly hostKey?: string;
  readonly compression?: string;
}

/** Its version, or a sentence that says what is missing. */
export const asyncSsh = () => pythonModule('asyncssh');

/** A server that knows every algorithm of AsyncSSH and lets everybody in. Ends with the workspace. */
export async function startAsyncSshServer(workspace: Workspace, hostKeys: readonly string[]): Promise<number> {
  const child = workspace.spawn(python, [SCRIPT, 'server', ...hostKeys], { stdio: ['pipe', 'pipe', 'inherit'] });
  if (child.stdout === null) throw new Error('no pipe');
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  return Number(line);
}

/** A client that connects to `port` once for each call, in one process. Ends with the workspace. */
export function startAsyncSshClient(workspace: Workspace, port: number): (wanted: Wanted) => Promise<void> {
  const { stdin, stdout } = workspace.spawn(python, [SCRIPT, 'client', String(port)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  if (stdin === null || stdout === null) throw new Error('no pipe');
  const lines: Interface = createInterface(stdout);
  return async wanted => {
    const answer = once(lines, 'line');
    stdin.write(`${JSON.stringify(wanted)}\n`);
    const [line] = (await answer) as [string];
    const { error } = JSON.parse(line) as { readonly error?: string };
    if (error !== undefined) throw new Error(error);
  };
}
