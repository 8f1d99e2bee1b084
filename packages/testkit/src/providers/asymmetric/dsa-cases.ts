/** Cases for DSA with SHA-1 (RFC 6979 appendix A.2.1). */

import assert from 'node:assert/strict';

import { concatBytes, encodeUtf8, isSshError, toHex } from '@nacre/core';
import { bigIntToBytes, bytesToBigInt, type CryptoProvider, type Dsa } from '@nacre/crypto';

import { type ComplianceCase, flipped, hex, pattern } from '../case.js';

export const DSA_TEST_KEY = {
  p: hex(`86f5ca03dcfeb225063ff830a0c769b9dd9d6153ad91d7ce27f787c43278b447
    e6533b86b18bed6e8a48b784a14c252c5be0dbf60b86d6385bd2f12fb763ed88
    73abfd3f5ba2e0a8c0a59082eac056935e529daf7c610467899c77adedfc846c
    881870b7b19b2b58f9be0521a17002e3bdd6b86685ee90b3d9a1b02b782b1779`),
  q: hex('996f967f6c8e388d9e28d01e205fba957a5698b1'),
  g: hex(`07b0f92546150b62514bb771e2a0c0ce387f03bda6c56b505209ff25fd3c133d
    89bbcd97e904e09114d9a7defdeadfc9078ea544d2e401aeecc40bb9fbbf78fd
    87995a10a1c27cb7789b594ba7efb5c4326a9fe59a070e136db77175464adca4
    17be5dce2f40d10a46a3a3943f26ab7fd9c0398ff8c76ee0a56826a8a88f1dbd`),
  y: hex(`5df5e01ded31d0297e274e1691c192fe5868fef9e19a84776454b100cf16f653
    92195a38b90523e2542ee61871c0440cb87c322fc4b4d2ec5e1e7ec766e1be8d
    4ce935437dc11c3c8fd426338933ebfe739cb3465f4d3668c5e473508253b1e6
    82f65cbdc4fae93c2ea212390e54905a86e2223170b44eaa7da5dd9ffcfb7f3b`),
  x: hex('411602cb19a6ccc34494d79d98ef1e7ed5af25f7'),
};

/** Appendix A.2.1 with SHA-1. */
const DATA = encodeUtf8('sample');
const R = hex('2e1a0c2562b2912caaf89186fb0f42001585da55');
const S = hex('29efb6b0aff2d7a68eb70ca313022253b9a88df5');

export function* dsaCases({ dsa }: CryptoProvider): Generator<ComplianceCase> {
  if (dsa === undefined) return;
  yield {
    name: 'dsa: RFC 6979 appendix A.2.1 verifies, with or without leading zeros',
    async run() {
      assert.equal(await dsa.verify(DSA_TEST_KEY, DATA, { r: R, s: S }), true);
      const zeros = new Uint8Array(3);
      const padded = { r: concatBytes(zeros, R), s: concatBytes(zeros, S) };
      assert.equal(await dsa.verify(padKey(DSA_TEST_KEY), DATA, padded), true);
    },
  };
  yield {
    name: 'dsa: own signatures verify, and no two of different data have the same number k',
    async run() {
      const seen = new Set<string>();
      for (let length = 0; length < 8; length++) {
        const { r, s } = await dsa.sign(length % 2 === 0 ? DSA_TEST_KEY : padKey(DSA_TEST_KEY), pattern(length));
        assert.notEqual(r[0], 0);
        assert.notEqual(s[0], 0);
        assert.equal(await dsa.verify(DSA_TEST_KEY, pattern(length), { r, s }), true);
        assert.equal(await dsa.verify(DSA_TEST_KEY, pattern(length + 1), { r, s }), false);
        seen.add(toHex(r)); // r depends on k alone
      }
      assert.equal(seen.size, 8);
    },
  };
  yield* refusalCases(dsa);
}

