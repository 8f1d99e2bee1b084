/** The data types of RFC 4251 section 5, for vectors that are put together by hand. Shares nothing with the codecs. */

export function u8(value: number): Buffer {
  return Buffer.of(value);
}

export function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

export function u64(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(value);
  return bytes;
}

/** A length and what has it. */
export function string(...parts: readonly (Buffer | string)[]): Buffer {
  const bytes = Buffer.concat(parts.map(part => Buffer.from(part)));
  return Buffer.concat([u32(bytes.length), bytes]);
}

/** A positive number from its hexadecimal digits, without surplus zeros. */
export function mpint(digits: string): Buffer {
  const magnitude = Buffer.from(digits.length % 2 === 0 ? digits : `0${digits}`, 'hex');
  return string((magnitude[0] ?? 0) >= 0x80 ? Buffer.concat([u8(0), magnitude]) : magnitude);
}

/** Octets that are told apart from others: 1, 2, 3 ... from `first` on. */
export function filler(length: number, first = 1): Buffer {
  return Buffer.from(Uint8Array.from({ length }, (_, i) => first + i));
}

export const join = (...parts: readonly Buffer[]): Buffer => Buffer.concat(parts);
