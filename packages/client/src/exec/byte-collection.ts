/** Bytes that arrive in pieces and are wanted as one array. Copies them, so that the pieces can be freed at once. */

const FIRST_BLOCK = 64 * 1024;
const LARGEST_BLOCK = 8 * 1024 * 1024; // from here on doubling would only waste memory

export class ByteCollection {
  readonly #full: Uint8Array[] = [];
  #block: Uint8Array = new Uint8Array(0);
  #used = 0;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  add(bytes: Uint8Array): void {
    this.#length += bytes.length;
    for (let rest = bytes; rest.length > 0; ) {
      if (this.#used === this.#block.length) this.#grow();
      const part = rest.subarray(0, this.#block.length - this.#used);
      this.#block.set(part, this.#used);
      this.#used += part.length;
      rest = rest.subarray(part.length);
    }
  }

  /** All bytes, owned by the caller. The collection is empty afterwards. */
  take(): Uint8Array {
    const result = Buffer.concat([...this.#full, this.#block.subarray(0, this.#used)], this.#length);
    this.#full.length = 0;
    this.#block = new Uint8Array(0);
    this.#used = 0;
    this.#length = 0;
    return new Uint8Array(result.buffer, result.byteOffset, result.length);
  }

  #grow(): void {
    const size = Math.max(FIRST_BLOCK, Math.min(2 * this.#block.length, LARGEST_BLOCK));
    if (this.#used > 0) this.#full.push(this.#block);
    this.#block = Buffer.allocUnsafeSlow(size);
    this.#used = 0;
  }
}
