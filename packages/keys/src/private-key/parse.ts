/** Reads OpenSSH private keys (PROTOCOL.key), plain and encrypted. */

import { decodeUtf8Lossy, equalBytes, isSshError, zeroize } from '@nacre/core';
import type { CryptoProvider } from '@nacre/crypto';
import { DecodeError, decode } from '@nacre/wire';

import { keyFormatError, passphraseError, quoted, readingKey, unsupported } from '../errors.js';
import { type CommentedPrivateKey, OpensshPrivateKey, OpensshPrivateSection } from '../generated/index.js';
import type { KeyType, KnownPrivateKey } from '../key-types/key-type.js';
import { findKeyType } from '../key-types/table.js';
import { publicKeyFromBlob } from '../public-key/public-key.js';
import { removeArmour } from './armour.js';
import { openSection, type PlainSection, type Passphrase } from './encryption.js';
import { PrivateKey } from './private-key.js';

export interface ParsePrivateKeyOptions {
  readonly crypto: CryptoProvider;
  /** Used only if the key is encrypted. */
  readonly passphrase?: Passphrase;
}

/**
 * The private key in the text of an OpenSSH key file. Rejects with SshError: KEY_FORMAT for anything that is not one or
 * whose halves do not fit, KEY_PASSPHRASE when the passphrase is missing or wrong, UNSUPPORTED for other formats, key
 * types and ciphers, LIMIT_EXCEEDED. No message holds text of the key.
 */
export async function parsePrivateKey(text: string, options: ParsePrivateKeyOptions): Promise<PrivateKey> {
  const bytes = removeArmour(text);
  let section: PlainSection | undefined;
  try {
    const file = readingKey('The private key', () => decode(OpensshPrivateKey, bytes));
    const publicBlob = file.publicKeys[0];
    if (publicBlob === undefined) throw keyFormatError('The private key file holds no key');
    publicKeyFromBlob(publicBlob); // a type that is not supported is told before anybody is asked for a passphrase
    section = await openSection(options.crypto, file, options.passphrase);
    return await readKey(options.crypto, section, publicBlob);
  } finally {
    zeroize(bytes, section?.plaintext);
  }
}

async function readKey(crypto: CryptoProvider, section: PlainSection, publicBlob: Uint8Array): Promise<PrivateKey> {
  const entry = readSection(section);
  const type = findKeyType(entry.key.keyType);
  if (type === undefined) throw unsupported(`The key type ${quoted(entry.key.keyType)} is not supported yet`);
  const key = new PrivateKey(crypto, type, type.copy(entry.key), decodeUtf8Lossy(entry.comment));
  try {
    if (!equalBytes(key.publicKey.blob, publicBlob)) throw unequalHalves('the file shows another public key');
    await requireFit(crypto, type, entry.key);
    return key;
  } catch (error) {
    key.dispose();
    throw error;
  }
}

/** The one entry of the section; its fields are views of the plain text. */
function readSection(section: PlainSection): CommentedPrivateKey {
  const params = { blockSize: section.blockBytes, keyCount: 1 };
  try {
    const { keys } = decode(OpensshPrivateSection, section.plaintext, params);
    if (keys[0] !== undefined) return keys[0];
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    const checkFailed = error.field === 'OpensshPrivateSection.check2';
    if (checkFailed && section.encrypted) throw passphraseError('The passphrase is wrong');
    if (checkFailed) throw keyFormatError('The private key is damaged: its check numbers differ', error);
    return readingKey('The secret part of the private key', () => {
      throw error;
    });
  }
  throw keyFormatError('The private key file holds no key');
}

/** Providers throw for numbers that cannot be a key at all. */
async function requireFit(crypto: CryptoProvider, type: KeyType, secret: KnownPrivateKey): Promise<void> {
  let mismatch: string | undefined;
  try {
    mismatch = await type.mismatch(crypto, secret);
  } catch (error) {
    if (isSshError(error, 'UNSUPPORTED')) throw error;
    throw keyFormatError('The private key holds numbers that are not a key', error);
  }
  if (mismatch !== undefined) throw unequalHalves(mismatch);
}

function unequalHalves(reason: string): Error {
  return keyFormatError(`The private key does not fit its public key: ${reason}`);
}
