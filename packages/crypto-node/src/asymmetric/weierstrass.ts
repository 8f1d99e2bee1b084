/** ECDH and ECDSA over P-256, P-384, P-521 (RFC 5656) and secp256k1 (SEC 2 section 2.4.1) on node:crypto. */

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
  type HashName,
  isUncompressedPoint,
  type KeyAgreement,
  type KeyPair,
  stripLeadingZeros,
  toFixedLength,
} from '@nacre/crypto';

import { toBase64Url } from './raw-keys.js';

export interface WeierstrassCurve {
  /** Its name in JSON Web Keys (RFC 7518, RFC 8812), and in errors. */
  readonly name: string;
  /** Its name in OpenSSL. */
  readonly openssl: string;
  /** Bytes of a coordinate and of a scalar. */
  readonly size: number;
  /** The hash that SSH signs with (RFC 5656 section 6.2.1). */
  readonly hash: HashName;
  /** The order of the group (SEC 2): not every version of OpenSSL compares a scalar with it. */
  readonly order: bigint;
}

export const P256: WeierstrassCurve = {
  name: 'P-256',
  openssl: 'prime256v1',
  size: 32,
  hash: 'sha256',
  order: 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n,
};
export const P384: WeierstrassCurve = {
  name: 'P-384',
  openssl: 'secp384r1',
  size: 48,
  hash: 'sha384',
  order: 0xffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973n,
};
export const P521: WeierstrassCurve = {
  name: 'P-521',
  openssl: 'secp521r1',
  size: 66,
  hash: 'sha512',
  order:
    0x01fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409n,
};
export const SECP256K1: WeierstrassCurve = {
  name: 'secp256k1',
  openssl: 'secp256k1',
  size: 32,
  hash: 'sha256',
  order: 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n,
};

/** False on Bun for secp256k1, on Deno for P-521. */
export function hasCurve({ openssl }: WeierstrassCurve): boolean {
  try {
    createECDH(openssl);
    return true;
  } catch {
    return false;
  }
}

export function nodeEcdh(curve: WeierstrassCurve): KeyAgreement {
  const { name, size } = curve;
  return {
    publicKeySize: 1 + 2 * size,
    secretSize: size,
    generate: () => generatePair(curve),
    agree(privateKey, peerPublicKey) {
      const own = withScalar(curve, privateKey);
      // OpenSSL checks that the point is on the curve, but would also take compressed and hybrid forms.
      const secret = isUncompressedPoint(peerPublicKey, size) ? multiply(own, peerPublicKey) : undefined;
      if (secret === undefined) throw badPeerKey(`the peer's ${name} key is not an uncompressed point on the curve`);
      return secret;
    },
  };
}

export function nodeEcdsa(curve: WeierstrassCurve): Ecdsa {
  const { hash, size } = curve;
  return {
    generate: () => generatePair(curve),
    publicKey: scalar => Uint8Array.from(withScalar(curve, scalar).getPublicKey()),
    sign(scalar, data) {
      const signature = sign(hash, data, { key: importScalar(curve, scalar), dsaEncoding: 'ieee-p1363' });
      return { r: stripLeadingZeros(signature.subarray(0, size)), s: stripLeadingZeros(signature.subarray(size)) };
    },
    verify(publicKey, data, signature) {
      const r = toFixedLength(signature.r, size);
      const s = toFixedLength(signature.s, size);
      const key = importPoint(curve, publicKey);
      if (key === undefined || r === undefined || s === undefined) return false;
      return verify(hash, data, { key, dsaEncoding: 'ieee-p1363' }, concatBytes(r, lowerOf(curve, s)));
    },
  };
}

/**
 * Of s and its negative, which are as valid as each other, the lower: over secp256k1 Deno verifies no other. What is not below the order
 * stays, so that it is refused.
 */
function lowerOf({ order, size }: WeierstrassCurve, s: Uint8Array): Uint8Array {
  if (order !== SECP256K1.order) return s;
  const value = bytesToBigInt(s);
  return value < order && 2n * value > order ? bigIntToBytes(order - value, size) : s;
}

function generatePair({ openssl, size }: WeierstrassCurve): KeyPair {
  const pair = createECDH(openssl);
  const publicKey = Uint8Array.from(pair.generateKeys());
  return { publicKey, privateKey: toFixedLength(pair.getPrivateKey(), size) as Uint8Array };
}

function multiply(own: ECDH, point: Uint8Array): Uint8Array | undefined {
  try {
    return own.computeSecret(point);
  } catch {
    return undefined; // of the right form, so not on the curve
  }
}

/** The private half with its public half, which OpenSSL computes. */
function withScalar({ name, openssl, order, size }: WeierstrassCurve, scalar: Uint8Array): ECDH {
  const value = bytesToBigInt(scalar);
  if (value === 0n || value >= order) throw misuse(`the number is no ${name} private key`);
  const pair = createECDH(openssl);
  pair.setPrivateKey(bigIntToBytes(value, size)); // not erased: Deno keeps this very array
  return pair;
}

function importScalar(curve: WeierstrassCurve, scalar: Uint8Array): KeyObject {
  const pair = withScalar(curve, scalar);
  const d = toBase64Url(toFixedLength(pair.getPrivateKey(), curve.size) as Uint8Array);
  return createPrivateKey({ format: 'jwk', key: { ...pointMembers(curve, pair.getPublicKey()), d } });
}

function importPoint(curve: WeierstrassCurve, point: Uint8Array): KeyObject | undefined {
  if (!isUncompressedPoint(point, curve.size)) return undefined;
  try {
    return createPublicKey({ format: 'jwk', key: pointMembers(curve, point) });
  } catch {
    return undefined; // of the right form, so not on the curve
  }
}

function pointMembers({ name, size }: WeierstrassCurve, point: Uint8Array): JsonWebKey {
  const [x, y] = [point.subarray(1, 1 + size), point.subarray(1 + size)];
  return { kty: 'EC', crv: name, x: toBase64Url(x), y: toBase64Url(y) };
}
