/** AES in the modes that SSH uses, on @noble/ciphers. */

import { cbc, ctr, gcm } from '@noble/ciphers/aes.js';

import { concatBytes } from '@nacre/core';
import { type Aead, type CipherDirection, requireLength, type StreamCipher } from '@nacre/crypto';

const BLOCK = 16;
const TAG = 16;

export function aesCtr(key: Uint8Array, counter: Uint8Array): StreamCipher {
  requireLength('AES key', key, 16, 24, 32);
  requireLength('AES-CTR counter', counter, BLOCK);
  const ownKey = Uint8Array.from(key);
  const next = Uint8Array.from(counter);
  let used = 0; // bytes of the block at `next` that earlier calls consumed
  return {
    update(data) {
      const aligned = used === 0 ? data : concatBytes(new Uint8Array(used), data);
      const result = ctr(ownKey, next).encrypt(aligned).subarray(used);
      advance(next, Math.floor(aligned.length / BLOCK));
      used = aligned.length % BLOCK;
      return result;
    },
  };
}

export function aesCbc(direction: CipherDirection, key: Uint8Array, iv: Uint8Array): StreamCipher {
  requireLength('AES key', key, 16, 24, 32);
  requireLength('AES-CBC iv', iv, BLOCK);
  const ownKey = Uint8Array.from(key);
  let chain = Uint8Array.from(iv);
  return {
    update(data) {
      const cipher = cbc(ownKey, chain, { disablePadding: true });
      const result = direction === 'encrypt' ? cipher.encrypt(data) : cipher.decrypt(data);
      const ciphertext = direction === 'encrypt' ? result : data;
      if (ciphertext.length > 0) chain = ciphertext.slice(-BLOCK);
      return result;
    },
  };
}

export function aesGcm(key: Uint8Array): Aead {
  requireLength('AES key', key, 16, 24, 32);
  const ownKey = Uint8Array.from(key);
  return {
    seal(nonce, aad, plaintext) {
      requireLength('AES-GCM nonce', nonce, 12);
      const sealed = gcm(ownKey, nonce, aad).encrypt(plaintext);
      return { ciphertext: sealed.subarray(0, -TAG), tag: sealed.subarray(-TAG) };
    },
    open(nonce, aad, ciphertext, tag) {
      requireLength('AES-GCM nonce', nonce, 12);
      if (tag.length !== TAG) return undefined;
      const cipher = gcm(ownKey, nonce, aad);
      const sealed = concatBytes(ciphertext, tag);
      try {
        return cipher.decrypt(sealed);
      } catch {
        return undefined; // lengths were checked, so the tag does not match
      }
    },
  };
}

/** Adds to the 128-bit big-endian counter, with wrap-around. */
function advance(counter: Uint8Array, blocks: number): void {
  let carry = blocks;
  for (let i = BLOCK - 1; i >= 0 && carry > 0; i--) {
    const sum = (counter[i] as number) + carry;
    counter[i] = sum % 256;
    carry = Math.floor(sum / 256);
  }
}
