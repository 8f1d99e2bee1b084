/** The ciphers that need a MAC beside them, by name: sizes, and how each is made. The AEAD ciphers are in ../ciphers.ts. */

import type { CipherDirection, CryptoProvider, StreamCipher } from '@nacre/crypto';

import { required } from './required.js';

export interface CipherKind {
  /** Bytes of key and iv. A stream cipher may have no iv. */
  readonly keyBytes: number;
  readonly ivBytes: number;
  /** A packet is a multiple of it: at least 8, also for what has no blocks (RFC 4253 section 6). */
  readonly blockBytes: number;
  /** Blocks are chained, which the attacks on CBC in SSH need (CVE-2008-5161, CVE-2023-48795). */
  readonly chained: boolean;
  make(crypto: CryptoProvider, direction: CipherDirection, key: Uint8Array, iv: Uint8Array): StreamCipher;
}

export function cipherKind(name: string): CipherKind | undefined {
  return ciphers.get(name);
}

type CbcPrimitive = 'aesCbc' | 'tripleDesCbc' | 'blowfishCbc' | 'cast128Cbc' | 'seedCbc';

/** RFC 4345 section 4: the first bytes of an RC4 stream tell too much of the key. */
const ARCFOUR_DISCARDED = 1536;

/** RFC 4344 section 4. */
const aesCtr = (keyBytes: number): CipherKind => ({
  keyBytes,
  ivBytes: 16,
  blockBytes: 16,
  chained: false,
  make: (crypto, _direction, key, iv) => required(crypto, 'aesCtr')(key, iv),
});

/** RFC 4253 section 6.3. */
const cbc = (primitive: CbcPrimitive, keyBytes: number, blockBytes: number): CipherKind => ({
  keyBytes,
  ivBytes: blockBytes,
  blockBytes,
  chained: true,
  make: (crypto, direction, key, iv) => required(crypto, primitive)(direction, key, iv),
});

const arcfour = (keyBytes: number, discarded: number): CipherKind => ({
  keyBytes,
  ivBytes: 0,
  blockBytes: 8,
  chained: false,
  make(crypto, _direction, key) {
    const cipher = required(crypto, 'arcfour')(key);
    if (discarded > 0) cipher.update(new Uint8Array(discarded));
    return cipher;
  },
});

const ciphers: ReadonlyMap<string, CipherKind> = /*@__PURE__*/ new Map<string, CipherKind>([
  ['aes256-ctr', /*@__PURE__*/ aesCtr(32)],
  ['aes192-ctr', /*@__PURE__*/ aesCtr(24)],
  ['aes128-ctr', /*@__PURE__*/ aesCtr(16)],
  ['aes256-cbc', /*@__PURE__*/ cbc('aesCbc', 32, 16)],
  ['aes192-cbc', /*@__PURE__*/ cbc('aesCbc', 24, 16)],
  ['aes128-cbc', /*@__PURE__*/ cbc('aesCbc', 16, 16)],
  ['3des-cbc', /*@__PURE__*/ cbc('tripleDesCbc', 24, 8)],
  ['blowfish-cbc', /*@__PURE__*/ cbc('blowfishCbc', 16, 8)],
  ['cast128-cbc', /*@__PURE__*/ cbc('cast128Cbc', 16, 8)],
  ['seed-cbc@ssh.com', /*@__PURE__*/ cbc('seedCbc', 16, 16)],
  ['arcfour256', /*@__PURE__*/ arcfour(32, ARCFOUR_DISCARDED)],
  ['arcfour128', /*@__PURE__*/ arcfour(16, ARCFOUR_DISCARDED)],
  ['arcfour', /*@__PURE__*/ arcfour(16, 0)],
]);
