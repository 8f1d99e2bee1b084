/** X25519 (RFC 7748) on node:crypto. */

import { diffieHellman, generateKeyPairSync, type KeyObject } from 'node:crypto';

import { badPeerKey, type KeyAgreement, requireLength, requireNonZeroSecret, requirePeerLength } from '@nacre/crypto';

import { fromBase64Url, importPrivateKey, importPublicKey, X25519 } from './raw-keys.js';

export const nodeX25519: KeyAgreement = {
  publicKeySize: 32,
  generate() {
    const { d, x } = generateKeyPairSync('x25519').privateKey.export({ format: 'jwk' });
    return { privateKey: fromBase64Url(d), publicKey: fromBase64Url(x) };
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
