/** ECDSA keys over the curve nistp256 (RFC 5656 section 3). */

import { copyBytes, equalBytes, misuse } from '@nacre/core';

import { requirePrimitive } from '../errors.js';
import type { KeyType, KnownPrivateKey, KnownPublicKey } from './key-type.js';
import { leftPad } from './numbers.js';

type Public = Extract<KnownPublicKey, { keyType: 'ecdsa-sha2-nistp256' }>;
type Secret = Extract<KnownPrivateKey, { keyType: 'ecdsa-sha2-nistp256' }>;

const NAME = 'ecdsa-sha2-nistp256';
const CURVE = 'nistp256';
const BITS = 256;
const FIELD_BYTES = 32;
const POINT_BYTES = 1 + 2 * FIELD_BYTES;
const UNCOMPRESSED = 4;

export const ecdsaP256KeyType: KeyType<Public, Secret> = {
  name: NAME,
  algorithms: [NAME],
  bits: () => BITS,

  /** Whether the point is on the curve is for the provider to say, when the key is used. */
  fault(key) {
    if (key.curve !== CURVE) return `the curve of an ${NAME} key must be ${CURVE}`;
    if (key.point.length === POINT_BYTES && key.point[0] === UNCOMPRESSED) return undefined;
    return `the point of an ${NAME} key must be uncompressed, ${POINT_BYTES} bytes`;
  },

  verify(crypto, key, data, signature) {
    if (signature.algorithm !== NAME) return false;
    const { r, s } = signature.signature;
    if (!isScalar(r) || !isScalar(s)) return false;
    const numbers = { r: leftPad(r, FIELD_BYTES), s: leftPad(s, FIELD_BYTES) };
    return requirePrimitive(crypto, 'ecdsaP256', NAME).verify(key.point, data, numbers);
  },

  async sign(crypto, secret, data) {
    const signature = await requirePrimitive(crypto, 'ecdsaP256', NAME).sign(leftPad(secret.d, FIELD_BYTES), data);
    return { algorithm: NAME, signature: { r: signature.r, s: signature.s } };
  },

  async generate(crypto, bits) {
    if (bits !== undefined && bits !== BITS) throw misuse(`ecdsa-nistp256 keys have ${BITS} bits, not ${bits}`);
    const pair = await requirePrimitive(crypto, 'ecdsaP256', NAME).generate();
    return { keyType: NAME, curve: CURVE, point: pair.publicKey, d: pair.privateKey };
  },

  publicFields: secret => ({ keyType: NAME, curve: secret.curve, point: secret.point }),

  async mismatch(crypto, secret) {
    if (!isScalar(secret.d)) return 'the private number is out of range';
    const derived = await requirePrimitive(crypto, 'ecdsaP256', NAME).publicKey(leftPad(secret.d, FIELD_BYTES));
    return equalBytes(derived, secret.point) ? undefined : 'the private number belongs to another public key';
  },

  copy: secret => ({ keyType: NAME, curve: secret.curve, point: copyBytes(secret.point), d: copyBytes(secret.d) }),

  secrets: secret => [secret.d],
};

/** Magnitudes have no leading zeros, so an empty one is zero. The upper bound is checked by the provider. */
function isScalar(magnitude: Uint8Array): boolean {
  return magnitude.length > 0 && magnitude.length <= FIELD_BYTES;
}
