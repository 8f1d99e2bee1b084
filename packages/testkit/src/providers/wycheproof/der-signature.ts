/** Strict DER of an ECDSA signature (RFC 3279 section 2.2.3), only to read test vectors. SSH has its own form. */

import type { EcdsaNumbers } from '@nacre/crypto';

/** Both numbers, or undefined when the bytes are not the one DER encoding of two positive integers. */
export function parseDerSignature(der: Uint8Array): EcdsaNumbers | undefined {
  if (der[0] !== 0x30 || der[1] !== der.length - 2 || der.length > 0x7f) return undefined;
  const r = integerAt(der, 2);
  const s = r && integerAt(der, 4 + (der[3] as number));
  return r && s && 6 + (der[3] as number) + (der[5 + (der[3] as number)] as number) === der.length
    ? { r, s }
    : undefined;
}

function integerAt(der: Uint8Array, offset: number): Uint8Array | undefined {
  const length = der[offset + 1] ?? 0;
  const body = der.subarray(offset + 2, offset + 2 + length);
  if (der[offset] !== 2 || length === 0 || body.length !== length) return undefined;
  const [first = 0, second = 0] = body;
  if (first >= 0x80 || (first === 0 && length > 1 && second < 0x80)) return undefined;
  return body;
}
