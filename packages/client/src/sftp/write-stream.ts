/** A remote file as a Node Writable. */

import { Writable } from 'node:stream';

import type { ModeOption, OpenFlags, RemotePath, SftpClient, SftpFile, WriteFromOptions } from '@nacre/sftp';

export interface WriteStreamOptions extends ModeOption, WriteFromOptions {
  /** Default 'w'. */
  readonly flags?: OpenFlags | undefined;
  /** Bytes held before `write` answers false, beyond those in flight; default 1 MiB. */
  readonly highWaterMark?: number | undefined;
}

const HIGH_WATER_MARK = 1024 * 1024;

/** Chunks are not copied: leave them unchanged until 'finish'. */
export function createWriteStream(sftp: SftpClient, path: RemotePath, options: WriteStreamOptions = {}): Writable {
  return new RemoteWritable(sftp, path, options);
}

type Callback = (error?: Error | null) => void;

class RemoteWritable extends Writable {
  readonly #sftp: SftpClient;
  readonly #path: RemotePath;
  readonly #options: WriteStreamOptions;
  readonly #source = new Handover();
  #file: SftpFile | undefined;
  #writing: Promise<unknown> = Promise.resolve();

  constructor(sftp: SftpClient, path: RemotePath, options: WriteStreamOptions) {
    super({ highWaterMark: options.highWaterMark ?? HIGH_WATER_MARK });
    this.#sftp = sftp;
    this.#path = path;
    this.#options = options;
  }

  override _construct(callback: Callback): void {
    this.#open().then(() => callback(), callback);
  }

  override _write(chunk: Uint8Array, _encoding: BufferEncoding, callback: Callback): void {
    this.#source.give(chunk, callback);
  }

  override _final(callback: Callback): void {
    this.#source.end();
    this.#writing.then(() => this.#close()).then(() => callback(), callback);
  }

  override _destroy(error: Error | null, callback: Callback): void {
    this.#source.fail(error ?? new Error('The stream was destroyed'));
    const closed = this.#writing.catch(() => {}).then(() => this.#close()); // what failed is `error`, or told by `write`
    closed.then(
      () => callback(error),
      closeError => callback(error ?? closeError),
    );
  }

  async #open(): Promise<void> {
    const { flags = 'w', mode, signal } = this.#options;
    this.#file = await this.#sftp.open(this.#path, flags, { mode, signal });
    this.#writing = this.#file.writeFrom(this.#source, this.#options);
    this.#writing.catch((error: Error) => this.destroy(error));
  }

  async #close(): Promise<void> {
    const file = this.#file;
    this.#file = undefined;
    await file?.close();
  }
}

/** Hands chunks from a writer to one reader; the writer goes on when its chunk is taken. */
class Handover implements AsyncIterable<Uint8Array> {
  #chunk: Uint8Array | undefined;
  #taken: Callback | undefined;
  #ended = false;
  #error: Error | undefined;
  #wake: (() => void) | undefined;

  give(chunk: Uint8Array, taken: Callback): void {
    this.#chunk = chunk;
    this.#taken = taken;
    this.#wake?.();
  }

  end(): void {
    this.#ended = true;
    this.#wake?.();
  }

  fail(error: Error): void {
    this.#error ??= error;
    this.#wake?.();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void, undefined> {
    for (;;) {
      if (this.#error !== undefined) throw this.#error;
      const chunk = this.#chunk;
      if (chunk !== undefined) {
        this.#chunk = undefined;
        this.#taken?.();
        yield chunk;
      } else if (this.#ended) {
        return;
      } else {
        await new Promise<void>(resolve => {
          this.#wake = resolve;
        });
      }
    }
  }
}
