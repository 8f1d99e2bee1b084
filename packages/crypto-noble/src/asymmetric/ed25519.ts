/** Ed25519 (RFC 8032) on @noble/curves. */

import { ed25519 } from '@noble/curves/ed25519.js';

import { randomBytes } from '@nacre/core';
import { type EdDsa, requireLength } from '@nacre/crypto';

import { hostRandom } from '../random.js';

export const nobleEd25519: EdDsa = {
  generate() {
    const privateKey = randomBytes(hostRandom, 32);
    return { privateKey, publicKey: ed25519.getPublicKey(privateKey) };
  },
  publicKey(seed) {
    requireLength('Ed25519 seed', seed, 32);
    return ed25519.getPublicKey(seed);
  },
  sign(seed, data) {
    requireLength('Ed25519 seed', seed, 32);
    return ed25519.sign(data, seed);
  },
  /** The rules of RFC 8032 and not the looser ones of ZIP 215, so that native and portable verification agree. */
  verify(publicKey, data, signature) {
    if (publicKey.length !== 32 || signature.length !== 64) return false;
    return ed25519.verify(signature, data, publicKey, { zip215: false });
  },
};
