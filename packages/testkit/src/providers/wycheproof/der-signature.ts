/** Strict DER of an ECDSA signature (RFC 3279 section 2.2.3), only to read test vectors. SSH has its own form. */

import type { EcdsaNumbers } from '@nacre/crypto';

/** Both numbers, or undefined when the bytes are not the one DER encoding of two integers that are not negative. */
export function parseDerSignature(der: Uint8Array): EcdsaNumbers | undefined {
  const body = elementAt(der, 0, 0x30);
  const r = body && integerAt(body, 0);
  const s = body && r && integerAt(body, 2 + r.length);
  return r && s && 4 + r.length + s.length === body.length && headSize(body.length) + body.length === der.length
    ? { r, s }
    : undefined;
}

/** An integer of P-521 has at most 67 bytes, so its length has one byte. */
function integerAt(der: Uint8Array, offset: number): Uint8Array | undefined {
  const body = elementAt(der, offset, 0x02);
  if (body === undefined || body.length === 0 || body.length > 0x7f) return undefined;
  const [first = 0, second = 0] = body;
  if (first >= 0x80 || (first === 0 && body.length > 1 && second < 0x80)) return undefined;
  return body;
}

/** The content of the element that begins at `offset`; its length has the shortest of the two forms that are needed here. */
function elementAt(der: Uint8Array, offset: number, tag: number): Uint8Array | undefined {
  const isLong = der[offset + 1] === 0x81;
  const length = der[offset + (isLong ? 2 : 1)] ?? 0;
  const start = offset + headSize(length);
  const body = der.subarray(start, start + length);
  return der[offset] === tag && isLong === length > 0x7f && body.length === length ? body : undefined;
}

function headSize(length: number): number {
  return length > 0x7f ? 3 : 2;
}
