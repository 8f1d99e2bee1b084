/** Every case that a crypto provider must pass. */

import type { CryptoProvider } from '@nacre/crypto';

import { bcryptCases } from './symmetric/bcrypt-cases.js';
import type { ComplianceCase } from './case.js';
import { chachaCases, poly1305Cases } from './symmetric/chacha-cases.js';
import { chachaPolyCases } from './symmetric/chachapoly-cases.js';
import { cbcCases, ctrCases, gcmCases } from './symmetric/cipher-cases.js';
import { ed25519Cases, ed448Cases } from './asymmetric/edwards-cases.js';
import { x25519Cases, x448Cases } from './asymmetric/montgomery-cases.js';
import { hashCases, hmacCases, randomCases } from './symmetric/hash-cases.js';
import { modpCases } from './asymmetric/modp-cases.js';
import { rsaOaepCases } from './asymmetric/rsa-oaep-cases.js';
import { sntrup761Cases } from './asymmetric/sntrup761-cases.js';
import { mlkem1024Cases, mlkem768Cases } from './asymmetric/mlkem-cases.js';
import {
  ecdhP256Cases,
  ecdhP384Cases,
  ecdhP521Cases,
  ecdhSecp256k1Cases,
  ecdsaP256Cases,
  ecdsaP384Cases,
  ecdsaP521Cases,
  ecdsaSecp256k1Cases,
} from './asymmetric/weierstrass-cases.js';
import { dsaCases } from './asymmetric/dsa-cases.js';
import { arcfourCases, blowfishCases, cast128Cases, seedCases, tripleDesCases } from './symmetric/legacy-cases.js';
import { umacCases } from './symmetric/umac-cases.js';
import { zlibCases } from './symmetric/zlib-cases.js';
import { rsaCases } from './asymmetric/rsa-cases.js';

/** Every primitive of the provider interface, with its cases. */
const CASES = {
  random: randomCases,
  hashes: hashCases,
  hmac: hmacCases,
  aesCtr: ctrCases,
  aesCbc: cbcCases,
  tripleDesCbc: tripleDesCases,
  blowfishCbc: blowfishCases,
  cast128Cbc: cast128Cases,
  seedCbc: seedCases,
  arcfour: arcfourCases,
  aesGcm: gcmCases,
  chacha20: chachaCases,
  poly1305: poly1305Cases,
  chachaPoly: chachaPolyCases,
  umac: umacCases,
  x25519: x25519Cases,
  x448: x448Cases,
  ecdhP256: ecdhP256Cases,
  ecdhP384: ecdhP384Cases,
  ecdhP521: ecdhP521Cases,
  ecdhSecp256k1: ecdhSecp256k1Cases,
  mlkem768: mlkem768Cases,
  mlkem1024: mlkem1024Cases,
  modp: modpCases,
  sntrup761: sntrup761Cases,
  ed25519: ed25519Cases,
  ed448: ed448Cases,
  ecdsaP256: ecdsaP256Cases,
  ecdsaP384: ecdsaP384Cases,
  ecdsaP521: ecdsaP521Cases,
  ecdsaSecp256k1: ecdsaSecp256k1Cases,
  dsa: dsaCases,
  rsa: rsaCases,
  rsaOaep: rsaOaepCases,
  zlib: zlibCases,
  bcryptPbkdf: bcryptCases,
} satisfies Record<Exclude<keyof CryptoProvider, 'name'>, (provider: CryptoProvider) => Iterable<ComplianceCase>>;

/** The cases of each primitive that the provider has. */
export function complianceCases(provider: CryptoProvider): readonly ComplianceCase[] {
  return Object.values(CASES).flatMap(cases => [...cases(provider)]);
}

/** Names of the primitives that the provider does not have, so that a test can say what it did not try. */
export function missingPrimitives(provider: CryptoProvider): readonly string[] {
  return (Object.keys(CASES) as (keyof typeof CASES)[]).filter(name => provider[name] === undefined);
}
