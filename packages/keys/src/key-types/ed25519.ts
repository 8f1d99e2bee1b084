/** Ed25519 keys (RFC 8709). */

import { copyBytes, concatBytes, equalBytes, misuse, zeroize } from '@nacre/core';

import { requirePrimitive } from '../errors.js';
import type { KeyType, KnownPrivateKey, KnownPublicKey } from './key-type.js';

type Public = Extract<KnownPublicKey, { keyType: 'ssh-ed25519' }>;
type Secret = Extract<KnownPrivateKey, { keyType: 'ssh-ed25519' }>;

const BITS = 256;
const SEED_BYTES = 32;

export const ed25519KeyType: KeyType<Public, Secret> = {
  name: 'ssh-ed25519',
  algorithms: ['ssh-ed25519'],
  bits: () => BITS,
  fault: () => undefined, // the layout already fixes the length

  verify(crypto, key, data, signature) {
    if (signature.algorithm !== 'ssh-ed25519') return false;
    return requirePrimitive(crypto, 'ed25519', 'ssh-ed25519').verify(key.publicKey, data, signature.signature);
  },

  async sign(crypto, secret, data) {
    const signature = await requirePrimitive(crypto, 'ed25519', 'ssh-ed25519').sign(seedOf(secret), data);
    return { algorithm: 'ssh-ed25519', signature };
  },

  async generate(crypto, bits) {
    if (bits !== undefined && bits !== BITS) throw misuse(`ed25519 keys have ${BITS} bits, not ${bits}`);
    const pair = await requirePrimitive(crypto, 'ed25519', 'ssh-ed25519').generate();
    const seedAndPublicKey = concatBytes(pair.privateKey, pair.publicKey);
    zeroize(pair.privateKey);
    return { keyType: 'ssh-ed25519', publicKey: pair.publicKey, seedAndPublicKey };
  },

  publicFields: secret => ({ keyType: 'ssh-ed25519', publicKey: secret.publicKey }),

  async mismatch(crypto, secret) {
    const derived = await requirePrimitive(crypto, 'ed25519', 'ssh-ed25519').publicKey(seedOf(secret));
    const repeated = secret.seedAndPublicKey.subarray(SEED_BYTES);
    const fits = equalBytes(derived, secret.publicKey) && equalBytes(repeated, secret.publicKey);
    return fits ? undefined : 'the seed belongs to another public key';
  },

  copy: secret => ({
    keyType: 'ssh-ed25519',
    publicKey: copyBytes(secret.publicKey),
    seedAndPublicKey: copyBytes(secret.seedAndPublicKey),
  }),

  secrets: secret => [secret.seedAndPublicKey],
};

function seedOf(secret: Secret): Uint8Array {
  return secret.seedAndPublicKey.subarray(0, SEED_BYTES);
}
