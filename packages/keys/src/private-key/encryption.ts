/** Encryption of the secret part of an OpenSSH private key (PROTOCOL.key sections 2 and 3). */

import { copyBytes, encodeUtf8, type MaybePromise, misuse, type RandomSource, randomBytes, zeroize } from '@nacre/core';
import type { CryptoProvider } from '@nacre/crypto';

import { keyFormatError, passphraseError, quoted, requirePrimitive, unsupported } from '../errors.js';
import type { OpensshPrivateKey } from '../generated/index.js';
import { limits } from '../limits.js';
import { type FileCipher, findFileCipher } from './ciphers.js';

/**
 * The text or bytes of a passphrase, or a function that is called only if the key is encrypted. Bytes stay the
 * caller's.
 */
export type Passphrase = string | Uint8Array | (() => MaybePromise<string | undefined>);

/** Block size that the padding of an unencrypted key goes by. */
export const PLAIN_BLOCK_BYTES = 8;

const WRITE_CIPHER = 'aes256-ctr'; // the default of OpenSSH
const WRITE_ROUNDS = 24; // as ssh-keygen
const SALT_BYTES = 16;
const ALLOWED_ROUNDS = `rounds; 1 to ${limits.bcryptRounds} are allowed`;

export interface PlainSection {
  /** Owned by the caller, who erases it. */
  readonly plaintext: Uint8Array;
  readonly blockBytes: number;
  readonly encrypted: boolean;
}

/** Decrypts what needs it. Rejects with KEY_FORMAT, KEY_PASSPHRASE or UNSUPPORTED. */
export async function openSection(
  crypto: CryptoProvider,
  file: OpensshPrivateKey,
  passphrase: Passphrase | undefined,
): Promise<PlainSection> {
  const { kdfOptions } = file;
  if (file.cipherName === 'none') {
    if (kdfOptions.kdfName !== 'none') throw keyFormatError('The private key has a key derivation but no cipher');
    checkSizes(file, PLAIN_BLOCK_BYTES, 0);
    return { plaintext: copyBytes(file.encrypted), blockBytes: PLAIN_BLOCK_BYTES, encrypted: false };
  }
  const cipher = findFileCipher(file.cipherName);
  if (cipher === undefined)
    throw unsupported(`The private key is encrypted with ${quoted(file.cipherName)}, which is not supported`);
  if (kdfOptions.kdfName === 'none') throw keyFormatError('The private key has a cipher but no key derivation');
  if (kdfOptions.kdfName === undefined)
    throw unsupported(`The key derivation ${quoted(kdfOptions.name)} is not supported`);
  checkSizes(file, cipher.blockBytes, cipher.tagBytes);
  const { salt, rounds } = kdfOptions;
  if (!roundsAllowed(rounds)) throw keyFormatError(`The key derivation has ${rounds} ${ALLOWED_ROUNDS}`);
  const secret = await passphraseBytes(passphrase);
  const plaintext = await withDerivedKey(crypto, cipher, secret, salt, rounds, (key, iv) =>
    cipher.open(crypto, key, iv, file.encrypted, file.authTag),
  );
  if (plaintext === undefined) throw passphraseError('The passphrase is wrong, or the private key is damaged');
  return { plaintext, blockBytes: cipher.blockBytes, encrypted: true };
}

export interface SealOptions {
  readonly crypto: CryptoProvider;
  readonly random: RandomSource;
  readonly passphrase?: string | Uint8Array | undefined;
  readonly rounds?: number | undefined;
}

/** The parts of the file that tell how its secret part is encrypted. */
export interface Sealing {
  readonly blockBytes: number;
  seal(plaintext: Uint8Array): Promise<Pick<OpensshPrivateKey, 'cipherName' | 'kdfOptions' | 'encrypted' | 'authTag'>>;
}

/** How to write a key: plain without a passphrase, else aes256-ctr with bcrypt. */
export function chooseSealing(options: SealOptions): Sealing {
  const { crypto, passphrase, rounds = WRITE_ROUNDS } = options;
  const authTag = new Uint8Array(0);
  if (passphrase === undefined) {
    const seal: Sealing['seal'] = async plaintext => ({
      cipherName: 'none',
      kdfOptions: { kdfName: 'none' },
      encrypted: copyBytes(plaintext),
      authTag,
    });
    return { blockBytes: PLAIN_BLOCK_BYTES, seal };
  }
  const cipher = findFileCipher(WRITE_CIPHER);
  if (cipher?.seal === undefined) throw unsupported(`Keys cannot be encrypted with ${WRITE_CIPHER}`);
  const encrypt = cipher.seal;
  if (!roundsAllowed(rounds)) throw misuse(`A key cannot be written with ${rounds} ${ALLOWED_ROUNDS}`);
  return {
    blockBytes: cipher.blockBytes,
    async seal(plaintext) {
      const salt = randomBytes(options.random, SALT_BYTES);
      const secret = await passphraseBytes(passphrase);
      const encrypted = await withDerivedKey(crypto, cipher, secret, salt, rounds, (key, iv) =>
        encrypt(crypto, key, iv, plaintext),
      );
      return { cipherName: WRITE_CIPHER, kdfOptions: { kdfName: 'bcrypt', salt, rounds }, encrypted, authTag };
    },
  };
}

function checkSizes(file: OpensshPrivateKey, blockBytes: number, tagBytes: number): void {
  const { encrypted, authTag } = file;
  if (encrypted.length === 0 || encrypted.length % blockBytes !== 0) {
    throw keyFormatError(`The private key is damaged: its secret part is not in whole blocks of ${blockBytes} bytes`);
  }
  if (authTag.length === tagBytes) return;
  if (tagBytes === 0) throw keyFormatError(`The private key has ${authTag.length} bytes left over at its end`);
  throw keyFormatError(`The private key must end with a tag of ${tagBytes} bytes, not ${authTag.length}`);
}

function roundsAllowed(rounds: number): boolean {
  return Number.isInteger(rounds) && rounds >= 1 && rounds <= limits.bcryptRounds;
}

/** A fresh array that may be erased. */
async function passphraseBytes(passphrase: Passphrase | undefined): Promise<Uint8Array> {
  const value = typeof passphrase === 'function' ? await passphrase() : passphrase;
  if (value === undefined) throw passphraseError('The private key is encrypted and no passphrase was given');
  if (value.length === 0) throw passphraseError('The passphrase is empty');
  return typeof value === 'string' ? encodeUtf8(value) : copyBytes(value);
}

/** Erases the passphrase and the derived bytes. */
async function withDerivedKey<T>(
  crypto: CryptoProvider,
  cipher: FileCipher,
  passphrase: Uint8Array,
  salt: Uint8Array,
  rounds: number,
  use: (key: Uint8Array, iv: Uint8Array) => T,
): Promise<T> {
  let derived: Uint8Array | undefined;
  try {
    const bcrypt = requirePrimitive(crypto, 'bcryptPbkdf', 'An encrypted private key');
    derived = await bcrypt(passphrase, salt, rounds, cipher.keyBytes + cipher.ivBytes);
    return use(derived.subarray(0, cipher.keyBytes), derived.subarray(cipher.keyBytes));
  } finally {
    zeroize(passphrase, derived);
  }
}
