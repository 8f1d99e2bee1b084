/** Certificates as decoded blobs (PROTOCOL.certkeys): the layout, and the key that is certified. Nothing is verified here. */

import { decode } from '@nacre/wire';

import { keyFormatError, quoted, readingKey, unsupported } from '../errors.js';
import { CertificateBlob, type CertificateCommon } from '../generated/index.js';
import type { KeyType, KnownPublicKey } from '../key-types/key-type.js';
import type { KeyPolicy } from '../key-types/policy.js';
import { findCertifiedType } from '../key-types/table.js';
import { type DecodedPublicKey, decodePublicKey, encodePublicKey, keyTypeOfBlob } from '../public-key/public-key.js';

export interface DecodedCertificate {
  /** As the blob names it: 'ssh-ed25519-cert-v01@openssh.com'. */
  readonly name: string;
  /** Of the certified key. */
  readonly type: KeyType;
  /** The certified key as a plain public key; not checked yet. Owned by the caller. */
  readonly keyBlob: Uint8Array;
  /** Views of the blob. */
  readonly fields: CertificateCommon;
  /** What the authority signed, and its signature: views of the blob. */
  readonly signed: Uint8Array;
  readonly signature: Uint8Array;
}

/** Throws SshError: KEY_FORMAT, or UNSUPPORTED for what is no certificate of a type that is known. */
export function decodeCertificate(blob: Uint8Array): DecodedCertificate {
  const name = keyTypeOfBlob(blob);
  const type = findCertifiedType(name);
  if (type === undefined) throw unsupportedType(name); // what is not used is not looked into
  const fields = readingKey('The certificate', () => decode(CertificateBlob, blob)).certificate;
  if (fields.keyType === undefined) throw unsupportedType(name);
  const { key } = fields.signatureKey;
  const authority = key.keyType ?? key.name;
  // before anything is verified, so that certificates of certificates cost nothing
  if (authority.includes('-cert'))
    throw keyFormatError('The certificate is signed by another certificate, not by a key');
  const signedBytes = fields.tbs?.length ?? 0;
  return {
    name,
    type,
    keyBlob: encodePublicKey(certifiedFields(fields, type)),
    fields,
    signed: blob.subarray(0, signedBytes),
    signature: blob.subarray(signedBytes + LENGTH_BYTES),
  };
}

/** A certificate has all fields of its key under their own names; the encoder takes those, and no others. */
function certifiedFields(fields: CertificateCommon, type: KeyType): KnownPublicKey {
  const named: unknown = { ...fields, keyType: type.name };
  return named as KnownPublicKey;
}

/** The key in a certificate, checked like any key. Throws as `decodeCertificate`. */
export function decodeCertified(blob: Uint8Array, policy: KeyPolicy = {}): DecodedPublicKey {
  return decodePublicKey(decodeCertificate(blob).keyBlob, policy);
}

const LENGTH_BYTES = 4;

function unsupportedType(name: string): Error {
  return unsupported(`The key type ${quoted(name)} is not that of a certificate that is supported`);
}
