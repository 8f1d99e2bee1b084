/** An open remote folder, after `fs.Dir`: names come in the server's batches and are checked one by one. */

import { decodeUtf8Lossy, protocolError, sanitizeText, copyBytes } from '@nacre/core';

import { isDots, isEntryName, joinPath, pathText, type RemotePath } from '../files/paths.js';
import { type FileKind, SftpStats } from '../files/stats.js';
import { SftpClose, type SftpNameEntry, SftpReaddir } from '../generated/index.js';
import type { SignalOption } from './file.js';
import { NAMES_REPLY } from './replies.js';
import { STATUS_REPLY } from './requests.js';
import type { SftpSession } from './session.js';

/** One name in a folder, after `fs.Dirent`. */
export class SftpDirent {
  /** As text; octets that are not UTF-8 became U+FFFD. */
  readonly name: string;
  /** The exact octets. */
  readonly nameBytes: Uint8Array;
  /** The server's line for people, as `ls -l` prints it. Not to be shown without escaping. */
  readonly longname: string;
  /** What the server tells of the entry itself; links are not followed. */
  readonly stats: SftpStats;
  readonly parentPath: string;
  /** Folder and name together; octets if the name is not UTF-8. */
  readonly path: RemotePath;

  constructor(folder: RemotePath, entry: SftpNameEntry) {
    this.nameBytes = copyBytes(entry.filename);
    this.name = decodeUtf8Lossy(this.nameBytes);
    this.longname = entry.longname === undefined ? '' : decodeUtf8Lossy(entry.longname);
    this.stats = new SftpStats(entry.attrs);
    this.parentPath = pathText(folder);
    this.path = joinPath(folder, this.name.includes('\ufffd') ? this.nameBytes : this.name);
  }

  /** From the mode if the server sent it, otherwise from the first letter of its line for people. */
  get kind(): FileKind {
    const { kind } = this.stats;
    return kind === 'unknown' ? (LETTERS.get(this.longname.charAt(0)) ?? 'unknown') : kind;
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

/** Iterate it once; leaving the loop early closes the folder. */
export class SftpDirectory implements AsyncIterable<SftpDirent> {
  readonly path: string;
  readonly #session: SftpSession;
  readonly #folder: RemotePath;
  readonly #handle: Uint8Array;
  readonly #options: SignalOption;
  #batch: SftpDirent[] = [];
  #next = 0;
  #closing: Promise<void> | undefined;

  constructor(session: SftpSession, handle: Uint8Array, folder: RemotePath, options: SignalOption) {
    this.#session = session;
    this.#handle = handle;
    this.#folder = folder;
    this.#options = options;
    this.path = pathText(folder);
  }

  /** The next entry without '.' and '..', or undefined after the last. Rejects for a name that leads elsewhere. */
  async read(): Promise<SftpDirent | undefined> {
    while (this.#next === this.#batch.length) {
      const context = { syscall: 'readdir', path: this.path, signal: this.#options.signal };
      const target = { handle: this.#handle };
      const entries = await this.#session.requests.request(SftpReaddir, target, NAMES_REPLY, context);
      if (entries === undefined) return undefined;
      if (entries.length === 0) throw protocolError('SFTP answer to READDIR without a name');
      this.#batch = entries.filter(entry => !isDots(entry.filename)).map(entry => this.#entry(entry));
      this.#next = 0;
    }
    return this.#batch[this.#next++];
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<SftpDirent, void, undefined> {
    let failed = false;
    try {
      for (let entry = await this.read(); entry !== undefined; entry = await this.read()) yield entry;
    } catch (error) {
      failed = true;
      throw error;
    } finally {
      const closing = this.close();
      if (failed)
        closing.catch(() => {}); // the first failure explains more, and the server may never answer
      else await closing;
    }
  }

  async close(): Promise<void> {
    const context = { syscall: 'closedir', path: this.path };
    this.#closing ??= this.#session.requests.request(SftpClose, { handle: this.#handle }, STATUS_REPLY, context);
    await this.#closing;
  }

  /** Closes unless that has been asked for already, or the session is over: then whoever waited was told. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#closing === undefined && this.#session.requests.ended === undefined) await this.close();
  }

  #entry(entry: SftpNameEntry): SftpDirent {
    if (isEntryName(entry.filename)) return new SftpDirent(this.#folder, entry);
    const name = sanitizeText(decodeUtf8Lossy(entry.filename));
    throw protocolError(`The server lists a name that is not one: '${name}'`, { path: this.path });
  }
}

const LETTERS: ReadonlyMap<string, FileKind> = /*@__PURE__*/ new Map([
  ['-', 'file'],
  ['d', 'directory'],
  ['l', 'symlink'],
]);
