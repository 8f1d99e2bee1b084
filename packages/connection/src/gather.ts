/** Cuts data that is given in parts into pieces of any size, as views: nothing is copied. */

export class Gather {
  readonly #parts: readonly Uint8Array[];
  #index = 0;
  #offset = 0;
  #remaining = 0;

  constructor(parts: readonly Uint8Array[]) {
    this.#parts = parts;
    for (const part of parts) this.#remaining += part.length;
  }

  get remaining(): number {
    return this.#remaining;
  }

  /** The next `count` bytes, behind `head`; there must be so many. */
  take(head: Uint8Array, count: number): readonly Uint8Array[] {
    const taken = [head];
    this.#remaining -= count;
    while (count > 0) {
      const part = this.#parts[this.#index] as Uint8Array;
      const size = Math.min(count, part.length - this.#offset);
      if (size > 0) taken.push(part.subarray(this.#offset, this.#offset + size));
      count -= size;
      this.#offset += size;
      if (this.#offset < part.length) continue;
      this.#index++;
      this.#offset = 0;
    }
    return taken;
  }
}
