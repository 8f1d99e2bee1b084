/** ECDH and ECDSA over NIST P-256 (RFC 5656) on @noble/curves. */

import { p256 } from '@noble/curves/nist.js';

import { concatBytes, misuse, randomBytes } from '@nacre/core';
import {
  badPeerKey,
  type Ecdsa,
  isUncompressedPoint,
  type KeyAgreement,
  type KeyPair,
  stripLeadingZeros,
  toFixedLength,
} from '@nacre/crypto';

import { hostRandom } from '../random.js';

const SIZE = 32;
/** Random bytes that reduce to a scalar without noticeable bias (FIPS 186-5 appendix A.2.1). */
const SEED_SIZE = 48;
/** SSH asks for plain ECDSA: either of the two values of s is right. */
const OPTIONS = { lowS: false, format: 'compact' } as const;

export const nobleEcdhP256: KeyAgreement = {
  publicKeySize: 1 + 2 * SIZE,
  secretSize: SIZE,
  generate: generatePair,
  agree(privateKey, peerPublicKey) {
    if (!isPoint(peerPublicKey)) throw badPeerKey("the peer's P-256 key is not an uncompressed point on the curve");
    return p256.getSharedSecret(scalarOf(privateKey), peerPublicKey, false).slice(1, 1 + SIZE);
  },
};

export const nobleEcdsaP256: Ecdsa = {
  generate: generatePair,
  publicKey: scalar => p256.getPublicKey(scalarOf(scalar), false),
  sign(scalar, data) {
    const signature = p256.sign(data, scalarOf(scalar), OPTIONS);
    return { r: stripLeadingZeros(signature.subarray(0, SIZE)), s: stripLeadingZeros(signature.subarray(SIZE)) };
  },
  verify(publicKey, data, signature) {
    const r = toFixedLength(signature.r, SIZE);
    const s = toFixedLength(signature.s, SIZE);
    if (r === undefined || s === undefined || !isPoint(publicKey)) return false;
    return p256.verify(concatBytes(r, s), data, publicKey, OPTIONS);
  },
};

function generatePair(): KeyPair {
  const privateKey = p256.utils.randomSecretKey(randomBytes(hostRandom, SEED_SIZE));
  return { privateKey, publicKey: p256.getPublicKey(privateKey, false) };
}

function isPoint(point: Uint8Array): boolean {
  return isUncompressedPoint(point, SIZE) && p256.utils.isValidPublicKey(point, false);
}

function scalarOf(bytes: Uint8Array): Uint8Array {
  const fixed = toFixedLength(bytes, SIZE);
  if (fixed === undefined || !p256.utils.isValidSecretKey(fixed)) throw misuse('the number is no P-256 private key');
  return fixed;
}
