/** The key exchange methods by name, over what a provider has. */

import { misuse } from '@nacre/core';
import type { CryptoProvider, Hash } from '@nacre/crypto';

import { agreementMethod } from './agreement.js';
import { hybridMethod } from './hybrid.js';
import type { KexMethod } from './method.js';

/** The method of a negotiated name. Throws MISUSE for one that the provider cannot do; such a name is never offered. */
export function kexMethod(name: string, crypto: CryptoProvider): KexMethod {
  const method = makers.get(name)?.(name, crypto);
  if (method === undefined) throw misuse(`The key exchange method ${name} is not available`);
  return method;
}

type Maker = (name: string, crypto: CryptoProvider) => KexMethod | undefined;

const overCurve =
  (curve: 'x25519' | 'ecdhP256'): Maker =>
  (name, crypto) => {
    const agreement = crypto[curve];
    return withSha256(crypto, hash => agreement && agreementMethod(name, hash, agreement));
  };

const mlkem768x25519: Maker = (name, crypto) => {
  const { mlkem768: kem, x25519: agreement } = crypto;
  return withSha256(crypto, hash => kem && agreement && hybridMethod(name, { hash, kem, agreement }));
};

const makers: ReadonlyMap<string, Maker> = /*@__PURE__*/ new Map<string, Maker>([
  ['mlkem768x25519-sha256', mlkem768x25519],
  ['curve25519-sha256', /*@__PURE__*/ overCurve('x25519')],
  ['curve25519-sha256@libssh.org', /*@__PURE__*/ overCurve('x25519')],
  ['ecdh-sha2-nistp256', /*@__PURE__*/ overCurve('ecdhP256')],
]);

function withSha256(crypto: CryptoProvider, make: (hash: Hash) => KexMethod | undefined): KexMethod | undefined {
  return crypto.hashes.sha256 && make(crypto.hashes.sha256);
}
