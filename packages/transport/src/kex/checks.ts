/** Checks of what the peer and the crypto provider give: nothing of a wrong size goes further. */

import { equalConstantTime, protocolError, SshError } from '@nacre/core';

import { DisconnectReason } from '../generated/index.js';
import { lessOne } from './groups/numbers.js';

/** Refuses a public share that does not have exactly the size that the method fixes. */
export function checkShare(share: Uint8Array, size: number): void {
  if (share.length !== size) throw badShare(`it has ${share.length} bytes, not ${size}`);
}

export function badShare(reason: string): SshError {
  return protocolError(
    `The peer's key exchange value is invalid: ${reason}`,
    undefined,
    DisconnectReason.keyExchangeFailed,
  );
}

/** Returns `secret` if it has the expected size and is not all zeros; a provider that failed quietly is caught here. */
export function checkSecret(secret: Uint8Array, size: number): Uint8Array {
  if (!(secret instanceof Uint8Array) || secret.length !== size)
    throw brokenProvider('a shared secret of a wrong size');
  let bits = 0;
  for (const byte of secret) bits |= byte;
  if (bits === 0) throw badShare('the shared secret is zero');
  return secret;
}

/** Returns a secret modulo `p` unless it is 0, 1 or p - 1, which everyone can guess. Takes as long for all of one length. */
export function checkNumberSecret(secret: Uint8Array, p: Uint8Array): Uint8Array {
  if (!(secret instanceof Uint8Array) || secret.length > p.length)
    throw brokenProvider('a shared secret of a wrong size');
  let high = 0;
  for (const byte of secret.subarray(0, -1)) high |= byte;
  const isSmall = high === 0 && (secret[secret.length - 1] ?? 0) <= 1;
  if (isSmall || equalConstantTime(secret, lessOne(p))) throw badShare('the shared secret is no secret');
  return secret;
}

/** Returns `digest` if it has the expected size. */
export function checkDigest(digest: Uint8Array, size: number): Uint8Array {
  if (!(digest instanceof Uint8Array) || digest.length !== size) throw brokenProvider('a digest of a wrong size');
  return digest;
}

function brokenProvider(what: string): SshError {
  return new SshError('PROTOCOL_ERROR', `The crypto provider returned ${what}`, {
    origin: 'local',
    disconnect: DisconnectReason.keyExchangeFailed,
  });
}
