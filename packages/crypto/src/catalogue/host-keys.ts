/** Signature algorithms of host keys and user keys, best first. */

import { type CatalogueEntry, entries, type Need } from './entry.js';

const CERTIFICATE = '-cert-v01@openssh.com';

const current: Readonly<Record<string, readonly Need[]>> = {
  'ssh-ed25519': ['ed25519'], // short, fast, without a nonce that could fail
  'ecdsa-sha2-nistp256': ['ecdsaP256'],
  'ecdsa-sha2-nistp384': ['ecdsaP384'],
  'ecdsa-sha2-nistp521': ['ecdsaP521'],
  'sk-ssh-ed25519@openssh.com': ['ed25519', 'sha256'],
  'sk-ecdsa-sha2-nistp256@openssh.com': ['ecdsaP256', 'sha256'],
  'rsa-sha2-512': ['rsa', 'sha512'],
  'rsa-sha2-256': ['rsa', 'sha256'],
  'ssh-ed448': ['ed448'],
  'webauthn-sk-ecdsa-sha2-nistp256@openssh.com': ['ecdsaP256', 'sha256'], // of a security key that a browser asked
};

const old: Readonly<Record<string, readonly Need[]>> = {
  'ecdsa-sha2-1.3.132.0.10': ['ecdsaSecp256k1'],
  'ssh-rsa': ['rsa', 'sha1'],
  'ssh-dss': ['dsa', 'sha1'],
};

export const hostKeyEntries: readonly CatalogueEntry[] = [
  // a certificate first: who has one wants it to be used, and who has no authority for it compares the key in it
  ...entries('default', certificatesOf(current)),
  ...entries('default', current),
  ...entries('request', {
    ...certificatesOf(old),
    ...old,
    'ssh-rsa-sha224@ssh.com': ['rsa', 'sha224'],
    'ssh-rsa-sha256@ssh.com': ['rsa', 'sha256'],
    'ssh-rsa-sha384@ssh.com': ['rsa', 'sha384'],
    'ssh-rsa-sha512@ssh.com': ['rsa', 'sha512'],
  }),
];

/** 'sk-ssh-ed25519@openssh.com' has the certificate 'sk-ssh-ed25519-cert-v01@openssh.com'. */
function certificatesOf(keys: Readonly<Record<string, readonly Need[]>>): Record<string, readonly Need[]> {
  const named = Object.entries(keys).map(([name, needs]) => [name.replace('@openssh.com', '') + CERTIFICATE, needs]);
  return Object.fromEntries(named) as Record<string, readonly Need[]>;
}
