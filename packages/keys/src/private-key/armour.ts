/** The text around an OpenSSH private key (PROTOCOL.key): two marker lines and base64 between them. */

import { limitExceeded, toBase64, zeroize } from '@nacre/core';

import { keyFormatError } from '../errors.js';
import { limits } from '../limits.js';
import { decodeBase64 } from '../text/base64.js';
import { foreignFormatError } from './foreign-formats.js';

const BEGIN = '-----BEGIN OPENSSH PRIVATE KEY-----';
const END = '-----END OPENSSH PRIVATE KEY-----';
const LINE_CHARS = 70; // as OpenSSH wraps

/** The bytes in the armour, owned by the caller, who erases them. Throws KEY_FORMAT, UNSUPPORTED or LIMIT_EXCEEDED. */
export function removeArmour(text: string): Uint8Array {
  if (text.length > limits.privateKeyChars) {
    throw limitExceeded('privateKeyChars', text.length, limits.privateKeyChars, 'local');
  }
  const lines = text
    .replace(/^\ufeff/, '')
    .trim()
    .split(/\r?\n/);
  if (lines[0] !== BEGIN) throw foreignFormatError(lines.join('\n'));
  const end = lines.indexOf(END);
  if (end < 0) throw keyFormatError('The private key is truncated: its END line is missing');
  if (end !== lines.length - 1) throw keyFormatError('The private key has text after its END line');
  const bytes = decodeBase64(lines.slice(1, end).join(''));
  if (bytes === undefined) throw keyFormatError('The private key is damaged: its base64 text is malformed');
  return bytes;
}

/** The text of a key file, with a line end at its end. Erases `bytes`. */
export function addArmour(bytes: Uint8Array): string {
  const base64 = toBase64(bytes);
  zeroize(bytes);
  const lines = [BEGIN];
  for (let at = 0; at < base64.length; at += LINE_CHARS) lines.push(base64.slice(at, at + LINE_CHARS));
  return `${[...lines, END].join('\n')}\n`;
}
