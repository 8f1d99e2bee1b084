/** RSAES-OAEP with an empty label and MGF1 of the same hash (RFC 8017 section 7.1) on node:crypto. */

import { constants, privateDecrypt, publicEncrypt } from 'node:crypto';

import { misuse } from '@nacre/core';
import { badPeerKey, type RsaOaep, requireEncryptionKey } from '@nacre/crypto';

import { importPrivate, importPublic } from './rsa.js';
import { hashes } from '../symmetric/hashes.js';

const padding = constants.RSA_PKCS1_OAEP_PADDING;

export const nodeRsaOaep: RsaOaep = {
  encrypt(numbers, hash, message) {
    const size = requireEncryptionKey(numbers);
    if (message.length > size - 2 * hashes[hash].size - 2) {
      throw misuse('the message is too long for this RSA key and hash');
    }
    const key = importPublic(numbers);
    if (key === undefined) throw badPeerKey("the peer's RSA numbers are no key");
    return Uint8Array.from(publicEncrypt({ key, padding, oaepHash: hash }, message));
  },
  decrypt(numbers, hash, ciphertext) {
    const key = importPrivate(numbers);
    let message: Buffer | undefined;
    try {
      message = privateDecrypt({ key, padding, oaepHash: hash }, ciphertext);
      return Uint8Array.from(message);
    } catch {
      throw badPeerKey('what the peer encrypted cannot be decrypted'); // OpenSSL's words could tell what is wrong with it
    } finally {
      message?.fill(0);
    }
  },
};
