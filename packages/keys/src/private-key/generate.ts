/** New private keys. */

import { misuse } from '@nacre/core';
import type { CryptoProvider } from '@nacre/crypto';

import { ecdsaP256KeyType, ecdsaP384KeyType, ecdsaP521KeyType, ecdsaSecp256k1KeyType } from '../key-types/ecdsa.js';
import { ed25519KeyType, ed448KeyType } from '../key-types/eddsa.js';
import type { KeyType } from '../key-types/key-type.js';
import { rsaKeyType } from '../key-types/rsa.js';
import { PrivateKey } from './private-key.js';

/** OpenSSH knows neither Ed448 nor secp256k1. */
export type GeneratedKeyType =
  | 'ed25519'
  | 'ed448'
  | 'ecdsa-nistp256'
  | 'ecdsa-nistp384'
  | 'ecdsa-nistp521'
  | 'ecdsa-secp256k1'
  | 'rsa';

export interface GenerateKeyOptions {
  readonly crypto: CryptoProvider;
  /** Only RSA keys have a choice: 2048 to 16384, default 3072. */
  readonly bits?: number;
  readonly comment?: string;
}

const TYPES: Readonly<Record<GeneratedKeyType, KeyType>> = {
  ed25519: ed25519KeyType,
  ed448: ed448KeyType,
  'ecdsa-nistp256': ecdsaP256KeyType,
  'ecdsa-nistp384': ecdsaP384KeyType,
  'ecdsa-nistp521': ecdsaP521KeyType,
  'ecdsa-secp256k1': ecdsaSecp256k1KeyType,
  rsa: rsaKeyType,
};

/** Rejects with SshError: MISUSE for a size that the type does not have, UNSUPPORTED when the provider cannot. */
export async function generateKey(type: GeneratedKeyType, options: GenerateKeyOptions): Promise<PrivateKey> {
  const keyType = Object.hasOwn(TYPES, type) ? TYPES[type] : undefined;
  const secret = await keyType?.generate?.(options.crypto, options.bits);
  if (keyType === undefined || secret === undefined)
    throw misuse(`Keys of type ${JSON.stringify(type)} cannot be generated`);
  return new PrivateKey(options.crypto, keyType, secret, options.comment ?? '');
}
