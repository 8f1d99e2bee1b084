/**
 * The mixed-radix encoding of lists of small numbers (NTRU Prime round 3, section 3.2.5: Encode and Decode), and the two-bit
 * encoding of small polynomials. Encoding only multiplies and shifts, so that it may be given secrets; decoding divides, and is for
 * public data.
 */

import { HALF_Q, type LargePolynomial, P, Q, SMALL_SIZE, type SmallPolynomial } from './parameters.js';

/** A number is split into bytes as soon as its radix reaches this. */
const RADIX_LIMIT = 16_384;
/** Values that a coefficient has after rounding to a multiple of 3. */
const ROUNDED_VALUES = (Q + 2) / 3;

export function encodeLarge(polynomial: LargePolynomial, out: Uint8Array): void {
  encode(
    Uint16Array.from(polynomial, c => c + HALF_Q),
    Q,
    out,
  );
}

/** Any 1158 bytes decode: what is over the radix wraps around, as in other implementations. */
export function decodeLarge(bytes: Uint8Array): LargePolynomial {
  return Int16Array.from(decode(bytes, P, Q), value => value - HALF_Q);
}

/** Of a polynomial whose coefficients are multiples of 3. */
export function encodeRounded(polynomial: LargePolynomial, out: Uint8Array): void {
  // times 10,923 and shifted by 15 bits is a division by 3, exact for all these numbers
  encode(
    Uint16Array.from(polynomial, c => ((c + HALF_Q) * 10_923) >> 15),
    ROUNDED_VALUES,
    out,
  );
}

export function decodeRounded(bytes: Uint8Array): LargePolynomial {
  return Int16Array.from(decode(bytes, P, ROUNDED_VALUES), value => value * 3 - HALF_Q);
}

/** Four coefficients in a byte, the first in the low bits; the last byte has one. */
export function encodeSmall(polynomial: SmallPolynomial, out: Uint8Array): void {
  out.fill(0, 0, SMALL_SIZE);
  for (let i = 0; i < P; i++)
    out[i >> 2] = (out[i >> 2] as number) | (((polynomial[i] as number) + 1) << (2 * (i & 3)));
}

export function decodeSmall(bytes: Uint8Array): SmallPolynomial {
  return Int8Array.from({ length: P }, (_, i) => (((bytes[i >> 2] as number) >> (2 * (i & 3))) & 3) - 1);
}

/** Joins neighbours to numbers of twice the radix, puts out low bytes while the radix is large, until one number is left. */
function encode(values: Uint16Array, radix: number, out: Uint8Array): void {
  const numbers = Int32Array.from(values);
  const radices = new Int32Array(numbers.length).fill(radix);
  let count = numbers.length;
  let position = 0;
  for (; count > 1; count = (count + 1) >> 1) {
    for (let i = 0; i < count; i += 2) {
      let number = numbers[i] as number;
      let product = radices[i] as number;
      if (i + 1 < count) {
        number += (numbers[i + 1] as number) * product;
        product *= radices[i + 1] as number;
        for (; product >= RADIX_LIMIT; product = (product + 255) >> 8, number >>= 8) out[position++] = number;
      }
      numbers[i >> 1] = number;
      radices[i >> 1] = product;
    }
  }
  let last = numbers[0] as number;
  for (let left = radices[0] as number; left > 1; left = (left + 255) >> 8, last >>= 8) out[position++] = last;
  numbers.fill(0);
  values.fill(0);
}

/** What one joining of `encode` did: the radix of each number that came out, and the bytes put out for it. */
interface Joined {
  readonly radices: Int32Array;
  readonly byteCounts: Uint8Array;
}

function decode(bytes: Uint8Array, count: number, radix: number): Int32Array {
  const levels = joinings(count, radix);
  let end = bytes.length;
  let numbers = new Int32Array(1);
  const top = levels[levels.length - 1] as Joined;
  let lastSize = 0;
  for (let left = top.radices[0] as number; left > 1; left = (left + 255) >> 8) lastSize++;
  for (let i = 1; i <= lastSize; i++) numbers[0] = ((numbers[0] as number) << 8) | (bytes[end - i] as number);
  numbers[0] = (numbers[0] as number) % (top.radices[0] as number);
  end -= lastSize;
  for (let level = levels.length - 1; level > 0; level--) {
    const { byteCounts } = levels[level] as Joined;
    const { radices } = levels[level - 1] as Joined;
    const split = new Int32Array(radices.length);
    let position = (end -= byteCounts.reduce((sum, size) => sum + size, 0));
    for (let i = 0; i < byteCounts.length; i++) {
      const size = byteCounts[i] as number;
      let number = numbers[i] as number;
      for (let j = size - 1; j >= 0; j--) number = number * 256 + (bytes[position + j] as number);
      position += size;
      const low = radices[2 * i] as number;
      split[2 * i] = number % low;
      if (2 * i + 1 < split.length) split[2 * i + 1] = Math.floor(number / low) % (radices[2 * i + 1] as number);
    }
    numbers = split;
  }
  return numbers;
}

/** From the list itself, level 0, to the one number that is left. */
function joinings(count: number, radix: number): readonly Joined[] {
  const levels: Joined[] = [{ radices: new Int32Array(count).fill(radix), byteCounts: new Uint8Array(count) }];
  for (
    let below = (levels[0] as Joined).radices;
    below.length > 1;
    below = (levels[levels.length - 1] as Joined).radices
  ) {
    const radices = new Int32Array((below.length + 1) >> 1);
    const byteCounts = new Uint8Array(radices.length);
    for (let i = 0; i < radices.length; i++) {
      let product = below[2 * i] as number;
      if (2 * i + 1 < below.length) {
        product *= below[2 * i + 1] as number;
        for (; product >= RADIX_LIMIT; product = (product + 255) >> 8) byteCounts[i] = (byteCounts[i] as number) + 1;
      }
      radices[i] = product;
    }
    levels.push({ radices, byteCounts });
  }
  return levels;
}
