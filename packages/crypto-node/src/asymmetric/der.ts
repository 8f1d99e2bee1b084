/** The little of DER (X.690) that keys without a JSON Web Key need. Writes any, reads what OpenSSL wrote. */

import { concatBytes } from '@nacre/core';
import { stripLeadingZeros } from '@nacre/crypto';

export const derTags = { integer: 0x02, bitString: 0x03, octetString: 0x04, sequence: 0x30 } as const;

/** One element, of less than 64 KiB. A copy. */
export function der(tag: number, ...contents: readonly Uint8Array[]): Uint8Array {
  const size = contents.reduce((sum, { length }) => sum + length, 0);
  const head = size < 0x80 ? [tag, size] : size < 0x100 ? [tag, 0x81, size] : [tag, 0x82, size >> 8, size & 0xff];
  return concatBytes(Uint8Array.from(head), ...contents);
}

/** A number that is not negative, so with a zero in front where its top bit is set. A copy. */
export function derInteger(magnitude: Uint8Array): Uint8Array {
  const digits = stripLeadingZeros(magnitude);
  const needsZero = ((digits[0] ?? 0x80) & 0x80) !== 0;
  return der(derTags.integer, needsZero ? Uint8Array.of(0) : new Uint8Array(0), digits);
}

/** The contents of the elements that follow each other in `bytes`, as views. */
export function derContents(bytes: Uint8Array): readonly Uint8Array[] {
  const contents: Uint8Array[] = [];
  for (let position = 0; position < bytes.length; ) {
    const short = bytes[position + 1] as number;
    const longForm = short < 0x80 ? 0 : short & 0x7f;
    const start = position + 2 + longForm;
    const length = bytes.subarray(position + 2, start).reduce((sum, byte) => sum * 256 + byte, 0);
    position = start + (longForm === 0 ? short : length);
    contents.push(bytes.subarray(start, position));
  }
  return contents;
}
