/** RSASSA-PKCS1-v1_5 (RFC 8017 section 8.2) on BigInt. Its time depends on the numbers: blinding hides which ones. */

import { equalConstantTime, misuse, SshError } from '@nacre/core';
import {
  bigIntToBytes,
  bytesToBigInt,
  type HashName,
  type Rsa,
  type RsaPrivateNumbers,
  type RsaPublicNumbers,
} from '@nacre/crypto';

import { generateNumbers } from './generate.js';
import { inverse, power, randomBelow } from './numbers.js';
import { encodeDigest } from './pkcs1.js';

export const bigIntRsa: Rsa = {
  generate: generateNumbers,
  sign(key, hash, data) {
    const size = modulusSize(key);
    const encoded = encodeDigest(hash, data, size);
    if (encoded === undefined) throw misuse('the RSA modulus is too short for this hash');
    const signature = bigIntToBytes(privatePower(key, bytesToBigInt(encoded)), size);
    // A fault in one of the two halves would give a factor of the modulus away, so a wrong signature never leaves.
    if (!verifyNumbers(key, hash, data, signature)) {
      throw new SshError('SIGNATURE_INVALID', 'The numbers of the RSA key do not belong together', { origin: 'local' });
    }
    return signature;
  },
  verify: verifyNumbers,
};

/** Compares with the one right encoding, so nothing in a padding is ever parsed. */
function verifyNumbers(key: RsaPublicNumbers, hash: HashName, data: Uint8Array, signature: Uint8Array): boolean {
  const n = bytesToBigInt(key.n);
  const e = bytesToBigInt(key.e);
  const size = modulusSize(key);
  const s = bytesToBigInt(signature);
  const encoded = encodeDigest(hash, data, size);
  if (encoded === undefined || signature.length !== size || s >= n || n % 2n === 0n || e < 3n || e % 2n === 0n)
    return false;
  return equalConstantTime(bigIntToBytes(power(s, e, n), size), encoded);
}

/**
 * message^d mod n by the Chinese remainder theorem (RFC 8017 section 5.2.1), blinded. Throws SshError MISUSE for numbers that are no key.
 */
export function privatePower(key: RsaPrivateNumbers, message: bigint): bigint {
  const [n, e, d] = [bytesToBigInt(key.n), bytesToBigInt(key.e), bytesToBigInt(key.d)];
  const [p, q, iqmp] = [bytesToBigInt(key.p), bytesToBigInt(key.q), bytesToBigInt(key.iqmp)];
  if (p < 3n || q < 3n || p * q !== n) throw misuse('the numbers are no RSA private key');
  const [blind, unblind] = blindingPair(n);
  const blinded = (message * power(blind, e, n)) % n;
  const modP = power(blinded % p, d % (p - 1n), p);
  const modQ = power(blinded % q, d % (q - 1n), q);
  const difference = (((modP - modQ) % p) + p) % p;
  return ((modQ + ((iqmp * difference) % p) * q) * unblind) % n;
}

function blindingPair(n: bigint): readonly [bigint, bigint] {
  for (;;) {
    const blind = 2n + randomBelow(n - 2n);
    const unblind = inverse(blind, n);
    if (unblind !== undefined) return [blind, unblind]; // undefined would mean that we hit a factor
  }
}

function modulusSize(key: RsaPublicNumbers): number {
  let start = 0;
  while (start < key.n.length && key.n[start] === 0) start++;
  return key.n.length - start;
}
