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
  const folder = mkdtempSync(join(tmpdir(), 'nacre-keys-'));
  try {
    for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content, { mode: 0o600 });
    const output = execFileSync('ssh-keygen', args, { cwd: folder, input, encoding: 'utf8', stdio: 'pipe' });
    return { ok: true, output: result === undefined ? output : readFileSync(join(folder, result), 'utf8') };
  } catch (error) {
    if ((error as { status?: unknown }).status === undefined || (error as { code?: string }).code === 'ENOENT')
      throw error;
    return { ok: false, output: String((error as { stderr?: unknown }).stderr) };
  } finally {
    rmSync(folder, { recursive: true });
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
