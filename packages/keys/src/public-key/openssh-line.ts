/** Public keys as one line of text: type, base64, comment, as in `id_ed25519.pub`. */

import { decodeUtf8, limitExceeded, misuse, toBase64 } from '@nacre/core';
import { WireReader } from '@nacre/wire';

import { keyFormatError, quoted } from '../errors.js';
import { limits } from '../limits.js';
import { decodeBase64 } from '../text/base64.js';
import { hasControl, lineFault, takeField, trimBlanks } from '../text/lines.js';
import { type PublicKey, publicKeyFromBlob } from './public-key.js';

const MAX_TYPE_BYTES = 64; // the length of a name (RFC 4251 section 6)

/** The public key of one line. Throws SshError: KEY_FORMAT, UNSUPPORTED (see `publicKeyFromBlob`) or LIMIT_EXCEEDED. */
export function parsePublicKey(text: string): PublicKey {
  const { blob, comment } = readKeyLine('The public key', text);
  return publicKeyFromBlob(blob, comment);
}

/** Type, blob and comment of a text that is one line; the blob is not looked into. Throws KEY_FORMAT or LIMIT_EXCEEDED. */
export function readKeyLine(what: string, text: string): KeyText {
  if (text.length > limits.lineChars) throw limitExceeded('lineChars', text.length, limits.lineChars, 'local');
  const line = trimBlanks(text.replace(/\r?\n$/, ''));
  if (line.includes('PRIVATE KEY-----')) throw keyFormatError('This is a private key; a public key was expected');
  if (line.startsWith('----')) throw keyFormatError('This is a PEM or RFC 4716 file; one OpenSSH line was expected');
  const fault = line.includes('\n') ? 'there is more than one line' : lineFault(line);
  if (fault !== undefined) throw keyFormatError(`${what} cannot be read: ${fault}`);
  const key = splitKeyText(line);
  if (typeof key === 'string') throw keyFormatError(`${what} cannot be read: ${key}`);
  return key;
}

/** One line without a line end. Throws MISUSE for a comment with control characters. */
export function formatPublicKey(key: PublicKey): string {
  if (hasControl(key.comment)) throw misuse('The comment of a key must not have control characters');
  return `${key.type} ${toBase64(key.blob)}${key.comment === '' ? '' : ` ${key.comment}`}`;
}

export interface KeyText {
  readonly type: string;
  readonly blob: Uint8Array;
  readonly comment: string;
}

/**
 * Type, blob and comment of a line, or a text that says what is wrong; the type that the blob tells must be the one
 * that the line tells. Takes key types that this release does not know. Does not throw, because files may hold many odd
 * lines.
 */
export function splitKeyText(line: string): KeyText | string {
  const [type, afterType] = takeField(line);
  const [base64, comment] = takeField(afterType);
  if (base64 === '') return 'type and base64 text of a public key were expected';
  const blob = decodeBase64(base64);
  if (blob === undefined) return 'the base64 text of the public key is malformed';
  const inner = blobType(blob);
  if (inner === undefined) return 'the public key is truncated or malformed';
  return inner === type
    ? { type, blob, comment }
    : `the line says ${quoted(type)}, but its key is of type ${quoted(inner)}`;
}

/** Name of the key type that a blob starts with (RFC 4251 section 6), or undefined. */
function blobType(blob: Uint8Array): string | undefined {
  const reader = new WireReader(blob);
  if (blob.length < 4) return undefined;
  const length = reader.u32('PublicKeyBlob.keyType');
  if (length > MAX_TYPE_BYTES || length > reader.remaining) return undefined;
  return decodeUtf8(reader.raw('PublicKeyBlob.keyType', length));
}
