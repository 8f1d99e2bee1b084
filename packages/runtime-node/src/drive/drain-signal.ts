/** Tells writers when a stream has too much on its way to the kernel, and when it has not any more. */

import type { Writable } from 'node:stream';

/** Writers wait while more than this is buffered in the stream: enough to keep a fast link busy, little enough to hold for many connections. */
const BACKLOG_BYTES = 1024 * 1024;

export class DrainSignal {
  readonly #stream: Writable;
  #promise: Promise<void> | undefined;
  #resolve: (() => void) | undefined;

  constructor(stream: Writable) {
    this.#stream = stream;
    stream.on('drain', () => this.release());
    stream.on('close', () => this.release());
  }

  /** Undefined while the stream takes more; otherwise settles when it does again, or is gone. */
  wait(): Promise<void> | undefined {
    if (this.#stream.writableLength < BACKLOG_BYTES || this.#stream.destroyed) return undefined;
    this.#promise ??= new Promise(resolve => {
      this.#resolve = resolve;
    });
    return this.#promise;
  }

  release(): void {
    this.#resolve?.();
    this.#promise = undefined;
    this.#resolve = undefined;
  }
}
