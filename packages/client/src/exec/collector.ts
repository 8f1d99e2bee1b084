/** Collects what a stream of a command gives, unless the caller reads that stream himself. */

import type { Readable } from 'node:stream';

import { ByteCollection } from './byte-collection.js';

export interface CollectorOptions {
  /** False: what nobody reads is thrown away. */
  readonly keep: boolean;
  readonly maximum: number;
  readonly onOverflow: () => void;
}

export class Collector {
  readonly #stream: Readable;
  readonly #options: CollectorOptions;
  readonly #bytes = new ByteCollection();
  #done: Promise<void> | undefined;
  #taken: Uint8Array | undefined;

  constructor(stream: Readable, options: CollectorOptions) {
    this.#stream = stream;
    this.#options = options;
  }

  /** Somebody else reads the stream. */
  get isForeign(): boolean {
    if (this.#done !== undefined) return false;
    const { readableFlowing, readableDidRead } = this.#stream;
    return readableFlowing !== null || readableDidRead || this.#stream.listenerCount('readable') > 0;
  }

  /** Starts to read, if nobody else does. */
  start(): void {
    if (this.#done !== undefined || this.isForeign) return;
    this.#done = new Promise(resolve => this.#stream.once('close', resolve));
    this.#stream.on('data', (chunk: Uint8Array) => this.#take(chunk));
    if (this.#stream.closed) this.#done = Promise.resolve();
  }

  /** All that was read until the stream ended or failed; undefined at once if somebody else reads it. */
  async bytes(): Promise<Uint8Array | undefined> {
    if (this.#done === undefined) return undefined;
    await this.#done;
    return this.#options.keep ? (this.#taken ??= this.#bytes.take()) : undefined;
  }

  #take(chunk: Uint8Array): void {
    if (!this.#options.keep) return;
    const room = this.#options.maximum - this.#bytes.length;
    this.#bytes.add(chunk.subarray(0, Math.max(0, room)));
    if (chunk.length > room) this.#options.onOverflow();
  }
}
