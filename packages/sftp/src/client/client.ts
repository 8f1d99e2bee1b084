/** The files of an SFTP server, with the names and options of node:fs/promises. Operations only; no protocol state. */

import { type ByteDuplex, decodeUtf8Lossy, limitExceeded, misuse, SshError } from '@nacre/core';
import type { MemberDef } from '@nacre/wire';

import { isFileError } from '../errors.js';
import type { SftpExtensionResult } from '../extension/extension.js';
import { requestExtension } from '../extension/request-extension.js';
import { attributes, type ModeOption, ownership, times } from '../files/attributes.js';
import { type OpenFlags, openFlagBits } from '../files/open-flags.js';
import { pathBytes, pathFromBytes, pathText, type RemotePath } from '../files/paths.js';
import type { SftpStats, TimeLike } from '../files/stats.js';
import {
  type SftpAttrs,
  SftpClose,
  SftpExtended,
  SftpLstat,
  SftpMkdir,
  SftpOpen,
  SftpOpendir,
  SftpReadlink,
  SftpRealpath,
  SftpRemove,
  SftpRename,
  SftpRmdir,
  SftpSetstat,
  SftpStat,
  SftpSymlink,
} from '../generated/index.js';
import type { SftpClientLimits } from '../limits.js';
import type { SftpMessage } from '../packet/messages.js';
import { inOrder } from '../symlink-order.js';
import { type GetOptions, getFiles } from '../transfer/get.js';
import type { TransferResult } from '../transfer/job.js';
import type { LocalFiles } from '../transfer/local-files.js';
import { type PutOptions, putFiles } from '../transfer/put.js';
import { SftpDirectory, type SftpDirent } from './directory.js';
import { type FileContent, SftpFile, type SignalOption, type WriteFromOptions } from './file.js';
import { ATTRS_REPLY, handleReply, NAME_REPLY } from './replies.js';
import { lostConnection, type ReplyKind, type RequestContext, STATUS_REPLY } from './requests.js';
import type { SftpServerLimitsReply, SftpSession } from './session.js';
import { globRemote, makePath, removeTree } from './tree.js';
import { withFile } from './with-file.js';

interface PathMessage {
  readonly requestId: number;
  readonly path: Uint8Array;
}

export class SftpClient {
  readonly #session: SftpSession;
  readonly #duplex: ByteDuplex;
  readonly #local: LocalFiles | undefined;
  readonly #handle: ReplyKind<Uint8Array>;

