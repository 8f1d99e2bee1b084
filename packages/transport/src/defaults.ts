/** What the transport does unless told otherwise, each with its reason. The lists are filtered by what the provider can do. */

import type { AlgorithmCategory } from '@nacre/crypto';

/** Names of algorithms, best first. */
export type AlgorithmLists = { readonly [category in AlgorithmCategory]: readonly string[] };

export const defaultAlgorithms: AlgorithmLists = {
  kex: [
    'mlkem768x25519-sha256', // a recording made today cannot be opened by a later quantum computer
    'curve25519-sha256', // fast and hard to get wrong
    'curve25519-sha256@libssh.org', // the same under the name that older peers know
    'ecdh-sha2-nistp256', // for peers restricted to NIST curves
  ],
  hostKey: [
    'ssh-ed25519', // short, fast, without a nonce that could fail
    'ecdsa-sha2-nistp256', // for peers restricted to NIST curves
    'rsa-sha2-512', // for older host keys; SHA-1 signatures are not offered
    'rsa-sha2-256',
  ],
  cipher: [
    'aes256-gcm@openssh.com', // hardware does it on nearly every machine
    'aes128-gcm@openssh.com',
    'chacha20-poly1305@openssh.com', // after GCM: it is what Terrapin needs when the peer lacks strict key exchange
    'aes256-ctr', // for peers without an AEAD, with encrypt-then-MAC only
  ],
  mac: ['hmac-sha2-256-etm@openssh.com'], // nothing is decrypted before it is authenticated
  compression: ['none'], // compression beside secrets leaks them by length
};

/** What to do when the peer lacks strict key exchange and a cipher open to the Terrapin attack was chosen. */
export type TerrapinPolicy = 'warn' | 'refuse';

/**
 * Warn: without strict key exchange an attacker can only make EXT_INFO vanish, which here turns nothing weaker on, and
 * refusing would cut off every peer older than 2024 whose only AEAD is ChaCha20.
 */
export const defaultTerrapinPolicy: TerrapinPolicy = 'warn';
