/** Pseudo-random numbers from a seed, so that a run can be repeated. Not for secrets. */

export class SeededNumbers {
  #state: number;

  constructor(seed: number, name = '') {
    let state = seed | 0;
    for (let at = 0; at < name.length; at++) state = Math.imul(state ^ name.charCodeAt(at), 0x01000193);
    this.#state = state;
  }

  /** Any u32. */
  u32(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  }

  /** From 0, less than `end`; 0 when there is nothing to choose from. */
  below(end: number): number {
    return end < 2 ? 0 : this.u32() % end;
  }

  pick<T>(list: readonly T[]): T | undefined {
    return list[this.below(list.length)];
  }
}
