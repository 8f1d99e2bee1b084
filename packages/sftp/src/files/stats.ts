/** File attributes as programs use them: after `fs.Stats`, over the attributes of version 3. */

import type { SftpAttrs } from '../generated/index.js';

/** The type of a file, from the upper bits of its mode. */
export type FileKind = 'file' | 'directory' | 'symlink' | 'other' | 'unknown';

export const S_IFMT = 0o170000;
export const S_IFREG = 0o100000;
export const S_IFDIR = 0o040000;
export const S_IFLNK = 0o120000;

/** Attributes of a file; what the server did not send is undefined. */
export class SftpStats {
  /** Bytes. */
  readonly size: number | undefined;
  readonly uid: number | undefined;
  readonly gid: number | undefined;
  /** Type and permission bits as in `st_mode`. */
  readonly mode: number | undefined;
  /** Last access in milliseconds since 1970, in whole seconds. */
  readonly atimeMs: number | undefined;
  /** Last change of the content in milliseconds since 1970, in whole seconds. */
  readonly mtimeMs: number | undefined;
  /** Extended pairs that the server sent, by name. */
  readonly extended: ReadonlyMap<string, Uint8Array>;

  constructor(attrs: SftpAttrs) {
    this.size = attrs.size;
    this.uid = attrs.uid;
    this.gid = attrs.gid;
    this.mode = attrs.permissions;
    this.atimeMs = attrs.atime === undefined ? undefined : attrs.atime * 1000;
    this.mtimeMs = attrs.mtime === undefined ? undefined : attrs.mtime * 1000;
    this.extended = new Map((attrs.extended ?? []).map(pair => [pair.name, pair.data]));
  }

  get kind(): FileKind {
    return kindOfMode(this.mode);
  }

  isFile(): boolean {
    return this.kind === 'file';
  }

  isDirectory(): boolean {
    return this.kind === 'directory';
  }

  isSymbolicLink(): boolean {
    return this.kind === 'symlink';
  }
}

export function kindOfMode(mode: number | undefined): FileKind {
  if (mode === undefined || (mode & S_IFMT) === 0) return 'unknown';
  switch (mode & S_IFMT) {
    case S_IFREG:
      return 'file';
    case S_IFDIR:
      return 'directory';
    case S_IFLNK:
      return 'symlink';
    default:
      return 'other';
  }
}

/** A moment: seconds since 1970, or anything with `getTime()`, such as a Date. */
export type TimeLike = number | { getTime(): number };

/** Whole seconds for the wire: version 3 has unsigned 32-bit times, so what is outside becomes the nearest end. */
export function wireTime(time: TimeLike): number {
  const seconds = Math.floor(typeof time === 'number' ? time : time.getTime() / 1000);
  return Number.isNaN(seconds) ? 0 : Math.min(0xffffffff, Math.max(0, seconds));
}
