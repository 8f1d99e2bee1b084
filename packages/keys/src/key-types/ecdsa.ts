/** ECDSA keys (RFC 5656 section 3) over the NIST curves and secp256k1. */

import { copyBytes, equalBytes, misuse } from '@nacre/core';
import { type CryptoProvider, isUncompressedPoint } from '@nacre/crypto';

import { requirePrimitive } from '../errors.js';
import type { EcdsaSignatureNumbers } from '../generated/index.js';
import { type KeyFault, type KeyType, type KnownPrivateKey, type KnownPublicKey, malformed } from './key-type.js';
import { leftPad } from './numbers.js';

type Name = 'ecdsa-sha2-nistp256' | 'ecdsa-sha2-nistp384' | 'ecdsa-sha2-nistp521' | 'ecdsa-sha2-1.3.132.0.10';
type Public = Extract<KnownPublicKey, { keyType: Name }>;
type Secret = Extract<KnownPrivateKey, { keyType: Name }>;

export interface Curve {
  /** As the blob names it again beside the key type. */
  readonly name: string;
  readonly primitive: 'ecdsaP256' | 'ecdsaP384' | 'ecdsaP521' | 'ecdsaSecp256k1';
  readonly bits: number;
  /** Of a coordinate, and of the order. */
  readonly fieldBytes: number;
}

export const nistp256: Curve = { name: 'nistp256', primitive: 'ecdsaP256', bits: 256, fieldBytes: 32 };
const nistp384: Curve = { name: 'nistp384', primitive: 'ecdsaP384', bits: 384, fieldBytes: 48 };
const nistp521: Curve = { name: 'nistp521', primitive: 'ecdsaP521', bits: 521, fieldBytes: 66 };
/** Curves that RFC 5656 does not require go by their object identifier (section 10.1). */
const secp256k1: Curve = { name: '1.3.132.0.10', primitive: 'ecdsaSecp256k1', bits: 256, fieldBytes: 32 };

export const ecdsaP256KeyType = /*@__PURE__*/ ecdsaKeyType('ecdsa-sha2-nistp256', nistp256);
export const ecdsaP384KeyType = /*@__PURE__*/ ecdsaKeyType('ecdsa-sha2-nistp384', nistp384);
export const ecdsaP521KeyType = /*@__PURE__*/ ecdsaKeyType('ecdsa-sha2-nistp521', nistp521);
export const ecdsaSecp256k1KeyType = /*@__PURE__*/ ecdsaKeyType('ecdsa-sha2-1.3.132.0.10', secp256k1);

/** Whether the point is on the curve is for the provider to say, when the key is used. */
export function pointFault(
  type: string,
  key: { readonly curve: string; readonly point: Uint8Array },
  curve: Curve,
): KeyFault | undefined {
  if (key.curve !== curve.name) return malformed(`the curve of an ${type} key must be ${curve.name}`);
  if (isUncompressedPoint(key.point, curve.fieldBytes)) return undefined;
  return malformed(`the point of an ${type} key must be uncompressed, ${1 + 2 * curve.fieldBytes} bytes`);
}

/** May throw or reject for a point that is not on the curve. */
export async function verifyNumbers(
  crypto: CryptoProvider,
  curve: Curve,
  point: Uint8Array,
  data: Uint8Array,
  { r, s }: EcdsaSignatureNumbers,
): Promise<boolean> {
  const { fieldBytes, primitive, name } = curve;
  if (!isScalar(r, fieldBytes) || !isScalar(s, fieldBytes)) return false;
  const numbers = { r: leftPad(r, fieldBytes), s: leftPad(s, fieldBytes) };
  return requirePrimitive(crypto, primitive, `A signature over ${name}`).verify(point, data, numbers);
}

function ecdsaKeyType(name: Name, curve: Curve): KeyType<Public, Secret> {
  const { primitive, bits, fieldBytes } = curve;
  const primitiveOf = (crypto: CryptoProvider) => requirePrimitive(crypto, primitive, name);
  return {
    name,
    algorithms: [name],
    bits: () => bits,
    fault: key => pointFault(name, key, curve),

    verify(crypto, key, data, signature) {
      if (signature.algorithm !== name) return false;
      return verifyNumbers(crypto, curve, key.point, data, signature.signature);
    },

    async sign(crypto, secret, data) {
      const { r, s } = await primitiveOf(crypto).sign(leftPad(secret.d, fieldBytes), data);
      return { algorithm: name, signature: { r, s } };
    },

    async generate(crypto, wanted) {
      if (wanted !== undefined && wanted !== bits) throw misuse(`${name} keys have ${bits} bits, not ${wanted}`);
      const pair = await primitiveOf(crypto).generate();
      return { keyType: name, curve: curve.name, point: pair.publicKey, d: pair.privateKey };
    },

    publicFields: secret => ({ keyType: name, curve: secret.curve, point: secret.point }),

    async mismatch(crypto, secret) {
      if (!isScalar(secret.d, fieldBytes)) return 'the private number is out of range';
      const derived = await primitiveOf(crypto).publicKey(leftPad(secret.d, fieldBytes));
      return equalBytes(derived, secret.point) ? undefined : 'the private number belongs to another public key';
    },

    copy: secret => ({ keyType: name, curve: secret.curve, point: copyBytes(secret.point), d: copyBytes(secret.d) }),

    secrets: secret => [secret.d],
  };
}

/** Magnitudes have no leading zeros, so an empty one is zero. The upper bound is checked by the provider. */
function isScalar(magnitude: Uint8Array, fieldBytes: number): boolean {
  return magnitude.length > 0 && magnitude.length <= fieldBytes;
}
