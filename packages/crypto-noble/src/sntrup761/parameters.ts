/** The numbers of Streamlined NTRU Prime with parameter set sntrup761 (NTRU Prime round 3, section 3; draft-josefsson-ntruprime-streamlined). */

/** Coefficients of a polynomial; everything is taken modulo x^761 - x - 1. */
export const P = 761;
/** Modulus of the large coefficients, a prime. They are kept between -HALF_Q and HALF_Q. */
export const Q = 4591;
export const HALF_Q = 2295;
/** Coefficients of a short polynomial that are not zero. */
export const WEIGHT = 286;

/** A small polynomial has coefficients -1, 0 and 1: four in a byte. */
export const SMALL_SIZE = 191;
/** A polynomial whose coefficients are multiples of 3, encoded. */
export const ROUNDED_SIZE = 1007;
export const HASH_SIZE = 32;
export const PUBLIC_KEY_SIZE = 1158;
/** f, 1/g mod 3, the public key, rho and a hash of the public key. */
export const PRIVATE_KEY_SIZE = 2 * SMALL_SIZE + PUBLIC_KEY_SIZE + SMALL_SIZE + HASH_SIZE;
/** A rounded polynomial and the hash that confirms it. */
export const CIPHERTEXT_SIZE = ROUNDED_SIZE + HASH_SIZE;

/** A polynomial with coefficients modulo Q, between -HALF_Q and HALF_Q; always P of them. */
export type LargePolynomial = Int16Array;
/** A polynomial with coefficients -1, 0 and 1; always P of them. */
export type SmallPolynomial = Int8Array;

/** Added to a double of at most 2^51 and taken away again, rounds it to an integer: twice as fast as Math.round. */
const ROUNDER = 1.5 * 2 ** 52;

/** The representative of `value` in -HALF_Q .. HALF_Q, for |value| below 2^45. In constant time. */
export function reduce(value: number): number {
  return value - Q * (value * (1 / Q) + ROUNDER - ROUNDER);
}

/** The representative of `value` in -1 .. 1, for |value| below 2^45. In constant time. */
export function reduceBy3(value: number): number {
  return value - 3 * (value * (1 / 3) + ROUNDER - ROUNDER);
}
