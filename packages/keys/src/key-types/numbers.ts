/** Large unsigned numbers as big-endian magnitudes. */

/** `magnitude` with zeros in front, `length` bytes in all. It must not be longer than that. */
export function leftPad(magnitude: Uint8Array, length: number): Uint8Array {
  if (magnitude.length === length) return magnitude;
  const padded = new Uint8Array(length);
  padded.set(magnitude, length - magnitude.length);
  return padded;
}

/** A view without leading zeros; empty for zero. */
export function stripZeros(bytes: Uint8Array): Uint8Array {
  let start = 0;
  while (start < bytes.length && bytes[start] === 0) start++;
  return bytes.subarray(start);
}

/** Number of bits, for a magnitude without leading zeros. */
export function bitLength(magnitude: Uint8Array): number {
  return magnitude.length === 0 ? 0 : 8 * magnitude.length - (Math.clz32(magnitude[0] as number) - 24);
}

/** Time depends on the value: only for numbers that are public, or once when a key is loaded. */
export function toBigInt(magnitude: Uint8Array): bigint {
  let digits = '';
  for (const byte of magnitude) digits += byte.toString(16).padStart(2, '0');
  return digits === '' ? 0n : BigInt(`0x${digits}`);
}
