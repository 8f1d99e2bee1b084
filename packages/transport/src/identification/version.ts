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

/** Our version line. `software` is printable US-ASCII; it may be followed by a space and a comment. */
export function ownVersion(software: string): Version {
  const text = `SSH-2.0-${software}`;
  if (!/^[\x21-\x2c\x2e-\x7e]+( [\x20-\x7e]*)?$/.test(software) || text.length > 253) {
    throw misuse(
      'software must be printable US-ASCII without a minus sign, optionally a space and a comment, and short',
    );
  }
  return { bytes: encodeUtf8(text), text };
}

/** Reads a peer's line, without its line end. Takes a copy. */
export function parseVersion(line: Uint8Array): Version {
  const raw = String.fromCharCode(...line);
  const text = sanitizeText(raw);
  const match = /^SSH-([0-9]+\.[0-9]+)-(.+)$/s.exec(raw);
  if (match === null || hasControl(line)) throw protocolError(`The peer's version line is malformed: ${text}`);
  if (match[1] !== '2.0' && match[1] !== '1.99') {
    throw protocolError(`The peer speaks SSH ${match[1]}, not 2.0: ${text}`, { version: text }, VERSION_NOT_SUPPORTED);
  }
  return { bytes: new Uint8Array(line), text };
}

/** Control characters are illegal; octets from 128 up are too, but peers put them into comments. */
function hasControl(line: Uint8Array): boolean {
  for (const byte of line) if (byte < 0x20 || byte === 0x7f) return true;
  return false;
}
