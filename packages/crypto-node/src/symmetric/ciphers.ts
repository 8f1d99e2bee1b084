/** AES in the modes that SSH uses, and the original ChaCha20, on node:crypto. */

import * as crypto from 'node:crypto';
import { type CipherGCMTypes, createCipheriv, createDecipheriv } from 'node:crypto';

import { zeroize } from '@nacre/core';
import { type Aead, type CipherDirection, requireLength, type StreamCipher } from '@nacre/crypto';

import { aesCbcOverEcb } from './cbc-over-ecb.js';

/** Without it OpenSSL would accept a tag cut to four bytes. */
const GCM_OPTIONS = { authTagLength: 16 };

export function aesCtr(key: Uint8Array, counter: Uint8Array): StreamCipher {
  requireLength('AES key', key, 16, 24, 32);
  requireLength('AES-CTR counter', counter, 16);
  const cipher = createCipheriv(`aes-${8 * key.length}-ctr`, key, counter);
  return { update: data => cipher.update(data) };
}

export function aesCbc(direction: CipherDirection, key: Uint8Array, iv: Uint8Array): StreamCipher {
  requireLength('AES key', key, 16, 24, 32);
  requireLength('AES-CBC iv', iv, 16);
  try {
    const create = direction === 'encrypt' ? createCipheriv : createDecipheriv;
    const cipher = create(`aes-${8 * key.length}-cbc`, key, iv).setAutoPadding(false);
    return { update: data => cipher.update(data) };
  } catch {
    return aesCbcOverEcb(direction, key, iv); // lengths were checked: the runtime does not know this mode
  }
}

export function aesGcm(key: Uint8Array): Aead {
  requireLength('AES key', key, 16, 24, 32);
  const algorithm = `aes-${8 * key.length}-gcm` as CipherGCMTypes;
  const secret = Uint8Array.from(key); // a KeyObject costs two microseconds more per packet
  return {
    seal(nonce, aad, plaintext) {
      requireLength('AES-GCM nonce', nonce, 12);
      const cipher = createCipheriv(algorithm, secret, nonce, GCM_OPTIONS);
      cipher.setAAD(aad);
      const ciphertext = cipher.update(plaintext);
      cipher.final();
      return { ciphertext, tag: cipher.getAuthTag() };
    },
    open: (nonce, aad, ciphertext, tag) => openGcm(algorithm, secret, nonce, aad, ciphertext, tag),
  };
}

/** False on Bun. */
export function hasChacha20(): boolean {
  return crypto.getCipherInfo?.('chacha20') !== undefined;
}

/** XORs with the key stream; OpenSSL takes block counter and nonce as one 16-byte iv, both little-endian words. */
export function chacha20(key: Uint8Array, nonce: Uint8Array, counter: number, data: Uint8Array): Uint8Array {
  requireLength('ChaCha20 key', key, 32);
  requireLength('ChaCha20 nonce', nonce, 8);
  const iv = new Uint8Array(16);
  const view = new DataView(iv.buffer);
  view.setUint32(0, counter >>> 0, true);
  view.setUint32(4, Math.floor(counter / 0x1_0000_0000), true);
  iv.set(nonce, 8);
  return createCipheriv('chacha20', key, iv).update(data);
}

function openGcm(
  algorithm: CipherGCMTypes,
  key: Uint8Array,
  nonce: Uint8Array,
  aad: Uint8Array,
  ciphertext: Uint8Array,
  tag: Uint8Array,
): Uint8Array | undefined {
  requireLength('AES-GCM nonce', nonce, 12);
  if (tag.length !== GCM_OPTIONS.authTagLength) return undefined;
  const decipher = createDecipheriv(algorithm, key, nonce, GCM_OPTIONS);
  decipher.setAAD(aad);
  decipher.setAuthTag(tag);
  const plaintext = decipher.update(ciphertext);
  try {
    decipher.final();
  } catch {
    zeroize(plaintext); // `final` throws for nothing but a tag that does not match
    return undefined;
  }
  return plaintext;
}
