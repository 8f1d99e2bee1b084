/** One line of a known_hosts file, parsed. */

import { isSshError } from '@nacre/core';

import { quoted } from '../errors.js';
import { splitKeyText } from '../public-key/openssh-line.js';
import { publicKeyFromBlob } from '../public-key/public-key.js';
import { lineFault, takeField } from '../text/lines.js';
import { type HostField, parseHostField } from './host-pattern.js';

export interface KnownHostsEntry {
  /** As the caller named the file. */
  readonly file: string | undefined;
  /** Counted from 1. */
  readonly line: number;
  /**
   * 'revoked': the key must never be accepted. 'cert-authority': the key signs certificates, and is no host key itself.
   */
  readonly marker: 'revoked' | 'cert-authority' | undefined;
  readonly hosts: HostField;
  readonly keyType: string;
  readonly keyBlob: Uint8Array;
  readonly comment: string;
}

/** The entry, or a text that says why the line is ignored. `line` has no blanks around it and is not empty. */
export function parseEntry(line: string, number: number, file: string | undefined): KnownHostsEntry | string {
  const fault = lineFault(line);
  if (fault !== undefined) return fault;
  const [marker, afterMarker] = takeMarker(line);
  if (marker === 'unknown') return `the marker ${quoted(takeField(line)[0])} is not known`;
  if (afterMarker.startsWith('@')) return 'there is more than one marker';
  const [hostText, keyText] = takeField(afterMarker);
  const key = splitKeyText(keyText);
  if (typeof key === 'string') return key;
  const hosts = parseHostField(hostText);
  if (typeof hosts === 'string') return hosts;
  return (
    keyFault(key.blob) ?? {
      file,
      line: number,
      marker,
      hosts,
      keyType: key.type,
      keyBlob: key.blob,
      comment: key.comment,
    }
  );
}

function takeMarker(line: string): readonly [marker: KnownHostsEntry['marker'] | 'unknown', rest: string] {
  if (!line.startsWith('@')) return [undefined, line];
  const [word, rest] = takeField(line);
  if (word === '@revoked') return ['revoked', rest];
  return word === '@cert-authority' ? ['cert-authority', rest] : ['unknown', rest];
}

/**
 * A key that is well formed but not usable here (another type, too short) still tells that the host is known: without
 * its entry, a wrong key of another type would look like that of a new host.
 */
function keyFault(blob: Uint8Array): string | undefined {
  try {
    publicKeyFromBlob(blob);
  } catch (error) {
    if (!isSshError(error)) throw error;
    if (error.code !== 'UNSUPPORTED') return error.message;
  }
  return undefined;
}
