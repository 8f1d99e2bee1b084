/**
 * RSAES-OAEP with an empty label and MGF1 of the same hash (RFC 8017 section 7.1) on BigInt. What is wrong with a ciphertext shows
 * neither in the error nor in the course of the checks (RFC 8017 section 7.1.2, note); the arithmetic before them is blinded.
 */

import { concatBytes, equalConstantTime, misuse, randomBytes, zeroize } from '@nacre/core';
import {
  badPeerKey,
  bigIntToBytes,
  bytesToBigInt,
  type Hash,
  type RsaOaep,
  requireEncryptionKey,
  stripLeadingZeros,
} from '@nacre/crypto';

import { hostRandom } from '../random.js';
import { hashes } from '../symmetric/hashes.js';
import { power } from './numbers.js';
import { privatePower } from './rsa.js';

export const bigIntRsaOaep: RsaOaep = {
  encrypt(key, hashName, message) {
    const size = requireEncryptionKey(key);
    const encoded = encode(hashes[hashName], message, size);
    const ciphertext = power(bytesToBigInt(encoded), bytesToBigInt(key.e), bytesToBigInt(key.n));
    zeroize(encoded);
    return bigIntToBytes(ciphertext, size);
  },
  decrypt(key, hashName, ciphertext) {
    const n = stripLeadingZeros(key.n);
    const number = ciphertext.length === n.length ? bytesToBigInt(ciphertext) : undefined;
    if (number === undefined || number >= bytesToBigInt(n)) throw cannotDecrypt();
    const encoded = bigIntToBytes(privatePower(key, number), n.length);
    try {
      return decode(hashes[hashName], encoded);
    } finally {
      zeroize(encoded);
    }
  },
};

/** `00 maskedSeed maskedBlock`, where the block is the hash of the label, zeros, 01 and the message. */
function encode(hash: Hash, message: Uint8Array, size: number): Uint8Array {
  const padding = size - message.length - 2 * hash.size - 2;
  if (padding < 0) throw misuse('the message is too long for this RSA key and hash');
  const seed = randomBytes(hostRandom, hash.size);
  const block = concatBytes(hash.digest(), new Uint8Array(padding), Uint8Array.of(1), message);
  mask(hash, block, seed);
  mask(hash, seed, block);
  const encoded = concatBytes(Uint8Array.of(0), seed, block);
  zeroize(seed, block);
  return encoded;
}

/** The message, a copy. Overwrites `encoded`. */
function decode(hash: Hash, encoded: Uint8Array): Uint8Array {
  if (encoded.length < 2 * hash.size + 2) throw cannotDecrypt();
  const seed = encoded.subarray(1, 1 + hash.size);
  const block = encoded.subarray(1 + hash.size);
  mask(hash, seed, block);
  mask(hash, block, seed);
  let wrong = (encoded[0] as number) | Number(!equalConstantTime(block.subarray(0, hash.size), hash.digest()));
  let start = 0;
  let inPadding = 1;
  for (let i = hash.size; i < block.length; i++) {
    const byte = block[i] as number;
    wrong |= inPadding & Number(byte > 1);
    start |= -(inPadding & byte) & (i + 1); // the first 01 only
    inPadding &= ~byte;
  }
  if ((wrong | inPadding) !== 0) throw cannotDecrypt();
  return Uint8Array.from(block.subarray(start));
}

/** Combines `bytes` with as many of MGF1 from `seed` (RFC 8017 section B.2.1), in place. */
function mask(hash: Hash, bytes: Uint8Array, seed: Uint8Array): void {
  for (let i = 0; i * hash.size < bytes.length; i++) {
    const counter = Uint8Array.of(i >>> 24, i >>> 16, i >>> 8, i);
    const digest = hash.digest(seed, counter);
    const part = bytes.subarray(i * hash.size, (i + 1) * hash.size);
    for (let j = 0; j < part.length; j++) part[j] = (part[j] as number) ^ (digest[j] as number);
    zeroize(digest);
  }
}

function cannotDecrypt() {
  return badPeerKey('what the peer encrypted cannot be decrypted');
}
