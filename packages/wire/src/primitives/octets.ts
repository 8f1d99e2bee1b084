/** Big-endian numbers at an offset, for straight-line code that has checked lengths and values itself. */

export function getU16(bytes: Uint8Array, at: number): number {
  return ((bytes[at] as number) << 8) | (bytes[at + 1] as number);
}

export function getU32(bytes: Uint8Array, at: number): number {
  const low = ((bytes[at + 1] as number) << 16) | ((bytes[at + 2] as number) << 8) | (bytes[at + 3] as number);
  return (((bytes[at] as number) << 24) | low) >>> 0;
}

/** NaN when the number is above 2^53 - 1. */
export function getU64(bytes: Uint8Array, at: number): number {
  const high = getU32(bytes, at);
  return high > 0x1fffff ? Number.NaN : high * 0x1_0000_0000 + getU32(bytes, at + 4);
}

export function putU16(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value >>> 8;
  bytes[at + 1] = value;
}

export function putU32(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value >>> 24;
  bytes[at + 1] = value >>> 16;
  bytes[at + 2] = value >>> 8;
  bytes[at + 3] = value;
}

/** `value` is an integer of up to 53 bits, negative ones in two's complement. */
export function putU64(bytes: Uint8Array, at: number, value: number): void {
  putU32(bytes, at, Math.floor(value / 0x1_0000_0000));
  putU32(bytes, at + 4, value >>> 0);
}

/** True for an integer of the given number of bits, at most 53. */
export function isUnsigned(value: number, bits: 8 | 16 | 32 | 64): boolean {
  if (bits === 32) return value >>> 0 === value;
  if (bits === 64) return value >= 0 && Number.isSafeInteger(value);
  return (value & (bits === 8 ? 0xff : 0xffff)) === value;
}
