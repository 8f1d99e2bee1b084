/** Combines crypto providers: the first that has a primitive gives it. */

import type { CryptoProvider } from './provider.js';

/** For each primitive, the first provider that has it. The usual call is native first, portable second. */
export function mergeProviders(...providers: readonly CryptoProvider[]): CryptoProvider {
  const merged: Record<string, unknown> = {};
  const hashes: Record<string, unknown> = {};
  for (const provider of [...providers].reverse()) {
    assignDefined(merged, provider);
    assignDefined(hashes, provider.hashes);
  }
  const name = providers.map(provider => provider.name).join('+');
  return { ...merged, name, hashes } as CryptoProvider;
}

function assignDefined(target: Record<string, unknown>, source: object): void {
  for (const [key, value] of Object.entries(source)) if (value !== undefined) target[key] = value;
}
