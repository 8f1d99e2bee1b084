/** The interface of whatever can sign: a key file, an agent, a smart card, a remote service. */

import { type AbortSignalLike, SshError, throwIfAborted } from '@nacre/core';
import type { CryptoProvider } from '@nacre/crypto';

import { quoted, unsupported } from '../errors.js';
import type { PublicKey } from '../public-key/public-key.js';
import { verifySignature } from './verify.js';

export interface Signer {
  readonly publicKey: PublicKey;
  /** Signature algorithms that this signer can make, best first. Which of them are used is for its user to decide. */
  readonly algorithms: readonly string[];
  /**
   * A signature blob over `data`, owned by the caller; `data` is borrowed until the result is there.
   * Rejects with SshError: UNSUPPORTED for an algorithm that is not in `algorithms`, ABORTED.
   */
  sign(data: Uint8Array, algorithm: string, options?: { readonly signal?: AbortSignalLike }): Promise<Uint8Array>;
}

/**
 * Signs with any signer and verifies the result before it can leave: a wrong signature can give an RSA key away, and an
 * agent may answer with another algorithm than asked for. Rejects with SIGNATURE_INVALID, or as `Signer.sign`.
 */
export async function signWith(
  crypto: CryptoProvider,
  signer: Signer,
  data: Uint8Array,
  algorithm: string,
  options: { readonly signal?: AbortSignalLike } = {},
): Promise<Uint8Array> {
  requireAlgorithm(signer, algorithm);
  throwIfAborted(options.signal);
  const signature = await signer.sign(data, algorithm, options);
  await requireValid(crypto, signer.publicKey, algorithm, data, signature);
  return signature;
}

export function requireAlgorithm(signer: Signer, algorithm: string): void {
  if (signer.algorithms.includes(algorithm)) return;
  const offered = signer.algorithms.join(', ');
  throw unsupported(`This ${signer.publicKey.type} key signs ${offered}, not ${quoted(algorithm)}`, 'misuse');
}

/** Throws SIGNATURE_INVALID unless the signature is right. Whether somebody touched a security key is for others to ask. */
export async function requireValid(
  crypto: CryptoProvider,
  key: PublicKey,
  algorithm: string,
  data: Uint8Array,
  signature: Uint8Array,
): Promise<void> {
  if (await verifySignature(crypto, key.blob, algorithm, data, signature, { userPresence: false })) return;
  throw new SshError('SIGNATURE_INVALID', `The signer of the ${key.type} key made a signature that does not verify`, {
    origin: 'local',
  });
}
