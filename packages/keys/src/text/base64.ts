/** Base64 (RFC 4648 section 4) in its one canonical form, as key files have it. */

import { fromBase64 } from '@nacre/core';

/** The last digit before the padding has unused bits: these are the digits where they are zero. */
const CANONICAL = /^[A-Za-z0-9+/]*(?:[AQgw]==|[AEIMQUYcgkosw048]=)?$/;

/**
 * The bytes of `text`, or undefined unless it is canonical: padded, no white space, unused bits zero. Being strict here
 * means that one key has one text, so that comparing lines and comparing keys cannot differ.
 */
export function decodeBase64(text: string): Uint8Array | undefined {
  return text.length > 0 && text.length % 4 === 0 && CANONICAL.test(text) ? fromBase64(text) : undefined;
}
