/** Tests of the arithmetic under the portable RSA. Signatures are in the compliance suite. */

import { describe, expect, test } from 'vitest';

import { toHex } from '@nacre/core';
import { bytesToBigInt } from '@nacre/crypto';

import { generateNumbers } from './generate.js';
import { inverse, power, randomBelow } from './numbers.js';
import { encodeDigest } from './pkcs1.js';

describe('numbers', () => {
  test.each([
    [2n, 10n, 1000n, 24n],
    [3n, 0n, 7n, 1n],
    [0n, 5n, 7n, 0n],
    [5n, 117n, 19n, 1n],
    [7n, 3n, 1n, 0n],
  ])('%s^%s mod %s is %s', (base, exponent, modulus, result) => {
    expect(power(base, exponent, modulus)).toBe(result);
  });

  test('powers equal those of plain squaring', () => {
    const modulus = 2n ** 127n - 1n;
    for (let exponent = 1n; exponent < 2n ** 200n; exponent = exponent * 7n + 3n) {
      let plain = 1n;
      for (const bit of exponent.toString(2)) plain = (plain * plain * (bit === '1' ? 12_345n : 1n)) % modulus;
      expect(power(12_345n, exponent, modulus)).toBe(plain);
    }
  });

  test('the inverse exists exactly without a common divisor', () => {
    for (let value = 1n; value < 60n; value++) {
      const result = inverse(value, 60n);
      const coprime = value % 2n !== 0n && value % 3n !== 0n && value % 5n !== 0n;
      expect(result !== undefined).toBe(coprime);
      if (result !== undefined) expect((result * value) % 60n).toBe(1n);
    }
  });

  test('random numbers stay below their limit and reach all of it', () => {
    const seen = new Set<bigint>();
    for (let i = 0; i < 500; i++) seen.add(randomBelow(7n));
    expect([...seen].sort()).toEqual([0n, 1n, 2n, 3n, 4n, 5n, 6n]);
  });
});

describe('encodeDigest', () => {
  test('pads to the size, and gives up below eight bytes of padding', () => {
    const size = 3 + 8 + 19 + 32;
    const encoded = encodeDigest('sha256', new Uint8Array(0), size) as Uint8Array;
    expect(toHex(encoded.subarray(0, 12))).toBe('0001ffffffffffffffff0030');
    expect(encoded).toHaveLength(size);
    expect(encodeDigest('sha256', new Uint8Array(0), size - 1)).toBeUndefined();
  });
});

test('a new key has the parts that RFC 8017 section 3.2 asks for, and lets other work run', async () => {
  let turns = 0;
  const timer = setInterval(() => turns++, 0);
  const key = await generateNumbers(1024);
  clearInterval(timer);
  const [n, e, d] = [key.n, key.e, key.d].map(bytesToBigInt) as [bigint, bigint, bigint];
  const [p, q] = [key.p, key.q].map(bytesToBigInt) as [bigint, bigint];
  expect(n.toString(2)).toHaveLength(1024);
  expect(p * q).toBe(n);
  expect(p > q).toBe(true);
  expect((d * e) % (p - 1n)).toBe(1n);
  expect((d * e) % (q - 1n)).toBe(1n);
  expect((bytesToBigInt(key.iqmp) * q) % p).toBe(1n);
  expect(turns).toBeGreaterThan(0);
});
