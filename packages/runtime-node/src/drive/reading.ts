/** Decides whether the stream is read: not while the engine is busy, and not while the peer does not take our answers. */

import type { Duplex } from 'node:stream';

/**
 * Bytes of output at which we stop reading. Writers wait far below it, so only answers to a flood of requests get
 * there: a peer that asks without reading must not fill our memory.
 */
const FLOOD_BYTES = 8 * 1024 * 1024;

export class Reading {
  readonly #stream: Duplex;
  #wanted = true;

  constructor(stream: Duplex) {
    this.#stream = stream;
    stream.on('drain', () => this.#apply());
  }

  /** Says whether the engine takes input now. */
  set(wanted: boolean): void {
    this.#wanted = wanted;
    this.#apply();
  }

  #apply(): void {
    const reads = this.#wanted && this.#stream.writableLength < FLOOD_BYTES;
    if (reads !== this.#stream.isPaused()) return;
    if (reads) this.#stream.resume();
    else this.#stream.pause();
  }
}
