/** Tests of the catalogue: what a provider must have for an algorithm to be offered. */

import { describe, expect, test } from 'vitest';

import { availableAlgorithms, catalogue, offeredAlgorithms, whyUnavailable } from './catalogue.js';
import type { AlgorithmCategory, CatalogueEntry } from './entry.js';
import type { CryptoProvider } from '../provider.js';

/** A provider that has what is named. The catalogue looks only for presence. */
function providerWith(...primitives: readonly string[]): CryptoProvider {
  const hashes: Record<string, unknown> = {};
  const provider: Record<string, unknown> = { name: 'fake', hashes };
  for (const primitive of primitives) (/^(sha|md5)/.test(primitive) ? hashes : provider)[primitive] = {};
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
  {
    category: 'kex',
    has: ['ecdhP384', 'mlkem1024', 'sha384'],
    names: ['mlkem1024nistp384-sha384', 'ecdh-sha2-nistp384'],
  },
  { category: 'kex', has: ['x448', 'sha512'], names: ['curve448-sha512'] },
  {
    category: 'kex',
    has: ['sntrup761', 'x25519', 'sha512'],
    names: ['sntrup761x25519-sha512', 'sntrup761x25519-sha512@openssh.com'],
  },
  {
    category: 'kex',
    has: ['modp', 'sha224'],
    names: ['diffie-hellman-group14-sha224@ssh.com', 'diffie-hellman-group-exchange-sha224@ssh.com'],
  },
  { category: 'kex', has: ['rsaOaep', 'sha256'], names: [] },
  { category: 'kex', has: ['rsaOaep', 'rsa', 'sha256'], names: ['rsa2048-sha256'] },
  { category: 'kex', has: ['ecdhSecp256k1', 'sha256'], names: ['ecdh-sha2-1.3.132.0.10'] },
  { category: 'hostKey', has: ['rsa'], names: [] },
  {
    category: 'hostKey',
    has: ['rsa', 'sha256', 'sha512'],
    names: [
      'rsa-sha2-512-cert-v01@openssh.com',
      'rsa-sha2-256-cert-v01@openssh.com',
      'rsa-sha2-512',
      'rsa-sha2-256',
      'ssh-rsa-sha256@ssh.com',
      'ssh-rsa-sha512@ssh.com',
    ],
  },
  {
    category: 'hostKey',
    has: ['ecdsaP256', 'ed25519'],
    names: [
      'ssh-ed25519-cert-v01@openssh.com',
      'ecdsa-sha2-nistp256-cert-v01@openssh.com',
      'ssh-ed25519',
      'ecdsa-sha2-nistp256',
    ],
  },
  {
    category: 'hostKey',
    has: ['ed25519', 'sha256'],
    names: [
      'ssh-ed25519-cert-v01@openssh.com',
      'sk-ssh-ed25519-cert-v01@openssh.com',
      'ssh-ed25519',
      'sk-ssh-ed25519@openssh.com',
    ],
  },
  {
    category: 'hostKey',
    has: ['ecdsaP256', 'sha256'],
    names: [
      'ecdsa-sha2-nistp256-cert-v01@openssh.com',
      'sk-ecdsa-sha2-nistp256-cert-v01@openssh.com',
      'webauthn-sk-ecdsa-sha2-nistp256-cert-v01@openssh.com',
      'ecdsa-sha2-nistp256',
      'sk-ecdsa-sha2-nistp256@openssh.com',
      'webauthn-sk-ecdsa-sha2-nistp256@openssh.com',
    ],
  },
  { category: 'hostKey', has: ['dsa', 'sha1'], names: ['ssh-dss-cert-v01@openssh.com', 'ssh-dss'] },
  { category: 'hostKey', has: ['ed448'], names: ['ssh-ed448-cert-v01@openssh.com', 'ssh-ed448'] },
  { category: 'cipher', has: ['chacha20'], names: [] },
  { category: 'cipher', has: ['poly1305'], names: [] },
  { category: 'cipher', has: ['chacha20', 'poly1305'], names: ['chacha20-poly1305@openssh.com'] },
  { category: 'cipher', has: ['aesGcm'], names: ['aes256-gcm@openssh.com', 'aes128-gcm@openssh.com'] },
  { category: 'cipher', has: ['aesCtr'], names: ['aes256-ctr', 'aes192-ctr', 'aes128-ctr'] },
  {
    category: 'cipher',
    has: ['aesCbc', 'tripleDesCbc'],
    names: ['aes256-cbc', 'aes192-cbc', 'aes128-cbc', '3des-cbc'],
  },
  { category: 'cipher', has: ['arcfour'], names: ['arcfour256', 'arcfour128', 'arcfour'] },
  { category: 'mac', has: [], names: [] },
  { category: 'mac', has: ['hmac'], names: [] },
  {
    category: 'mac',
    has: ['hmac', 'sha384'],
    names: ['hmac-sha384@ssh.com'],
  },
  {
    category: 'mac',
    has: ['umac', 'aesCbc'],
    names: ['umac-128-etm@openssh.com', 'umac-128@openssh.com', 'umac-64-etm@openssh.com', 'umac-64@openssh.com'],
  },
  {
    category: 'mac',
    has: ['hmac', 'md5'],
    names: ['hmac-md5-etm@openssh.com', 'hmac-md5', 'hmac-md5-96-etm@openssh.com', 'hmac-md5-96'],
  },
  { category: 'compression', has: [], names: ['none'] },
  { category: 'compression', has: ['zlib'], names: ['none', 'zlib@openssh.com', 'zlib'] },
];

