/** What `get` and `put` share: options, progress, failures, and how many files are copied at a time. */

import { type AbortSignalLike, throwIfAborted } from '@nacre/core';

import { Stop } from './stop.js';

/** How far a transfer has come; one report per block of a file, and one when it is done. */
export interface TransferProgress {
  /** The source of the file that moved. Text from the other side: not to be shown without escaping. */
  readonly path: string;
  /** Bytes of this file that have been copied. */
  readonly bytes: number;
  /** The size that this file is thought to have. */
  readonly total: number;
  /** Files copied completely. */
  readonly files: number;
  /** Files found so far. */
  readonly filesTotal: number;
}

export interface TransferOptions {
  /** Copies folders with all that is in them; without it a folder is an error. */
  readonly recursive?: boolean | undefined;
  /** Gives the copies the permissions and times of the originals. Never setuid and setgid. */
  readonly preserve?: boolean | undefined;
  /** What happens to links inside of a folder: left out (the default, as OpenSSH's sftp does), or what they lead to is copied. */
  readonly links?: 'skip' | 'follow' | undefined;
  /** Takes the sources for patterns of `*`, `?`, `[...]` and `**`; one that matches nothing is an error. */
  readonly glob?: boolean | undefined;
  /** Goes on with a partial copy that an earlier `resume` left, if the original has not changed since; and leaves one. */
  readonly resume?: boolean | undefined;
  /** Files copied at a time; default 32. Large ones are copied alone all the same. */
  readonly concurrency?: number | undefined;
  /** Requests in flight for each file; default by bytes in flight. */
  readonly requests?: number | undefined;
  readonly onProgress?: ((progress: TransferProgress) => void) | undefined;
  /** Called for each file or folder that fails, and copying goes on. Without it the first failure ends the transfer. */
  readonly onError?: ((error: unknown, path: string) => void) | undefined;
  readonly signal?: AbortSignalLike | undefined;
}

/** What a transfer did. */
export interface TransferResult {
  readonly files: number;
  readonly bytes: number;
  /** Paths of links and special files that were left out. */
  readonly skipped: readonly string[];
}

const FILES_AT_A_TIME = 32;

/** A file weighs at least this much, so that many empty ones do not all start at once. */
const LEAST_WEIGHT = 4096;

export class TransferJob {
  readonly options: TransferOptions;
  readonly stop: Stop;
  readonly #budget: number;
  readonly #width: number;
  readonly #skipped: string[] = [];
  readonly #finishing: (() => Promise<void>)[] = [];
  #weight = 0;
  #open = 0;
  #files = 0;
  #filesTotal = 0;
  #bytes = 0;
  #failure: { readonly error: unknown } | undefined;
  #wake: (() => void) | undefined;

  /** `budget` is the number of bytes in flight for all files together. */
  constructor(options: TransferOptions, budget: number) {
    throwIfAborted(options.signal);
    this.options = options;
    this.stop = new Stop(options.signal);
    this.#budget = budget;
    this.#width = Math.max(1, options.concurrency ?? FILES_AT_A_TIME);
  }

  /** Runs `walk`, which finds files and folders, waits for every copy, and then does what had to be last. */
  async run(walk: () => Promise<void>): Promise<TransferResult> {
    try {
      await this.attempt('', walk);
      while (this.#open > 0) await this.#change();
      if (this.#failure === undefined) for (const finish of this.#finishing.reverse()) await finish();
    } finally {
      this.stop.release();
    }
    throwIfAborted(this.options.signal);
    if (this.#failure !== undefined) throw this.#failure.error;
    return { files: this.#files, bytes: this.#bytes, skipped: this.#skipped };
  }

  /** Starts to copy a file of about `size` bytes as soon as there is room for it. */
  async file(
    path: string,
    size: number,
    copy: (report: (bytes: number, total: number) => void) => Promise<void>,
  ): Promise<void> {
    const weight = Math.min(this.#budget, Math.max(LEAST_WEIGHT, size));
    while (this.#open >= this.#width || (this.#open > 0 && this.#weight + weight > this.#budget)) await this.#change();
    throwIfAborted(this.stop);
    this.#open++;
    this.#weight += weight;
    this.#filesTotal++;
    void this.attempt(path, () => this.#copy(path, copy)).finally(() => {
      this.#open--;
      this.#weight -= weight;
      this.#wake?.();
    });
  }

  /** Does one thing; a failure goes to `onError`, or ends the transfer. Never rejects. */
  async attempt(path: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (this.stop.aborted) return; // an after-effect of the failure or abort that is already known
      if (this.options.onError !== undefined && path !== '') this.options.onError(error, path);
      else this.#fail(error);
    }
  }

  /** Something to do after all copies, in reverse order: attributes of folders. */
  last(path: string, work: () => Promise<void>): void {
    this.#finishing.push(() => this.attempt(path, work));
  }

  skip(path: string): void {
    this.#skipped.push(path);
  }

  async #copy(path: string, copy: (report: (bytes: number, total: number) => void) => Promise<void>): Promise<void> {
    let [done, size] = [0, 0];
    const report = (bytes: number, total: number): void => {
      this.#bytes += bytes - done;
      [done, size] = [bytes, total];
      this.options.onProgress?.({ path, bytes, total, files: this.#files, filesTotal: this.#filesTotal });
    };
    await copy(report);
    this.#files++;
    report(done, size);
  }

  #fail(error: unknown): void {
    this.#failure ??= { error };
    this.stop.abort(error);
  }

  #change(): Promise<void> {
    return new Promise(resolve => {
      this.#wake = resolve;
    });
  }
}
