/** Tests of the catalogue: what a provider must have for an algorithm to be offered. */

import { describe, expect, test } from 'vitest';

import { availableAlgorithms, catalogue } from './catalogue.js';
import type { AlgorithmCategory } from './entry.js';
import type { CryptoProvider } from '../provider.js';

/** A provider that has what is named. The catalogue looks only for presence. */
function providerWith(...primitives: readonly string[]): CryptoProvider {
  const hashes: Record<string, unknown> = {};
  const provider: Record<string, unknown> = { name: 'fake', hashes };
  for (const primitive of primitives) (primitive.startsWith('sha') ? hashes : provider)[primitive] = {};
  return provider as unknown as CryptoProvider;
}

const CASES: readonly {
  readonly category: AlgorithmCategory;
  readonly has: readonly string[];
  readonly names: readonly string[];
}[] = [
  { category: 'kex', has: [], names: [] },
  { category: 'kex', has: ['x25519'], names: [] },
  { category: 'kex', has: ['x25519', 'sha256'], names: ['curve25519-sha256', 'curve25519-sha256@libssh.org'] },
  {
    category: 'kex',
    has: ['x25519', 'sha256', 'mlkem768'],
    names: ['mlkem768x25519-sha256', 'curve25519-sha256', 'curve25519-sha256@libssh.org'],
  },
  { category: 'kex', has: ['mlkem768', 'sha256'], names: [] },
  { category: 'kex', has: ['ecdhP256', 'sha256'], names: ['ecdh-sha2-nistp256'] },
  { category: 'hostKey', has: ['rsa'], names: ['rsa-sha2-512', 'rsa-sha2-256'] },
  { category: 'hostKey', has: ['ecdsaP256', 'ed25519'], names: ['ssh-ed25519', 'ecdsa-sha2-nistp256'] },
  { category: 'cipher', has: ['chacha20'], names: [] },
  { category: 'cipher', has: ['poly1305'], names: [] },
  { category: 'cipher', has: ['chacha20', 'poly1305'], names: ['chacha20-poly1305@openssh.com'] },
  { category: 'cipher', has: ['aesGcm'], names: ['aes256-gcm@openssh.com', 'aes128-gcm@openssh.com'] },
  { category: 'cipher', has: ['aesCtr'], names: ['aes256-ctr'] },
  { category: 'mac', has: ['hmac'], names: [] },
  { category: 'mac', has: ['hmac', 'sha256'], names: ['hmac-sha2-256-etm@openssh.com'] },
  { category: 'compression', has: [], names: ['none'] },
];

describe('availableAlgorithms', () => {
  test.each(CASES)('$category with [$has]', ({ category, has, names }) => {
    expect(availableAlgorithms(category, providerWith(...has))).toEqual(names);
  });

  test('names neither cipher nor MAC "none" in any category', () => {
    for (const category of ['cipher', 'mac'] as const) {
      expect(catalogue[category].map(entry => entry.name)).not.toContain('none');
    }
  });

  test('names each algorithm once', () => {
    for (const entries of Object.values(catalogue)) {
      const names = entries.map(entry => entry.name);
      expect(new Set(names).size).toBe(names.length);
    }
  });
});
