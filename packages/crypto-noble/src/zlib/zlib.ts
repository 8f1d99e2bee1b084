/** zlib streams (RFC 1950) on pako, an implementation of zlib in plain JavaScript. */

import {
  Z_BUF_ERROR,
  Z_OK,
  Z_PARTIAL_FLUSH,
  Z_STREAM_END,
  Z_SYNC_FLUSH,
  zlibDeflate,
  zlibDeflateEnd,
  zlibDeflateInit,
  zlibInflate,
  zlibInflateEnd,
  zlibInflateInit,
  ZStream,
} from 'pako';

import { concatBytes, limitExceeded, misuse, protocolError } from '@nacre/core';
import type { Zlib } from '@nacre/crypto';

/** OpenSSH's. More costs much time for little. */
const LEVEL = 6;
/** Output is taken in pieces of this size: most packets fit into one. */
const CHUNK_BYTES = 65_536;

type Step = (stream: ZStream, flush: typeof Z_PARTIAL_FLUSH | typeof Z_SYNC_FLUSH) => number;

export const pakoZlib: Zlib = {
  deflater() {
    const stream = new ZStream();
    zlibDeflateInit(stream, LEVEL);
    const run = new Run(stream, zlibDeflate, zlibDeflateEnd);
    return {
      // Partial flush as OpenSSH: some bits shorter than a sync flush
      compress: data => run.process(Z_PARTIAL_FLUSH, data, Number.MAX_SAFE_INTEGER),
      close: () => run.close(),
    };
  },
  inflater() {
    const stream = new ZStream();
    zlibInflateInit(stream);
    const run = new Run(stream, zlibInflate, zlibInflateEnd);
    return {
      decompress(data, maxLength) {
        if (data.length === 0) throw protocolError('A compressed packet is empty');
        return run.process(Z_SYNC_FLUSH, data, maxLength);
      },
      close: () => run.close(),
    };
  },
};

let scratch: Uint8Array<ArrayBuffer> | undefined; // for output, shared by all streams, since each call copies it before it returns

class Run {
  readonly #stream: ZStream;
  readonly #step: Step;
  readonly #end: (stream: ZStream) => number;
  #failure: string | undefined;
  #isClosed = false;

  constructor(stream: ZStream, step: Step, end: (stream: ZStream) => number) {
    this.#stream = stream;
    this.#step = step;
    this.#end = end;
  }

  /** All output for the input, in fresh memory; of more than `maxLength` bytes no more than one is ever made. */
  process(flush: Parameters<Step>[1], input: Uint8Array, maxLength: number): Uint8Array {
    if (this.#isClosed) throw misuse('A zlib stream was used after it was closed');
    if (this.#failure !== undefined) throw protocolError(`Data cannot be decompressed: ${this.#failure}`);
    scratch ??= new Uint8Array(CHUNK_BYTES);
    const stream = this.#stream;
    Object.assign(stream, { input, next_in: 0, avail_in: input.length, output: scratch });
    const pieces: Uint8Array[] = [];
    let length = 0;
    do {
      const room = Math.min(scratch.length, maxLength - length + 1);
      Object.assign(stream, { next_out: 0, avail_out: room });
      const status = this.#step(stream, flush);
      // Z_BUF_ERROR: there was nothing left to do
      if (status !== Z_OK && status !== Z_STREAM_END && status !== Z_BUF_ERROR) {
        this.#fail(protocolError(`Data cannot be decompressed: ${stream.msg || `status ${status}`}`));
      }
      length += stream.next_out;
      if (length > maxLength) this.#fail(limitExceeded('maxLength', length, maxLength));
      if (stream.next_out > 0) pieces.push(scratch.slice(0, stream.next_out));
      scratch.fill(0, 0, stream.next_out);
    } while (stream.avail_out === 0);
    if (stream.avail_in > 0) this.#fail(protocolError('Data follows the end of a zlib stream'));
    stream.input = new Uint8Array(0); // what was borrowed
    return pieces.length === 1 ? (pieces[0] as Uint8Array) : concatBytes(...pieces);
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#end(this.#stream);
  }

  /** Nothing can be read after this. */
  #fail(error: Error): never {
    this.#failure = error.message;
    scratch?.fill(0);
    throw error;
  }
}
