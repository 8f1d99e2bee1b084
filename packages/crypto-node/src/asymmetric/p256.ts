/** ECDH and ECDSA over NIST P-256 (RFC 5656) on node:crypto. */

import {
  createECDH,
  createPrivateKey,
  createPublicKey,
  type ECDH,
  type JsonWebKey,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto';

import { concatBytes, misuse } from '@nacre/core';
import {
  badPeerKey,
  bigIntToBytes,
  bytesToBigInt,
  type Ecdsa,
  isUncompressedPoint,
  type KeyAgreement,
  type KeyPair,
  stripLeadingZeros,
  toFixedLength,
} from '@nacre/crypto';

import { toBase64Url } from './raw-keys.js';

const CURVE = 'prime256v1'; // OpenSSL's name of P-256
const SIZE = 32;
/** The order of the group (SEC 2 section 2.4.2): not every version of OpenSSL compares a scalar with it. */
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

export const nodeEcdhP256: KeyAgreement = {
  publicKeySize: 1 + 2 * SIZE,
  secretSize: SIZE,
  generate: generatePair,
  agree(privateKey, peerPublicKey) {
    const own = withScalar(privateKey);
    // OpenSSL checks that the point is on the curve, but would also take compressed and hybrid forms.
    const secret = isUncompressedPoint(peerPublicKey, SIZE) ? multiply(own, peerPublicKey) : undefined;
    if (secret === undefined) throw badPeerKey("the peer's P-256 key is not an uncompressed point on the curve");
    return secret;
  },
};

export const nodeEcdsaP256: Ecdsa = {
  generate: generatePair,
  publicKey: scalar => Uint8Array.from(withScalar(scalar).getPublicKey()),
  sign(scalar, data) {
    const signature = sign('sha256', data, { key: importScalar(scalar), dsaEncoding: 'ieee-p1363' });
    return { r: stripLeadingZeros(signature.subarray(0, SIZE)), s: stripLeadingZeros(signature.subarray(SIZE)) };
  },
  verify(publicKey, data, signature) {
    const r = toFixedLength(signature.r, SIZE);
    const s = toFixedLength(signature.s, SIZE);
    const key = importPoint(publicKey);
    if (key === undefined || r === undefined || s === undefined) return false;
    return verify('sha256', data, { key, dsaEncoding: 'ieee-p1363' }, concatBytes(r, s));
  },
};

function generatePair(): KeyPair {
  const curve = createECDH(CURVE);
  const publicKey = Uint8Array.from(curve.generateKeys());
  return { publicKey, privateKey: toFixedLength(curve.getPrivateKey(), SIZE) as Uint8Array };
}

function multiply(own: ECDH, point: Uint8Array): Uint8Array | undefined {
  try {
    return own.computeSecret(point);
  } catch {
    return undefined; // of the right form, so not on the curve
  }
}

/** The private half with its public half, which OpenSSL computes. */
function withScalar(scalar: Uint8Array): ECDH {
  const value = bytesToBigInt(scalar);
  if (value === 0n || value >= ORDER) throw misuse('the number is no P-256 private key');
  const curve = createECDH(CURVE);
  curve.setPrivateKey(bigIntToBytes(value, SIZE)); // not erased: Deno keeps this very array
  return curve;
}

function importScalar(scalar: Uint8Array): KeyObject {
  const curve = withScalar(scalar);
  const d = toBase64Url(toFixedLength(curve.getPrivateKey(), SIZE) as Uint8Array);
  return createPrivateKey({ format: 'jwk', key: { ...pointMembers(curve.getPublicKey()), d } });
}

function importPoint(point: Uint8Array): KeyObject | undefined {
  if (!isUncompressedPoint(point, SIZE)) return undefined;
  try {
    return createPublicKey({ format: 'jwk', key: pointMembers(point) });
  } catch {
    return undefined; // of the right form, so not on the curve
  }
}

function pointMembers(point: Uint8Array): JsonWebKey {
  const [x, y] = [point.subarray(1, 1 + SIZE), point.subarray(1 + SIZE)];
  return { kty: 'EC', crv: 'P-256', x: toBase64Url(x), y: toBase64Url(y) };
}
