/**
 * The algorithms that Nacre knows by name, and which primitives each needs. What is offered follows from what the
 * provider has. How an algorithm works is the transport's and the keys' business.
 */

import type { CryptoProvider } from './provider.js';

export type AlgorithmCategory = 'kex' | 'hostKey' | 'cipher' | 'mac' | 'compression';

export interface CatalogueEntry {
  readonly name: string;
  /** True when the provider has every primitive that this algorithm needs. */
  readonly available: (crypto: CryptoProvider) => boolean;
}

const has =
  (...primitives: readonly (keyof CryptoProvider)[]) =>
  (crypto: CryptoProvider) =>
    primitives.every(primitive => crypto[primitive] !== undefined);

const hash =
  (name: 'sha256' | 'sha512', ...primitives: readonly (keyof CryptoProvider)[]) =>
  (crypto: CryptoProvider) =>
    crypto.hashes[name] !== undefined && has(...primitives)(crypto);

/** In the order of preference that the defaults follow: docs/architecture.md gives the reasons. */
export const catalogue: Readonly<Record<AlgorithmCategory, readonly CatalogueEntry[]>> = {
  kex: [
    { name: 'mlkem768x25519-sha256', available: hash('sha256', 'mlkem768', 'x25519') },
    { name: 'curve25519-sha256', available: hash('sha256', 'x25519') },
    { name: 'curve25519-sha256@libssh.org', available: hash('sha256', 'x25519') },
    { name: 'ecdh-sha2-nistp256', available: hash('sha256', 'ecdhP256') },
  ],
  hostKey: [
    { name: 'ssh-ed25519', available: has('ed25519') },
    { name: 'ecdsa-sha2-nistp256', available: has('ecdsaP256') },
    { name: 'rsa-sha2-512', available: has('rsa') },
    { name: 'rsa-sha2-256', available: has('rsa') },
  ],
  cipher: [
    { name: 'aes256-gcm@openssh.com', available: has('aesGcm') },
    { name: 'aes128-gcm@openssh.com', available: has('aesGcm') },
    { name: 'chacha20-poly1305@openssh.com', available: has('chacha20', 'poly1305') },
    { name: 'aes256-ctr', available: has('aesCtr') },
  ],
  mac: [{ name: 'hmac-sha2-256-etm@openssh.com', available: hash('sha256', 'hmac') }],
  compression: [{ name: 'none', available: () => true }],
};

/** Names of a category that `crypto` can do, best first. */
export function availableAlgorithms(category: AlgorithmCategory, crypto: CryptoProvider): readonly string[] {
  return catalogue[category].filter(entry => entry.available(crypto)).map(entry => entry.name);
}
