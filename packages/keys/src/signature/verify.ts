/** Verification of SSH signature blobs (RFC 4253 section 6.6, RFC 8332, RFC 5656, RFC 8709, PROTOCOL.u2f). */

import { isSshError, type MaybePromise } from '@nacre/core';
import type { CryptoProvider } from '@nacre/crypto';
import { decode } from '@nacre/wire';

import { decodeCertified } from '../certificate/decode.js';
import { Signature } from '../generated/index.js';
import type { KnownSignature } from '../key-types/key-type.js';
import type { VerifyPolicy } from '../key-types/policy.js';
import { hasAlgorithm, signatureOfCertificateAlgorithm } from '../key-types/table.js';
import { type DecodedPublicKey, decodePublicKey } from '../public-key/public-key.js';

/**
 * True when `signatureBlob` is a signature of `data` by the key in `publicKeyBlob`, made with `algorithm`. The
 * algorithm must be the one that the signature names, and must belong to the type of the key. With the algorithm of a certificate,
 * and only then, the blob is a certificate: the signature is by the key in it, and whether the certificate is good is asked
 * elsewhere (`checkHostCertificate`). Everything malformed, weak or mismatching gives false. Throws or rejects only with
 * UNSUPPORTED, when the provider does not have the primitive, and MISUSE. All bytes are borrowed until the result is there.
 */
export function verifySignature(
  crypto: CryptoProvider,
  publicKeyBlob: Uint8Array,
  algorithm: string,
  data: Uint8Array,
  signatureBlob: Uint8Array,
  policy: VerifyPolicy = {},
): MaybePromise<boolean> {
  const named = signatureOfCertificateAlgorithm(algorithm);
  const key = orUndefined(() =>
    named === undefined ? decodePublicKey(publicKeyBlob, policy) : decodeCertified(publicKeyBlob, policy),
  );
  const signature = key && orUndefined(() => readSignature(key, named ?? algorithm, signatureBlob));
  if (key === undefined || signature === undefined) return false;
  try {
    const result = key.type.verify(crypto, key.fields, data, signature, policy);
    return result instanceof Promise ? result.then(isTrue, refuse) : isTrue(result);
  } catch (error) {
    return refuse(error);
  }
}

function readSignature(key: DecodedPublicKey, algorithm: string, blob: Uint8Array): KnownSignature | undefined {
  if (!hasAlgorithm(key.type, algorithm)) return undefined;
  const { body } = decode(Signature, blob);
  return body.algorithm === algorithm ? body : undefined;
}

/** The result of `read`, or undefined when the bytes are not what they should be. */
function orUndefined<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (isSshError(error) && error.code !== 'MISUSE') return undefined;
    throw error;
  }
}

/** Guards against a provider that answers something truthy. */
function isTrue(result: boolean): boolean {
  return result === true;
}

/** Providers throw for points off the curve and the like: what could not be verified is not verified. */
function refuse(error: unknown): false {
  if (isSshError(error, 'UNSUPPORTED')) throw error;
  return false;
}
