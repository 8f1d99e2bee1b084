/** Recognises key files that are not OpenSSH private keys, to say what they are. Reads none of them. */

import type { SshError } from '@nacre/core';

import { keyFormatError, unsupported } from '../errors.js';

const OTHER_PRIVATE: readonly (readonly [start: string, name: string])[] = [
  ['-----BEGIN RSA PRIVATE KEY-----', 'PEM (PKCS#1) private keys'],
  ['-----BEGIN EC PRIVATE KEY-----', 'PEM (SEC1) private keys'],
  ['-----BEGIN EC PARAMETERS-----', 'PEM (SEC1) private keys'],
  ['-----BEGIN DSA PRIVATE KEY-----', 'PEM private keys of type DSA'],
  ['-----BEGIN PRIVATE KEY-----', 'PKCS#8 private keys'],
  ['-----BEGIN ENCRYPTED PRIVATE KEY-----', 'Encrypted PKCS#8 private keys'],
  ['PuTTY-User-Key-File-', 'PuTTY private keys'],
  ['---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----', 'ssh.com private keys'],
];
const PUBLIC = ['-----BEGIN PUBLIC KEY-----', '-----BEGIN RSA PUBLIC KEY-----', '---- BEGIN SSH2 PUBLIC KEY ----'];
const PUBLIC_LINE = /^(?:ssh|ecdsa|sk-ssh|sk-ecdsa)-[!-~]{1,64}[ \t]+AAAA/;

/**
 * The error for a text that is not an OpenSSH private key. `text` starts with its first character that is not blank.
 */
export function foreignFormatError(text: string): SshError {
  const other = OTHER_PRIVATE.find(([start]) => text.startsWith(start));
  if (other !== undefined) {
    return unsupported(
      `${other[1]} are not supported yet in this release; "ssh-keygen -p -f FILE" rewrites most in OpenSSH format`,
    );
  }
  if (text === '') return keyFormatError('The private key is empty');
  if (PUBLIC_LINE.test(text.slice(0, 128)) || PUBLIC.some(start => text.startsWith(start))) {
    return keyFormatError('This is a public key; a private key was expected');
  }
  return keyFormatError('This is not a private key in a known format');
}
