/** New private keys. */

import { misuse } from '@nacre/core';
import type { CryptoProvider } from '@nacre/crypto';

import { ecdsaP256KeyType } from '../key-types/ecdsa.js';
import { ed25519KeyType } from '../key-types/ed25519.js';
import type { KeyType } from '../key-types/key-type.js';
import { rsaKeyType } from '../key-types/rsa.js';
import { PrivateKey } from './private-key.js';

export type GeneratedKeyType = 'ed25519' | 'ecdsa-nistp256' | 'rsa';

export interface GenerateKeyOptions {
  readonly crypto: CryptoProvider;
  /** Only RSA keys have a choice: 2048 to 16384, default 3072. */
  readonly bits?: number;
  readonly comment?: string;
}

const TYPES: Readonly<Record<GeneratedKeyType, KeyType>> = {
  ed25519: ed25519KeyType,
  'ecdsa-nistp256': ecdsaP256KeyType,
  rsa: rsaKeyType,
};

/** Rejects with SshError: MISUSE for a size that the type does not have, UNSUPPORTED when the provider cannot. */
export async function generateKey(type: GeneratedKeyType, options: GenerateKeyOptions): Promise<PrivateKey> {
  const keyType = Object.hasOwn(TYPES, type) ? TYPES[type] : undefined;
  if (keyType === undefined) throw misuse(`Keys of type ${JSON.stringify(type)} cannot be generated`);
  const secret = await keyType.generate(options.crypto, options.bits);
  return new PrivateKey(options.crypto, keyType, secret, options.comment ?? '');
}
