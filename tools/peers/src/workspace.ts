/** A temporary folder and child processes that are gone, by pid, when a test or a measurement is over. */

import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export class Workspace {
  readonly folder: string;
  readonly #children = new Set<ChildProcess>();

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async create(prefix = 'nacre-'): Promise<Workspace> {
    return new Workspace(await mkdtemp(join(tmpdir(), prefix)));
  }

  path(...names: readonly string[]): string {
    return join(this.folder, ...names);
  }

  /** Starts a program that ends with this workspace at the latest. */
  spawn(program: string, args: readonly string[], options: SpawnOptions = {}): ChildProcess {
    const child = spawn(program, args, options);
    this.#children.add(child);
    child.once('close', () => this.#children.delete(child));
    return child;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ended = [...this.#children].map(child => new Promise(resolve => child.once('close', resolve)));
    for (const child of this.#children) child.kill('SIGKILL');
    await Promise.all(ended);
    await rm(this.folder, { recursive: true, force: true });
  }
}
