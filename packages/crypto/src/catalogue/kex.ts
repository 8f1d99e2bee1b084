/** Key exchange methods, best first. */

import { type CatalogueEntry, entries, type Need } from './entry.js';

export const kexEntries: readonly CatalogueEntry[] = [
  ...entries('default', {
    // a recording made today cannot be opened by a later quantum computer
    'mlkem768x25519-sha256': ['mlkem768', 'x25519', 'sha256'],
    'sntrup761x25519-sha512': ['sntrup761', 'x25519', 'sha512'],
    'sntrup761x25519-sha512@openssh.com': ['sntrup761', 'x25519', 'sha512'],
    'mlkem768nistp256-sha256': ['mlkem768', 'ecdhP256', 'sha256'],
    'mlkem1024nistp384-sha384': ['mlkem1024', 'ecdhP384', 'sha384'],
    // fast and hard to get wrong; the second name is the one that older peers know
    'curve25519-sha256': ['x25519', 'sha256'],
    'curve25519-sha256@libssh.org': ['x25519', 'sha256'],
    'curve448-sha512': ['x448', 'sha512'],
    // for peers restricted to NIST curves
    'ecdh-sha2-nistp256': ['ecdhP256', 'sha256'],
    'ecdh-sha2-nistp384': ['ecdhP384', 'sha384'],
    'ecdh-sha2-nistp521': ['ecdhP521', 'sha512'],
  }),
  // cheap for the client and dear for the server, so that a server which offers them can be worn down (CVE-2002-20001)
  ...entries('client', {
    'diffie-hellman-group16-sha512': ['modp', 'sha512'],
    'diffie-hellman-group18-sha512': ['modp', 'sha512'],
    'diffie-hellman-group17-sha512': ['modp', 'sha512'],
    'diffie-hellman-group15-sha512': ['modp', 'sha512'],
    'diffie-hellman-group-exchange-sha256': ['modp', 'sha256'],
    'diffie-hellman-group14-sha256': ['modp', 'sha256'],
  }),
  ...entries('request', {
    'ecdh-sha2-1.3.132.0.10': ['ecdhSecp256k1', 'sha256'],
    'rsa2048-sha256': ['rsaOaep', 'rsa', 'sha256'],
    'diffie-hellman-group14-sha256@ssh.com': ['modp', 'sha256'],
    'diffie-hellman-group14-sha224@ssh.com': ['modp', 'sha224'],
    'diffie-hellman-group15-sha256@ssh.com': ['modp', 'sha256'],
    'diffie-hellman-group15-sha384@ssh.com': ['modp', 'sha384'],
    'diffie-hellman-group16-sha384@ssh.com': ['modp', 'sha384'],
    'diffie-hellman-group16-sha512@ssh.com': ['modp', 'sha512'],
    'diffie-hellman-group18-sha512@ssh.com': ['modp', 'sha512'],
    'diffie-hellman-group-exchange-sha224@ssh.com': ['modp', 'sha224'],
    'diffie-hellman-group-exchange-sha384@ssh.com': ['modp', 'sha384'],
    'diffie-hellman-group-exchange-sha512@ssh.com': ['modp', 'sha512'],
    // SHA-1, or a group of 1024 bits: for equipment that knows nothing better (RFC 9142)
    'diffie-hellman-group14-sha1': ['modp', 'sha1'],
    'diffie-hellman-group-exchange-sha1': ['modp', 'sha1'],
    'diffie-hellman-group1-sha1': ['modp', 'sha1'],
    'rsa1024-sha1': ['rsaOaep', 'rsa', 'sha1'],
  } satisfies Record<string, readonly Need[]>),
];
