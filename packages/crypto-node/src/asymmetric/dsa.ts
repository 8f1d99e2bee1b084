/** DSA with SHA-1 (FIPS 186-2) on node:crypto, for old equipment. Keys go in as DER (RFC 3279 section 2.3.2): DSA has no JSON Web Key. */

import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';

import { concatBytes, fromHex, SshError, zeroize } from '@nacre/core';
import {
  DSA_NUMBER_SIZE,
  type Dsa,
  type DsaPublicNumbers,
  type EcdsaNumbers,
  isDsaKey,
  stripLeadingZeros,
  toFixedLength,
} from '@nacre/crypto';

import { der, derInteger, derTags } from './der.js';

/** 1.2.840.10040.4.1 with its tag and length. */
const DSA_OID = '06072a8648ce380401';

export const nodeDsa: Dsa = {
  sign(key, data) {
    const signature = isDsaKey(key) ? signOnly(key, data) : undefined;
    // With a wrong private number the signature would be worthless; a fault while signing could give the number away.
    if (signature === undefined || !verifyNumbers(key, data, signature)) {
      throw new SshError('SIGNATURE_INVALID', 'The numbers of the DSA key do not belong together', { origin: 'local' });
    }
    return signature;
  },
  verify: verifyNumbers,
};

/** Undefined when OpenSSL finds that the key is unsound. */
function signOnly(key: DsaPublicNumbers & { readonly x: Uint8Array }, data: Uint8Array): EcdsaNumbers | undefined {
  try {
    const signature = sign('sha1', data, { key: importPrivate(key), dsaEncoding: 'ieee-p1363' });
    const [r, s] = [signature.subarray(0, DSA_NUMBER_SIZE), signature.subarray(DSA_NUMBER_SIZE)];
    return { r: stripLeadingZeros(r), s: stripLeadingZeros(s) };
  } catch {
    return undefined;
  }
}

function verifyNumbers(key: DsaPublicNumbers, data: Uint8Array, signature: EcdsaNumbers): boolean {
  const r = toFixedLength(signature.r, DSA_NUMBER_SIZE);
  const s = toFixedLength(signature.s, DSA_NUMBER_SIZE);
  if (r === undefined || s === undefined || !isDsaKey(key)) return false;
  try {
    return verify('sha1', data, { key: importPublic(key), dsaEncoding: 'ieee-p1363' }, concatBytes(r, s));
  } catch {
    return false; // numbers that OpenSSL takes for no key
  }
}

function importPublic(key: DsaPublicNumbers): KeyObject {
  const bits = der(derTags.bitString, Uint8Array.of(0), derInteger(key.y));
  return createPublicKey({ key: der(derTags.sequence, algorithm(key), bits) as Buffer, format: 'der', type: 'spki' });
}

function importPrivate(key: DsaPublicNumbers & { readonly x: Uint8Array }): KeyObject {
  const x = derInteger(key.x);
  const octets = der(derTags.octetString, x);
  const whole = der(derTags.sequence, derInteger(Uint8Array.of(0)), algorithm(key), octets);
  try {
    return createPrivateKey({ key: whole as Buffer, format: 'der', type: 'pkcs8' });
  } finally {
    zeroize(x);
    zeroize(octets);
    zeroize(whole);
  }
}

function algorithm({ p, q, g }: DsaPublicNumbers): Uint8Array {
  return der(derTags.sequence, fromHex(DSA_OID), der(derTags.sequence, derInteger(p), derInteger(q), derInteger(g)));
}
