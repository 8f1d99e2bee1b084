/** DSA keys with SHA-1 (RFC 4253 section 6.6), for old equipment: read and used on request, never made. */

import { concatBytes, copyBytes, isSshError } from '@nacre/core';

import { requirePrimitive } from '../errors.js';
import { limits } from '../limits.js';
import { type KeyType, type KnownPrivateKey, type KnownPublicKey, malformed, refused } from './key-type.js';
import { bitLength, leftPad, stripZeros } from './numbers.js';

type Public = Extract<KnownPublicKey, { keyType: 'ssh-dss' }>;
type Secret = Extract<KnownPrivateKey, { keyType: 'ssh-dss' }>;

const NAME = 'ssh-dss';
/** The wire form of a signature is two numbers of 20 bytes, so q has 160 bits. */
const Q_BITS = 160;
const NUMBER_BYTES = Q_BITS / 8;
/** Signed and verified to see whether the halves of a key belong together. */
const PROBE = /*@__PURE__*/ Uint8Array.of(0x4e);

export const dsaKeyType: KeyType<Public, Secret> = {
  name: NAME,
  algorithms: [NAME],
  bits: key => bitLength(key.p),

  fault({ p, q, g, y }) {
    const bits = bitLength(p);
    if (bits < limits.dsaBitsMin || bits > limits.dsaBitsMax) {
      return refused(`a DSA key of ${bits} bits is outside ${limits.dsaBitsMin} to ${limits.dsaBitsMax}`);
    }
    if (bitLength(q) !== Q_BITS) return refused(`the order of a DSA key must have ${Q_BITS} bits`);
    if (!isOdd(p) || !isOdd(q)) return malformed('the primes of a DSA key must be odd');
    if (!isBetween(g, p) || !isBetween(y, p)) return malformed('the numbers of a DSA key are out of range');
    return undefined;
  },

  verify(crypto, key, data, signature) {
    if (signature.algorithm !== NAME) return false;
    const r = stripZeros(signature.signature.subarray(0, NUMBER_BYTES));
    const s = stripZeros(signature.signature.subarray(NUMBER_BYTES));
    if (r.length === 0 || s.length === 0) return false;
    const { p, q, g, y } = key;
    return requirePrimitive(crypto, 'dsa', NAME).verify({ p, q, g, y }, data, { r, s });
  },

  async sign(crypto, { p, q, g, y, x }, data) {
    const { r, s } = await requirePrimitive(crypto, 'dsa', NAME).sign({ p, q, g, y, x }, data);
    const signature = concatBytes(leftPad(r, NUMBER_BYTES), leftPad(s, NUMBER_BYTES));
    return { algorithm: NAME, signature };
  },

  publicFields: ({ p, q, g, y }) => ({ keyType: NAME, p, q, g, y }),

  async mismatch(crypto, { p, q, g, y, x }) {
    if (x.length === 0 || x.length > NUMBER_BYTES) return 'the private number is out of range';
    const dsa = requirePrimitive(crypto, 'dsa', NAME);
    const foreign = 'the private number belongs to another public key';
    try {
      const fits = await dsa.verify({ p, q, g, y }, PROBE, await dsa.sign({ p, q, g, y, x }, PROBE));
      return fits ? undefined : foreign;
    } catch (error) {
      if (isSshError(error, 'SIGNATURE_INVALID')) return foreign;
      throw error;
    }
  },

  copy: ({ p, q, g, y, x }) => ({
    keyType: NAME,
    p: copyBytes(p),
    q: copyBytes(q),
    g: copyBytes(g),
    y: copyBytes(y),
    x: copyBytes(x),
  }),

  secrets: secret => [secret.x],
};

function isOdd(magnitude: Uint8Array): boolean {
  return (magnitude.at(-1) ?? 0) % 2 === 1;
}

/** At least 2 and, by its length, not much over p: the rest is for the provider. */
function isBetween(magnitude: Uint8Array, p: Uint8Array): boolean {
  return magnitude.length <= p.length && bitLength(magnitude) >= 2;
}
