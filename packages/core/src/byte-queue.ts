/** Bytes that arrived but are not used yet. Appending copies; taking gives views where it can. */

export class ByteQueue {
  #buffer: Uint8Array;
  #start = 0;
  #end = 0;

  constructor(initialCapacity = 1024) {
    this.#buffer = new Uint8Array(initialCapacity);
  }

  get length(): number {
    return this.#end - this.#start;
  }

  /** Copies `bytes` to the end. */
  append(bytes: Uint8Array): void {
    this.#makeRoom(bytes.length);
    this.#buffer.set(bytes, this.#end);
    this.#end += bytes.length;
  }

  /** All queued bytes as a view, valid until the next `append`. */
  peek(): Uint8Array {
    return this.#buffer.subarray(this.#start, this.#end);
  }

  /** Drops `count` bytes from the front. */
  skip(count: number): void {
    this.#start += count;
    if (this.#start < this.#end) return;
    this.#start = 0;
    this.#end = 0;
  }

  /** Erases what is held; the queue may hold plain text. */
  clear(): void {
    this.#buffer.fill(0, this.#start, this.#end);
    this.#start = 0;
    this.#end = 0;
  }

  #makeRoom(extra: number): void {
    if (this.#end + extra <= this.#buffer.length) return;
    const needed = this.length + extra;
    const target =
      needed <= this.#buffer.length ? this.#buffer : new Uint8Array(Math.max(needed, 2 * this.#buffer.length));
    target.set(this.#buffer.subarray(this.#start, this.#end));
    this.#end = this.length;
    this.#start = 0;
    this.#buffer = target;
  }
}
