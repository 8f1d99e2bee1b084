/** Big-endian unsigned numbers as bytes, for providers. Not a codec: the wire's mpint lives in @nacre/wire. */

/** A view of `bytes` without its leading zeros; zero is the empty array. */
export function stripLeadingZeros(bytes: Uint8Array): Uint8Array {
  let start = 0;
  while (start < bytes.length && bytes[start] === 0) start++;
  return bytes.subarray(start);
}

/** The number in exactly `length` bytes, a new array; undefined when it does not fit. */
export function toFixedLength(bytes: Uint8Array, length: number): Uint8Array | undefined {
  const digits = stripLeadingZeros(bytes);
  if (digits.length > length) return undefined;
  const result = new Uint8Array(length);
  result.set(digits, length - digits.length);
  return result;
}

export function bytesToBigInt(bytes: Uint8Array): bigint {
  let digits = '0x0';
  for (const byte of bytes) digits += HEX[byte] as string;
  return BigInt(digits);
}

/** Big-endian bytes of a number that is not negative: without leading zeros, or in exactly `length` bytes. */
export function bigIntToBytes(value: bigint, length?: number): Uint8Array {
  const text = value.toString(16);
  const digits = value === 0n ? '' : text.length % 2 === 0 ? text : `0${text}`;
  const size = length ?? digits.length / 2;
  const result = new Uint8Array(size);
  const start = size - digits.length / 2;
  if (start < 0) throw new RangeError('the number does not fit');
  for (let i = start; i < size; i++)
    result[i] = Number.parseInt(digits.slice(2 * (i - start), 2 * (i - start) + 2), 16);
  return result;
}

const HEX: readonly string[] = /*@__PURE__*/ Array.from({ length: 256 }, (_, byte) =>
  byte.toString(16).padStart(2, '0'),
);
