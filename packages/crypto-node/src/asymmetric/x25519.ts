/** X25519 (RFC 7748) on node:crypto. */

import { diffieHellman, type KeyObject } from 'node:crypto';

import { randomBytes } from '@nacre/core';
import { badPeerKey, type KeyAgreement, requireLength, requireNonZeroSecret, requirePeerLength } from '@nacre/crypto';

import { nodeRandom } from '../random.js';
import { importPrivateKey, importPublicKey, X25519 } from './raw-keys.js';

export const nodeX25519: KeyAgreement = {
  publicKeySize: 32,
  secretSize: 32,
  generate() {
    const privateKey = randomBytes(nodeRandom, 32); // not generateKeyPair: see raw-keys.ts
    return { privateKey, publicKey: importPrivateKey(X25519, privateKey).publicKey };
  },
  agree(privateKey, peerPublicKey) {
    requireLength('X25519 private key', privateKey, 32);
    requirePeerLength('X25519 key', peerPublicKey, 32);
    const { key } = importPrivateKey(X25519, privateKey);
    return requireNonZeroSecret(multiply(key, importPublicKey(X25519, peerPublicKey)));
  },
};

function multiply(privateKey: KeyObject, publicKey: KeyObject): Uint8Array {
  try {
    return diffieHellman({ privateKey, publicKey });
  } catch {
    throw badPeerKey("the peer's X25519 key is of small order"); // the only thing OpenSSL refuses here
  }
}
