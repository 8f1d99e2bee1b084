/** The open files and folders of one server session, under names that cannot be guessed. */

import { type RandomSource, randomBytes, toHex } from '@nacre/core';

import { fileError } from '../errors.js';
import type { ServedDirectory, ServedEntry, ServedFile } from './file-system.js';
import { HandleOrder } from './order.js';

/** Bytes of a handle: more than anybody can guess, within the 256 of the protocol. */
const HANDLE_BYTES = 16;

export interface OpenFile {
  readonly kind: 'file';
  readonly file: ServedFile;
  readonly path: string;
  readonly order: HandleOrder;
}

export interface OpenDirectory {
  readonly kind: 'directory';
  readonly directory: ServedDirectory;
  readonly path: string;
  readonly order: HandleOrder;
  /** Entries that did not fit in the last answer. */
  rest: readonly ServedEntry[];
}

export type OpenHandle = OpenFile | OpenDirectory;

export class Handles {
  readonly #random: RandomSource;
  readonly #maximum: number;
  readonly #open = new Map<string, OpenHandle>();
  #count = 0;

  constructor(random: RandomSource, maximum: number) {
    this.#random = random;
    this.#maximum = maximum;
  }

  /** Takes a place before something is opened; give it back with `release` if that fails. Throws EMFILE when full. */
  reserve(): void {
    if (this.#count >= this.#maximum) throw fileError('EMFILE', 'open');
    this.#count++;
  }

  release(): void {
    this.#count--;
  }

  addFile(file: ServedFile, path: string): Uint8Array {
    return this.#add({ kind: 'file', file, path, order: new HandleOrder() });
  }

  addDirectory(directory: ServedDirectory, path: string): Uint8Array {
    return this.#add({ kind: 'directory', directory, path, order: new HandleOrder(), rest: [] });
  }

  /** The open file of that name; EBADF for what never was, is closed, or is a folder. */
  file(handle: Uint8Array): OpenFile {
    const entry = this.#open.get(toHex(handle));
    if (entry?.kind !== 'file') throw fileError('EBADF', 'handle');
    return entry;
  }

  directory(handle: Uint8Array): OpenDirectory {
    const entry = this.#open.get(toHex(handle));
    if (entry?.kind !== 'directory') throw fileError('EBADF', 'handle');
    return entry;
  }

  any(handle: Uint8Array): OpenHandle {
    const entry = this.#open.get(toHex(handle));
    if (entry === undefined) throw fileError('EBADF', 'handle');
    return entry;
  }

  /** Closes when the work asked for before is done. The name is gone at once. */
  close(handle: Uint8Array): Promise<void> {
    const entry = this.any(handle);
    this.#open.delete(toHex(handle));
    return this.#close(entry);
  }

  /** Closes everything; failures are given to `report`. */
  async closeAll(report: (error: unknown) => void): Promise<void> {
    const entries = [...this.#open.values()];
    this.#open.clear();
    await Promise.all(entries.map(entry => this.#close(entry).catch(report)));
  }

  #close(entry: OpenHandle): Promise<void> {
    return entry.order.exclusive(async () => {
      try {
        await (entry.kind === 'file' ? entry.file.close() : entry.directory.close());
      } finally {
        this.release();
      }
    });
  }

  #add(entry: OpenHandle): Uint8Array {
    const handle = randomBytes(this.#random, HANDLE_BYTES);
    this.#open.set(toHex(handle), entry);
    return handle;
  }
}
