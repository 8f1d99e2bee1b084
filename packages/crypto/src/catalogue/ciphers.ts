/** Ciphers and message authentication codes, best first. */

import { type CatalogueEntry, entries } from './entry.js';

export const cipherEntries: readonly CatalogueEntry[] = [
  ...entries('default', {
    'aes256-gcm@openssh.com': ['aesGcm'], // hardware does it on nearly every machine
    'aes128-gcm@openssh.com': ['aesGcm'],
    // after GCM: it is what Terrapin needs when the peer lacks strict key exchange
    'chacha20-poly1305@openssh.com': ['chacha20', 'poly1305'],
    'aes256-ctr': ['aesCtr'],
    'aes192-ctr': ['aesCtr'],
    'aes128-ctr': ['aesCtr'],
  }),
  // CBC as SSH uses it gives away plain text by when a connection ends (CVE-2008-5161); the rest is broken or has too small blocks
  ...entries('request', {
    'aes256-cbc': ['aesCbc'],
    'aes192-cbc': ['aesCbc'],
    'aes128-cbc': ['aesCbc'],
    '3des-cbc': ['tripleDesCbc'],
    'blowfish-cbc': ['blowfishCbc'],
    'cast128-cbc': ['cast128Cbc'],
    'seed-cbc@ssh.com': ['seedCbc'],
    arcfour256: ['arcfour'],
    arcfour128: ['arcfour'],
    arcfour: ['arcfour'],
  }),
];

export const macEntries: readonly CatalogueEntry[] = [
  ...entries('default', {
    // nothing is decrypted before it is authenticated
    'hmac-sha2-256-etm@openssh.com': ['hmac', 'sha256'],
    'hmac-sha2-512-etm@openssh.com': ['hmac', 'sha512'],
    'umac-128-etm@openssh.com': ['umac', 'aesCbc'],
    'hmac-sha2-256': ['hmac', 'sha256'],
    'hmac-sha2-512': ['hmac', 'sha512'],
    'umac-128@openssh.com': ['umac', 'aesCbc'],
  }),
  // tags that are short, hashes that are old, or names that only one vendor knows
  ...entries('request', {
    'umac-64-etm@openssh.com': ['umac', 'aesCbc'],
    'umac-64@openssh.com': ['umac', 'aesCbc'],
    'hmac-sha2-512-96-etm@openssh.com': ['hmac', 'sha512'],
    'hmac-sha2-256-96-etm@openssh.com': ['hmac', 'sha256'],
    'hmac-sha2-512-96': ['hmac', 'sha512'],
    'hmac-sha2-256-96': ['hmac', 'sha256'],
    'hmac-sha512@ssh.com': ['hmac', 'sha512'],
    'hmac-sha384@ssh.com': ['hmac', 'sha384'],
    'hmac-sha256-2@ssh.com': ['hmac', 'sha256'],
    'hmac-sha256@ssh.com': ['hmac', 'sha256'],
    'hmac-sha224@ssh.com': ['hmac', 'sha224'],
    'hmac-sha1-etm@openssh.com': ['hmac', 'sha1'],
    'hmac-sha1': ['hmac', 'sha1'],
    'hmac-sha1-96-etm@openssh.com': ['hmac', 'sha1'],
    'hmac-sha1-96': ['hmac', 'sha1'],
    'hmac-md5-etm@openssh.com': ['hmac', 'md5'],
    'hmac-md5': ['hmac', 'md5'],
    'hmac-md5-96-etm@openssh.com': ['hmac', 'md5'],
    'hmac-md5-96': ['hmac', 'md5'],
  }),
];
