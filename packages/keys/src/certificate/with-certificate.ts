/** A signer that shows a certificate instead of its plain key. */

import { equalBytes, misuse } from '@nacre/core';

import { certificateAlgorithmOf, signatureOfCertificateAlgorithm } from '../key-types/table.js';
import { requireAlgorithm, type Signer } from '../signature/signer.js';
import { type Certificate, parseCertificate } from './certificate.js';

/**
 * A signer whose public key is `certificate`: a parsed one, its blob, or the line of a '-cert.pub' file. The signatures are those of
 * `signer`, which stays in use. Throws MISUSE when the certificate is for another key, or as `parseCertificate`.
 */
export function withCertificate(signer: Signer, certificate: Certificate | Uint8Array | string): Signer {
  const parsed =
    typeof certificate === 'string' || certificate instanceof Uint8Array ? parseCertificate(certificate) : certificate;
  const { key, type, blob } = parsed;
  if (!equalBytes(key.blob, signer.publicKey.blob)) throw misuse('The certificate is for another key');
  const algorithms = signer.algorithms.flatMap(algorithm => certificateAlgorithmOf(algorithm) ?? []);
  const certified: Signer = {
    publicKey: { type, blob, algorithms: parsed.algorithms, comment: parsed.comment, bits: key.bits },
    algorithms,
    async sign(data, algorithm, options) {
      requireAlgorithm(certified, algorithm);
      return signer.sign(data, signatureOfCertificateAlgorithm(algorithm) ?? algorithm, options);
    },
  };
  return certified;
}
