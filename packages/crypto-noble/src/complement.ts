/** What node:crypto lacks on one runtime or another, as a provider of its own: a merge on Node loads a third of the code. */

import type { WithPrimitives } from '@nacre/crypto';

import { bcryptPbkdf } from './bcrypt/pbkdf.js';
import { chacha20 } from './symmetric/chacha20.js';
import { nobleEd448 } from './asymmetric/edwards.js';
import { nobleMlkem1024, nobleMlkem768 } from './asymmetric/mlkem.js';
import { nobleX448 } from './asymmetric/montgomery.js';
import { nobleEcdh, nobleEcdsa, P521, SECP256K1 } from './asymmetric/weierstrass.js';
import { bigIntDsa } from './dsa/dsa.js';
import { bigIntModp } from './modp/modp.js';
import { nobleSntrup761 } from './sntrup761/kem.js';
import { poly1305 } from './poly1305/poly1305.js';
import { chachaPoly } from './chachapoly/chachapoly.js';
import { umac } from './umac/umac.js';

/**
 * Poly1305, UMAC, chacha20-poly1305@openssh.com as one operation, the bcrypt key derivation, ML-KEM, Streamlined NTRU
 * Prime, ChaCha20, and the curves, DSA and Diffie-Hellman that BoringSSL and Deno lack, for
 * `mergeProviders(nodeCrypto, nobleComplement)`, which then has every primitive on Node, Deno and Bun but the ciphers for old
 * equipment. Curves, KEMs and hashes are loaded when they are used. UMAC takes the AES of the merge.
 */
export const nobleComplement: WithPrimitives<
  | 'chacha20'
  | 'poly1305'
  | 'chachaPoly'
  | 'umac'
  | 'x448'
  | 'ecdhP521'
  | 'ecdhSecp256k1'
  | 'mlkem768'
  | 'modp'
  | 'mlkem1024'
  | 'sntrup761'
  | 'ed448'
  | 'ecdsaP521'
  | 'ecdsaSecp256k1'
  | 'dsa'
  | 'bcryptPbkdf'
> = {
  name: 'noble',
  hashes: {},
  chacha20,
  poly1305,
  chachaPoly,
  umac,
  x448: nobleX448,
  ecdhP521: /*@__PURE__*/ nobleEcdh(P521),
  ecdhSecp256k1: /*@__PURE__*/ nobleEcdh(SECP256K1),
  mlkem768: nobleMlkem768,
  mlkem1024: nobleMlkem1024,
  modp: bigIntModp,
  sntrup761: nobleSntrup761,
  ed448: nobleEd448,
  ecdsaP521: /*@__PURE__*/ nobleEcdsa(P521),
  ecdsaSecp256k1: /*@__PURE__*/ nobleEcdsa(SECP256K1),
  dsa: bigIntDsa,
  bcryptPbkdf,
};
