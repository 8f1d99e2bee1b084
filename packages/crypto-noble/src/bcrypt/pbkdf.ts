/**
 * bcrypt_pbkdf, the key derivation of encrypted OpenSSH private keys: PBKDF2 with bcrypt over SHA-512 in place of HMAC, and
 * its output spread over the key. There is no RFC; OpenSSH's PROTOCOL.key names it.
 */

import { concatBytes, encodeUtf8, misuse, zeroize } from '@nacre/core';

import { yieldToHost } from '../host.js';
import { Blowfish } from './blowfish.js';

const BLOCK_SIZE = 32;
/** More output than any SSH cipher takes; the limit of the original. */
const MAX_LENGTH = BLOCK_SIZE * BLOCK_SIZE;
const MAGIC = 'OxychromaticBlowfishSwatDynamite';
/** 2^6: the fixed cost of the bcrypt inside. */
const EXPANSIONS = 64;

/**
 * Derives `length` bytes, 1 to 1024. Each round of each 32 bytes takes some milliseconds, and other work of the host gets its
 * turn after each. Rejects with SshError MISUSE for an empty passphrase or salt, or less than one round.
 */
export async function bcryptPbkdf(
  passphrase: Uint8Array,
  salt: Uint8Array,
  rounds: number,
  length: number,
): Promise<Uint8Array> {
  if (passphrase.length === 0 || salt.length === 0) throw misuse('bcrypt needs a passphrase and a salt');
  if (!Number.isInteger(rounds) || rounds < 1) throw misuse('bcrypt needs at least one round', { rounds });
  if (!Number.isInteger(length) || length < 1 || length > MAX_LENGTH)
    throw misuse('bcrypt cannot derive this many bytes', { length });
  const [ownPassphrase, ownSalt] = [Uint8Array.from(passphrase), Uint8Array.from(salt)];
  const { sha512 } = await import('@noble/hashes/sha2.js'); // not before: few programs read encrypted keys
  const key = sha512(ownPassphrase);
  zeroize(ownPassphrase);
  const result = new Uint8Array(length);
  const stride = Math.ceil(length / BLOCK_SIZE);
  for (let index = 0; index < stride; index++) {
    const block = await deriveBlock(sha512, key, ownSalt, index + 1, rounds);
    // Spreading the blocks makes a thief derive all of them to learn any part of the key.
    for (let i = 0; i * stride + index < length; i++) result[i * stride + index] = block[i] as number;
    zeroize(block);
  }
  zeroize(key);
  return result;
}

async function deriveBlock(
  sha512: (data: Uint8Array) => Uint8Array,
  key: Uint8Array,
  salt: Uint8Array,
  count: number,
  rounds: number,
): Promise<Uint8Array> {
  let output = bcryptHash(key, sha512(concatBytes(salt, Uint8Array.of(0, 0, count >>> 8, count))));
  const block = Uint8Array.from(output);
  for (let round = 1; round < rounds; round++) {
    await yieldToHost();
    output = bcryptHash(key, sha512(output));
    for (let i = 0; i < BLOCK_SIZE; i++) block[i] = (block[i] as number) ^ (output[i] as number);
  }
  await yieldToHost();
  return block;
}

/** bcrypt with 64-byte key and salt, 256 bits of text instead of 192, and its output in little-endian words. */
function bcryptHash(key: Uint8Array, salt: Uint8Array): Uint8Array {
  const keyWords = bigEndianWords(key);
  const saltWords = bigEndianWords(salt);
  const cipher = new Blowfish();
  cipher.expand(keyWords, saltWords);
  for (let i = 0; i < EXPANSIONS; i++) {
    cipher.expandKey(saltWords);
    cipher.expandKey(keyWords);
  }
  const text = bigEndianWords(encodeUtf8(MAGIC));
  for (let i = 0; i < EXPANSIONS; i++) cipher.encrypt(text);
  cipher.erase();
  keyWords.fill(0);
  const result = new Uint8Array(BLOCK_SIZE);
  const view = new DataView(result.buffer);
  text.forEach((word, i) => view.setInt32(4 * i, word, true));
  return result;
}

function bigEndianWords(bytes: Uint8Array): Int32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return Int32Array.from({ length: bytes.length / 4 }, (_, i) => view.getInt32(4 * i));
}