  constructor(session: SftpSession, owned: { readonly duplex: ByteDuplex; readonly local: LocalFiles | undefined }) {
    this.#session = session;
    this.#duplex = owned.duplex;
    this.#local = owned.local;
    this.#handle = handleReply(handle => {
      const closing = session.requests.request(SftpClose, { handle }, STATUS_REPLY, { syscall: 'close' });
      closing.catch(() => {}); // an abandoned open: there is nobody to tell, and the server frees it at the end
    });
  }

  /** Protocol version: 3. */
  get version(): number {
    return this.#session.version;
  }

  /** Extensions that the server offers, with the bytes it sent for each. */
  get extensions(): ReadonlyMap<string, Uint8Array> {
    return this.#session.extensions;
  }

  /** The limits in force here, and what the server said of its own. */
  get limits(): SftpClientLimits & { readonly server: SftpServerLimitsReply } {
    return { ...this.#session.limits, server: this.#session.serverLimits };
  }

  /** Why the session is over, or undefined while it is not. */
  get ended(): SshError | undefined {
    return this.#session.requests.ended;
  }

  /** Requests sent and not yet answered. */
  get outstanding(): number {
    return this.#session.requests.outstanding;
  }

  /** Settles when the session is over. Never rejects. */
  get closed(): Promise<void> {
    return this.#session.requests.finished;
  }

  async open(
    path: RemotePath,
    flags: OpenFlags | number = 'r',
    options: ModeOption & SignalOption = {},
  ): Promise<SftpFile> {
    const bits = openFlagBits(flags);
    const body = { path: pathBytes(path), flags: bits, attrs: attributes(options) };
    const context = { syscall: 'open', path: pathText(path), signal: options.signal };
    const handle = await this.#session.requests.request(SftpOpen, body, this.#handle, context);
    return new SftpFile(this.#session, handle, pathText(path));
  }

  async readFile(path: RemotePath, encoding: 'utf8' | 'utf-8'): Promise<string>;
  async readFile(path: RemotePath, options: SignalOption & { readonly encoding: 'utf8' | 'utf-8' }): Promise<string>;
  async readFile(path: RemotePath, options?: SignalOption): Promise<Uint8Array>;
  async readFile(
    path: RemotePath,
    options: 'utf8' | 'utf-8' | (SignalOption & { readonly encoding?: 'utf8' | 'utf-8' }) = {},
  ): Promise<string | Uint8Array> {
    const { encoding, signal } = typeof options === 'string' ? { encoding: options, signal: undefined } : options;
    const bytes = await withFile(this.open(path, 'r', { signal }), file => file.readFile({ signal }));
    return encoding === undefined ? bytes : decodeUtf8Lossy(bytes);
  }

  /** Writes a file, replacing it unless `flag` says otherwise. */
  async writeFile(
    path: RemotePath,
    data: FileContent,
    options: ModeOption & WriteFromOptions & { readonly flag?: OpenFlags } = {},
  ): Promise<void> {
    await withFile(this.open(path, options.flag ?? 'w', options), file => file.writeFile(data, options));
  }

  async appendFile(path: RemotePath, data: FileContent, options: ModeOption & SignalOption = {}): Promise<void> {
    await withFile(this.open(path, 'a', options), async file => {
      const { size } = await file.stat(options); // for servers that take the offset in spite of APPEND
      await file.writeFile(data, { start: size ?? 0, signal: options.signal });
    });
  }

  async stat(path: RemotePath, options: SignalOption = {}): Promise<SftpStats> {
    return this.#onPath(SftpStat, path, ATTRS_REPLY, 'stat', options);
  }

  /** As `stat`, of a link itself. */
  async lstat(path: RemotePath, options: SignalOption = {}): Promise<SftpStats> {
    return this.#onPath(SftpLstat, path, ATTRS_REPLY, 'lstat', options);
  }

  /** True if there is something of that name; links are followed. */
  async exists(path: RemotePath, options: SignalOption = {}): Promise<boolean> {
    try {
      await this.stat(path, options);
      return true;
    } catch (error) {
      if (isFileError(error, 'ENOENT')) return false;
      throw error;
    }
  }

  /** Sets any attributes, in the names of the protocol. */
  async setstat(path: RemotePath, attrs: SftpAttrs, options: SignalOption = {}, syscall = 'setstat'): Promise<void> {
    const body = { path: pathBytes(path), attrs };
    await this.#session.requests.request(SftpSetstat, body, STATUS_REPLY, context(syscall, path, options));
  }

  async chmod(path: RemotePath, mode: number, options: SignalOption = {}): Promise<void> {
    await this.setstat(path, attributes({ mode }), options, 'chmod');
  }

  async chown(path: RemotePath, uid: number, gid: number, options: SignalOption = {}): Promise<void> {
    await this.setstat(path, ownership(uid, gid), options, 'chown');
  }

  /** Times in seconds since 1970, or Date. */
  async utimes(path: RemotePath, atime: TimeLike, mtime: TimeLike, options: SignalOption = {}): Promise<void> {
    await this.setstat(path, times(atime, mtime), options, 'utime');
  }

  async truncate(path: RemotePath, size = 0, options: SignalOption = {}): Promise<void> {
    await this.setstat(path, { size }, options, 'truncate');
  }

  async opendir(path: RemotePath, options: SignalOption = {}): Promise<SftpDirectory> {
    const handle = await this.#onPath(SftpOpendir, path, this.#handle, 'opendir', options);
    return new SftpDirectory(this.#session, handle, path, options);
  }

  async readdir(path: RemotePath, options: SignalOption & { readonly withFileTypes: true }): Promise<SftpDirent[]>;
  async readdir(path: RemotePath, options?: SignalOption & { readonly withFileTypes?: false }): Promise<string[]>;
  async readdir(
    path: RemotePath,
    options: SignalOption & { readonly withFileTypes?: boolean } = {},
  ): Promise<SftpDirent[] | string[]> {
    const { maxDirectoryEntries } = this.#session.limits;
    const entries: SftpDirent[] = [];
    for await (const entry of await this.opendir(path, options)) {
      entries.push(entry);
      if (entries.length > maxDirectoryEntries)
        throw limitExceeded('maxDirectoryEntries', entries.length, maxDirectoryEntries);
    }
    return options.withFileTypes === true ? entries : entries.map(entry => entry.name);
  }

  /** Makes a folder; with `recursive` also what is missing above it, and an existing one is no error. */
  async mkdir(
    path: RemotePath,
    options: ModeOption & SignalOption & { readonly recursive?: boolean | undefined } = {},
  ): Promise<string | undefined> {
    if (options.recursive === true) return makePath(this, pathText(path), options);
    const body = { path: pathBytes(path), attrs: attributes(options) };
    await this.#session.requests.request(SftpMkdir, body, STATUS_REPLY, context('mkdir', path, options));
    return undefined;
  }

  async rmdir(path: RemotePath, options: SignalOption = {}): Promise<void> {
    await this.#onPath(SftpRmdir, path, STATUS_REPLY, 'rmdir', options);
  }

  async unlink(path: RemotePath, options: SignalOption = {}): Promise<void> {
    await this.#onPath(SftpRemove, path, STATUS_REPLY, 'unlink', options);
  }

  /** Removes a file, or with `recursive` a whole tree; with `force` what is not there is no error. */
  async rm(
    path: RemotePath,
    options: SignalOption & { readonly recursive?: boolean; readonly force?: boolean } = {},
  ): Promise<void> {
    try {
      if (options.recursive === true) await removeTree(this, path, options);
      else await this.unlink(path, options);
    } catch (error) {
      if (options.force !== true || !isFileError(error, 'ENOENT')) throw error;
    }
  }

  /**
   * Renames. Replaces the target where the server can (posix-rename@openssh.com); with `overwrite: false` never,
   * and with `overwrite: true` it rejects with UNSUPPORTED when the server cannot.
   */
  async rename(
    from: RemotePath,
    to: RemotePath,
    options: SignalOption & { readonly overwrite?: boolean } = {},
  ): Promise<void> {
    const paths = { oldPath: pathBytes(from), newPath: pathBytes(to) };
    const replaces = this.extensions.has('posix-rename@openssh.com');
    if (options.overwrite === true && !replaces) {
      throw new SshError('UNSUPPORTED', 'The server has no posix-rename@openssh.com', { origin: 'peer' });
    }
    const about = context('rename', from, options);
    if (replaces && options.overwrite !== false) {
      const body = { request: 'posix-rename@openssh.com', ...paths } as const;
      await this.#session.requests.request(SftpExtended, { body }, STATUS_REPLY, about);
    } else {
      await this.#session.requests.request(SftpRename, paths, STATUS_REPLY, about);
    }
  }

  /** The server's absolute name for `path`; `realpath('.')` is where the session begins. */
  async realpath(path: RemotePath, options: SignalOption = {}): Promise<string> {
    return decodeUtf8Lossy(await this.#onPath(SftpRealpath, path, NAME_REPLY, 'realpath', options));
  }

  /** What a link points to: text, or octets if it is not UTF-8. */
  async readlink(path: RemotePath, options: SignalOption = {}): Promise<RemotePath> {
    return pathFromBytes(await this.#onPath(SftpReadlink, path, NAME_REPLY, 'readlink', options));
  }

  /** Makes a link at `path` that points to `target`. */
  async symlink(target: RemotePath, path: RemotePath, options: SignalOption = {}): Promise<void> {
    const paths = { targetPath: pathBytes(target), linkPath: pathBytes(path) };
    const body = inOrder(this.#session.symlinkOrder, paths);
    await this.#session.requests.request(SftpSymlink, body, STATUS_REPLY, context('symlink', path, options));
  }

  /**
   * Paths that match a pattern of `*`, `?`, `[...]` and `**` (any number of folders), sorted. Names that begin with a dot
   * match too; '/' at the end asks for folders. Rejects with ENOENT when nothing matches.
   */
  async glob(pattern: string, options: SignalOption = {}): Promise<string[]> {
    return globRemote(this, pattern, options);
  }

  /** Copies remote files to the local side, as `get` of OpenSSH's sftp does. */
  async get(
    remote: RemotePath | readonly RemotePath[],
    local?: string,
    options: GetOptions = {},
  ): Promise<TransferResult> {
    return getFiles(this, this.#localFiles(), remote, local, options);
  }

  /** Copies local files to the server, as `put` of OpenSSH's sftp does. */
  async put(local: string | readonly string[], remote?: RemotePath, options: PutOptions = {}): Promise<TransferResult> {
    return putFiles(this, this.#localFiles(), local, remote, options);
  }

  /**
   * Sends the request of an extension that you have declared yourself, and gives its reply: `extensions` says whether the
   * server has it. Rejects with SftpError when the server refuses, and with ENOSYS as its `fsCode` when it does not know it.
   */
  async extended<T, R>(
    definition: MemberDef<T, void, R>,
    value: T,
    options: SignalOption = {},
  ): Promise<SftpExtensionResult<R>> {
    return requestExtension(this.#session.requests, definition, value, options);
  }

  /** Ends the session. Requests that still wait fail with CONNECTION_LOST; nothing hangs. */
  async end(): Promise<void> {
    if (this.#session.requests.ended === undefined) {
      const idle = this.#session.requests.outstanding === 0;
      const ended = idle ? this.#duplex.end() : undefined;
      await ended?.catch(() => {}); // the stream failed meanwhile: it is over, as asked
      this.#session.requests.fail(lostConnection('ended by this side'), { asked: true });
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.end();
  }

  #onPath<R>(
    message: SftpMessage<PathMessage>,
    path: RemotePath,
    reply: ReplyKind<R>,
    syscall: string,
    options: SignalOption,
  ): Promise<R> {
    return this.#session.requests.request(message, { path: pathBytes(path) }, reply, context(syscall, path, options));
  }

  #localFiles(): LocalFiles {
    if (this.#local === undefined) throw misuse('get and put need the option `local` of openSftp');
    return this.#local;
  }
}

function context(syscall: string, path: RemotePath, options: SignalOption): RequestContext {
  return { syscall, path: pathText(path), signal: options.signal };
}
