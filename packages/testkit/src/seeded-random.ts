/** Randomness that a test can repeat. Never for keys that matter. */

import type { RandomSource } from '@nacre/core';

export interface SeededRandom extends RandomSource {
  /** A whole number from 0 to `bound - 1`. */
  below(bound: number): number;
}

/** The same seed gives the same bytes on every platform. */
export function seededRandom(seed: number): SeededRandom {
  let state = seed >>> 0;
  const next = (): number => {
    // A 32-bit counter through a mixing function: every state is reached, and close seeds give unlike sequences.
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return (mixed ^ (mixed >>> 15)) >>> 0;
  };
  return {
    below: bound => Math.floor((next() / 0x1_0000_0000) * bound),
    fill(bytes) {
      for (let i = 0; i < bytes.length; i++) bytes[i] = next() & 0xff;
    },
  };
}
