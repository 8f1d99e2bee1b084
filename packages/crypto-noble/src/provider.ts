/** Puts the portable primitives together. No more runs at import than the tables of noble. */

import type { WithPrimitives } from '@nacre/crypto';

import { aesCbc, aesCtr, aesGcm } from './symmetric/aes.js';
import { nobleComplement } from './complement.js';
import { nobleEd25519, nobleX25519 } from './asymmetric/curve25519.js';
import { hashes, hmac } from './symmetric/hashes.js';
import { nobleEcdh, nobleEcdsa, P256, P384 } from './asymmetric/weierstrass.js';
import { hostRandom } from './random.js';
import { bigIntRsaOaep } from './rsa/oaep.js';
import { bigIntRsa } from './rsa/rsa.js';
import { pakoZlib } from './zlib/zlib.js';

/**
 * Every primitive but the ciphers for old equipment, wherever `crypto.getRandomValues` is. All is plain JavaScript but
 * Poly1305, UMAC and chacha20-poly1305@openssh.com, which are WebAssembly where the host has it. Much slower than native code, and arithmetic on private keys uses BigInt, whose running time depends on the
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
  | 'chachaPoly'
  | 'umac'
  | 'zlib'
  | 'bcryptPbkdf'
  | 'x25519'
  | 'x448'
  | 'ecdhP256'
  | 'ecdhP384'
  | 'ecdhP521'
  | 'ecdhSecp256k1'
  | 'mlkem768'
  | 'modp'
  | 'mlkem1024'
  | 'sntrup761'
  | 'ed25519'
  | 'ed448'
  | 'ecdsaP256'
  | 'ecdsaP384'
  | 'ecdsaP521'
  | 'ecdsaSecp256k1'
  | 'dsa'
  | 'rsa'
  | 'rsaOaep'
> = {
  ...nobleComplement,
  random: hostRandom,
  hashes,
  hmac,
  aesCtr,
  aesCbc,
  aesGcm,
  x25519: nobleX25519,
  ecdhP256: /*@__PURE__*/ nobleEcdh(P256),
  ecdhP384: /*@__PURE__*/ nobleEcdh(P384),
  ed25519: nobleEd25519,
  ecdsaP256: /*@__PURE__*/ nobleEcdsa(P256),
  ecdsaP384: /*@__PURE__*/ nobleEcdsa(P384),
  rsa: bigIntRsa,
  zlib: pakoZlib,
  rsaOaep: bigIntRsaOaep,
};
