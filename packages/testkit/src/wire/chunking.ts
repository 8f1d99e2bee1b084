/** How a stream is cut into the pieces that a receiver sees. */

import { concatBytes } from '@nacre/core';

import { type SeededRandom, seededRandom } from '../seeded-random.js';

/** 'whole': as it was written; 'byte': one at a time; a number: random pieces of that seed, split and merged. */
export type Chunking = 'whole' | 'byte' | number;

const LARGEST_PIECE = 7;
/** One draw in so many merges all that waits into one piece, as a busy socket does. */
const MERGE_ONE_IN = 16;

export class Chunker {
  readonly #chunking: Chunking;
  readonly #random: SeededRandom;
  #waiting: Uint8Array[] = [];

  constructor(chunking: Chunking) {
    this.#chunking = chunking;
    this.#random = seededRandom(typeof chunking === 'number' ? chunking : 0);
  }

  /** Takes over `bytes`. */
  push(bytes: Uint8Array): void {
    if (bytes.length > 0) this.#waiting.push(bytes);
  }

  /** The next piece, or undefined when nothing waits. */
  take(): Uint8Array | undefined {
    const first = this.#waiting[0];
    if (first === undefined) return undefined;
    if (this.#chunking === 'whole') return this.#waiting.shift();
    if (typeof this.#chunking === 'number' && this.#random.below(MERGE_ONE_IN) === 0) return this.#merged();
    const size = Math.min(first.length, this.#chunking === 'byte' ? 1 : 1 + this.#random.below(LARGEST_PIECE));
    if (size === first.length) this.#waiting.shift();
    else this.#waiting[0] = first.subarray(size);
    return first.subarray(0, size);
  }

  get empty(): boolean {
    return this.#waiting.length === 0;
  }

  #merged(): Uint8Array {
    const all = concatBytes(...this.#waiting);
    this.#waiting = [];
    return all;
  }
}
