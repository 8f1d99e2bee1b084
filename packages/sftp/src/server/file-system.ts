/** What a program implements to serve files over SFTP. Paths, attributes and errors only; nothing of the protocol. */

import type { MaybePromise } from '@nacre/core';

/**
 * Attributes of a file as served. What is absent is not told to the client. Times are seconds since 1970; fractions are
 * dropped on the wire.
 */
export interface FileAttributes {
  /** Type and permission bits as in `st_mode`. */
  readonly mode?: number | undefined;
  readonly size?: number | undefined;
  readonly uid?: number | undefined;
  readonly gid?: number | undefined;
  readonly atime?: number | undefined;
  readonly mtime?: number | undefined;
  /** Number of hard links, for the line that people see. */
  readonly nlink?: number | undefined;
}

/** Attributes to set; what is absent stays. The server has already taken out what the client may not set. */
export interface AttributeChanges {
  readonly size?: number | undefined;
  readonly uid?: number | undefined;
  readonly gid?: number | undefined;
  /** Permission bits without a type. */
  readonly mode?: number | undefined;
  readonly atime?: number | undefined;
  readonly mtime?: number | undefined;
}

/** How a file is to be opened. */
export interface OpenRequest {
  readonly read: boolean;
  readonly write: boolean;
  /** All writes go to the end, whatever their position. */
  readonly append: boolean;
  readonly create: boolean;
  readonly truncate: boolean;
  /** With `create`: the file must not exist, not even as a link. */
  readonly exclusive: boolean;
  /** Attributes of a new file. */
  readonly attributes: AttributeChanges;
}

/** An open file. Reads of one file may run at the same time; everything else waits for its turn. */
export interface ServedFile {
  /** Fills `buffer` from `position` and returns how many bytes; 0 is the end of the file. */
  read(position: number, buffer: Uint8Array): MaybePromise<number>;
  /** Writes all pieces back to back from `position`. They are lent until the result settles. */
  write(position: number, pieces: readonly Uint8Array[]): MaybePromise<void>;
  stat(): MaybePromise<FileAttributes>;
  setstat(changes: AttributeChanges): MaybePromise<void>;
  /** Writes everything to the disk (fsync@openssh.com). */
  sync?(): MaybePromise<void>;
  close(): MaybePromise<void>;
}

/** A name in a folder, with the attributes of the entry itself (links are not followed). */
export interface ServedEntry {
  readonly name: string;
  readonly attributes: FileAttributes;
}

/** An open folder. */
export interface ServedDirectory {
  /** Up to `count` more names without '.' and '..'; none after the last. */
  read(count: number): MaybePromise<readonly ServedEntry[]>;
  close(): MaybePromise<void>;
}

/**
 * A tree of files. Every path is absolute, '/'-separated and without '.', '..' or empty components: '/' is the root of
 * what the client sees. Methods that are missing are answered with OP_UNSUPPORTED. To refuse, throw `fileError('EACCES',
 * ...)` or any error with such a `code`; its text never reaches the client.
 */
export interface SftpFileSystem {
  open(path: string, how: OpenRequest): MaybePromise<ServedFile>;
  opendir(path: string): MaybePromise<ServedDirectory>;
  /** Follows links. */
  stat(path: string): MaybePromise<FileAttributes>;
  /** Does not follow a link at the end of the path; default: `stat`. */
  lstat?(path: string): MaybePromise<FileAttributes>;
  setstat?(path: string, changes: AttributeChanges): MaybePromise<void>;
  mkdir?(path: string, changes: AttributeChanges): MaybePromise<void>;
  rmdir?(path: string): MaybePromise<void>;
  /** Removes a file or a link, not a folder. */
  remove?(path: string): MaybePromise<void>;
  /** With `overwrite: false` an existing target is refused with EEXIST; otherwise it is replaced in one step. */
  rename?(from: string, to: string, options: { readonly overwrite: boolean }): MaybePromise<void>;
  /** The path without links. The last component need not exist. Default: the path as it is. */
  realpath?(path: string): MaybePromise<string>;
  /** What a link points to, as the client is to see it. */
  readlink?(path: string): MaybePromise<string>;
  /** Makes a link at `path`. `target` is the client's text as it came; relative ones start at the link's folder. */
  symlink?(target: string, path: string): MaybePromise<void>;
}
