/** Tests of the choice of private numbers for Diffie-Hellman. The arithmetic is in the compliance suite. */

import { describe, expect, test } from 'vitest';

import { bytesToBigInt, modpGroups, modpNumbers, randomExponent } from '@nacre/crypto';

import { hostRandom } from '../random.js';

describe('SEC-044: 1000 private numbers', () => {
  test.each([256, 511, 640])('of %i bits have as many at least, and vary in their first and last bits', bits => {
    const numbers = modpNumbers(modpGroups.group14);
    const [first, last, all] = [new Set<bigint>(), new Set<bigint>(), new Set<bigint>()];
    let longer = 0;
    for (let i = 0; i < 1000; i++) {
      const bytes = randomExponent(hostRandom, numbers, bits);
      const value = bytesToBigInt(bytes);
      const length = value.toString(2).length;
      expect(bytes[0]).not.toBe(0);
      expect(length).toBeGreaterThanOrEqual(bits);
      expect(length).toBeLessThanOrEqual(bits + 8);
      if (length > bits) longer++;
      first.add(value >> BigInt(bits)); // eight bits, nearly uniform
      last.add(value & 0xffn);
      all.add(value);
    }
    expect(first.size).toBeGreaterThan(200);
    expect(last.size).toBeGreaterThan(200);
    expect(all.size).toBe(1000);
    expect(longer).toBeGreaterThan(900);
  });
});
