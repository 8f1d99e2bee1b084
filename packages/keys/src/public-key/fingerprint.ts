/** Fingerprints of public keys, as `ssh-keygen -l` shows them. */

import { toBase64 } from '@nacre/core';
import type { CryptoProvider } from '@nacre/crypto';

import { unsupported } from '../errors.js';
import type { PublicKey } from './public-key.js';

/** 'SHA256:' and the base64 of the digest of the blob, without padding. Takes any blob, also of unknown key types. */
export function fingerprint(key: PublicKey | Uint8Array, crypto: CryptoProvider): string {
  const sha256 = crypto.hashes.sha256;
  if (sha256 === undefined) throw unsupported(`Fingerprints need sha256, which '${crypto.name}' does not have`);
  const digest = sha256.digest(key instanceof Uint8Array ? key : key.blob);
  return `SHA256:${toBase64(digest, { padding: false })}`;
}
