/** The keys that `ssh` would try by itself. */

import { homedir } from 'node:os';
import { join } from 'node:path';

import { isSshError, type MaybePromise } from '@nacre/core';
import type { PrivateKey, Signer } from '@nacre/keys';
import { readKey } from '@nacre/runtime-node';

/** Files that `ssh` looks for by itself, in this order, as far as this release knows their types. */
const DEFAULT_FILES = ['id_ed25519', 'id_ecdsa', 'id_rsa'];

export interface DefaultIdentitiesOptions {
  /** Asked for each encrypted key, with its path. Without it, or with undefined for an answer, such keys are left out. */
  readonly passphrase?: (path: string) => MaybePromise<string | undefined>;
}

/** The keys in ~/.ssh that `ssh` would try; missing files and encrypted keys without a passphrase are left out. */
export async function defaultIdentities(options: DefaultIdentitiesOptions = {}): Promise<readonly Signer[]> {
  const identities: Signer[] = [];
  for (const name of DEFAULT_FILES) {
    const path = join(homedir(), '.ssh', name);
    const key = await readDefault(path, options);
    if (key !== undefined) identities.push(key);
  }
  return identities;
}

async function readDefault(path: string, options: DefaultIdentitiesOptions): Promise<PrivateKey | undefined> {
  let gaveUp = options.passphrase === undefined;
  const ask = async () => {
    const answer = await options.passphrase?.(path);
    gaveUp = answer === undefined;
    return answer;
  };
  try {
    return await readKey(path, { passphrase: ask });
  } catch (error) {
    if (isSshError(error, 'IO_ERROR') && error.details['code'] === 'ENOENT') return undefined;
    if (isSshError(error, 'KEY_PASSPHRASE') && gaveUp) return undefined;
    throw error;
  }
}
