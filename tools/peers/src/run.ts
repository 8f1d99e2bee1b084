/** Runs a program to its end and keeps what it printed. */

import type { Readable } from 'node:stream';

import type { Workspace } from './workspace.js';

export interface RunResult {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: Buffer;
  readonly stderr: string;
}

export interface RunOptions {
  readonly input?: Uint8Array | string | Readable;
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Milliseconds until the program is killed. */
  readonly timeout?: number;
}

export function run(
  workspace: Workspace,
  program: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<RunResult> {
  return new Promise((resolve, reject) => {
    const child = workspace.spawn(program, args, { cwd: options.cwd, env: options.env ?? process.env });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    const timer = setTimeout(() => child.kill('SIGKILL'), options.timeout ?? 120_000);
    child.stdout?.on('data', (chunk: Buffer) => stdout.push(chunk));
    child.stderr?.on('data', (chunk: Buffer) => stderr.push(chunk));
    child.stdin?.on('error', () => {}); // the program may end before it has read everything
    feed(child.stdin as NodeJS.WritableStream, options.input);
    child.once('error', reject);
    child.once('close', (exitCode, signal) => {
      clearTimeout(timer);
      resolve({ exitCode, signal, stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr).toString() });
    });
  });
}

function feed(stdin: NodeJS.WritableStream, input: RunOptions['input']): void {
  if (input === undefined) stdin.end();
  else if (typeof input === 'string' || input instanceof Uint8Array) stdin.end(input);
  else input.pipe(stdin);
}
