/** The host field of a known_hosts line: a list of patterns, or a hashed name. The format is that of sshd(8). */

import { encodeUtf8, equalConstantTime } from '@nacre/core';
import type { CryptoProvider } from '@nacre/crypto';

import { requirePrimitive } from '../errors.js';
import { limits } from '../limits.js';
import { decodeBase64 } from '../text/base64.js';

export type HostField =
  | { readonly kind: 'patterns'; readonly patterns: readonly HostPattern[] }
  /** HMAC-SHA1 of the name under a salt of its own. */
  | { readonly kind: 'hashed'; readonly salt: Uint8Array; readonly hash: Uint8Array };

export interface HostPattern {
  readonly negated: boolean;
  /** Lower case, with `*` and `?`. */
  readonly text: string;
}

const SHA1_BYTES = 20;

/** The host field, or a text that says what is wrong with it. */
export function parseHostField(text: string): HostField | string {
  return text.startsWith('|') ? parseHashed(text) : parsePatterns(text);
}

/**
 * True when the field stands for `name`, which is in the form of `lookupName`. A negated pattern that matches wins over
 * all others. Throws UNSUPPORTED when the field is hashed and the provider has no HMAC.
 */
export function hostFieldMatches(field: HostField, name: string, crypto: CryptoProvider): boolean {
  if (field.kind === 'hashed') {
    const hmac = requirePrimitive(crypto, 'hmac', 'Looking up hashed host names')('sha1', field.salt);
    return equalConstantTime(hmac.compute(encodeUtf8(name)), field.hash);
  }
  const hits = field.patterns.filter(pattern => wildcardMatches(pattern.text, name));
  return hits.length > 0 && !hits.some(pattern => pattern.negated);
}

/** The name under which a host is looked up: '[name]:port', and the name alone for port 22. */
export function lookupName(host: string, port: number): string {
  const bare = host.startsWith('[') && host.endsWith(']') ? host.slice(1, -1) : host;
  const name = lowerCase(bare);
  return port === 22 ? name : `[${name}]:${port}`;
}

/** `*` stands for any text and `?` for any one character, dots too. Time is at most the product of the lengths. */
export function wildcardMatches(pattern: string, text: string): boolean {
  let p = 0;
  let t = 0;
  let star = -1;
  let resume = 0;
  while (t < text.length) {
    if (pattern[p] === '*') {
      star = p++;
      resume = t;
    } else if (p < pattern.length && (pattern[p] === '?' || pattern[p] === text[t])) {
      p++;
      t++;
    } else if (star >= 0) {
      p = star + 1;
      t = ++resume;
    } else {
      return false;
    }
  }
  while (pattern[p] === '*') p++;
  return p === pattern.length;
}

function parseHashed(text: string): HostField | string {
  const [empty, version, salt, hash, ...others] = text.split('|');
  if (empty !== '' || version !== '1') return 'the host name is hashed in an unknown way';
  const saltBytes = decodeBase64(salt ?? '');
  const hashBytes = decodeBase64(hash ?? '');
  if (others.length > 0 || saltBytes?.length !== SHA1_BYTES || hashBytes?.length !== SHA1_BYTES) {
    return `a hashed host name needs a salt and a hash of ${SHA1_BYTES} bytes each`;
  }
  return { kind: 'hashed', salt: saltBytes, hash: hashBytes };
}

function parsePatterns(text: string): HostField | string {
  const patterns: HostPattern[] = [];
  for (const item of text.split(',')) {
    if (item.length > limits.patternChars) return `a host pattern is over ${limits.patternChars} characters`;
    const negated = item.startsWith('!');
    const pattern = lowerCase(negated ? item.slice(1) : item);
    if (pattern !== '') patterns.push({ negated, text: pattern });
  }
  return patterns.length > 0 ? { kind: 'patterns', patterns } : 'there is no host name';
}

/** ASCII only, as host names are: other letters can change their length or meaning. */
function lowerCase(text: string): string {
  return /[A-Z]/.test(text) ? text.replace(/[A-Z]/g, letter => letter.toLowerCase()) : text;
}
