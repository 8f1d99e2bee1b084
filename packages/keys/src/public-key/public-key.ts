/** Public keys as blobs (RFC 4253 section 6.6). Text forms are beside this file. */

import { copyBytes } from '@nacre/core';
import { decode, encode, WireReader } from '@nacre/wire';

import { keyFormatError, quoted, readingKey, unsupported } from '../errors.js';
import { PublicKeyBlob } from '../generated/index.js';
import type { KeyType, KnownPublicKey } from '../key-types/key-type.js';
import type { KeyPolicy } from '../key-types/policy.js';
import { findKeyType, unaskedAlgorithms } from '../key-types/table.js';

const NAME_BYTES = 64; // the length of a name (RFC 4251 section 6)

/** A public key that passed the checks of its type. */
export interface PublicKey {
  /** Name of the key type: 'ssh-ed25519', 'ssh-rsa'; of the key of a signer with a certificate 'ssh-ed25519-cert-v01@openssh.com'. */
  readonly type: string;
  /** The key as it stands on the wire. Do not change these bytes. */
  readonly blob: Uint8Array;
  /** Signature algorithms to use with the key unless others are asked for by name, best first: none with SHA-1 for an RSA key. */
  readonly algorithms: readonly string[];
  /** Free text; not part of the key. */
  readonly comment: string;
  /** Size of the key in bits, as ssh-keygen tells it. */
  readonly bits: number;
}

/** A decoded blob with its type. */
export interface DecodedPublicKey {
  readonly type: KeyType;
  readonly fields: KnownPublicKey;
}

/**
 * The public key in `blob`, which is copied. Throws SshError: KEY_FORMAT for bytes that are not a key, UNSUPPORTED for
 * certificates (see `parseCertificate`), for key types that this release does not know and for keys outside the allowed sizes.
 */
export function publicKeyFromBlob(blob: Uint8Array, comment = '', policy: KeyPolicy = {}): PublicKey {
  const { type, fields } = decodePublicKey(blob, policy);
  return {
    type: type.name,
    blob: copyBytes(blob),
    algorithms: unaskedAlgorithms(type),
    comment,
    bits: type.bits(fields),
  };
}

/** Decodes and checks `blob`; the fields are views of it. Throws as `publicKeyFromBlob`. */
export function decodePublicKey(blob: Uint8Array, policy: KeyPolicy = {}): DecodedPublicKey {
  const name = keyTypeOfBlob(blob);
  const type = findKeyType(name);
  if (type === undefined) throw unsupportedType(name); // what is not used is not looked into
  const fields = readingKey('The public key', () => decode(PublicKeyBlob, blob)).key;
  if (fields.keyType === undefined) throw unsupportedType(name);
  const fault = type.fault(fields, policy);
  if (fault === undefined) return { type, fields };
  throw fault.kind === 'refused'
    ? unsupported(`The public key is refused: ${fault.reason}`)
    : keyFormatError(`The public key is malformed: ${fault.reason}`);
}

/** The name that a blob starts with: of a key type or of a certificate, known or not. Throws KEY_FORMAT. */
export function keyTypeOfBlob(blob: Uint8Array): string {
  return readingKey('The public key', () => new WireReader(blob).name('PublicKeyBlob.keyType', NAME_BYTES));
}

/** The blob of a key's fields, owned by the caller. */
export function encodePublicKey(fields: KnownPublicKey): Uint8Array {
  return encode(PublicKeyBlob, { key: fields });
}

function unsupportedType(name: string): Error {
  if (!name.includes('-cert-v0')) return unsupported(`The key type ${quoted(name)} is not supported`);
  return unsupported('This is a certificate; a public key was expected');
}
