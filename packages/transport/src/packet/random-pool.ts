/** Random padding drawn many bytes at a time, because one call of the random source per packet is dear. */

import type { RandomSource } from '@nacre/core';

const POOL = 2048;

export class RandomPool {
  readonly #random: RandomSource;
  readonly #pool = new Uint8Array(POOL);
  #used = POOL;

  constructor(random: RandomSource) {
    this.#random = random;
  }

  /** Fills `target` from `at` with `count` bytes (at most 255) that are never used again. */
  fill(target: Uint8Array, at: number, count: number): void {
    if (this.#used + count > POOL) {
      this.#random.fill(this.#pool);
      this.#used = 0;
    }
    for (let i = 0; i < count; i++) target[at + i] = this.#pool[this.#used + i] as number;
    this.#used += count;
  }
}
