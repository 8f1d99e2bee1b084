/** A file system in memory, for tests and for servers whose files are not on a disk. */

import { encodeUtf8 } from '@nacre/core';

import { fileError } from '../errors.js';
import type {
  AttributeChanges,
  OpenRequest,
  ServedDirectory,
  ServedEntry,
  ServedFile,
  SftpFileSystem,
} from '../server/file-system.js';
import { attributesOf, type FileNode, findPlace, type FolderNode, type Node, type Place } from './nodes.js';

export interface MemoryFilesOptions {
  /** First content by absolute path; the folders above are made. */
  readonly files?: Readonly<Record<string, Uint8Array | string>> | undefined;
  /** Bytes that all files together may hold; more is refused with ENOSPC. Default 256 MiB. */
  readonly capacity?: number | undefined;
  /** Milliseconds since 1970, for the times of files. Without it all times are 0. */
  readonly now?: (() => number) | undefined;
}

const DEFAULT_CAPACITY = 256 * 1024 * 1024;
const MAX_NAME_BYTES = 255;

/** A new tree. Every method works at once, so that requests never see half of a change. */
export function memoryFiles(options: MemoryFilesOptions = {}): SftpFileSystem {
  const tree = new Tree(options);
  for (const [path, content] of Object.entries(options.files ?? {})) tree.put(path, content);
  return {
    open: (path, how) => tree.open(path, how),
    opendir: path => openFolder(tree.folder(path, 'opendir')),
    stat: path => attributesOf(tree.node(path, true, 'stat')),
    lstat: path => attributesOf(tree.node(path, false, 'lstat')),
    setstat: (path, changes) => tree.change(tree.node(path, true, 'setstat'), changes),
    mkdir: (path, { mode }) => tree.mkdir(path, mode),
    rmdir: path => tree.remove(path, 'directory'),
    remove: path => tree.remove(path, 'other'),
    rename: (from, to, { overwrite }) => tree.rename(from, to, overwrite),
    realpath: path => tree.realpath(path),
    readlink: path => {
      const node = tree.node(path, false, 'readlink');
      if (node.kind !== 'symlink') throw fileError('EINVAL', 'readlink', path);
      return node.target;
    },
    symlink: (target, path) => tree.symlink(target, path),
  };
}

class Tree {
  readonly #now: () => number;
  readonly #capacity: number;
  readonly #root: FolderNode;
  #used = 0;

  constructor(options: MemoryFilesOptions) {
    this.#now = () => (options.now?.() ?? 0) / 1000;
    this.#capacity = options.capacity ?? DEFAULT_CAPACITY;
    this.#root = { kind: 'directory', entries: new Map(), ...this.#common(0o755) };
  }

