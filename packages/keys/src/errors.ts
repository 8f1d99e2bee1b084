/** The errors of reading and using keys. None of them holds key material. */

import { type ErrorOrigin, SshError, sanitizeText } from '@nacre/core';
import type { CryptoProvider, Hash, HashName } from '@nacre/crypto';
import { DecodeError } from '@nacre/wire';

/** A key file, line or blob that cannot be read; `message` is a whole sentence without its period. */
export function keyFormatError(message: string, cause?: unknown): SshError {
  return new SshError('KEY_FORMAT', message, { origin: 'local', cause });
}

/** The passphrase of an encrypted key is missing or wrong. */
export function passphraseError(message: string): SshError {
  return new SshError('KEY_PASSPHRASE', message, { origin: 'local' });
}

/** Something that is well formed and known, but that this release does not do. */
export function unsupported(message: string, origin: ErrorOrigin = 'local'): SshError {
  return new SshError('UNSUPPORTED', message, { origin });
}

/** The primitive `name` of the provider, or the error that says what it is missing for. */
export function requirePrimitive<K extends keyof CryptoProvider>(
  crypto: CryptoProvider,
  name: K,
  purpose: string,
): NonNullable<CryptoProvider[K]> {
  const primitive = crypto[name];
  if (primitive === undefined || primitive === null) {
    throw unsupported(`${purpose} needs ${name}, which the crypto provider '${crypto.name}' does not have`);
  }
  return primitive;
}

/** The hash `name` of the provider, or the error that says what it is missing for. */
export function requireHash(crypto: CryptoProvider, name: HashName, purpose: string): Hash {
  const hash = crypto.hashes[name];
  if (hash !== undefined) return hash;
  throw unsupported(`${purpose} needs ${name}, which the crypto provider '${crypto.name}' does not have`);
}

/** Runs `read`, turning a DecodeError into a KEY_FORMAT error about `what`. */
export function readingKey<T>(what: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    throw keyFormatError(`${what} ${damage(error)}`, error);
  }
}

/** A name from a file, in quotes, safe and short enough for a message. */
export function quoted(name: string): string {
  return `'${sanitizeText(name, 64)}'`;
}

function damage(error: DecodeError): string {
  if (error.rule === 'short') return `is truncated in ${error.field}`;
  if (error.rule === 'trailing') return `has bytes left over after ${error.field}`;
  return `is malformed: ${sanitizeText(error.message)}`;
}
