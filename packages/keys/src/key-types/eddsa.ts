/** Ed25519 and Ed448 keys (RFC 8709). */

import { concatBytes, copyBytes, equalBytes, misuse, zeroize } from '@nacre/core';

import { requirePrimitive } from '../errors.js';
import type { KeyType, KnownPrivateKey, KnownPublicKey } from './key-type.js';

type Name = 'ssh-ed25519' | 'ssh-ed448';
type Public = Extract<KnownPublicKey, { keyType: Name }>;
type Secret = Extract<KnownPrivateKey, { keyType: Name }>;

interface Curve {
  readonly name: Name;
  readonly primitive: 'ed25519' | 'ed448';
  readonly bits: number;
  /** Of a seed, and of a public key. */
  readonly seedBytes: number;
}

export const ed25519KeyType = /*@__PURE__*/ edDsaKeyType({
  name: 'ssh-ed25519',
  primitive: 'ed25519',
  bits: 256,
  seedBytes: 32,
});

export const ed448KeyType = /*@__PURE__*/ edDsaKeyType({
  name: 'ssh-ed448',
  primitive: 'ed448',
  bits: 448,
  seedBytes: 57,
});

function edDsaKeyType({ name, primitive, bits, seedBytes }: Curve): KeyType<Public, Secret> {
  const seedOf = (secret: Secret): Uint8Array => secret.seedAndPublicKey.subarray(0, seedBytes);
  return {
    name,
    algorithms: [name],
    bits: () => bits,
    fault: () => undefined, // the layout already fixes the length

    verify(crypto, key, data, signature) {
      if (signature.algorithm !== name) return false;
      return requirePrimitive(crypto, primitive, name).verify(key.publicKey, data, signature.signature);
    },

    async sign(crypto, secret, data) {
      const signature = await requirePrimitive(crypto, primitive, name).sign(seedOf(secret), data);
      return { algorithm: name, signature };
    },

    async generate(crypto, wanted) {
      if (wanted !== undefined && wanted !== bits) throw misuse(`${primitive} keys have ${bits} bits, not ${wanted}`);
      const pair = await requirePrimitive(crypto, primitive, name).generate();
      const seedAndPublicKey = concatBytes(pair.privateKey, pair.publicKey);
      zeroize(pair.privateKey);
      return { keyType: name, publicKey: pair.publicKey, seedAndPublicKey };
    },

    publicFields: secret => ({ keyType: name, publicKey: secret.publicKey }),

    async mismatch(crypto, secret) {
      const derived = await requirePrimitive(crypto, primitive, name).publicKey(seedOf(secret));
      const repeated = secret.seedAndPublicKey.subarray(seedBytes);
      const fits = equalBytes(derived, secret.publicKey) && equalBytes(repeated, secret.publicKey);
      return fits ? undefined : 'the seed belongs to another public key';
    },

    copy: secret => ({
      keyType: name,
      publicKey: copyBytes(secret.publicKey),
      seedAndPublicKey: copyBytes(secret.seedAndPublicKey),
    }),

    secrets: secret => [secret.seedAndPublicKey],
  };
}
