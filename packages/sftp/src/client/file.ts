/** An open remote file, after `FileHandle` of node:fs/promises. */

import { type AbortSignalLike, concatBytes, decodeUtf8Lossy, misuse, SshError } from '@nacre/core';

import { attributes, ownership, times } from '../files/attributes.js';
import type { SftpStats, TimeLike } from '../files/stats.js';
import { type SftpAttrs, SftpClose, SftpExtended, SftpFsetstat, SftpFstat, SftpRead } from '../generated/index.js';
import type { Pieces } from '../packet/packet.js';
import { type Block, readAhead } from './read-ahead.js';
import { ATTRS_REPLY, dataReply } from './replies.js';
import { type RequestContext, STATUS_REPLY } from './requests.js';
import type { SftpSession } from './session.js';
import { bytesOf, writeAll, writeParts } from './write-behind.js';

export interface SignalOption {
  /** Gives up waiting; what the server does with a request already sent is its own affair. */
  readonly signal?: AbortSignalLike | undefined;
}

export interface ReadRangeOptions extends SignalOption {
  /** First byte; default 0. */
  readonly start?: number | undefined;
  /** Last byte, inclusive as in `fs.createReadStream`; default: to the end. */
  readonly end?: number | undefined;
  /** Requests in flight; default by bytes in flight. */
  readonly concurrency?: number | undefined;
}

export interface WriteFromOptions extends SignalOption {
  /** Where the first byte goes; default 0. */
  readonly start?: number | undefined;
  readonly concurrency?: number | undefined;
}

export interface FileReadOptions extends SignalOption {
  /** Where in `buffer` to begin; default 0. */
  readonly offset?: number | undefined;
  /** Bytes to read; default what fits. */
  readonly length?: number | undefined;
  /** Place in the file; default: where the last read or write without a position ended. */
  readonly position?: number | null | undefined;
}

export type FileWriteOptions = FileReadOptions;

/** Content to write: text becomes UTF-8. */
export type FileContent = Uint8Array | string | AsyncIterable<Uint8Array | string> | Iterable<Uint8Array | string>;

export class SftpFile {
  /** The path it was opened with. */
  readonly path: string;
  readonly #session: SftpSession;
  readonly #handle: Uint8Array;
  #position = 0;
  #closing: Promise<void> | undefined;

  constructor(session: SftpSession, handle: Uint8Array, path: string) {
    this.#session = session;
    this.#handle = handle;
    this.path = path;
  }

  /** The server's name for the open file, for extensions that take one. Leave it unchanged. */
  get handle(): Uint8Array {
    return this.#handle;
  }

  /** Reads into `buffer`. Fewer bytes than asked for mean the end of the file; short answers are completed. */
  async read<B extends Uint8Array>(
    buffer: B,
    options: FileReadOptions = {},
  ): Promise<{ bytesRead: number; buffer: B }> {
    const offset = options.offset ?? 0;
    const length = options.length ?? buffer.length - offset;
    if (offset < 0 || length < 0 || offset + length > buffer.length)
      throw misuse('read: the range is not in the buffer');
    const start = options.position ?? this.#position;
    let done = 0;
    for await (const block of this.#blocks(start, start + length, start + length, undefined, options.signal)) {
      for (const piece of block.pieces) {
        buffer.set(piece, offset + done);
        done += piece.length;
      }
    }
    if (options.position === undefined || options.position === null) this.#position = start + done;
    return { bytesRead: done, buffer };
  }

  /** Writes all of `data`, which must stay unchanged until the result settles. */
  async write<D extends Uint8Array | string>(
    data: D,
    options: FileWriteOptions = {},
  ): Promise<{ bytesWritten: number; buffer: D }> {
    const bytes = bytesOf(data);
    const offset = options.offset ?? 0;
    const length = options.length ?? bytes.length - offset;
    if (offset < 0 || length < 0 || offset + length > bytes.length) throw misuse('write: the range is not in the data');
    const tracked = options.position === undefined || options.position === null;
    const start = options.position ?? this.#position;
    if (tracked) this.#position = start + length;
    await writeParts(this.writeTarget('write', options.signal), bytes.subarray(offset, offset + length), start);
    return { bytesWritten: length, buffer: data };
  }

  /** The rest of the file from its beginning. */
  async readFile(options: SignalOption & { readonly encoding: 'utf8' | 'utf-8' }): Promise<string>;
  async readFile(options?: SignalOption): Promise<Uint8Array>;
  async readFile(options: SignalOption & { readonly encoding?: 'utf8' | 'utf-8' } = {}): Promise<Uint8Array | string> {
    const { size } = await this.stat(options);
    const parts: Uint8Array[] = [];
    for await (const block of this.blocks({ signal: options.signal }, size ?? 0)) parts.push(...block.pieces);
    const bytes = concatBytes(...parts);
    return options.encoding === undefined ? bytes : decodeUtf8Lossy(bytes);
  }

  /** Replaces the content from the beginning; a longer old content is cut off only by opening with 'w'. */
  async writeFile(data: FileContent, options: WriteFromOptions = {}): Promise<void> {
    if (typeof data === 'string' || data instanceof Uint8Array) {
      await writeParts(
        this.writeTarget('write', options.signal, options.concurrency),
        bytesOf(data),
        options.start ?? 0,
      );
    } else {
      await this.writeFrom(data, options);
    }
  }

