/**
 * Feeds received bytes to a consumer in place. Only what a consumer cannot use yet is copied: the start of a packet
 * whose end has not come, or everything while the consumer is paused.
 */

import { ByteQueue, limitExceeded } from '@nacre/core';

export interface Consumer {
  /** True while nothing may be taken. */
  readonly paused: boolean;
  /** Bytes from the start of the unfinished unit that must be there for progress. */
  readonly needed: number;
  /** Takes a unit that starts at `from`: bytes used, or 0 when more are needed. */
  take(input: Uint8Array, from: number): number;
}

export class Input {
  readonly #consumer: Consumer;
  readonly #maxPaused: number;
  readonly #queue = new ByteQueue(256);

  constructor(consumer: Consumer, maxPausedBytes: number) {
    this.#consumer = consumer;
    this.#maxPaused = maxPausedBytes;
  }

  /** Bytes held. */
  get length(): number {
    return this.#queue.length;
  }

  /** `bytes` are borrowed for the call. */
  receive(bytes: Uint8Array): void {
    let from = 0;
    while (this.#queue.length > 0 && from < bytes.length && !this.#consumer.paused) {
      from = this.#completeUnit(bytes, from);
    }
    if (this.#queue.length === 0) from = this.#takeAll(bytes, from);
    if (from < bytes.length) this.#keep(bytes.subarray(from));
  }

  /** Goes on with what is held, after a pause. */
  resume(): void {
    if (this.#queue.length > 0) this.#takeHeld();
  }

  clear(): void {
    this.#queue.clear();
  }

  /** Copies no more of `bytes` than the unit that is held lacks. Returns where to go on. */
  #completeUnit(bytes: Uint8Array, from: number): number {
    const missing = Math.max(1, this.#consumer.needed - this.#queue.length);
    const end = Math.min(bytes.length, from + missing);
    this.#queue.append(bytes.subarray(from, end));
    this.#takeHeld();
    return end;
  }

  #takeHeld(): void {
    const held = this.#queue.peek();
    this.#queue.skip(this.#takeAll(held, 0));
  }

  #takeAll(bytes: Uint8Array, from: number): number {
    let at = from;
    while (at < bytes.length && !this.#consumer.paused) {
      const used = this.#consumer.take(bytes, at);
      if (used === 0) break;
      at += used;
    }
    return at;
  }

  #keep(bytes: Uint8Array): void {
    const length = this.#queue.length + bytes.length;
    if (this.#consumer.paused && length > this.#maxPaused) {
      throw limitExceeded('pausedInputBytes', length, this.#maxPaused, 'misuse');
    }
    this.#queue.append(bytes);
  }
}
