/** RSA key generation (FIPS 186-5 appendix A.1.3, probable primes). Yields to the host between candidates. */

import { randomBytes } from '@nacre/core';
import { bigIntToBytes, bytesToBigInt, requireRsaBits, type RsaPrivateNumbers } from '@nacre/crypto';

import { yieldToHost } from '../host.js';
import { hostRandom } from '../random.js';
import { inverse, power, randomBelow } from './numbers.js';

const PUBLIC_EXPONENT = 65537n;
/** FIPS 186-5 table B.1 asks for at most 5 rounds at these sizes with error 2^-100; more cost little, only primes take them all. */
const MILLER_RABIN_ROUNDS = 8;
/** Trial division by the odd primes below this removes nearly nine candidates in ten. */
const SIEVE_LIMIT = 4096;

export async function generateNumbers(bits: number): Promise<RsaPrivateNumbers> {
  requireRsaBits(bits);
  for (;;) {
    const first = await generatePrime(bits / 2);
    const second = await generatePrime(bits / 2);
    const [p, q] = first > second ? [first, second] : [second, first];
    if (p - q < 1n << BigInt(bits / 2 - 100)) continue; // too close: p and q could be found from n alone
    const d = inverse(PUBLIC_EXPONENT, leastCommonMultiple(p - 1n, q - 1n));
    const iqmp = inverse(q, p);
    if (d === undefined || iqmp === undefined || d < 1n << BigInt(bits / 2)) continue;
    return {
      n: bigIntToBytes(p * q),
      e: bigIntToBytes(PUBLIC_EXPONENT),
      d: bigIntToBytes(d),
      p: bigIntToBytes(p),
      q: bigIntToBytes(q),
      iqmp: bigIntToBytes(iqmp),
    };
  }
}

/** A prime of exactly `bits` bits whose two top bits are set, so that a product of two has twice the bits. */
async function generatePrime(bits: number): Promise<bigint> {
  const smallPrimes = oddPrimesBelow(SIEVE_LIMIT);
  for (;;) {
    const candidate = randomCandidate(bits);
    if (hasSmallFactor(candidate, smallPrimes) || (candidate - 1n) % PUBLIC_EXPONENT === 0n) continue;
    await yieldToHost();
    if (await isProbablePrime(candidate)) return candidate;
  }
}

function randomCandidate(bits: number): bigint {
  const bytes = randomBytes(hostRandom, bits / 8);
  bytes[0] = (bytes[0] as number) | 0xc0;
  bytes[bytes.length - 1] = (bytes[bytes.length - 1] as number) | 1;
  return bytesToBigInt(bytes);
}

function hasSmallFactor(candidate: bigint, smallPrimes: readonly number[]): boolean {
  // One long division by a product of primes serves several of them: the rest is arithmetic on small numbers.
  for (let i = 0; i < smallPrimes.length; i += 4) {
    const group = smallPrimes.slice(i, i + 4);
    const product = group.reduce((a, b) => a * b, 1);
    const remainder = Number(candidate % BigInt(product));
    if (group.some(prime => remainder % prime === 0)) return true;
  }
  return false;
}

async function isProbablePrime(candidate: bigint): Promise<boolean> {
  let odd = candidate - 1n;
  let twos = 0;
  for (; odd % 2n === 0n; odd /= 2n) twos++;
  for (let round = 0; round < MILLER_RABIN_ROUNDS; round++) {
    if (isWitness(2n + randomBelow(candidate - 3n), odd, twos, candidate)) return false;
    await yieldToHost();
  }
  return true;
}

/** True when `base` proves that the candidate is composite. */
function isWitness(base: bigint, odd: bigint, twos: number, candidate: bigint): boolean {
  let x = power(base, odd, candidate);
  if (x === 1n || x === candidate - 1n) return false;
  for (let i = 1; i < twos; i++) {
    x = (x * x) % candidate;
    if (x === candidate - 1n) return false;
  }
  return true;
}

function leastCommonMultiple(a: bigint, b: bigint): bigint {
  let [x, y] = [a, b];
  while (y !== 0n) [x, y] = [y, x % y];
  return (a / x) * b;
}

function oddPrimesBelow(limit: number): readonly number[] {
  const primes: number[] = [];
  for (let n = 3; n < limit; n += 2) if (primes.every(prime => n % prime !== 0)) primes.push(n);
  return primes;
}
