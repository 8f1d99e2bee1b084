/** The original ChaCha20, with 64-bit nonce and block counter, on @noble/ciphers. */

import { chacha20orig } from '@noble/ciphers/chacha.js';

import { requireLength } from '@nacre/crypto';

/** The block counter must stay below 2^32 - 1; a packet uses a few thousand blocks at most, from 0 or 1 on. */
export function chacha20(key: Uint8Array, nonce: Uint8Array, counter: number, data: Uint8Array): Uint8Array {
  requireLength('ChaCha20 key', key, 32);
  requireLength('ChaCha20 nonce', nonce, 8);
  return chacha20orig(key, nonce, data, undefined, counter);
}
