/** The key exchange methods by name: which parts each is made of. What can be offered is for the catalogue of @nacre/crypto to say. */

import { misuse, type RandomSource } from '@nacre/core';
import { type CryptoProvider, type HashName, modpGroups } from '@nacre/crypto';

import { agreementMethod } from './agreement.js';
import { hybridMethod } from './hybrid.js';
import type { KexMethod } from './method.js';
import { fixedGroupMethod, groupExchangeMethod } from './modp.js';
import { rsaMethod } from './rsa.js';

/** The method of a negotiated name. Throws MISUSE for one that the provider cannot do; such a name is never offered. */
export function kexMethod(name: string, crypto: CryptoProvider, random: RandomSource): KexMethod {
  const recipe = kexRecipes.get(name);
  const method = recipe && madeOf(name, recipe, crypto, random);
  if (method === undefined) throw misuse(`The key exchange method ${name} is not available`);
  return method;
}

/** True for a method whose first message is a share of the client, which needs nothing of the server's to be made. */
export function startsWithClientShare(name: string): boolean {
  const of = kexRecipes.get(name)?.of;
  return of === 'ecdh' || of === 'hybrid' || of === 'dh';
}

type Curve = 'x25519' | 'x448' | 'ecdhP256' | 'ecdhP384' | 'ecdhP521' | 'ecdhSecp256k1';
type EncapsulationMechanism = 'mlkem768' | 'mlkem1024' | 'sntrup761';

/** The parts of a method, by their names in a provider. */
export type KexRecipe =
  | { readonly of: 'ecdh'; readonly curve: Curve; readonly hash: HashName }
  | { readonly of: 'hybrid'; readonly kem: EncapsulationMechanism; readonly curve: Curve; readonly hash: HashName }
  | { readonly of: 'dh'; readonly group: keyof typeof modpGroups; readonly hash: HashName }
  | { readonly of: 'gex'; readonly hash: HashName }
  | { readonly of: 'rsa'; readonly bits: number; readonly hash: HashName };

const ecdh = (curve: Curve, hash: HashName): KexRecipe => ({ of: 'ecdh', curve, hash });
const hybrid = (kem: EncapsulationMechanism, curve: Curve, hash: HashName): KexRecipe => ({
  of: 'hybrid',
  kem,
  curve,
  hash,
});
const dh = (group: keyof typeof modpGroups, hash: HashName): KexRecipe => ({ of: 'dh', group, hash });
const gex = (hash: HashName): KexRecipe => ({ of: 'gex', hash });

export const kexRecipes: ReadonlyMap<string, KexRecipe> = /*@__PURE__*/ new Map([
  ['mlkem768x25519-sha256', /*@__PURE__*/ hybrid('mlkem768', 'x25519', 'sha256')],
  ['mlkem768nistp256-sha256', /*@__PURE__*/ hybrid('mlkem768', 'ecdhP256', 'sha256')],
  ['mlkem1024nistp384-sha384', /*@__PURE__*/ hybrid('mlkem1024', 'ecdhP384', 'sha384')],
  ['sntrup761x25519-sha512', /*@__PURE__*/ hybrid('sntrup761', 'x25519', 'sha512')],
  ['sntrup761x25519-sha512@openssh.com', /*@__PURE__*/ hybrid('sntrup761', 'x25519', 'sha512')],
  ['curve25519-sha256', /*@__PURE__*/ ecdh('x25519', 'sha256')],
  ['curve25519-sha256@libssh.org', /*@__PURE__*/ ecdh('x25519', 'sha256')],
  ['curve448-sha512', /*@__PURE__*/ ecdh('x448', 'sha512')],
  ['ecdh-sha2-nistp256', /*@__PURE__*/ ecdh('ecdhP256', 'sha256')],
  ['ecdh-sha2-nistp384', /*@__PURE__*/ ecdh('ecdhP384', 'sha384')],
  ['ecdh-sha2-nistp521', /*@__PURE__*/ ecdh('ecdhP521', 'sha512')],
  ['ecdh-sha2-1.3.132.0.10', /*@__PURE__*/ ecdh('ecdhSecp256k1', 'sha256')],
  ['diffie-hellman-group1-sha1', /*@__PURE__*/ dh('group1', 'sha1')],
  ['diffie-hellman-group14-sha1', /*@__PURE__*/ dh('group14', 'sha1')],
  ['diffie-hellman-group14-sha256', /*@__PURE__*/ dh('group14', 'sha256')],
  ['diffie-hellman-group15-sha512', /*@__PURE__*/ dh('group15', 'sha512')],
  ['diffie-hellman-group16-sha512', /*@__PURE__*/ dh('group16', 'sha512')],
  ['diffie-hellman-group17-sha512', /*@__PURE__*/ dh('group17', 'sha512')],
  ['diffie-hellman-group18-sha512', /*@__PURE__*/ dh('group18', 'sha512')],
  ['diffie-hellman-group14-sha224@ssh.com', /*@__PURE__*/ dh('group14', 'sha224')],
  ['diffie-hellman-group14-sha256@ssh.com', /*@__PURE__*/ dh('group14', 'sha256')],
  ['diffie-hellman-group15-sha256@ssh.com', /*@__PURE__*/ dh('group15', 'sha256')],
  ['diffie-hellman-group15-sha384@ssh.com', /*@__PURE__*/ dh('group15', 'sha384')],
  ['diffie-hellman-group16-sha384@ssh.com', /*@__PURE__*/ dh('group16', 'sha384')],
  ['diffie-hellman-group16-sha512@ssh.com', /*@__PURE__*/ dh('group16', 'sha512')],
  ['diffie-hellman-group18-sha512@ssh.com', /*@__PURE__*/ dh('group18', 'sha512')],
  ['diffie-hellman-group-exchange-sha1', /*@__PURE__*/ gex('sha1')],
  ['diffie-hellman-group-exchange-sha256', /*@__PURE__*/ gex('sha256')],
  ['diffie-hellman-group-exchange-sha224@ssh.com', /*@__PURE__*/ gex('sha224')],
  ['diffie-hellman-group-exchange-sha384@ssh.com', /*@__PURE__*/ gex('sha384')],
  ['diffie-hellman-group-exchange-sha512@ssh.com', /*@__PURE__*/ gex('sha512')],
  ['rsa1024-sha1', { of: 'rsa', bits: 1024, hash: 'sha1' }],
  ['rsa2048-sha256', { of: 'rsa', bits: 2048, hash: 'sha256' }],
]);

/** Undefined when the provider lacks a part. */
function madeOf(name: string, recipe: KexRecipe, crypto: CryptoProvider, random: RandomSource): KexMethod | undefined {
  const hash = crypto.hashes[recipe.hash];
  if (hash === undefined) return undefined;
  const { modp, rsa, rsaOaep } = crypto;
  switch (recipe.of) {
    case 'ecdh': {
      const agreement = crypto[recipe.curve];
      return agreement && agreementMethod(name, hash, agreement);
    }
    case 'hybrid': {
      const [kem, agreement] = [crypto[recipe.kem], crypto[recipe.curve]];
      return kem && agreement && hybridMethod(name, { hash, kem, agreement });
    }
    case 'dh':
      return modp && fixedGroupMethod(name, { hash, modp }, modpGroups[recipe.group]);
    case 'gex':
      return modp && groupExchangeMethod(name, { hash, modp });
    case 'rsa':
      return rsa && rsaOaep && rsaMethod(name, { hash, rsa, rsaOaep, bits: recipe.bits, random });
  }
}
