/** Runs a program to its end, with a time limit; its output comes with the error when it fails. */

import { spawn } from 'node:child_process';

export interface CommandOptions {
  readonly cwd: string;
  readonly timeoutMs: number;
}

/** Standard output. Rejects when the program cannot start, ends with another status than 0, or takes too long. */
export function command(program: string, args: readonly string[], options: CommandOptions): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: options.cwd,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: options.timeoutMs,
    });
    const out: string[] = [];
    const err: string[] = [];
    child.stdout.on('data', (text: Buffer) => out.push(text.toString()));
    child.stderr.on('data', (text: Buffer) => err.push(text.toString()));
    child.once('error', reject);
    child.once('close', (status, signal) => {
      if (status === 0) return resolve(out.join(''));
      const ended = signal === null ? `status ${status}` : `signal ${signal} (limit ${options.timeoutMs} ms)`;
      reject(new Error(`${program} ${args.join(' ')}: ${ended}\n${out.join('')}${err.join('')}`));
    });
  });
}
