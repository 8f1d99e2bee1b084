/** Combines crypto providers: the first that has a primitive gives it. */

import type { CryptoProvider } from './provider.js';

/**
 * For each primitive, the first provider that has it. The usual call is native first, portable second. Providers are asked when the
 * merge is, since one may have to try what its runtime can do.
 */
export function mergeProviders(...providers: readonly CryptoProvider[]): CryptoProvider {
  const name = providers.map(provider => provider.name).join('+');
  const hashes = firstDefined(providers.map(provider => provider.hashes));
  return Object.defineProperties(firstDefined(providers), {
    name: { enumerable: true, value: name },
    hashes: { enumerable: true, value: hashes },
  }) as CryptoProvider;
}

/** An object with every member of the sources; each is looked for once, at its first use. */
function firstDefined(sources: readonly object[]): object {
  const merged = {};
  for (const name of new Set(sources.flatMap(source => Object.keys(source)))) {
    Object.defineProperty(merged, name, {
      enumerable: true,
      configurable: true,
      get() {
        const value = firstValue(sources, name);
        Object.defineProperty(merged, name, { enumerable: true, value });
        return value;
      },
    });
  }
  return merged;
}

function firstValue(sources: readonly object[], name: string): unknown {
  for (const source of sources) {
    const value = (source as Readonly<Record<string, unknown>>)[name];
    if (value !== undefined) return value;
  }
  return undefined;
}
