/** What keys and signatures must fulfil beyond being right. */

import { misuse } from '@nacre/core';

import { limits } from '../limits.js';

export interface KeyPolicy {
  /** Bits of the shortest RSA modulus that is accepted. Default 2048; 1024 at least, which old equipment has. */
  readonly rsaBitsMin?: number | undefined;
}

export interface VerifyPolicy extends KeyPolicy {
  /** A signature by a security key must say that somebody touched the device. Default true. */
  readonly userPresence?: boolean | undefined;
  /** A signature by a security key must say that the device knew its user, by PIN or finger. Default false. */
  readonly userVerification?: boolean | undefined;
}

/** Bits of the shortest RSA modulus under `policy`. Throws MISUSE for less than attackers have factored. */
export function rsaBitsMin({ rsaBitsMin: bits = limits.rsaBitsMin }: KeyPolicy): number {
  if (Number.isInteger(bits) && bits >= limits.rsaBitsFloor) return bits;
  throw misuse(`rsaBitsMin must be a whole number from ${limits.rsaBitsFloor} on, not ${bits}`);
}
