/** What every provider of Diffie-Hellman modulo a prime does alike: checks of numbers, and the choice of private ones. */

import { misuse, type RandomSource, randomBytes, zeroize } from '@nacre/core';

import { badPeerKey } from './checks.js';
import { MAX_MODP_BITS, MIN_MODP_BITS, MIN_MODP_EXPONENT_BITS } from './limits.js';
import { bigIntToBytes, bytesToBigInt, stripLeadingZeros } from './magnitude.js';
import type { ModpGroup } from './provider.js';

export interface ModpNumbers {
  readonly p: bigint;
  readonly g: bigint;
  /** Bits of p. */
  readonly bits: number;
}

/**
 * The numbers of a group. It may come from the peer (RFC 4419), and a server looks at its own before it uses them: so SshError
 * PROTOCOL_ERROR (disconnect 3) when p is even or of a size that is not computed with, or g is not in [2, p - 2].
 */
export function modpNumbers(group: ModpGroup): ModpNumbers {
  const digits = stripLeadingZeros(group.p);
  const bits = digits.length === 0 ? 0 : 8 * digits.length + 24 - Math.clz32(digits[0] as number);
  if (bits < MIN_MODP_BITS || bits > MAX_MODP_BITS) {
    throw badPeerKey(`a group of ${MIN_MODP_BITS} to ${MAX_MODP_BITS} bits is needed, not of ${bits}`);
  }
  const p = bytesToBigInt(digits);
  if (p % 2n === 0n) throw badPeerKey('the prime of the group is even');
  return { p, g: numberInRange('the generator of the group', group.g, p), bits };
}

/** The peer's number, or SshError PROTOCOL_ERROR (disconnect 3) unless it is in [2, p - 2]. OpenSSL itself lets more pass. */
export function peerModpNumber(bytes: Uint8Array, { p }: ModpNumbers): bigint {
  return numberInRange("the peer's number", bytes, p);
}

/** The number of a secret, or SshError PROTOCOL_ERROR (disconnect 3) unless it is in [2, p - 2]: others show that p is no safe prime. */
export function requireModpSecret(secret: Uint8Array, { p }: ModpNumbers): Uint8Array {
  numberInRange('the secret', secret, p);
  return stripLeadingZeros(secret);
}

/** A private number in [1, p - 1], or SshError MISUSE. */
export function modpExponent(bytes: Uint8Array, { p }: ModpNumbers): bigint {
  const digits = stripLeadingZeros(bytes);
  const value = digits.length > MAX_MODP_BITS / 8 ? 0n : bytesToBigInt(digits);
  if (value === 0n || value >= p) throw misuse('the private number is not in [1, p - 1]');
  return value;
}

/**
 * A private number of `bits` to `bits + 8` bits, or as many as stay below p: RFC 4419 section 6.2, of twice the strength that
 * is wanted. Its first bits vary.
 */
export function randomExponent(random: RandomSource, { bits: ofPrime }: ModpNumbers, bits: number): Uint8Array {
  if (!Number.isInteger(bits) || bits < MIN_MODP_EXPONENT_BITS) {
    throw misuse(`a private number has at least ${MIN_MODP_EXPONENT_BITS} bits, not ${bits}`);
  }
  const most = Math.min(bits + 8, ofPrime - 1);
  const least = 1n << BigInt(Math.min(bits, most) - 1);
  for (;;) {
    const bytes = randomBytes(random, Math.ceil(most / 8));
    bytes[0] = (bytes[0] as number) & (0xff >> (8 * bytes.length - most));
    const value = bytesToBigInt(bytes);
    zeroize(bytes);
    if (value >= least) return bigIntToBytes(value); // of 500 tries one fails; every other one where p is the limit
  }
}

function numberInRange(what: string, bytes: Uint8Array, p: bigint): bigint {
  const digits = stripLeadingZeros(bytes);
  const value = digits.length > MAX_MODP_BITS / 8 ? 0n : bytesToBigInt(digits);
  if (value < 2n || value > p - 2n) throw badPeerKey(`${what} is not between 2 and p - 2`);
  return value;
}
