/** The data types of RFC 4251 section 5, for vectors that are put together by hand. Shares nothing with the codecs. */

export function u8(...values: readonly number[]): Buffer {
  return Buffer.from(values);
}

export function u32(...values: readonly number[]): Buffer {
  const octets = Buffer.alloc(4 * values.length);
  values.forEach((value, i) => void octets.writeUInt32BE(value, 4 * i));
  return octets;
}

export function u64(...values: readonly (number | bigint)[]): Buffer {
  const octets = Buffer.alloc(8 * values.length);
  values.forEach((value, i) => void octets.writeBigUInt64BE(BigInt.asUintN(64, BigInt(value)), 8 * i));
  return octets;
}

/** One string that holds all the parts. */
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
