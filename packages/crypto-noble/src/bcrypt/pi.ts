/** The binary digits of pi, from which Blowfish takes its tables. */

/** Bits lost to rounding in under a thousand terms, with room to spare. */
const GUARD_BITS = 64n;

/** The first `count` 32-bit words of the fraction of pi. */
export function piFractionWords(count: number): Uint32Array {
  const one = 1n << (BigInt(32 * count) + GUARD_BITS);
  const fraction = (pi(one) - 3n * one) >> GUARD_BITS;
  const digits = fraction.toString(16).padStart(8 * count, '0');
  return Uint32Array.from({ length: count }, (_, i) => Number.parseInt(digits.slice(8 * i, 8 * i + 8), 16));
}

/**
 * Pi in units of 1/one, by the series of Chudnovsky and Chudnovsky: 47 bits a term, where arctangents would hold the host up
 * for some forty milliseconds.
 */
function pi(one: bigint): bigint {
  let term = one;
  let sum = one;
  let weightedSum = 0n;
  for (let k = 1n; term !== 0n; k++) {
    const numerator = (6n * k - 5n) * (2n * k - 1n) * (6n * k - 1n);
    term = (-term * numerator) / (k * k * k * 10_939_058_860_032_000n);
    sum += term;
    weightedSum += k * term;
  }
  return (426_880n * squareRoot(10_005n * one * one) * one) / (13_591_409n * sum + 545_140_134n * weightedSum);
}

/** The square root to within a few units: one step of Newton's method from the root of the upper half of the digits. */
function squareRoot(value: bigint): bigint {
  if (value < 1n << 52n) return BigInt(Math.floor(Math.sqrt(Number(value))));
  const quarter = BigInt(value.toString(16).length - 1); // four bits a digit
  const root = squareRoot(value >> (2n * quarter));
  return (root << (quarter - 1n)) + (value >> (quarter + 1n)) / root;
}
