/** Time as an argument. Below floor 5 nobody reads a clock. */

/** Monotonic time in milliseconds, from an arbitrary start. */
export interface Clock {
  now(): number;
}

/** Source of cryptographically secure random bytes. */
export interface RandomSource {
  /** Fills the whole of `bytes`. */
  fill(bytes: Uint8Array): void;
}

/** `length` fresh random bytes, owned by the caller. */
export function randomBytes(random: RandomSource, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  random.fill(bytes);
  return bytes;
}
