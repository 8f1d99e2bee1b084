/** Fingerprints of public keys, as `ssh-keygen -l` shows them. */

import { isSshError, toBase64 } from '@nacre/core';
import type { CryptoProvider } from '@nacre/crypto';

import { decodeCertificate } from '../certificate/decode.js';
import { requireHash } from '../errors.js';
import type { PublicKey } from './public-key.js';

/**
 * 'SHA256:' and the base64 of the digest of the blob, without padding. Takes any blob, also of unknown key types; that of a
 * certificate has the fingerprint of the key in it.
 */
export function fingerprint(key: PublicKey | Uint8Array, crypto: CryptoProvider): string {
  const digest = requireHash(crypto, 'sha256', 'A fingerprint').digest(
    plainBlob(key instanceof Uint8Array ? key : key.blob),
  );
  return `SHA256:${toBase64(digest, { padding: false })}`;
}

function plainBlob(blob: Uint8Array): Uint8Array {
  try {
    return decodeCertificate(blob).keyBlob;
  } catch (error) {
    if (isSshError(error)) return blob;
    throw error;
  }
}
