/** Looks for a key in the text of an authorized_keys file (sshd(8)). Options are not understood in this release. */

import { equalBytes, isSshError, toBase64 } from '@nacre/core';

import { findKeyType } from '../key-types/table.js';
import { splitKeyText } from '../public-key/openssh-line.js';
import { type PublicKey, publicKeyFromBlob } from '../public-key/public-key.js';
import { lineFault, significantLines, takeField } from '../text/lines.js';
import { type LineWarning, WarningList } from '../text/warning.js';

export interface AuthorizedKeyLookup {
  /** The key with the comment of its line; undefined when it must not be let in. */
  readonly key: PublicKey | undefined;
  /** Where the key stands, counted from 1. */
  readonly line: number | undefined;
  /** About the lines that were refused. */
  readonly warnings: readonly LineWarning[];
}

/**
 * The line of `text` that lets the key in `blob` in. A line with options is refused, with a warning, because options
 * restrict what a key may do: ignoring them would give more rights than the line does. For the same reason a key that
 * stands on such a line is not let in by a later line. Throws LIMIT_EXCEEDED for a text over 16 Mi characters.
 */
export function findAuthorizedKey(
  text: string,
  blob: Uint8Array,
  options: { readonly file?: string } = {},
): AuthorizedKeyLookup {
  const warnings = new WarningList(options.file);
  const wanted = toBase64(blob);
  let found: { readonly key: PublicKey; readonly line: number } | undefined;
  let refused = false;
  for (const line of significantLines(text)) {
    const key = parseLine(line.text);
    if (typeof key === 'string') {
      warnings.add(line.number, key);
      refused ||= found === undefined && line.text.includes(wanted);
    } else if (found === undefined && !refused && equalBytes(key.blob, blob)) {
      found = { key, line: line.number };
    }
  }
  return { key: found?.key, line: found?.line, warnings: warnings.all };
}

/** The key of a line without options, or a text that says why the line is refused. */
function parseLine(line: string): PublicKey | string {
  const fault = lineFault(line);
  if (fault !== undefined) return fault;
  if (hasOptions(line)) return 'the line has options, which are not supported yet in this release: its key is refused';
  const key = splitKeyText(line);
  if (typeof key === 'string') return key;
  try {
    return publicKeyFromBlob(key.blob, key.comment);
  } catch (error) {
    if (isSshError(error)) return error.message;
    throw error;
  }
}

/** Every key blob starts with a short length, which is 'AAAA' in base64; after options comes the name of a key type. */
function hasOptions(line: string): boolean {
  const [first, rest] = takeField(line);
  if (findKeyType(first) !== undefined) return false;
  return first.includes('=') || first.includes('"') || first.includes(',') || !rest.startsWith('AAAA');
}
