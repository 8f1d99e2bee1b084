/** A certificate authority for tests: it signs what it is told, also what no real one would. Not part of the package. */

import { concatBytes } from '@nacre/core';
import { decode, encode, WireReader, WireWriter } from '@nacre/wire';

import { CertificateCommon, PublicKeyBlob } from '../src/generated/index.js';
import type { Signer } from '../src/index.js';
import { certificateNameOf } from '../src/key-types/table.js';

export interface Claims {
  readonly serial?: bigint;
  readonly role?: number;
  readonly keyId?: string;
  readonly principals?: readonly string[];
  readonly validAfter?: bigint;
  readonly validBefore?: bigint;
  readonly criticalOptions?: CertificateCommon['criticalOptions'];
  readonly extensions?: CertificateCommon['extensions'];
  /** Of the authority; default its first. */
  readonly algorithm?: string;
  /** What stands in the place of the authority's key. */
  readonly signatureKey?: Uint8Array;
  /** What stands in the place of the signature. */
  readonly signature?: (right: Uint8Array) => Uint8Array;
}

export const HOST = 2;
export const USER = 1;
/** A time for tests: in milliseconds, as the certificates of `issue` are valid an hour around it. */
export const NOW = 1_800_000_000_000;

const MAX = 262_144;

/** The blob of a certificate for the key in `keyBlob`; a host certificate for 'host.example' unless told otherwise. */
export async function issue(authority: Signer, keyBlob: Uint8Array, claims: Claims = {}): Promise<Uint8Array> {
  const type = new WireReader(keyBlob).name('type', 64);
  const keyFields = keyBlob.subarray(4 + type.length);
  const seconds = BigInt(NOW / 1000);
  const common = encode(CertificateCommon, {
    serial: claims.serial ?? 5n,
    role: claims.role ?? HOST,
    keyId: claims.keyId ?? 'test host',
    principals: claims.principals ?? ['host.example'],
    validAfter: claims.validAfter ?? seconds - 3600n,
    validBefore: claims.validBefore ?? seconds + 3600n,
    criticalOptions: claims.criticalOptions ?? [],
    extensions: claims.extensions ?? [],
    reserved: new Uint8Array(0),
    signatureKey: decode(PublicKeyBlob, authority.publicKey.blob),
    signature: { body: { algorithm: undefined, name: 'x', data: new Uint8Array(0) } },
  });
  const keyBytes = 4 + authority.publicKey.blob.length;
  const beforeKey = common.subarray(0, common.length - keyBytes - EMPTY_SIGNATURE_BYTES);
  const writer = new WireWriter();
  writer.name('type', certificateNameOf(type), 64);
  writer.bytes('nonce', new Uint8Array(32).fill(0x6e), 256);
  writer.raw('key', keyFields);
  writer.raw('claims', beforeKey);
  writer.bytes('signatureKey', claims.signatureKey ?? authority.publicKey.blob, MAX);
  const signed = writer.finish().slice();
  const right = await authority.sign(signed, claims.algorithm ?? (authority.algorithms[0] as string));
  return concatBytes(signed, boxed(claims.signature?.(right) ?? right));
}

/** A string of five bytes with the name 'x' in it. */
const EMPTY_SIGNATURE_BYTES = 9;

function boxed(bytes: Uint8Array): Uint8Array {
  const writer = new WireWriter();
  writer.bytes('signature', bytes, MAX);
  return writer.finish().slice();
}
