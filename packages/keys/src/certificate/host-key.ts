/** Host keys as servers show them: a plain key, or a certificate with the key in it. */

import type { KeyPolicy } from '../key-types/policy.js';
import { findCertifiedType } from '../key-types/table.js';
import { keyTypeOfBlob, type PublicKey, publicKeyFromBlob } from '../public-key/public-key.js';
import { type Certificate, parseCertificate } from './certificate.js';

export interface HostKeyParts {
  /** The key itself, also when it came in a certificate. */
  readonly key: PublicKey;
  /** Nothing of it has been verified. */
  readonly certificate: Certificate | undefined;
}

/** Throws as `publicKeyFromBlob` and `parseCertificate`. */
export function hostKeyFromBlob(blob: Uint8Array, policy: KeyPolicy = {}): HostKeyParts {
  if (findCertifiedType(keyTypeOfBlob(blob)) === undefined) {
    return { key: publicKeyFromBlob(blob, '', policy), certificate: undefined };
  }
  const certificate = parseCertificate(blob, policy);
  return { key: certificate.key, certificate };
}
