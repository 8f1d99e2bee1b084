/** Serves a folder of the disk over SFTP. Nothing outside of the folder can be read, changed or noticed. */

import { constants } from 'node:fs';
import {
  chmod,
  chown,
  link,
  lstat,
  mkdir,
  readlink,
  rename,
  rmdir,
  stat,
  symlink,
  truncate,
  unlink,
  utimes,
} from 'node:fs/promises';

import {
  type AttributeChanges,
  type FileAttributes,
  fileError,
  type OpenRequest,
  readOnlyFiles,
  type ServedFile,
  type SftpFileSystem,
} from '@nacre/sftp';

import { linkComponents, openRoot, type Root } from './anchor.js';
import { componentsOf, openTarget, type Place, resolvePath, withPlace, withTarget } from './place.js';
import { closeFd, statFd } from './promised.js';
import { attributesOf, servedDirectory, servedFile } from './served.js';

const {
  O_APPEND,
  O_CREAT,
  O_DIRECTORY = 0,
  O_EXCL,
  O_NOCTTY = 0,
  O_NONBLOCK = 0,
  O_RDONLY,
  O_RDWR,
  O_TRUNC,
  O_WRONLY,
} = constants;

export interface LocalFilesOptions {
  /** The folder that clients see as '/'. It must exist when the first request comes. */
  readonly root: string;
  /** Refuses everything that changes a file. */
  readonly readOnly?: boolean | undefined;
}

export function localFiles(options: LocalFilesOptions): SftpFileSystem {
  const files = rootedFiles(options.root);
  return options.readOnly === true ? readOnlyFiles(files) : files;
}

function rootedFiles(path: string): SftpFileSystem {
  let opened: Promise<Root> | undefined;
  const root = async (): Promise<Root> => {
    opened ??= openRoot(path);
    try {
      return await opened;
    } catch (error) {
      opened = undefined; // the folder may be made later
      throw error;
    }
  };
  return {
    open: async (file, how) => openFile(await root(), file, how),
    opendir: async folder => openFolder(await root(), folder),
    stat: async file => withTarget(await root(), file, async host => attributesOf(await stat(host))),
    lstat: async file => lstatPath(await root(), file),
    setstat: async (file, changes) => withTarget(await root(), file, host => change(host, changes)),
    mkdir: async (folder, { mode }) =>
      withPlace(await root(), folder, ({ host }) => mkdir(host, { mode: mode ?? 0o777 }).then(nothing)),
    rmdir: async folder => withPlace(await root(), folder, ({ host }) => rmdir(host)),
    remove: async file => withPlace(await root(), file, removeFile),
    rename: async (from, to, { overwrite }) => {
      const base = await root();
      return withPlace(base, from, source => withPlace(base, to, target => move(source, target, overwrite)));
    },
    realpath: async file => resolvePath(await root(), file),
    readlink: async file => readLink(await root(), file),
    symlink: async (target, file) => makeLink(await root(), target, file),
  };
}

async function openFile(root: Root, path: string, how: OpenRequest): Promise<ServedFile> {
  const access = how.write ? (how.read ? O_RDWR : O_WRONLY) : O_RDONLY;
  const changes =
    (how.append ? O_APPEND : 0) |
    (how.create ? O_CREAT : 0) |
    (how.truncate ? O_TRUNC : 0) |
    (how.create && how.exclusive ? O_EXCL : 0);
  // Without O_NONBLOCK a pipe with nobody at the other end would hold a thread for ever.
  const flags = access | (how.write ? changes : 0) | O_NONBLOCK | O_NOCTTY;
  const fd = await openTarget(root, path, flags, how.attributes.mode ?? 0o666);
  const stats = await statFd(fd);
  if (stats.isFile()) return servedFile(fd);
  await closeFd(fd);
  throw fileError(stats.isDirectory() ? 'EISDIR' : 'EACCES', 'open', path);
}

async function openFolder(root: Root, path: string): ReturnType<typeof servedDirectory> {
  if (!root.held) return withTarget(root, path, host => servedDirectory(host, async () => {}));
  const fd = await openTarget(root, path, O_RDONLY | O_DIRECTORY);
  try {
    return await servedDirectory(`/proc/self/fd/${fd}`, () => closeFd(fd));
  } catch (error) {
    await closeFd(fd);
    throw error;
  }
}

async function lstatPath(root: Root, path: string): Promise<FileAttributes> {
  if (componentsOf(path).length === 0) return attributesOf(await lstat(root.path));
  return withPlace(root, path, async ({ host }) => attributesOf(await lstat(host)));
}

async function change(host: string, changes: AttributeChanges): Promise<void> {
  const { size, mode, uid, gid, atime, mtime } = changes;
  if (size !== undefined) await truncate(host, size);
  if (mode !== undefined) await chmod(host, mode);
  if (uid !== undefined && gid !== undefined) await chown(host, uid, gid);
  if (atime !== undefined && mtime !== undefined) await utimes(host, atime, mtime);
}

async function removeFile(place: Place): Promise<void> {
  try {
    await unlink(place.host);
  } catch (error) {
    // Linux says EISDIR for a folder, POSIX says EPERM: one answer for clients.
    if ((await lstat(place.host)).isDirectory()) throw fileError('EISDIR', 'unlink');
    throw error;
  }
}

/**
 * Without `overwrite` a file moves by a second link, which fails if the target exists, in one step with the check. What
 * cannot have a second link (folders, some file systems) is checked before, as OpenSSH does.
 */
async function move(source: Place, target: Place, overwrite: boolean): Promise<void> {
  if (overwrite) return rename(source.host, target.host);
  if (!(await lstat(source.host)).isDirectory()) {
    try {
      await link(source.host, target.host);
      return await unlink(source.host);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === undefined || !['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EXDEV'].includes(code))
        throw error;
    }
  }
  const existing = await lstat(target.host).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (existing !== undefined) throw fileError('EEXIST', 'rename');
  return rename(source.host, target.host);
}

/** A target inside of the root as the client sees it; one that leads out is refused without telling where. */
async function readLink(root: Root, path: string): Promise<string> {
  return withPlace(root, path, async place => {
    const target = await readlink(place.host);
    const components = linkComponents(root, place.components.slice(0, -1), target);
    if (components === undefined) throw fileError('EACCES', 'readlink', path);
    return target.startsWith('/') ? `/${components.join('/')}` : target;
  });
}

/** Absolute targets are the client's: they are made relative, so that they mean the same to the host. */
async function makeLink(root: Root, target: string, path: string): Promise<void> {
  if (target === '') throw fileError('ENOENT', 'symlink', path);
  await withPlace(root, path, async place => {
    const folder = place.components.slice(0, -1);
    const up = folder.map(() => '..');
    const text = target.startsWith('/') ? [...up, ...normalComponents(target)].join('/') || '.' : target;
    if (linkComponents(root, folder, text) === undefined) throw fileError('EACCES', 'symlink', path);
    await symlink(text, place.host);
  });
}

function normalComponents(path: string): string[] {
  const result: string[] = [];
  for (const component of path.split('/')) {
    if (component === '..') result.pop();
    else if (component !== '' && component !== '.') result.push(component);
  }
  return result;
}

function nothing(): void {}
