/**
 * zlib streams (RFC 1950) of node:zlib, driven synchronously. There is no public function for that, so this goes to the handle below
 * the streams, which Node 20 to 26, Bun and Deno have in the same form; a runtime that lacks it has no zlib here.
 */

import { constants, createDeflate, createInflate } from 'node:zlib';

import { concatBytes, copyBytes, equalBytes, limitExceeded, misuse, protocolError } from '@nacre/core';
import type { Zlib } from '@nacre/crypto';

/** OpenSSH's. More costs much time for little. */
const LEVEL = 6;
/** Output is taken in pieces of this size: most packets fit into one. */
const CHUNK_BYTES = 65_536;

/** The native object of a stream. */
interface Handle {
  writeSync(
    flush: number,
    input: Uint8Array,
    inputOffset: number,
    inputLength: number,
    output: Uint8Array,
    outputOffset: number,
    outputLength: number,
  ): void;
  onerror: (message: string, errno: number, code: string) => void;
}

interface HandledStream {
  readonly _handle: Handle;
  /** What the last write left: free bytes of output, unread bytes of input. */
  readonly _writeState: Uint32Array;
  close(): void;
}

let scratch: Uint8Array | undefined; // for output, shared by all streams, since each call copies it before it returns

/** Undefined when the runtime's streams cannot be driven synchronously. */
export function nodeZlib(): Zlib | undefined {
  try {
    return works() ? zlib : undefined;
  } catch {
    return undefined; // what is missing shows as a TypeError
  }
}

const zlib: Zlib = {
  deflater() {
    // Partial flush as OpenSSH: some bits shorter than a sync flush
    const stream = new SyncStream(createDeflate({ level: LEVEL, chunkSize: constants.Z_MIN_CHUNK }));
    return {
      compress: data => stream.process(constants.Z_PARTIAL_FLUSH, data, Number.MAX_SAFE_INTEGER),
      close: () => stream.close(),
    };
  },
  inflater() {
    const stream = new SyncStream(createInflate({ chunkSize: constants.Z_MIN_CHUNK }));
    return {
      decompress(data, maxLength) {
        if (data.length === 0) throw protocolError('A compressed packet is empty');
        return stream.process(constants.Z_SYNC_FLUSH, data, maxLength);
      },
      close: () => stream.close(),
    };
  },
};

class SyncStream {
  readonly #stream: HandledStream;
  readonly #handle: Handle;
  #failure: string | undefined;
  #isClosed = false;

  constructor(stream: unknown) {
    this.#stream = stream as HandledStream;
    this.#handle = this.#stream._handle;
    // Otherwise the stream would destroy itself, and emit an 'error' that nobody listens to
    this.#handle.onerror = message => {
      this.#failure = message;
    };
  }

  /** All output for the input, in fresh memory; of more than `maxLength` bytes no more than one is ever made. */
  process(flush: number, input: Uint8Array, maxLength: number): Uint8Array {
    if (this.#isClosed) throw misuse('A zlib stream was used after it was closed');
    scratch ??= new Uint8Array(CHUNK_BYTES);
    const pieces: Uint8Array[] = [];
    let [length, read] = [0, 0];
    for (;;) {
      this.#requireSound();
      const room = Math.min(scratch.length, maxLength - length + 1);
      this.#handle.writeSync(flush, input, read, input.length - read, scratch, 0, room);
      this.#requireSound();
      const [free = 0, unread = 0] = this.#stream._writeState;
      const made = room - free;
      read = input.length - unread;
      length += made;
      if (length > maxLength) this.#fail(limitExceeded('maxLength', length, maxLength));
      if (made > 0) pieces.push(copyBytes(scratch.subarray(0, made)));
      scratch.fill(0, 0, made);
      if (free > 0) break;
    }
    if (read < input.length) this.#fail(protocolError('Data follows the end of a zlib stream'));
    return pieces.length === 1 ? (pieces[0] as Uint8Array) : concatBytes(...pieces);
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#stream.close();
  }

  #requireSound(): void {
    if (this.#failure !== undefined) throw protocolError(`Data cannot be decompressed: ${this.#failure}`);
  }

  /** Nothing can be read after this. */
  #fail(error: Error): never {
    this.#failure = error.message;
    scratch?.fill(0);
    throw error;
  }
}

/** Tries a stream of two packets, and that a fault is reported. */
function works(): boolean {
  const [deflater, inflater] = [zlib.deflater(), zlib.inflater()];
  const packet = Uint8Array.of(1, 2, 3, 1, 2, 3, 1, 2, 3);
  const isWhole = [1, 2].every(() => equalBytes(inflater.decompress(deflater.compress(packet), 10), packet));
  let isRefused = false;
  try {
    inflater.decompress(new Uint8Array(10).fill(255), 10);
  } catch {
    isRefused = true;
  }
  deflater.close();
  inflater.close();
  return isWhole && isRefused;
}
