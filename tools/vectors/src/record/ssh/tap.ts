/** Starts asyncssh with its messages printed, as server for real clients or as client of real servers. */

import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

import type { Workspace } from '@nacre/peers';

import type { SshSession, TapLine } from './session.js';

const PYTHON = '/usr/bin/python3';
const peer = (name: string): string => fileURLToPath(new URL(`../../../peers/${name}`, import.meta.url));

export const ASYNCSSH = { short: 'asyncssh', name: 'AsyncSSH 2.10.1' };

type Options = Readonly<Record<string, unknown>>;

export interface TapServer {
  readonly port: number;
  readonly fingerprints: readonly string[];
  /** Lines for known_hosts. */
  readonly knownHosts: string;
  /** From now on, messages belong to this session. */
  use(session: SshSession): void;
}

export function tapServer(workspace: Workspace, options: Options = {}): Promise<TapServer> {
  const child = workspace.spawn(PYTHON, [peer('asyncssh-server.py'), settings(workspace, options)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let session: SshSession | undefined;
  return new Promise((resolve, reject) => {
    child.once('close', code => reject(new Error(`the asyncssh server ended with ${code}`)));
    createInterface({ input: child.stdout as NodeJS.ReadableStream }).on('line', text => {
      const line = JSON.parse(text) as TapLine & { port?: number; hostKeys?: string[]; fingerprints?: string[] };
      if (line.port === undefined) return session?.add(line);
      const knownHosts = (line.hostKeys ?? []).map(key => `[127.0.0.1]:${line.port} ${key}\n`).join('');
      const use = (next: SshSession): void => void (session = next);
      return resolve({ port: line.port, fingerprints: line.fingerprints ?? [], knownHosts, use });
    });
  });
}

/** Runs the asyncssh client once, for `limit` milliseconds at most. */
export function tapClient(workspace: Workspace, options: Options, session: SshSession, limit = 20_000): Promise<void> {
  const child = workspace.spawn(PYTHON, [peer('asyncssh-client.py'), settings(workspace, options)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const timer = setTimeout(() => child.kill('SIGKILL'), limit);
  createInterface({ input: child.stdout as NodeJS.ReadableStream }).on('line', text => {
    const line = JSON.parse(text) as TapLine;
    if (line.note !== undefined) console.log(`${String(options['action'])}: ${line.note}`);
    session.add(line);
  });
  return new Promise(resolve =>
    child.once('close', () => {
      clearTimeout(timer);
      resolve();
    }),
  );
}

function settings(workspace: Workspace, options: Options): string {
  return JSON.stringify({ folder: workspace.folder, ...options });
}
