/**
 * What the tests of this package share: the crypto providers, the fixtures, and ssh-keygen. Not part of the package.
 */

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { type CryptoProvider, mergeProviders } from '@nacre/crypto';
import { nobleCrypto } from '@nacre/crypto-noble';
import { nodeCrypto } from '@nacre/crypto-node';

export const crypto: CryptoProvider = mergeProviders(nodeCrypto, nobleCrypto);

/** Every provider that tests of signatures run on. */
export const providers: readonly CryptoProvider[] = [nodeCrypto, nobleCrypto];

export const PASSPHRASE = 'open sesame';

const FIXTURES = new URL('./fixtures/', import.meta.url);

export function fixture(name: string): string {
  return readFileSync(new URL(name, FIXTURES), 'utf8');
}

export function fixtureBytes(name: string): Uint8Array {
  return new Uint8Array(readFileSync(new URL(name, FIXTURES)));
}

export interface KeygenResult {
  readonly ok: boolean;
  readonly output: string;
}

/**
 * Runs ssh-keygen in a temporary folder that holds `files`; their mode is what ssh-keygen asks of private keys. The
 * output is the text of the file `result` afterwards, if one is named.
 */
export function sshKeygen(
  files: Readonly<Record<string, string | Uint8Array>>,
  args: readonly string[],
  input = '',
  result?: string,
): KeygenResult {
  using folder = new KeygenFolder(files);
  const outcome = folder.run(args, input);
  return outcome.ok && result !== undefined ? { ok: true, output: folder.read(result) } : outcome;
}

/** A temporary folder in which ssh-keygen runs, as often as needed. */
export class KeygenFolder implements Disposable {
  readonly #path = mkdtempSync(join(tmpdir(), 'nacre-keys-'));

  constructor(files: Readonly<Record<string, string | Uint8Array>> = {}) {
    for (const [name, content] of Object.entries(files)) this.write(name, content);
  }

  write(name: string, content: string | Uint8Array): void {
    writeFileSync(join(this.#path, name), content, { mode: 0o600 });
  }

  read(name: string): string {
    return readFileSync(join(this.#path, name), 'utf8');
  }

  run(args: readonly string[], input = ''): KeygenResult {
    try {
      const output = execFileSync('ssh-keygen', args, { cwd: this.#path, input, encoding: 'utf8', stdio: 'pipe' });
      return { ok: true, output };
    } catch (error) {
      if ((error as { status?: unknown }).status === undefined || (error as { code?: string }).code === 'ENOENT')
        throw error;
      return { ok: false, output: String((error as { stderr?: unknown }).stderr) };
    }
  }

  /** As `run`, for what must work. Throws what ssh-keygen said. */
  mustRun(...args: readonly string[]): void {
    const { ok, output } = this.run(args);
    if (!ok) throw new Error(`ssh-keygen ${args.join(' ')}: ${output}`);
  }

  [Symbol.dispose](): void {
    rmSync(this.#path, { recursive: true });
  }
}

/** The code and message with which `run` throws or rejects; fails when it does not. */
export async function failure(run: () => unknown): Promise<{ readonly code: string; readonly message: string }> {
  try {
    await run();
  } catch (error) {
    return { code: (error as { code: string }).code, message: (error as Error).message };
  }
  throw new Error('nothing was thrown');
}