  /** Writes a file and makes the folders above it. */
  put(path: string, content: Uint8Array | string): void {
    const components = path.split('/').filter(component => component !== '');
    for (let i = 1; i < components.length; i++) {
      const above = `/${components.slice(0, i).join('/')}`;
      if (findPlace(this.#root, above, true)?.node === undefined) this.mkdir(above, 0o755);
    }
    const file = this.open(path, { ...CREATE, attributes: {} });
    void file.write(0, [typeof content === 'string' ? encodeUtf8(content) : content]);
  }

  open(path: string, how: OpenRequest): ServedFile {
    const place = this.#place(path, !how.exclusive, 'open');
    if (how.create && how.exclusive && place.node !== undefined) throw fileError('EEXIST', 'open', path);
    if (place.node === undefined && !how.create) throw fileError('ENOENT', 'open', path);
    if (place.node?.kind === 'directory') throw fileError('EISDIR', 'open', path);
    const node = place.node?.kind === 'file' ? place.node : this.#create(place, how.attributes.mode);
    if (how.truncate && how.write) this.#resize(node, 0);
    return this.#openFile(node, how, path);
  }

  node(path: string, follow: boolean, syscall: string): Node {
    const place = findPlace(this.#root, path, follow);
    const node = place === undefined ? this.#root : place.node;
    if (node === undefined) throw fileError('ENOENT', syscall, path);
    return node;
  }

  folder(path: string, syscall: string): FolderNode {
    const node = this.node(path, true, syscall);
    if (node.kind !== 'directory') throw fileError('ENOTDIR', syscall, path);
    return node;
  }

  mkdir(path: string, mode = 0o777): void {
    const place = this.#place(path, false, 'mkdir');
    if (place.node !== undefined) throw fileError('EEXIST', 'mkdir', path);
    this.#add(place, { kind: 'directory', entries: new Map(), ...this.#common(mode & 0o1777) });
  }

  symlink(target: string, path: string): void {
    const place = this.#place(path, false, 'symlink');
    if (place.node !== undefined) throw fileError('EEXIST', 'symlink', path);
    this.#add(place, { kind: 'symlink', target, ...this.#common(0o777) });
  }

  remove(path: string, kind: 'directory' | 'other'): void {
    const syscall = kind === 'directory' ? 'rmdir' : 'unlink';
    const place = this.#place(path, false, syscall);
    const { node } = place;
    if (node === undefined) throw fileError('ENOENT', syscall, path);
    if (kind === 'directory' && node.kind !== 'directory') throw fileError('ENOTDIR', syscall, path);
    if (kind === 'other' && node.kind === 'directory') throw fileError('EISDIR', syscall, path);
    if (node.kind === 'directory' && node.entries.size > 0) throw fileError('ENOTEMPTY', syscall, path);
    this.#drop(place);
  }

  rename(from: string, to: string, overwrite: boolean): void {
    const source = this.#place(from, false, 'rename');
    const target = this.#place(to, false, 'rename');
    const { node } = source;
    if (node === undefined) throw fileError('ENOENT', 'rename', from);
    if (node === target.node) return;
    if (target.path.startsWith(`${source.path}/`)) throw fileError('EINVAL', 'rename', from);
    if (target.node !== undefined) {
      if (!overwrite) throw fileError('EEXIST', 'rename', to);
      this.remove(to, node.kind === 'directory' ? 'directory' : 'other');
    }
    this.#add(target, node);
    source.folder.entries.delete(source.name);
    source.folder.mtime = this.#now();
  }

  realpath(path: string): string {
    return findPlace(this.#root, path, true)?.path ?? '/';
  }

  change(node: Node, changes: AttributeChanges): void {
    const { size, mode, uid, gid, atime, mtime } = changes;
    if (size !== undefined) {
      if (node.kind !== 'file') throw fileError('EISDIR', 'truncate');
      this.#resize(node, size);
    }
    if (mode !== undefined) node.mode = mode & 0o7777;
    node.uid = uid ?? node.uid;
    node.gid = gid ?? node.gid;
    node.atime = atime ?? node.atime;
    node.mtime = mtime ?? node.mtime;
  }

  #openFile(node: FileNode, how: OpenRequest, path: string): ServedFile {
    return {
      read: (position, buffer) => {
        if (!how.read) throw fileError('EBADF', 'read', path);
        const piece = node.data.subarray(Math.min(position, node.size), Math.min(position + buffer.length, node.size));
        buffer.set(piece);
        return piece.length;
      },
      write: (position, pieces) => {
        if (!how.write) throw fileError('EBADF', 'write', path);
        let at = how.append ? node.size : position;
        const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
        if (length > 0 && at + length > node.size) this.#resize(node, at + length);
        for (const piece of pieces) {
          node.data.set(piece, at);
          at += piece.length;
        }
        node.mtime = this.#now();
      },
      stat: () => attributesOf(node),
      setstat: changes => this.change(node, changes),
      sync: () => {},
      close: () => {},
    };
  }

  #resize(node: FileNode, size: number): void {
    if (this.#used + size - node.size > this.#capacity) throw fileError('ENOSPC', 'write');
    this.#used += size - node.size;
    if (size > node.data.length) {
      const larger = new Uint8Array(Math.max(size, Math.min(2 * node.data.length, size + 16 * 1024 * 1024)));
      larger.set(node.data.subarray(0, node.size));
      node.data = larger;
    } else if (size < node.size) {
      node.data.fill(0, size, node.size);
    }
    node.size = size;
    node.mtime = this.#now();
  }

  #place(path: string, follow: boolean, syscall: string): Place {
    const place = findPlace(this.#root, path, follow);
    if (place === undefined) throw fileError(syscall === 'open' ? 'EISDIR' : 'EBUSY', syscall, path);
    return place;
  }

  #create(place: Place, mode = 0o666): FileNode {
    const node: FileNode = { kind: 'file', data: new Uint8Array(0), size: 0, ...this.#common(mode & 0o1777) };
    this.#add(place, node);
    return node;
  }

  #add(place: Place, node: Node): void {
    if (encodeUtf8(place.name).length > MAX_NAME_BYTES) throw fileError('ENAMETOOLONG', 'create', place.path);
    place.folder.entries.set(place.name, node);
    place.folder.mtime = this.#now();
  }

  #drop(place: Place): void {
    if (place.node?.kind === 'file') this.#used -= place.node.size;
    place.folder.entries.delete(place.name);
    place.folder.mtime = this.#now();
  }

  #common(mode: number): { mode: number; uid: number; gid: number; atime: number; mtime: number } {
    const time = this.#now();
    return { mode, uid: 0, gid: 0, atime: time, mtime: time };
  }
}

const CREATE = { read: false, write: true, append: false, create: true, truncate: true, exclusive: false } as const;

function openFolder(folder: FolderNode): ServedDirectory {
  const entries = [...folder.entries];
  let next = 0;
  return {
    read: count => {
      const batch: ServedEntry[] = entries
        .slice(next, next + count)
        .map(([name, node]) => ({ name, attributes: attributesOf(node) }));
      next += batch.length;
      return batch;
    },
    close: () => {},
  };
}
