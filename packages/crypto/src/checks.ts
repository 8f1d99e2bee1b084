/** Checks that every provider makes alike, and the errors of failed key agreement. No cryptography here. */

import { misuse, protocolError, type SshError } from '@nacre/core';

import { MAX_RSA_BITS, MIN_RSA_BITS } from './limits.js';

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

/** True for a NIST point in the only form that SSH allows: 0x04, x, y (RFC 5656 section 3.1 without compression). */
export function isUncompressedPoint(point: Uint8Array, coordinateSize: number): boolean {
  return point.length === 1 + 2 * coordinateSize && point[0] === 4;
}

/** The check of RFC 7748 section 6.1: an all-zero result means that the peer chose a point of small order. */
export function requireNonZeroSecret(secret: Uint8Array): Uint8Array {
  let any = 0;
  for (const byte of secret) any |= byte;
  if (any === 0) throw badPeerKey("the peer's X25519 key gives an all-zero secret");
  return secret;
}

/** Throws SshError MISUSE for a size of RSA key that no provider makes. */
export function requireRsaBits(bits: number): void {
  if (Number.isInteger(bits) && bits >= MIN_RSA_BITS && bits <= MAX_RSA_BITS && bits % 16 === 0) return;
  throw misuse(`an RSA key has ${MIN_RSA_BITS} to ${MAX_RSA_BITS} bits, a multiple of 16; not ${bits}`);
}
