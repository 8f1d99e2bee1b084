/** What the catalogue says of an algorithm. */

import type { CryptoProvider, HashName } from '../provider.js';

export type AlgorithmCategory = 'kex' | 'hostKey' | 'cipher' | 'mac' | 'compression';

/** A primitive by its place in the provider; a hash by its name. */
export type Need = Exclude<keyof CryptoProvider, 'name' | 'hashes'> | HashName;

export interface CatalogueEntry {
  readonly name: string;
  /** What a provider must have. */
  readonly needs: readonly Need[];
  /**
   * 'default': both sides offer it unless told otherwise. 'client': only clients do, so that old servers can be reached while a server
   * of ours spends no time on it. 'request': must be asked for by name, because it is weak, rare, or both.
   */
  readonly offered: 'default' | 'client' | 'request';
}

/** Entries of one standing, in order of preference. */
export function entries(
  offered: CatalogueEntry['offered'],
  needsByName: Readonly<Record<string, readonly Need[]>>,
): readonly CatalogueEntry[] {
  return Object.entries(needsByName).map(([name, needs]) => ({ name, needs, offered }));
}