/** Every primitive that an entry needs. */
const everything = [
  ...new Set(Object.values(catalogue).flatMap(entries => entries.flatMap(({ needs }) => needs as readonly string[]))),
];

describe('availableAlgorithms', () => {
  test.each(CASES)('$category with [$has]', ({ category, has, names }) => {
    expect(availableAlgorithms(category, providerWith(...has))).toEqual(names);
  });

  test('[ALG-135] each algorithm is there with what it needs, and absent when any part of that is missing', () => {
    for (const [category, entries] of Object.entries(catalogue) as [AlgorithmCategory, readonly CatalogueEntry[]][]) {
      const all = availableAlgorithms(category, providerWith(...everything));
      expect(all).toEqual(entries.map(({ name }) => name));
      for (const { name, needs } of entries) {
        expect(availableAlgorithms(category, providerWith(...needs))).toContain(name);
        for (const need of needs) {
          const without = providerWith(...everything.filter(primitive => primitive !== need));
          expect(availableAlgorithms(category, without)).not.toContain(name);
          expect(whyUnavailable(category, name, without)).toMatch(new RegExp(`"${escaped(name)}" needs ${need}`));
        }
      }
    }
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

describe('offeredAlgorithms', () => {
  const crypto = providerWith(...everything);
  const standing = (category: AlgorithmCategory) =>
    new Map(catalogue[category].map(({ name, offered }) => [name, offered] as const));

  test.each(Object.keys(catalogue) as AlgorithmCategory[])(
    'of %s: what must be asked for is never offered',
    category => {
      const of = standing(category);
      for (const role of ['client', 'server'] as const) {
        const offered = offeredAlgorithms(category, role, crypto);
        const expected = catalogue[category].filter(entry => entry.offered === 'default' || entry.offered === role);
        expect(offered).toEqual(expected.map(({ name }) => name));
        expect(offered.some(name => of.get(name) === 'request')).toBe(false);
      }
    },
  );

  test('the provider is not asked for what only algorithms on request need, which it may have to try', () => {
    const asked = new Set<string>();
    const watched = new Proxy(crypto, {
      get: (target, name: keyof CryptoProvider) => (asked.add(name), target[name]),
    });
    for (const category of Object.keys(catalogue) as AlgorithmCategory[])
      offeredAlgorithms(category, 'server', watched);
    expect(asked).toContain('aesGcm');
    for (const name of ['tripleDesCbc', 'blowfishCbc', 'cast128Cbc', 'seedCbc', 'arcfour', 'dsa', 'zlib', 'modp']) {
      expect(asked).not.toContain(name);
    }
  });

  test('nothing weak is offered unasked: no SHA-1, no MD5, no CBC, no RC4, no DSA, no group of 1024 bits', () => {
    for (const category of Object.keys(catalogue) as AlgorithmCategory[]) {
      const names = [
        ...offeredAlgorithms(category, 'client', crypto),
        ...offeredAlgorithms(category, 'server', crypto),
      ];
      expect(
        names.filter(name => /sha1|md5|-cbc|arcfour|ssh-dss|^ssh-rsa$|group1-|-96|umac-64|rsa1024/.test(name)),
      ).toEqual([]);
    }
  });

  test('a server spends no time on finite fields unasked, and neither side compresses', () => {
    expect(offeredAlgorithms('kex', 'server', crypto).filter(name => name.includes('diffie'))).toEqual([]);
    expect(offeredAlgorithms('compression', 'client', crypto)).toEqual(['none']);
  });
});

describe('whyUnavailable', () => {
  test.each([
    ['kex', 'gss-gex-sha1-toWM5Slw5Ew8Mqkay+al2g==', /known but not supported: GSS-API/],
    ['hostKey', 'x509v3-ecdsa-sha2-nistp256', /known but not supported: X\.509/],
    ['cipher', 'none', /switch protection off/],
    ['mac', 'none', /switch protection off/],
    ['cipher', 'rot13', /is not known; known are aes256-gcm@openssh\.com, /],
    ['cipher', '', /is not known/],
  ] as const)('%s %s', (category, name, reason) => {
    expect(whyUnavailable(category, name, providerWith(...everything))).toMatch(reason);
  });

  test('nothing for what can be done', () => {
    expect(whyUnavailable('compression', 'none', providerWith())).toBeUndefined();
  });
});

function escaped(text: string): string {
  return text.replace(/[.+]/g, '\\$&');
}
