/**
 * The client's checks of a group that a server chose. RFC 4419 section 3 wants a safe prime: p and (p - 1) / 2 are prime, so that
 * there are no small subgroups. To prove that takes seconds. What is done here takes a few milliseconds, at most half a second for 8192
 * bits; it sees every mistake, and most of what is made to deceive. Only a server whose host key is trusted can deceive us so.
 */

import { equalBytes, type RandomSource, randomBytes } from '@nacre/core';
import { bigIntToBytes, bytesToBigInt, type Modp, type ModpGroup, modpGroups } from '@nacre/crypto';

import { badShare } from '../checks.js';
import { bitLength, isInRange } from './numbers.js';
import type { GroupSizes } from './request.js';

/**
 * Throws PROTOCOL_ERROR (disconnect 3) unless the group has one of the sizes, a generator in range, and nothing speaks at once
 * against its prime being a safe one.
 */
export function checkGroup({ p, g }: ModpGroup, { minBits, maxBits }: GroupSizes): void {
  const bits = bitLength(p);
  if (bits < minBits || bits > maxBits) throw badShare(`its group has ${bits} bits, not ${minBits} to ${maxBits}`);
  // then (p - 1) / 2 is odd, too
  if (((p[p.length - 1] as number) & 3) !== 3) throw badShare('the number of its group is no safe prime');
  const number = bytesToBigInt(p);
  smallPrimes ??= oddPrimesBelow(1000).map(BigInt);
  for (const prime of smallPrimes) {
    if (number % prime <= 1n)
      throw badShare(`the number of its group is no safe prime: ${prime} divides it or its half`);
  }
  if (!isInRange(g, p)) throw badShare('the generator of its group is out of range');
}

/**
 * Throws PROTOCOL_ERROR (disconnect 3) if one round of the test of Miller and Rabin shows that p is not prime. It costs one
 * exponentiation, and nothing for the groups that are built in. A composite number passes one time in four at most, and the base is
 * another one each time.
 */
export async function checkPrime(group: ModpGroup, modp: Modp, random: RandomSource): Promise<void> {
  if (Object.values(modpGroups).some(({ p }) => equalBytes(p, group.p))) return;
  const p = bytesToBigInt(group.p);
  const base = randomBytes(random, BASE_BYTES);
  base[0] = (base[0] as number) | 0x80; // neither 0 nor 1, and much less than p
  // (p - 1) / 2 is odd, so that for a prime p a power by it is 1 or -1; one less, because providers refuse such results
  const power = await modp.agree(group, bigIntToBytes((p >> 1n) - 1n), base);
  const result = (bytesToBigInt(power) * bytesToBigInt(base)) % p;
  if (result !== 1n && result !== p - 1n) throw badShare('the number of its group is not prime');
}

const BASE_BYTES = 8;

/** Of the numbers that are no safe primes, one in a hundred has no divisor among these. Made at first use. */
let smallPrimes: readonly bigint[] | undefined;

function oddPrimesBelow(limit: number): readonly number[] {
  const primes: number[] = [];
  for (let candidate = 3; candidate < limit; candidate += 2)
    if (primes.every(prime => candidate % prime !== 0)) primes.push(candidate);
  return primes;
}
