/** OpenSSH certificates (PROTOCOL.certkeys): what a certificate says. Whether that may be believed is asked beside this file. */

import { copyBytes } from '@nacre/core';
import { encode } from '@nacre/wire';

import { CertificateRole, type CertificateOptionValue, PublicKeyBlob } from '../generated/index.js';
import { certificateAlgorithmOf } from '../key-types/table.js';
import type { KeyPolicy } from '../key-types/policy.js';
import { readKeyLine } from '../public-key/openssh-line.js';
import { type PublicKey, publicKeyFromBlob } from '../public-key/public-key.js';
import { decodeCertificate } from './decode.js';

/** A certificate as it says of itself: nothing of it has been verified. */
export interface Certificate {
  /** 'ssh-ed25519-cert-v01@openssh.com' */
  readonly type: string;
  /** The certificate as it stands on the wire. Do not change these bytes. */
  readonly blob: Uint8Array;
  /** The key that is certified. */
  readonly key: PublicKey;
  /** Algorithms to show it under unless others are asked for by name, best first: 'rsa-sha2-512-cert-v01@openssh.com'. */
  readonly algorithms: readonly string[];
  /** What it is for; a number that has no name stays one. */
  readonly role: 'user' | 'host' | number;
  readonly serial: bigint;
  /** Free text of whoever issued it, for logs. */
  readonly keyId: string;
  /** Names of hosts or users. */
  readonly principals: readonly string[];
  /** Seconds since 1970. Valid from `validAfter` on, and until before `validBefore`, which is 2^64 - 1 for ever. */
  readonly validAfter: bigint;
  readonly validBefore: bigint;
  /** Whoever does not know one of them must refuse the certificate. */
  readonly criticalOptions: readonly CertificateOptionValue[];
  readonly extensions: readonly CertificateOptionValue[];
  /** The key of the authority that signed, and the algorithm that the signature names. */
  readonly authority: { readonly type: string; readonly blob: Uint8Array };
  readonly signatureAlgorithm: string;
  /** Free text; not part of the certificate. */
  readonly comment: string;
}

/**
 * The certificate of a blob, which is copied, or of the one line of a '-cert.pub' file. Throws SshError: KEY_FORMAT for what is not
 * one, UNSUPPORTED for types that are not known and keys outside the allowed sizes, LIMIT_EXCEEDED.
 */
export function parseCertificate(source: Uint8Array | string, policy: KeyPolicy = {}): Certificate {
  const { blob, comment } =
    typeof source === 'string' ? readKeyLine('The certificate', source) : { blob: copyBytes(source), comment: '' };
  const { name, keyBlob, fields } = decodeCertificate(blob);
  const { serial, keyId, principals, validAfter, validBefore } = fields;
  const { body } = fields.signature;
  const authorityKey = fields.signatureKey.key;
  const key = publicKeyFromBlob(keyBlob, comment, policy);
  return {
    type: name,
    blob,
    key,
    algorithms: key.algorithms.flatMap(algorithm => certificateAlgorithmOf(algorithm) ?? []),
    role: roleOf(fields.role),
    serial,
    keyId,
    principals,
    validAfter,
    validBefore,
    criticalOptions: fields.criticalOptions.map(option => option.value),
    extensions: fields.extensions.map(option => option.value),
    authority: { type: authorityKey.keyType ?? authorityKey.name, blob: encode(PublicKeyBlob, fields.signatureKey) },
    signatureAlgorithm: body.algorithm ?? body.name,
    comment,
  };
}

function roleOf(role: number): Certificate['role'] {
  if (role === CertificateRole.user) return 'user';
  return role === CertificateRole.host ? 'host' : role;
}
