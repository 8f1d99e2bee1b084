/** RSASSA-PKCS1-v1_5 (RFC 8017) on node:crypto. Private numbers go in as a JSON Web Key (RFC 7518 section 6.3). */

import { createPrivateKey, createPublicKey, generateKeyPair, type KeyObject, sign, verify } from 'node:crypto';
import { promisify } from 'node:util';

import { misuse, SshError, zeroize } from '@nacre/core';
import {
  bigIntToBytes,
  bytesToBigInt,
  type HashName,
  requireRsaBits,
  type Rsa,
  type RsaPrivateNumbers,
  type RsaPublicNumbers,
  stripLeadingZeros,
} from '@nacre/crypto';

import { fromBase64Url, toBase64Url } from './raw-keys.js';

export const nodeRsa: Rsa = {
  async generate(bits) {
    requireRsaBits(bits);
    const { privateKey: der } = await promisify(generateKeyPair)('rsa', {
      modulusLength: bits,
      publicExponent: 0x10001,
      privateKeyEncoding: { format: 'der', type: 'pkcs1' }, // encoded by the job: see raw-keys.ts
      publicKeyEncoding: { format: 'der', type: 'pkcs1' },
    });
    const { n, e, d, p, q, qi } = createPrivateKey({ key: der, format: 'der', type: 'pkcs1' }).export({
      format: 'jwk',
    });
    zeroize(der);
    return { n: integer(n), e: integer(e), d: integer(d), p: integer(p), q: integer(q), iqmp: integer(qi) };
  },
  sign(key, hash, data) {
    const signature = signOnly(hash, data, importPrivate(key));
    // A wrong signature may give a factor of the modulus away, so it never leaves.
    if (signature === undefined || !verifyNumbers(key, hash, data, signature)) {
      throw new SshError('SIGNATURE_INVALID', 'The numbers of the RSA key do not belong together', { origin: 'local' });
    }
    return signature;
  },
  verify: verifyNumbers,
};

/** Undefined when OpenSSL finds that the key is unsound, or too short for the hash. */
function signOnly(hash: HashName, data: Uint8Array, key: KeyObject): Uint8Array | undefined {
  try {
    return sign(hash, data, key);
  } catch {
    return undefined;
  }
}

function verifyNumbers(key: RsaPublicNumbers, hash: HashName, data: Uint8Array, signature: Uint8Array): boolean {
  const publicKey = importPublic(key);
  return publicKey !== undefined && verify(hash, data, publicKey, signature);
}

/** Throws SshError MISUSE for numbers that are no key. */
export function importPrivate(key: RsaPrivateNumbers): KeyObject {
  try {
    const d = bytesToBigInt(key.d);
    const exponentModulo = (prime: Uint8Array) => toBase64Url(bigIntToBytes(d % (bytesToBigInt(prime) - 1n)));
    return createPrivateKey({
      format: 'jwk',
      key: {
        kty: 'RSA',
        n: toBase64Url(key.n),
        e: toBase64Url(key.e),
        d: toBase64Url(key.d),
        p: toBase64Url(key.p),
        q: toBase64Url(key.q),
        dp: exponentModulo(key.p),
        dq: exponentModulo(key.q),
        qi: toBase64Url(key.iqmp),
      },
    });
  } catch {
    throw misuse('the numbers are no RSA private key'); // the cause may quote the key
  }
}

/** Undefined for numbers that are no key. */
export function importPublic(key: RsaPublicNumbers): KeyObject | undefined {
  try {
    return createPublicKey({ format: 'jwk', key: { kty: 'RSA', n: toBase64Url(key.n), e: toBase64Url(key.e) } });
  } catch {
    return undefined; // no key, so no signature is valid under it
  }
}

function integer(base64url: string | undefined): Uint8Array {
  return stripLeadingZeros(fromBase64Url(base64url));
}
