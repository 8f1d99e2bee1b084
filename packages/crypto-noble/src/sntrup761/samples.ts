/** Random polynomials, from random bytes in the order in which the reference implementation uses them. */

import { type RandomSource, randomBytes, zeroize } from '@nacre/core';

import { P, type SmallPolynomial, WEIGHT } from './parameters.js';
import { sortConstantTime } from './sort.js';

/** Every coefficient -1, 0 or 1 with the same chance. */
export function randomSmall(random: RandomSource): SmallPolynomial {
  const words = randomWords(random);
  const polynomial = new Int8Array(P);
  for (let i = 0; i < P; i++) polynomial[i] = (((((words[i] as number) & 0x3fffffff) * 3) / 2 ** 30) | 0) - 1;
  words.fill(0);
  return polynomial;
}

/** Exactly WEIGHT coefficients are not zero. */
export function randomShort(random: RandomSource): SmallPolynomial {
  const words = randomWords(random);
  // The two low bits become 0 or 2 for a coefficient of -1 or 1, and 1 for 0; sorting by the 30 random bits mixes them.
  for (let i = 0; i < P; i++) {
    const word = words[i] as number;
    words[i] = (i < WEIGHT ? word & ~1 : (word & ~3) | 1) ^ (1 << 31); // so that they sort as if they had no sign
  }
  sortConstantTime(words);
  const polynomial = new Int8Array(P);
  for (let i = 0; i < P; i++) polynomial[i] = ((words[i] as number) & 3) - 1;
  words.fill(0);
  return polynomial;
}

/** P little-endian words of 32 bits. */
function randomWords(random: RandomSource): Int32Array {
  const bytes = randomBytes(random, 4 * P);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const words = new Int32Array(P);
  for (let i = 0; i < P; i++) words[i] = view.getInt32(4 * i, true);
  zeroize(bytes);
  return words;
}
