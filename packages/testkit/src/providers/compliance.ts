/** Every case that a crypto provider must pass, and the cases that two providers must pass together. */

import assert from 'node:assert/strict';

import type { CryptoProvider, Kem, KeyAgreement } from '@nacre/crypto';

import { bcryptCases } from './symmetric/bcrypt-cases.js';
import { type ComplianceCase, pattern, same } from './case.js';
import { chachaCases, poly1305Cases } from './symmetric/chacha-cases.js';
import { cbcCases, ctrCases, gcmCases } from './symmetric/cipher-cases.js';
import { ed25519Cases, x25519Cases } from './asymmetric/curve25519-cases.js';
import { hashCases, hmacCases, randomCases } from './symmetric/hash-cases.js';
import { mlkem768Cases } from './asymmetric/mlkem-cases.js';
import { ecdhP256Cases, ecdsaP256Cases } from './asymmetric/p256-cases.js';
import { RSA_TEST_KEY, rsaCases } from './asymmetric/rsa-cases.js';

/** Every primitive of the provider interface, with its cases. */
const CASES = {
  random: randomCases,
  hashes: hashCases,
  hmac: hmacCases,
  aesCtr: ctrCases,
  aesCbc: cbcCases,
  aesGcm: gcmCases,
  chacha20: chachaCases,
  poly1305: poly1305Cases,
  x25519: x25519Cases,
  ecdhP256: ecdhP256Cases,
  mlkem768: mlkem768Cases,
  ed25519: ed25519Cases,
  ecdsaP256: ecdsaP256Cases,
  rsa: rsaCases,
  bcryptPbkdf: bcryptCases,
} satisfies Partial<
  Record<Exclude<keyof CryptoProvider, 'name'>, (provider: CryptoProvider) => Iterable<ComplianceCase>>
>;

/** The cases of each primitive that the provider has. */
export function complianceCases(provider: CryptoProvider): readonly ComplianceCase[] {
  return Object.values(CASES).flatMap(cases => [...cases(provider)]);
}

/** Names of the primitives that the provider does not have, so that a test can say what it did not try. */
export function missingPrimitives(provider: CryptoProvider): readonly string[] {
  return (Object.keys(CASES) as (keyof typeof CASES)[]).filter(name => provider[name] === undefined);
}

/** What one provider makes, the other must take. Call it with both orders. */
export function* pairCases(one: CryptoProvider, other: CryptoProvider): Generator<ComplianceCase> {
  const between = `${one.name} with ${other.name}`;
  for (const name of ['x25519', 'ecdhP256'] as const) {
    const [a, b] = [one[name], other[name]];
    if (a && b) yield { name: `${name}: ${between}`, run: () => agree(a, b) };
  }
  const [kemA, kemB] = [one.mlkem768, other.mlkem768];
  if (kemA && kemB) yield { name: `mlkem768: ${between}`, run: () => encapsulate(kemA, kemB) };
  const [edA, edB] = [one.ed25519, other.ed25519];
  if (edA && edB) {
    yield {
      name: `ed25519: ${between}`,
      async run() {
        const { privateKey, publicKey } = await edA.generate();
        const signature = await edA.sign(privateKey, pattern(100));
        same(await edB.publicKey(privateKey), publicKey);
        same(await edB.sign(privateKey, pattern(100)), signature);
        assert.equal(await edB.verify(publicKey, pattern(100), signature), true);
      },
    };
  }
  const [ecA, ecB] = [one.ecdsaP256, other.ecdsaP256];
  if (ecA && ecB) {
    yield {
      name: `ecdsaP256: ${between}`,
      async run() {
        const { privateKey, publicKey } = await ecA.generate();
        same(await ecB.publicKey(privateKey), publicKey);
        assert.equal(await ecB.verify(publicKey, pattern(100), await ecA.sign(privateKey, pattern(100))), true);
      },
    };
  }
  const [rsaA, rsaB] = [one.rsa, other.rsa];
  if (rsaA && rsaB) {
    yield {
      name: `rsa: ${between}`,
      async run() {
        for (const key of [RSA_TEST_KEY, await rsaA.generate(2048)]) {
          const signature = await rsaA.sign(key, 'sha512', pattern(100));
          same(await rsaB.sign(key, 'sha512', pattern(100)), signature);
          assert.equal(await rsaB.verify(key, 'sha512', pattern(100), signature), true);
        }
      },
    };
  }
}

async function agree(a: KeyAgreement, b: KeyAgreement): Promise<void> {
  const [pairA, pairB] = [await a.generate(), await b.generate()];
  same(await a.agree(pairA.privateKey, pairB.publicKey), await b.agree(pairB.privateKey, pairA.publicKey));
}

async function encapsulate(a: Kem, b: Kem): Promise<void> {
  const { privateKey, publicKey } = await a.generate();
  const { ciphertext, sharedSecret } = await b.encapsulate(publicKey);
  same(await a.decapsulate(privateKey, ciphertext), sharedSecret);
}
