/** Checks that every provider makes alike, and the errors of failed key agreement. No cryptography here. */

import { misuse, protocolError, type SshError } from '@nacre/core';

import {
  DSA_NUMBER_SIZE,
  MAX_DSA_BITS,
  MAX_RSA_BITS,
  MAX_RSA_EXPONENT_BITS,
  MIN_DSA_BITS,
  MIN_RSA_BITS,
} from './limits.js';
import { bytesToBigInt, stripLeadingZeros } from './magnitude.js';
import type { DsaPublicNumbers, RsaPublicNumbers } from './provider.js';

/** Reason of a disconnect for a peer's bad key: SSH_DISCONNECT_KEY_EXCHANGE_FAILED (RFC 4253 section 11.1). */
const KEY_EXCHANGE_FAILED = 3;

/** Throws SshError MISUSE unless `bytes` has one of `lengths`; for arguments that never come from the peer. */
export function requireLength(what: string, bytes: Uint8Array, ...lengths: readonly number[]): void {
  if (lengths.includes(bytes.length)) return;
  throw misuse(`${what} must be ${lengths.join(' or ')} bytes long, not ${bytes.length}`);
}

/** A public key, point or ciphertext of the peer cannot be used for key agreement. */
export function badPeerKey(why: string): SshError {
  return protocolError(`Key exchange failed: ${why}`, undefined, KEY_EXCHANGE_FAILED);
}

/** Throws `badPeerKey` unless the peer's `bytes` are `length` long. */
export function requirePeerLength(what: string, bytes: Uint8Array, length: number): void {
  if (bytes.length !== length)
    throw badPeerKey(`the peer's ${what} is ${bytes.length} bytes long instead of ${length}`);
}

/** True for a point of a Weierstrass curve in the only form that SSH allows: 0x04, x, y (RFC 5656 section 3.1 without compression). */
export function isUncompressedPoint(point: Uint8Array, coordinateSize: number): boolean {
  return point.length === 1 + 2 * coordinateSize && point[0] === 4;
}

/** The check of RFC 7748 sections 6.1 and 6.2: an all-zero result means that the peer chose a point of small order. */
export function requireNonZeroSecret(secret: Uint8Array): Uint8Array {
  let any = 0;
  for (const byte of secret) any |= byte;
  if (any === 0) throw badPeerKey("the peer's key gives an all-zero secret");
  return secret;
}

/** Throws SshError MISUSE for a size of RSA key that no provider makes. */
export function requireRsaBits(bits: number): void {
  if (Number.isInteger(bits) && bits >= MIN_RSA_BITS && bits <= MAX_RSA_BITS && bits % 16 === 0) return;
  throw misuse(`an RSA key has ${MIN_RSA_BITS} to ${MAX_RSA_BITS} bits, a multiple of 16; not ${bits}`);
}

/**
 * True when the numbers can be a DSA key that SSH may use: p within its limits, q of 160 bits and a divisor of p - 1, and g and y in
 * [2, p - 2]. Whether p and q are prime is not tried. Lengths come first, so that no time is spent on what is too long.
 */
export function isDsaKey(key: DsaPublicNumbers): boolean {
  const digits = [key.p, key.q, key.g, key.y].map(stripLeadingZeros);
  const [bits, subgroupBits] = digits.map(bitLength) as [number, number];
  if (bits < MIN_DSA_BITS || bits > MAX_DSA_BITS || subgroupBits !== 8 * DSA_NUMBER_SIZE) return false;
  if (digits.some(({ length }) => 8 * length > MAX_DSA_BITS)) return false;
  const [p, q, g, y] = digits.map(bytesToBigInt) as [bigint, bigint, bigint, bigint];
  return p % q === 1n && p % 2n === 1n && g > 1n && g < p - 1n && y > 1n && y < p - 1n;
}

/** Of a number without leading zeros. */
function bitLength(digits: Uint8Array): number {
  return digits.length === 0 ? 0 : 8 * digits.length + 24 - Math.clz32(digits[0] as number);
}

/**
 * The size in bytes of the modulus of a peer's RSA key, to encrypt with. Throws `badPeerKey` unless n is odd and within the limits, and e odd, at
 * least 3 and less than 2^64: a longer one is never met, and would make the peer's choice our work.
 */
export function requireEncryptionKey(key: RsaPublicNumbers): number {
  const [n, e] = [stripLeadingZeros(key.n), stripLeadingZeros(key.e)];
  const bits = bitLength(n);
  if (bits < MIN_RSA_BITS || bits > MAX_RSA_BITS || !isOdd(n))
    throw badPeerKey("the peer's RSA modulus is even or out of bounds");
  if (bitLength(e) < 2 || bitLength(e) > MAX_RSA_EXPONENT_BITS || !isOdd(e)) {
    throw badPeerKey("the peer's RSA exponent is even or out of bounds");
  }
  return n.length;
}

function isOdd(digits: Uint8Array): boolean {
  return ((digits[digits.length - 1] as number) & 1) === 1;
}
