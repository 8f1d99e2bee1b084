/** Puts the portable primitives together. No more runs at import than the tables of noble. */

import type { WithPrimitives } from '@nacre/crypto';

import { aesCbc, aesCtr, aesGcm } from './symmetric/aes.js';
import { nobleComplement } from './complement.js';
import { nobleEd25519 } from './asymmetric/ed25519.js';
import { hashes, hmac } from './symmetric/hashes.js';
import { nobleEcdhP256, nobleEcdsaP256 } from './asymmetric/p256.js';
import { hostRandom } from './random.js';
import { bigIntRsa } from './rsa/rsa.js';
import { nobleX25519 } from './asymmetric/x25519.js';

/**
 * Every primitive, wherever `crypto.getRandomValues` is. All is plain JavaScript but Poly1305, which is WebAssembly where the
 * host has it. Much slower than native code, and arithmetic on private keys uses BigInt, whose running time depends on the
 * numbers: on Node, put nodeCrypto in front.
 */
export const nobleCrypto: WithPrimitives<
  | 'random'
  | 'hmac'
  | 'aesCtr'
  | 'aesCbc'
  | 'aesGcm'
  | 'chacha20'
  | 'poly1305'
  | 'bcryptPbkdf'
  | 'x25519'
  | 'ecdhP256'
  | 'mlkem768'
  | 'ed25519'
  | 'ecdsaP256'
  | 'rsa'
> = {
  ...nobleComplement,
  random: hostRandom,
  hashes,
  hmac,
  aesCtr,
  aesCbc,
  aesGcm,
  x25519: nobleX25519,
  ecdhP256: nobleEcdhP256,
  ed25519: nobleEd25519,
  ecdsaP256: nobleEcdsaP256,
  rsa: bigIntRsa,
};
