/** ECDH and ECDSA over P-256, P-384, P-521 (RFC 5656) and secp256k1 (SEC 2 section 2.4.1) on @noble/curves. */

import type { ECDSA } from '@noble/curves/abstract/weierstrass.js';

import { concatBytes, misuse, randomBytes, zeroize } from '@nacre/core';
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

export interface WeierstrassCurve {
  readonly name: string;
  /** Bytes of a coordinate and of a scalar. */
  readonly size: number;
  /** The curve with the hash that SSH signs with. Loaded at first use: where curves are native it never is. */
  load(): Promise<ECDSA>;
}

export const P256: WeierstrassCurve = {
  name: 'P-256',
  size: 32,
  load: async () => (await import('@noble/curves/nist.js')).p256,
};
export const P384: WeierstrassCurve = {
  name: 'P-384',
  size: 48,
  load: async () => (await import('@noble/curves/nist.js')).p384,
};
export const P521: WeierstrassCurve = {
  name: 'P-521',
  size: 66,
  load: async () => (await import('@noble/curves/nist.js')).p521,
};
export const SECP256K1: WeierstrassCurve = {
  name: 'secp256k1',
  size: 32,
  load: async () => (await import('@noble/curves/secp256k1.js')).secp256k1,
};

/** SSH asks for plain ECDSA: either of the two values of s is right. */
const OPTIONS = { lowS: false, format: 'compact' } as const;

export function nobleEcdh({ name, size, load }: WeierstrassCurve): KeyAgreement {
  return {
    publicKeySize: 1 + 2 * size,
    secretSize: size,
    generate: async () => generatePair(await load()),
    async agree(privateKey, peerPublicKey) {
      const [scalar, point] = [ownScalar(name, size, privateKey), Uint8Array.from(peerPublicKey)];
      const curve = await load();
      requireScalar(name, curve, scalar);
      try {
        if (isPoint(curve, size, point)) return sharedX(curve, size, scalar, point);
      } finally {
        zeroize(scalar);
      }
      throw badPeerKey(`the peer's ${name} key is not an uncompressed point on the curve`);
    },
  };
}

export function nobleEcdsa({ name, size, load }: WeierstrassCurve): Ecdsa {
  return {
    generate: async () => generatePair(await load()),
    async publicKey(privateKey) {
      const scalar = ownScalar(name, size, privateKey);
      const curve = await load();
      requireScalar(name, curve, scalar);
      const publicKey = curve.getPublicKey(scalar, false);
      zeroize(scalar);
      return publicKey;
    },
    async sign(privateKey, data) {
      const [scalar, ownData] = [ownScalar(name, size, privateKey), Uint8Array.from(data)];
      const curve = await load();
      requireScalar(name, curve, scalar);
      const signature = curve.sign(ownData, scalar, OPTIONS);
      zeroize(scalar);
      return { r: stripLeadingZeros(signature.subarray(0, size)), s: stripLeadingZeros(signature.subarray(size)) };
    },
    async verify(publicKey, data, signature) {
      const [r, s] = [toFixedLength(signature.r, size), toFixedLength(signature.s, size)];
      if (r === undefined || s === undefined) return false;
      const [point, ownData] = [Uint8Array.from(publicKey), Uint8Array.from(data)];
      const curve = await load();
      return isPoint(curve, size, point) && curve.verify(concatBytes(r, s), ownData, point, OPTIONS);
    },
  };
}

function sharedX(curve: ECDSA, size: number, scalar: Uint8Array, point: Uint8Array): Uint8Array {
  const shared = curve.getSharedSecret(scalar, point, false);
  const x = shared.slice(1, 1 + size);
  zeroize(shared);
  return x;
}

/** From so many random bytes that the bias of the scalar cannot be noticed (FIPS 186-5 appendix A.2.1). */
function generatePair(curve: ECDSA): KeyPair {
  const seed = randomBytes(hostRandom, curve.lengths.seed as number);
  const privateKey = curve.utils.randomSecretKey(seed);
  zeroize(seed);
  return { privateKey, publicKey: curve.getPublicKey(privateKey, false) };
}

function isPoint(curve: ECDSA, size: number, point: Uint8Array): boolean {
  return isUncompressedPoint(point, size) && curve.utils.isValidPublicKey(point, false);
}

/** A copy of fixed length. */
function ownScalar(name: string, size: number, bytes: Uint8Array): Uint8Array {
  const fixed = toFixedLength(bytes, size);
  if (fixed === undefined) throw misuse(`the number is no ${name} private key`);
  return fixed;
}

function requireScalar(name: string, curve: ECDSA, scalar: Uint8Array): void {
  if (!curve.utils.isValidSecretKey(scalar)) throw misuse(`the number is no ${name} private key`);
}
