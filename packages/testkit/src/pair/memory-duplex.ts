/** Two ends of a byte stream in memory, with back-pressure. */

import type { ByteDuplex } from '@nacre/core';
import { concatBytes, misuse } from '@nacre/core';

import { FaultingWire, type WireOptions } from '../wire/faulting-wire.js';

export interface MemoryDuplexOptions {
  /** For both directions. */
  readonly wire?: WireOptions;
  /** Unread bytes in one direction after which a write waits. */
  readonly highWaterMark?: number;
}

const HIGH_WATER_MARK = 65_536;

/** What one end writes, the other reads. */
export function memoryDuplexPair(options: MemoryDuplexOptions = {}): readonly [ByteDuplex, ByteDuplex] {
  const there = new Direction(options);
  const back = new Direction(options);
  return [new MemoryDuplex(back, there), new MemoryDuplex(there, back)];
}

class Direction {
  readonly #wire: FaultingWire;
  readonly #highWaterMark: number;
  #unread = 0;
  #ended = false;
  #failed: Error | undefined;
  #reader: (() => void) | undefined;
  #writers: (() => void)[] = [];

  constructor(options: MemoryDuplexOptions) {
    this.#wire = new FaultingWire(options.wire);
    this.#highWaterMark = options.highWaterMark ?? HIGH_WATER_MARK;
  }

  write(bytes: Uint8Array): Promise<void> | undefined {
    if (this.#failed !== undefined) return Promise.reject(this.#failed);
    if (this.#ended) return Promise.reject(misuse('write after the end'));
    this.#wire.send(bytes);
    this.#unread += bytes.length;
    this.#wake();
    if (this.#unread <= this.#highWaterMark) return undefined;
    return new Promise(resolve => this.#writers.push(resolve));
  }

  async read(): Promise<Uint8Array | undefined> {
    if (this.#reader !== undefined) throw misuse('two reads at a time');
    for (;;) {
      if (this.#failed !== undefined) throw this.#failed;
      const bytes = this.#wire.receive();
      if (bytes !== undefined) return this.#taken(bytes);
      if (this.#wire.idle && (this.#ended || this.#wire.cut)) return undefined;
      await new Promise<void>(resolve => {
        this.#reader = resolve;
      });
    }
  }

  end(): void {
    this.#ended = true;
    this.#wake();
  }

  fail(error: unknown): void {
    this.#failed ??= error instanceof Error ? error : new Error('the stream was closed', { cause: error });
    this.#wake();
    for (const writer of this.#writers.splice(0)) writer();
  }

  #taken(bytes: Uint8Array): Uint8Array {
    this.#unread -= bytes.length;
    if (this.#unread <= this.#highWaterMark) for (const writer of this.#writers.splice(0)) writer();
    return bytes;
  }

  #wake(): void {
    const reader = this.#reader;
    this.#reader = undefined;
    reader?.();
  }
}

class MemoryDuplex implements ByteDuplex {
  readonly #incoming: Direction;
  readonly #outgoing: Direction;

  constructor(incoming: Direction, outgoing: Direction) {
    this.#incoming = incoming;
    this.#outgoing = outgoing;
  }

  read(): Promise<Uint8Array | undefined> {
    return this.#incoming.read();
  }

  write(...parts: readonly Uint8Array[]): Promise<void> | undefined {
    return this.#outgoing.write(concatBytes(...parts));
  }

  end(): Promise<void> {
    this.#outgoing.end();
    return Promise.resolve();
  }

  close(error?: unknown): void {
    const reason = error ?? misuse('the stream was closed');
    this.#incoming.fail(reason);
    this.#outgoing.fail(reason);
  }
}
