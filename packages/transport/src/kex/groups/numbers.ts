/** Unsigned big-endian numbers as bytes: their size and order. Everything here is public, so time may depend on it. */

/** Bits of the number; leading zeros do not count. */
export function bitLength(number: Uint8Array): number {
  const first = number.findIndex(byte => byte !== 0);
  return first < 0 ? 0 : (number.length - first) * 8 - (Math.clz32(number[first] as number) - 24);
}

/** Negative, zero or positive as `a` is less than, equal to or greater than `b`. */
export function compareNumbers(a: Uint8Array, b: Uint8Array): number {
  const difference = bitLength(a) - bitLength(b);
  if (difference !== 0) return difference;
  const length = Math.ceil(bitLength(a) / 8);
  const [x, y] = [a.subarray(a.length - length), b.subarray(b.length - length)];
  const at = x.findIndex((byte, i) => byte !== y[i]);
  return at < 0 ? 0 : (x[at] as number) - (y[at] as number);
}

/** The odd number `p` less one. A copy. */
export function lessOne(p: Uint8Array): Uint8Array {
  const result = new Uint8Array(p);
  result[result.length - 1] = (p[p.length - 1] as number) & 0xfe;
  return result;
}

/** True for a public number that is allowed: 2 to p - 2 (RFC 4253 section 8, NIST SP 800-56A section 5.6.2.3.1). */
export function isInRange(number: Uint8Array, p: Uint8Array): boolean {
  return bitLength(number) >= 2 && compareNumbers(number, lessOne(p)) < 0;
}
