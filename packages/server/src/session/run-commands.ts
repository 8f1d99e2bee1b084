/** Runs commands as child processes of this process: whoever may log in can do what this process can. */

import { type ChildProcess, spawn } from 'node:child_process';
import { constants } from 'node:os';
import { pipeline } from 'node:stream/promises';

import { limits } from '../limits.js';
import type { ExecHandler, ExecSession, SessionResult } from './handlers.js';

export interface RunCommandsOptions<A> {
  /** Called as `shell -c command`. Default /bin/sh. */
  readonly shell?: string;
  /** Folder in which commands start; default: that of this process. */
  readonly cwd?: string | ((session: ExecSession<A>) => string);
  /** Environment in place of PATH, HOME, LANG, TZ and TMPDIR of this process. What clients may set comes on top. */
  readonly env?: Readonly<Record<string, string>>;
}

/** A handler for `session.exec` that gives every command to a shell, as sshd does, under the user of this process. */
export function runCommands<A>(options: RunCommandsOptions<A> = {}): ExecHandler<A> {
  return session => runOne(session, options);
}

async function runOne<A>(session: ExecSession<A>, options: RunCommandsOptions<A>): Promise<SessionResult> {
  const { shell = '/bin/sh', cwd, env = inheritedEnvironment() } = options;
  const child = spawn(shell, ['-c', session.command], {
    cwd: typeof cwd === 'function' ? cwd(session) : cwd,
    env: { ...env, ...session.env },
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true, // a process group of its own, so that signals reach all of the command
  });
  const stop = () => terminate(child);
  session.signal.addEventListener('abort', stop, { once: true });
  if (session.signal.aborted) stop();
  session.onSignal(signal => signalGroup(child, `SIG${signal}`));
  pipeline(session.stdin, child.stdin).catch(() => {}); // the command may end without reading all; its exit code says how
  child.stdout.pipe(session.stdout, { end: false });
  child.stderr.pipe(session.stderr, { end: false });
  try {
    return await ending(child);
  } finally {
    session.signal.removeEventListener('abort', stop);
  }
}

/** Settles when the command has ended and all its output was read. Rejects when it could not be started. */
function ending(child: ChildProcess): Promise<SessionResult> {
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) =>
      resolve(signal === null ? (code ?? 0) : { signal: signal.slice('SIG'.length) }),
    );
  });
}

function terminate(child: ChildProcess): void {
  signalGroup(child, 'SIGTERM');
  const timer = setTimeout(() => signalGroup(child, 'SIGKILL'), limits.killDelay);
  child.once('close', () => clearTimeout(timer));
}

function signalGroup(child: ChildProcess, name: string): void {
  if (child.pid === undefined || !Object.hasOwn(constants.signals, name)) return;
  try {
    process.kill(-child.pid, name as NodeJS.Signals);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error; // it has ended meanwhile
  }
}

/** Nothing else of this process's environment: it may hold secrets. */
function inheritedEnvironment(): Record<string, string> {
  const names = ['PATH', 'HOME', 'LANG', 'TZ', 'TMPDIR'];
  const pairs = names.map(name => [name, process.env[name]] as const);
  return Object.fromEntries(pairs.filter((pair): pair is readonly [string, string] => pair[1] !== undefined));
}
