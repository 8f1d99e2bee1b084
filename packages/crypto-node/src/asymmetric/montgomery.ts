/** X25519 and X448 (RFC 7748) on node:crypto. */

import { diffieHellman, type KeyObject } from 'node:crypto';

import { randomBytes } from '@nacre/core';
import { badPeerKey, type KeyAgreement, requireLength, requireNonZeroSecret, requirePeerLength } from '@nacre/crypto';

import { nodeRandom } from '../random.js';
import { importPrivateKey, importPublicKey, type OctetCurve, X25519, X448 } from './raw-keys.js';

export const nodeX25519: KeyAgreement = /*@__PURE__*/ agreementOver(X25519);
export const nodeX448: KeyAgreement = /*@__PURE__*/ agreementOver(X448);

function agreementOver(curve: OctetCurve): KeyAgreement {
  const { name, size } = curve;
  return {
    publicKeySize: size,
    secretSize: size,
    generate() {
      const privateKey = randomBytes(nodeRandom, size); // not generateKeyPair: see raw-keys.ts
      return { privateKey, publicKey: importPrivateKey(curve, privateKey).publicKey };
    },
    agree(privateKey, peerPublicKey) {
      requireLength(`${name} private key`, privateKey, size);
      requirePeerLength(`${name} key`, peerPublicKey, size);
      const { key } = importPrivateKey(curve, privateKey);
      const secret = multiply(key, importPublicKey(curve, peerPublicKey));
      if (secret === undefined) throw badPeerKey(`the peer's ${name} key is of small order`);
      return requireNonZeroSecret(secret);
    },
  };
}

/** Undefined for a point of small order, the only thing that OpenSSL refuses here. */
function multiply(privateKey: KeyObject, publicKey: KeyObject): Uint8Array | undefined {
  try {
    return diffieHellman({ privateKey, publicKey });
  } catch {
    return undefined;
  }
}
