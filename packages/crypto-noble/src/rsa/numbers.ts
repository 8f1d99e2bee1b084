/** Modular arithmetic on BigInt. Not constant time: callers blind what is secret. */

import { randomBytes } from '@nacre/core';
import { bytesToBigInt } from '@nacre/crypto';

import { hostRandom } from '../random.js';

/** base^exponent mod modulus, four bits of the exponent at a time. */
export function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  const table = [1n % modulus];
  for (let i = 1; i < 16; i++) table.push(((table[i - 1] as bigint) * base) % modulus);
  let result = 1n % modulus;
  for (const digit of exponent.toString(16)) {
    for (let i = 0; i < 4; i++) result = (result * result) % modulus;
    const factor = table[Number.parseInt(digit, 16)] as bigint;
    result = (result * factor) % modulus;
  }
  return result;
}

/** The inverse of `value` modulo `modulus`, or undefined when they have a common divisor. */
export function inverse(value: bigint, modulus: bigint): bigint | undefined {
  let [remainder, nextRemainder] = [modulus, value % modulus];
  let [factor, nextFactor] = [0n, 1n];
  while (nextRemainder !== 0n) {
    const quotient = remainder / nextRemainder;
    [remainder, nextRemainder] = [nextRemainder, remainder - quotient * nextRemainder];
    [factor, nextFactor] = [nextFactor, factor - quotient * nextFactor];
  }
  if (remainder !== 1n) return undefined;
  return factor < 0n ? factor + modulus : factor;
}

/** A uniform number in [0, limit): 64 bits more than needed make the bias of the remainder negligible. */
export function randomBelow(limit: bigint): bigint {
  const bytes = randomBytes(hostRandom, Math.ceil(limit.toString(16).length / 2) + 8);
  return bytesToBigInt(bytes) % limit;
}
