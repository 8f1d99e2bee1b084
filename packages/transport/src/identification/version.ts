/** The version line of RFC 4253 section 4.2: what ours may be and what a peer's must be. Not the search for it in a stream. */

import { encodeUtf8, misuse, protocolError, sanitizeText } from '@nacre/core';

/** An identification string. */
export interface Version {
  /** The line without CR LF, byte for byte: it enters the exchange hash. */
  readonly bytes: Uint8Array;
  /** The same for display: anything unusual is escaped. */
  readonly text: string;
}

const VERSION_NOT_SUPPORTED = 8; // RFC 4253 section 11.1

const MAX_TEXT = 253; // with CR LF the 255 bytes of RFC 4253 section 4.2

/**
 * Our version line. `software` is printable US-ASCII; a blank and a comment may follow in it or in `comments`. Throws SshError MISUSE for what
 * cannot stand in the line, and for a line that is too long.
 */
export function ownVersion(software: string, comments?: string): Version {
  if (!/^[\x21-\x2c\x2e-\x7e]+( [\x20-\x7e]*)?$/.test(software))
    throw misuse('software must be printable US-ASCII without a minus sign, optionally a space and a comment');
  if (comments !== undefined && !/^[\x20-\x7e]+$/.test(comments)) throw misuse('comments must be printable US-ASCII');
  const text = `SSH-2.0-${software}${comments === undefined ? '' : ` ${comments}`}`;
  if (text.length > MAX_TEXT)
    throw misuse(`software and comments make a version line of ${text.length + 2} bytes; ${MAX_TEXT + 2} is the most`);
  return { bytes: encodeUtf8(text), text };
}

/** Reads a peer's line, without its line end. Takes a copy. */
export function parseVersion(line: Uint8Array): Version {
  const raw = String.fromCharCode(...line);
  const text = sanitizeText(raw);
  const match = /^SSH-([0-9]+\.[0-9]+)-(.+)$/s.exec(raw);
  if (match === null || hasControl(line)) throw protocolError(`The peer's version line is malformed: ${text}`);
  if (match[1] !== '2.0' && match[1] !== '1.99') {
    const details = { version: text, protocolVersion: match[1] };
    throw protocolError(`The peer speaks SSH ${match[1]}, not 2.0: ${text}`, details, VERSION_NOT_SUPPORTED);
  }
  return { bytes: new Uint8Array(line), text };
}

/** Control characters are illegal; octets from 128 up are too, but peers put them into comments. */
function hasControl(line: Uint8Array): boolean {
  for (const byte of line) if (byte < 0x20 || byte === 0x7f) return true;
  return false;
}
