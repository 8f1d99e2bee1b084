/** The local side of `get` and `put`, as an interface, so that transfers know no operating system. */

import type { FileKind } from '../files/stats.js';

/** Attributes of a local file. */
export interface LocalStats {
  readonly kind: FileKind;
  readonly size: number;
  /** Permission bits. */
  readonly mode: number;
  /** Milliseconds since 1970. */
  readonly atimeMs: number;
  readonly mtimeMs: number;
}

/** One name in a local folder. */
export interface LocalEntry {
  readonly name: string;
  readonly kind: FileKind;
}

/** An open local file. */
export interface LocalFile {
  /** Fills `buffer` from `position`; fewer bytes only at the end of the file. */
  read(position: number, buffer: Uint8Array): Promise<number>;
  /** Writes all pieces back to back from `position`. They may be reused when the result settles. */
  write(position: number, pieces: readonly Uint8Array[]): Promise<void>;
  stat(): Promise<LocalStats>;
  truncate(size: number): Promise<void>;
  chmod(mode: number): Promise<void>;
  utimes(atimeMs: number, mtimeMs: number): Promise<void>;
  close(): Promise<void>;
}

/** Local files by path, in the notation of the local system. Everything but `stat` and `openRead` leaves links alone. */
export interface LocalFiles {
  /** Attributes of what the path leads to, or undefined when there is nothing. */
  stat(path: string): Promise<LocalStats | undefined>;
  /** Attributes of the name itself: a link is not followed. */
  lstat(path: string): Promise<LocalStats | undefined>;
  list(path: string): Promise<readonly LocalEntry[]>;
  /** The one absolute name of a folder, to notice loops of links. */
  realpath(path: string): Promise<string>;
  openRead(path: string): Promise<LocalFile>;
  /** Makes a file that must not exist; the process's umask applies to `mode`. */
  openNew(path: string, mode: number): Promise<LocalFile>;
  /** Opens what is there to write into it: a partial file, a device, a pipe. Does not follow a link for a partial file. */
  openExisting(path: string, purpose: 'resume' | 'device'): Promise<LocalFile>;
  mkdir(path: string): Promise<void>;
  chmod(path: string, mode: number): Promise<void>;
  utimes(path: string, atimeMs: number, mtimeMs: number): Promise<void>;
  /** Replaces `to` if it exists. */
  rename(from: string, to: string): Promise<void>;
  /** Removes a file; nothing there is no error. */
  remove(path: string): Promise<void>;
  join(folder: string, name: string): string;
  baseName(path: string): string;
  /** Why `name` cannot be a name in a folder here (separators, device names), or undefined when it can. */
  nameProblem(name: string): string | undefined;
  /** Letters and digits that nobody can guess, for names of temporary files. */
  uniqueName(): string;
}
