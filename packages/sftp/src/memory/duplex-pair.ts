/** Two ends of a byte stream in memory, for tests and for an SFTP client and server in one program. */

import { type ByteDuplex, misuse, SshError } from '@nacre/core';

export interface DuplexPairOptions {
  /** Bytes on their way in one direction before `write` asks to wait; default 2 MiB. */
  readonly window?: number | undefined;
  /** Cuts what is written into chunks of this many bytes; default: as it was written. */
  readonly chunk?: number | undefined;
}

/** Two streams: what one end writes is copied, and the other reads it. */
export function duplexPair(options: DuplexPairOptions = {}): readonly [ByteDuplex, ByteDuplex] {
  const there = new Pipe(options);
  const back = new Pipe(options);
  return [new PipeEnd(back, there), new PipeEnd(there, back)];
}

class PipeEnd implements ByteDuplex {
  readonly #input: Pipe;
  readonly #output: Pipe;

  constructor(input: Pipe, output: Pipe) {
    this.#input = input;
    this.#output = output;
  }

  read(): Promise<Uint8Array | undefined> {
    return this.#input.read();
  }

  write(...parts: readonly Uint8Array[]): Promise<void> | undefined {
    return this.#output.write(parts);
  }

  async end(): Promise<void> {
    this.#output.end();
  }

  close(error?: unknown): void {
    this.#input.fail(error);
    this.#output.end();
  }
}

class Pipe {
  readonly #window: number;
  readonly #chunk: number;
  #chunks: Uint8Array[] = [];
  #queued = 0;
  #ended = false;
  #failure: { readonly error: unknown } | undefined;
  #reader: { resolve: (chunk: Uint8Array | undefined) => void; reject: (error: unknown) => void } | undefined;
  #writers: { resolve: () => void; reject: (error: unknown) => void }[] = [];

  constructor(options: DuplexPairOptions) {
    this.#window = options.window ?? 2 * 1024 * 1024;
    this.#chunk = options.chunk ?? Number.MAX_SAFE_INTEGER;
  }

  read(): Promise<Uint8Array | undefined> {
    if (this.#reader !== undefined) return Promise.reject(misuse('only one read may wait at a time'));
    return new Promise((resolve, reject) => {
      this.#reader = { resolve, reject };
      this.#deliver();
    });
  }

  write(parts: readonly Uint8Array[]): Promise<void> | undefined {
    if (this.#failure !== undefined || this.#ended) return Promise.reject(closedError());
    for (const part of parts) {
      for (let at = 0; at < part.length; at += this.#chunk) {
        const chunk = part.slice(at, at + this.#chunk);
        this.#chunks.push(chunk);
        this.#queued += chunk.length;
      }
    }
    this.#deliver();
    if (this.#queued < this.#window) return undefined;
    return new Promise((resolve, reject) => this.#writers.push({ resolve, reject }));
  }

  end(): void {
    this.#ended = true;
    this.#deliver();
  }

  /** The reading end is gone. */
  fail(error: unknown): void {
    this.#failure ??= { error };
    this.#chunks = [];
    const writers = this.#writers;
    this.#writers = [];
    for (const writer of writers) writer.reject(closedError());
    this.#deliver();
  }

  #deliver(): void {
    const reader = this.#reader;
    if (reader === undefined) return;
    const chunk = this.#chunks.shift();
    if (chunk === undefined && !this.#ended && this.#failure === undefined) return;
    this.#reader = undefined;
    if (chunk === undefined) {
      if (this.#failure?.error !== undefined) reader.reject(this.#failure.error);
      else reader.resolve(undefined);
      return;
    }
    this.#queued -= chunk.length;
    reader.resolve(chunk);
    if (this.#queued >= this.#window) return;
    const writers = this.#writers;
    this.#writers = [];
    for (const writer of writers) writer.resolve();
  }
}

function closedError(): SshError {
  return new SshError('CONNECTION_LOST', 'The stream is closed', { origin: 'io' });
}
