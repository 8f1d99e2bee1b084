/**
 * The algorithms that Nacre knows by name, which primitives each needs, and whether it is offered unasked. What can be offered
 * follows from what the provider has. How an algorithm works is the transport's and the keys' business.
 */

import type { CryptoProvider } from '../provider.js';
import { cipherEntries, macEntries } from './ciphers.js';
import { type AlgorithmCategory, type CatalogueEntry, entries, type Need } from './entry.js';
import { hostKeyEntries } from './host-keys.js';
import { kexEntries } from './kex.js';

/** In order of preference. */
export const catalogue: Readonly<Record<AlgorithmCategory, readonly CatalogueEntry[]>> = {
  kex: kexEntries,
  hostKey: hostKeyEntries,
  cipher: cipherEntries,
  mac: macEntries,
  compression: [
    ...entries('default', { none: [] }),
    // compression beside secrets leaks them by length; the first starts only when the user is known
    ...entries('request', { 'zlib@openssh.com': ['zlib'], zlib: ['zlib'] }),
  ],
};

/** Names of a category that `crypto` can do, best first. */
export function availableAlgorithms(category: AlgorithmCategory, crypto: CryptoProvider): readonly string[] {
  return namesThatRunOn(crypto, catalogue[category]);
}

/** Names of a category that `role` offers unasked, best first, as far as `crypto` can do them. */
export function offeredAlgorithms(
  category: AlgorithmCategory,
  role: 'client' | 'server',
  crypto: CryptoProvider,
): readonly string[] {
  // chosen first: to ask for a primitive can mean to try what the runtime can do
  const unasked = catalogue[category].filter(({ offered }) => offered === 'default' || offered === role);
  return namesThatRunOn(crypto, unasked);
}

/** Why `name` cannot be offered, in a sentence; undefined when it can. */
export function whyUnavailable(category: AlgorithmCategory, name: string, crypto: CryptoProvider): string | undefined {
  const entry = catalogue[category].find(candidate => candidate.name === name);
  const what = `The ${LABELS[category]} ${JSON.stringify(name)}`;
  const excluded = EXCLUDED.find(({ pattern }) => pattern.test(name));
  if (entry === undefined && excluded !== undefined) return `${what} is known but not supported: ${excluded.reason}`;
  if (entry === undefined) return `${what} is not known; known are ${catalogue[category].map(nameOf).join(', ')}`;
  const missing = entry.needs.filter(need => !hasPrimitive(crypto, need));
  if (missing.length === 0) return undefined;
  return `${what} needs ${missing.join(' and ')}, which the crypto provider ${crypto.name} does not have on this runtime`;
}

const LABELS: Readonly<Record<AlgorithmCategory, string>> = {
  kex: 'key exchange method',
  hostKey: 'host key algorithm',
  cipher: 'cipher',
  mac: 'MAC',
  compression: 'compression',
};

/** Families of names that are left out on purpose. */
const EXCLUDED: readonly { readonly pattern: RegExp; readonly reason: string }[] = [
  { pattern: /^gss-/, reason: 'GSS-API needs a native library' },
  { pattern: /^x509v3-/, reason: 'X.509 certificates are not supported yet' },
  { pattern: /^none$/, reason: 'it would switch protection off' },
];

function namesThatRunOn(crypto: CryptoProvider, candidates: readonly CatalogueEntry[]): readonly string[] {
  return candidates.filter(({ needs }) => needs.every(need => hasPrimitive(crypto, need))).map(nameOf);
}

function hasPrimitive(crypto: CryptoProvider, need: Need): boolean {
  return (
    (need in HASHES ? crypto.hashes[need as keyof typeof HASHES] : crypto[need as keyof CryptoProvider]) !== undefined
  );
}

const HASHES = { md5: 0, sha1: 0, sha224: 0, sha256: 0, sha384: 0, sha512: 0 } as const;

function nameOf({ name }: CatalogueEntry): string {
  return name;
}
