/** Keys with Node's crypto and files: thin bindings of `@nacre/keys`. */

import type { MaybePromise } from '@nacre/core';
import * as keys from '@nacre/keys';

import { systemRandom } from '../clock.js';
import { defaultCrypto } from '../crypto.js';
import { type KeyFileOptions, readKeyFile, readPublicKeyFile } from './key-file.js';

export interface ParseKeyOptions {
  /** Asked only if the key is encrypted. A function that answers undefined gives up. */
  readonly passphrase?: string | Uint8Array | (() => MaybePromise<string | undefined>) | undefined;
}

export interface ReadKeyOptions extends ParseKeyOptions, KeyFileOptions {}

export interface GenerateKeyOptions {
  /** RSA only: 2048 to 16384, default 3072. */
  readonly bits?: number;
  readonly comment?: string;
}

/**
 * The private key in a file. Rejects with SshError: IO_ERROR (also for a file that other users may read), KEY_FORMAT,
 * KEY_PASSPHRASE, UNSUPPORTED.
 */
export async function readKey(path: string, options: ReadKeyOptions = {}): Promise<keys.PrivateKey> {
  return parseKey(await readKeyFile(path, options), options);
}

/** The private key in the text of a key file. Rejects as `readKey`. */
export function parseKey(text: string, options: ParseKeyOptions = {}): Promise<keys.PrivateKey> {
  const { passphrase } = options;
  return keys.parsePrivateKey(text, { crypto: defaultCrypto(), ...(passphrase !== undefined && { passphrase }) });
}

/**
 * The certificate in a '-cert.pub' file, for `withCertificate`. Rejects with SshError: IO_ERROR, KEY_FORMAT, UNSUPPORTED or
 * LIMIT_EXCEEDED.
 */
export async function readCertificate(path: string): Promise<keys.Certificate> {
  return keys.parseCertificate(await readPublicKeyFile(path));
}

/** A new private key; `exportKey` gives its text. */
export function generateKey(
  type: keys.GeneratedKeyType = 'ed25519',
  options: GenerateKeyOptions = {},
): Promise<keys.PrivateKey> {
  return keys.generateKey(type, { ...options, crypto: defaultCrypto() });
}

/** The text of a key in OpenSSH's format, encrypted if there is a passphrase. Keep it in a file with mode 0600. */
export function exportKey(key: keys.PrivateKey, options: { readonly passphrase?: string } = {}): Promise<string> {
  return keys.exportPrivateKey(key, { ...options, crypto: defaultCrypto(), random: systemRandom });
}

/** 'SHA256:...', as ssh-keygen -l shows it. */
export function fingerprint(key: keys.PublicKey | Uint8Array): string {
  return keys.fingerprint(key, defaultCrypto());
}
