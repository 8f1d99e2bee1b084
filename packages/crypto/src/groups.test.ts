/** Tests of the built-in groups: their primes are computed again from the formula, and tested for being safe. */

import { createDiffieHellmanGroup } from 'node:crypto';

import { describe, expect, test } from 'vitest';

import { toHex } from '@nacre/core';

import { modpGroups, type ModpGroupName } from './groups.js';
import { bytesToBigInt } from './magnitude.js';

/** RFC 2409 section 6.2 and RFC 3526: the addends in the formulas. */
const FORMULAS: readonly (readonly [ModpGroupName, number, number, string])[] = [
  ['group1', 1024, 129_093, 'modp2'],
  ['group14', 2048, 124_476, 'modp14'],
  ['group15', 3072, 1_690_314, 'modp15'],
  ['group16', 4096, 240_904, 'modp16'],
  ['group17', 6144, 929_484, 'modp17'],
  ['group18', 8192, 4_743_158, 'modp18'],
];

describe.each(FORMULAS)('%s', (name, bits, addend, opensslName) => {
  test('is 2^bits - 2^(bits-64) - 1 + 2^64 (floor(2^(bits-130) pi) + addend), with the generator 2', () => {
    const n = BigInt(bits);
    const expected = 2n ** n - 2n ** (n - 64n) - 1n + 2n ** 64n * (floorOfPi(bits - 130) + BigInt(addend));
    expect(bytesToBigInt(modpGroups[name].p)).toBe(expected);
    expect(toHex(modpGroups[name].g)).toBe('02');
  });

  test('is the group that OpenSSL has', () => {
    expect(toHex(modpGroups[name].p)).toBe(createDiffieHellmanGroup(opensslName).getPrime('hex'));
  });

  test('is a safe prime by the test of Miller and Rabin', () => {
    const p = bytesToBigInt(modpGroups[name].p);
    for (const base of bits <= 3072 ? [3n, 5n, 7n] : [3n]) {
      expect(isProbablePrime(p, base)).toBe(true);
      expect(isProbablePrime((p - 1n) / 2n, base)).toBe(true);
    }
    expect(isProbablePrime(p - 2n, 3n)).toBe(false);
  }, 60_000);
});

test('a group is made once', () => {
  expect(modpGroups.group14).toBe(modpGroups.group14);
  expect(Object.keys(modpGroups)).toEqual(FORMULAS.map(([name]) => name));
});

/** floor(2^bits * pi), by Machin's formula. */
function floorOfPi(bits: number): bigint {
  const guard = 64n;
  const one = 1n << (BigInt(bits) + guard);
  const arctangentOfInverse = (x: bigint): bigint => {
    let sum = 0n;
    let power = one / x;
    for (let k = 1n; power !== 0n; k += 2n, power /= x * x) sum += (k % 4n === 1n ? 1n : -1n) * (power / k);
    return sum;
  };
  return (16n * arctangentOfInverse(5n) - 4n * arctangentOfInverse(239n)) >> guard;
}

function isProbablePrime(candidate: bigint, base: bigint): boolean {
  let odd = candidate - 1n;
  let twos = 0;
  for (; odd % 2n === 0n; odd /= 2n) twos++;
  let x = 1n;
  for (const bit of odd.toString(2)) {
    x = (x * x) % candidate;
    if (bit === '1') x = (x * base) % candidate;
  }
  if (x === 1n || x === candidate - 1n) return true;
  for (let i = 1; i < twos; i++) {
    x = (x * x) % candidate;
    if (x === candidate - 1n) return true;
  }
  return false;
}
