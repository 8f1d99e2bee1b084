/**
 * Ciphers for old equipment, on node:crypto. All but Triple DES are in OpenSSL's legacy module, which Node loads only when it was
 * started with `--openssl-legacy-provider`; Bun has Blowfish and RC4.
 */

import { createCipheriv, createDecipheriv } from 'node:crypto';

import { type CbcMaker, requireLength, type StreamCipher } from '@nacre/crypto';

/** A block cipher that SSH uses with keys of one length. */
interface LegacyCipher {
  readonly name: string;
  /** Its name in OpenSSL. */
  readonly openssl: string;
  readonly keySize: number;
  readonly blockSize: number;
}

const TRIPLE_DES: LegacyCipher = { name: 'Triple DES', openssl: 'des-ede3-cbc', keySize: 24, blockSize: 8 };
const BLOWFISH: LegacyCipher = { name: 'Blowfish', openssl: 'bf-cbc', keySize: 16, blockSize: 8 };
const CAST_128: LegacyCipher = { name: 'CAST-128', openssl: 'cast5-cbc', keySize: 16, blockSize: 8 };
const SEED: LegacyCipher = { name: 'SEED', openssl: 'seed-cbc', keySize: 16, blockSize: 16 };

/** Each is undefined where the runtime cannot make it. */
export const tripleDesCbc = (): CbcMaker | undefined => availableCbc(TRIPLE_DES);
export const blowfishCbc = (): CbcMaker | undefined => availableCbc(BLOWFISH);
export const cast128Cbc = (): CbcMaker | undefined => availableCbc(CAST_128);
export const seedCbc = (): CbcMaker | undefined => availableCbc(SEED);

/** RC4, or undefined where the runtime cannot make it. */
export function arcfour(): ((key: Uint8Array) => StreamCipher) | undefined {
  return canMake(() => rc4(new Uint8Array(16))) ? rc4 : undefined;
}

function rc4(key: Uint8Array): StreamCipher {
  requireLength('RC4 key', key, 16, 32);
  const cipher = createCipheriv('rc4', key, null);
  return { update: data => cipher.update(data) };
}

function availableCbc(cipher: LegacyCipher): CbcMaker | undefined {
  const make = cbcOf(cipher);
  const { keySize, blockSize } = cipher;
  return canMake(() => make('encrypt', new Uint8Array(keySize), new Uint8Array(blockSize))) ? make : undefined;
}

function cbcOf({ name, openssl, keySize, blockSize }: LegacyCipher): CbcMaker {
  return (direction, key, iv) => {
    requireLength(`${name} key`, key, keySize);
    requireLength(`${name} iv`, iv, blockSize);
    const create = direction === 'encrypt' ? createCipheriv : createDecipheriv;
    const cipher = create(openssl, key, iv).setAutoPadding(false);
    return { update: data => cipher.update(data) };
  };
}

/** To look the name up is not enough: OpenSSL knows the names of ciphers that it then cannot make. */
function canMake(make: () => StreamCipher): boolean {
  try {
    make();
    return true;
  } catch {
    return false;
  }
}
