/** Random bytes from the operating system's seeded generator, drawn in batches. */

import { randomFillSync } from 'node:crypto';

import type { RandomSource } from '@nacre/core';

/** Padding asks for a few bytes with every packet: drawn singly they cost half as much as sealing a small packet. */
const POOL_SIZE = 4096;
/** Longer requests go to the generator directly. */
const MAX_POOLED = 256;

export const nodeRandom: RandomSource = pooledRandom();

function pooledRandom(): RandomSource {
  const pool = new Uint8Array(POOL_SIZE);
  let next = POOL_SIZE;
  return {
    fill(bytes) {
      if (bytes.length > MAX_POOLED) {
        randomFillSync(bytes);
        return;
      }
      if (next + bytes.length > POOL_SIZE) {
        randomFillSync(pool);
        next = 0;
      }
      const end = next + bytes.length;
      bytes.set(pool.subarray(next, end));
      pool.fill(0, next, end); // what was handed out may become a key
      next = end;
    },
  };
}
