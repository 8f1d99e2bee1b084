/** X25519 (RFC 7748) on @noble/curves. */

import { x25519 } from '@noble/curves/ed25519.js';

import { randomBytes } from '@nacre/core';
import { badPeerKey, type KeyAgreement, requireLength, requireNonZeroSecret, requirePeerLength } from '@nacre/crypto';

import { hostRandom } from '../random.js';

export const nobleX25519: KeyAgreement = {
  publicKeySize: 32,
  secretSize: 32,
  generate() {
    const privateKey = randomBytes(hostRandom, 32);
    return { privateKey, publicKey: x25519.getPublicKey(privateKey) };
  },
  agree(privateKey, peerPublicKey) {
    requireLength('X25519 private key', privateKey, 32);
    requirePeerLength('X25519 key', peerPublicKey, 32);
    return requireNonZeroSecret(multiply(privateKey, peerPublicKey));
  },
};

function multiply(privateKey: Uint8Array, publicKey: Uint8Array): Uint8Array {
  try {
    return x25519.getSharedSecret(privateKey, publicKey);
  } catch {
    throw badPeerKey("the peer's X25519 key is of small order"); // lengths were checked: nothing else is refused
  }
}
