/** The tree of an in-memory file system: nodes and the way to them. No operations. */

import { fileError } from '../errors.js';
import { normalizePath } from '../files/paths.js';
import { S_IFDIR, S_IFLNK, S_IFREG } from '../files/stats.js';
import type { FileAttributes } from '../server/file-system.js';

interface Common {
  mode: number;
  uid: number;
  gid: number;
  atime: number;
  mtime: number;
}

export interface FileNode extends Common {
  readonly kind: 'file';
  /** At least `size` bytes; what lies behind is zero. */
  data: Uint8Array;
  size: number;
}

export interface FolderNode extends Common {
  readonly kind: 'directory';
  readonly entries: Map<string, Node>;
}

export interface LinkNode extends Common {
  readonly kind: 'symlink';
  readonly target: string;
}

export type Node = FileNode | FolderNode | LinkNode;

/** Links followed on the way to one file, as Linux does. */
const MAX_LINKS = 40;

/** A name in a folder, and what is there. */
export interface Place {
  readonly folder: FolderNode;
  readonly name: string;
  readonly path: string;
  readonly node: Node | undefined;
}

/** The place that `path` names; links on the way are followed, at its end only with `follow`. Undefined for the root. */
export function findPlace(root: FolderNode, path: string, follow: boolean, links = 0): Place | undefined {
  const components = path.split('/').filter(component => component !== '');
  let folder = root;
  for (const [index, name] of components.entries()) {
    const node = folder.entries.get(name);
    const last = index === components.length - 1;
    const here = `/${components.slice(0, index).join('/')}`;
    if (node?.kind === 'symlink' && (!last || follow)) {
      if (links >= MAX_LINKS) throw fileError('ELOOP', 'lookup', path);
      const rest = components.slice(index + 1).join('/');
      return findPlace(root, normalizePath(`${normalizePath(node.target, here)}/${rest}`), follow, links + 1);
    }
    if (last) return { folder, name, path: normalizePath(name, here), node };
    if (node === undefined) throw fileError('ENOENT', 'lookup', path);
    if (node.kind !== 'directory') throw fileError('ENOTDIR', 'lookup', path);
    folder = node;
  }
  return undefined;
}

export function attributesOf(node: Node): FileAttributes {
  const { mode, uid, gid, atime, mtime } = node;
  const common = { uid, gid, atime, mtime };
  switch (node.kind) {
    case 'file':
      return { ...common, mode: S_IFREG | mode, size: node.size };
    case 'directory':
      return { ...common, mode: S_IFDIR | mode, size: 0, nlink: 2 };
    case 'symlink':
      return { ...common, mode: S_IFLNK | mode, size: node.target.length };
  }
}
