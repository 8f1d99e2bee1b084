/** The ciphers of encrypted OpenSSH private keys. The packet layer has its own: there is no sequence number here. */

import { equalConstantTime, zeroize } from '@nacre/core';
import type { CryptoProvider } from '@nacre/crypto';

import { requirePrimitive } from '../errors.js';

/** Encrypts and authenticates one key file. Inputs are borrowed, results owned by the caller. */
export interface FileCipher {
  readonly name: string;
  readonly keyBytes: number;
  readonly ivBytes: number;
  readonly blockBytes: number;
  /** Bytes that follow the encrypted part; 0 without authentication. */
  readonly tagBytes: number;
  /** The plain text, or undefined when the tag does not match. Never throws for wrong bytes of the right length. */
  open(
    crypto: CryptoProvider,
    key: Uint8Array,
    iv: Uint8Array,
    data: Uint8Array,
    tag: Uint8Array,
  ): Uint8Array | undefined;
  /** Absent for ciphers that are only read. */
  seal?(crypto: CryptoProvider, key: Uint8Array, iv: Uint8Array, data: Uint8Array): Uint8Array;
}

const NO_AAD = /*@__PURE__*/ new Uint8Array(0);
const AES_BLOCK = 16;

export const fileCiphers: readonly FileCipher[] = [
  aesCtr(32),
  aesCtr(24),
  aesCtr(16),
  aesCbc(32),
  aesCbc(24),
  aesCbc(16),
  aesGcm(32),
  aesGcm(16),
  chachaPoly(),
];

export function findFileCipher(name: string): FileCipher | undefined {
  return fileCiphers.find(cipher => cipher.name === name);
}

function aesCtr(keyBytes: number): FileCipher {
  const name = `aes${8 * keyBytes}-ctr`;
  const run = (crypto: CryptoProvider, key: Uint8Array, iv: Uint8Array, data: Uint8Array): Uint8Array =>
    requirePrimitive(crypto, 'aesCtr', `A key encrypted with ${name}`)(key, iv).update(data);
  return { name, keyBytes, ivBytes: AES_BLOCK, blockBytes: AES_BLOCK, tagBytes: 0, open: run, seal: run };
}

/** The default of OpenSSH before 7.6. */
function aesCbc(keyBytes: number): FileCipher {
  const name = `aes${8 * keyBytes}-cbc`;
  return {
    name,
    keyBytes,
    ivBytes: AES_BLOCK,
    blockBytes: AES_BLOCK,
    tagBytes: 0,
    open: (crypto, key, iv, data) =>
      requirePrimitive(crypto, 'aesCbc', `A key encrypted with ${name}`)('decrypt', key, iv).update(data),
  };
}

function aesGcm(keyBytes: number): FileCipher {
  const name = `aes${8 * keyBytes}-gcm@openssh.com`;
  return {
    name,
    keyBytes,
    ivBytes: 12,
    blockBytes: AES_BLOCK,
    tagBytes: 16,
    open: (crypto, key, iv, data, tag) =>
      requirePrimitive(crypto, 'aesGcm', `A key encrypted with ${name}`)(key).open(iv, NO_AAD, data, tag),
  };
}

/** PROTOCOL.chacha20poly1305 with sequence number 0 and without an encrypted length. */
function chachaPoly(): FileCipher {
  const name = 'chacha20-poly1305@openssh.com';
  const purpose = `A key encrypted with ${name}`;
  const nonce = new Uint8Array(8);
  return {
    name,
    keyBytes: 64,
    ivBytes: 0,
    blockBytes: 8,
    tagBytes: 16,
    open(crypto, key, _iv, data, tag) {
      const chacha20 = requirePrimitive(crypto, 'chacha20', purpose);
      const poly1305 = requirePrimitive(crypto, 'poly1305', purpose);
      const payloadKey = key.subarray(0, 32);
      const macKey = chacha20(payloadKey, nonce, 0, new Uint8Array(32));
      const matches = equalConstantTime(poly1305(macKey, data), tag);
      zeroize(macKey);
      return matches ? chacha20(payloadKey, nonce, 1, data) : undefined;
    },
  };
}