  /** The content in order, in the pieces in which it arrives, with many requests in flight. The caller owns them. */
  async *readable(options: ReadRangeOptions = {}): AsyncGenerator<Uint8Array, void, undefined> {
    const { size } = await this.stat(options);
    for await (const block of this.blocks(options, size ?? 0)) yield* block.pieces;
  }

  /** Writes what `source` gives, with many requests in flight; each item must stay unchanged. Returns the bytes. */
  async writeFrom(
    source: AsyncIterable<Uint8Array | string> | Iterable<Uint8Array | string>,
    options: WriteFromOptions = {},
  ): Promise<number> {
    return writeAll(this.writeTarget('write', options.signal, options.concurrency), source, options.start ?? 0);
  }

  async stat(options: SignalOption = {}): Promise<SftpStats> {
    return this.#session.requests.request(
      SftpFstat,
      this.#target(),
      ATTRS_REPLY,
      this.#context('fstat', options.signal),
    );
  }

  async truncate(size = 0, options: SignalOption = {}): Promise<void> {
    await this.setstat({ size }, options, 'ftruncate');
  }

  async chmod(mode: number, options: SignalOption = {}): Promise<void> {
    await this.setstat(attributes({ mode }), options, 'fchmod');
  }

  async chown(uid: number, gid: number, options: SignalOption = {}): Promise<void> {
    await this.setstat(ownership(uid, gid), options, 'fchown');
  }

  /** Times in seconds since 1970, or Date. */
  async utimes(atime: TimeLike, mtime: TimeLike, options: SignalOption = {}): Promise<void> {
    await this.setstat(times(atime, mtime), options, 'futimes');
  }

  /** Sets any attributes by the open file. */
  async setstat(attrs: SftpAttrs, options: SignalOption = {}, syscall = 'fsetstat'): Promise<void> {
    const context = this.#context(syscall, options.signal);
    await this.#session.requests.request(SftpFsetstat, { ...this.#target(), attrs }, STATUS_REPLY, context);
  }

  /** Makes the server write the file to its disk. Rejects with UNSUPPORTED without fsync@openssh.com. */
  async sync(options: SignalOption = {}): Promise<void> {
    if (!this.#session.extensions.has('fsync@openssh.com')) {
      throw new SshError('UNSUPPORTED', 'The server has no fsync@openssh.com', { origin: 'peer' });
    }
    const body = { request: 'fsync@openssh.com', ...this.#target() } as const;
    await this.#session.requests.request(SftpExtended, { body }, STATUS_REPLY, this.#context('fsync', options.signal));
  }

  /** Closes the file; more calls wait for the same answer. Nothing else works afterwards. */
  async close(): Promise<void> {
    this.#closing ??= this.#session.requests.request(SftpClose, { handle: this.#handle }, STATUS_REPLY, {
      syscall: 'close',
      path: this.path,
    });
    await this.#closing;
  }

  /** Closes unless that has been asked for already, or the session is over: then whoever waited was told. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#closing === undefined && this.#session.requests.ended === undefined) await this.close();
  }

  /** The content in order as blocks with their places; `expected` is the size that the file is thought to have. */
  blocks(options: ReadRangeOptions, expected: number): AsyncGenerator<Block, void, undefined> {
    const end = options.end === undefined ? Number.MAX_SAFE_INTEGER : options.end + 1;
    return this.#blocks(options.start ?? 0, end, expected, options.concurrency, options.signal);
  }

  /** Where pipelined writes go; used by transfers too. */
  writeTarget(syscall: string, signal: AbortSignalLike | undefined, concurrency?: number): WriteTarget {
    const { handle } = this.#target();
    const context = this.#context(syscall, signal);
    return {
      chunk: this.#session.writeSize,
      depth: concurrency ?? this.#session.depth(this.#session.writeSize),
      write: (position, data) => this.#session.requests.write(handle, position, data, context),
    };
  }

  #blocks(
    start: number,
    end: number,
    expected: number,
    concurrency: number | undefined,
    signal: AbortSignalLike | undefined,
  ): AsyncGenerator<Block, void, undefined> {
    const chunk = this.#session.readSize;
    const depth = Math.max(1, concurrency ?? this.#session.depth(chunk));
    const context = this.#context('read', signal);
    return readAhead((position, length) => this.#readAt(position, length, context), {
      start,
      end,
      expected,
      chunk,
      depth,
    });
  }

  #readAt(offset: number, length: number, context: RequestContext): Promise<Pieces | undefined> {
    return this.#session.requests.request(SftpRead, { ...this.#target(), offset, length }, dataReply(length), context);
  }

  #target(): { readonly handle: Uint8Array } {
    if (this.#closing !== undefined) throw misuse(`${this.path}: the file is closed`);
    return { handle: this.#handle };
  }

  #context(syscall: string, signal: AbortSignalLike | undefined): RequestContext {
    return { syscall, path: this.path, signal };
  }
}

/** What a pipelined write needs to know. */
export interface WriteTarget {
  /** Bytes of one request. */
  readonly chunk: number;
  /** Requests in flight. */
  readonly depth: number;
  write(position: number, data: Uint8Array): Promise<void>;
}