function* refusalCases(dsa: Dsa): Generator<ComplianceCase> {
  yield {
    name: 'dsa: changed, zero, out-of-range and over-long numbers do not verify',
    async run() {
      const { q } = DSA_TEST_KEY;
      const zero = new Uint8Array(20);
      const plusQ = (number: Uint8Array) => bigIntToBytes(bytesToBigInt(number) + bytesToBigInt(q));
      const bad = [
        { r: flipped(R, 5), s: S },
        { r: R, s: flipped(S, 159) },
        { r: S, s: R },
        { r: zero, s: S },
        { r: R, s: zero },
        { r: zero, s: zero },
        { r: new Uint8Array(0), s: new Uint8Array(0) },
        { r: q, s: S },
        { r: R, s: q },
        { r: plusQ(R), s: S },
        { r: R, s: plusQ(S) },
        { r: concatBytes(Uint8Array.of(1), R), s: S },
        { r: R, s: concatBytes(Uint8Array.of(1), S) },
      ];
      for (const [i, signature] of bad.entries())
        assert.equal(await dsa.verify(DSA_TEST_KEY, DATA, signature), false, `number ${i}`);
    },
  };
  yield {
    name: 'dsa: nothing verifies or signs under numbers that are no key',
    async run() {
      for (const [what, key] of Object.entries(badKeys())) {
        for (const r of [R, Uint8Array.of(1)])
          assert.equal(await dsa.verify(key, DATA, { r, s: S }), false, `verify: ${what}`);
        await assert.rejects(
          async () => dsa.sign(key, DATA),
          error => isSshError(error, 'SIGNATURE_INVALID'),
          `sign: ${what}`,
        );
      }
    },
  };
  yield {
    name: 'dsa: a private number that does not belong to the public one gives no signature',
    async run() {
      const { x, q } = DSA_TEST_KEY;
      for (const bad of [flipped(x, 40), new Uint8Array(0), new Uint8Array(20), q, concatBytes(Uint8Array.of(1), x)]) {
        await assert.rejects(
          async () => dsa.sign({ ...DSA_TEST_KEY, x: bad }, DATA),
          error => isSshError(error, 'SIGNATURE_INVALID'),
        );
      }
    },
  };
}

function badKeys(): Readonly<Record<string, typeof DSA_TEST_KEY>> {
  const { p, q } = DSA_TEST_KEY;
  const minusOne = bigIntToBytes(bytesToBigInt(p) - 1n);
  const tiny = { p: Uint8Array.of(23), q: Uint8Array.of(11), g: Uint8Array.of(2), y: Uint8Array.of(9) };
  return {
    'all zero': { ...DSA_TEST_KEY, p: new Uint8Array(128), q: new Uint8Array(20) },
    'all empty': { ...DSA_TEST_KEY, p: new Uint8Array(0), q: new Uint8Array(0), g: new Uint8Array(0) },
    'a group of 23': { ...DSA_TEST_KEY, ...tiny },
    'another p': { ...DSA_TEST_KEY, p: flipped(p, 500) },
    'another q': { ...DSA_TEST_KEY, q: flipped(q, 80) },
    'q that is 1': { ...DSA_TEST_KEY, q: Uint8Array.of(1) },
    'q of 256 bits': { ...DSA_TEST_KEY, q: new Uint8Array(32).fill(0x99) },
    'p too long': { ...DSA_TEST_KEY, p: new Uint8Array(1025).fill(0x99) },
    'y that is 0': { ...DSA_TEST_KEY, y: new Uint8Array(1) },
    'y that is 1': { ...DSA_TEST_KEY, y: Uint8Array.of(1) },
    'y that is p - 1': { ...DSA_TEST_KEY, y: minusOne },
    'y that is p': { ...DSA_TEST_KEY, y: p },
    'g that is 0': { ...DSA_TEST_KEY, g: new Uint8Array(1) },
    'g that is 1': { ...DSA_TEST_KEY, g: Uint8Array.of(1) },
    'g that is p - 1': { ...DSA_TEST_KEY, g: minusOne },
    'g that is very long': { ...DSA_TEST_KEY, g: new Uint8Array(100_000).fill(7) },
  };
}

function padKey(key: typeof DSA_TEST_KEY): typeof DSA_TEST_KEY {
  const padded = Object.entries(key).map(([name, number]) => [name, concatBytes(new Uint8Array(2), number)]);
  return Object.fromEntries(padded) as typeof DSA_TEST_KEY;
}
