/** Open files and folders of the disk as an SFTP server needs them. */

import type { Dir, Stats } from 'node:fs';
import { lstat, opendir } from 'node:fs/promises';

import {
  type AttributeChanges,
  type FileAttributes,
  fileError,
  type ServedDirectory,
  type ServedEntry,
  type ServedFile,
} from '@nacre/sftp';

import { chmodFd, chownFd, closeFd, readFd, statFd, syncFd, truncateFd, utimesFd, writeFd } from './promised.js';

/** Serves an open descriptor, which belongs to the result. */
export function servedFile(fd: number): ServedFile {
  return {
    read: (position, buffer) => readFd(fd, position, buffer),
    write: (position, pieces) => writeFd(fd, position, pieces),
    stat: async () => attributesOf(await statFd(fd)),
    setstat: changes => changeFd(fd, changes),
    sync: () => syncFd(fd),
    close: () => closeFd(fd),
  };
}

/** Serves the folder that a path of node:fs leads to; `release` is called after it is closed. */
export async function servedDirectory(host: string, release: () => Promise<void>): Promise<ServedDirectory> {
  const folder = await opendir(host, { bufferSize: 128 });
  return {
    read: count => nextEntries(folder, host, count),
    close: async () => {
      try {
        await folder.close();
      } finally {
        await release();
      }
    },
  };
}

export function attributesOf(stats: Stats): FileAttributes {
  const { mode, size, uid, gid, nlink, atimeMs, mtimeMs } = stats;
  return { mode, size, uid, gid, nlink, atime: atimeMs / 1000, mtime: mtimeMs / 1000 };
}

async function changeFd(fd: number, changes: AttributeChanges): Promise<void> {
  const { size, mode, uid, gid, atime, mtime } = changes;
  if (size !== undefined) await truncateFd(fd, size);
  if (mode !== undefined) await chmodFd(fd, mode);
  if (uid !== undefined && gid !== undefined) await chownFd(fd, uid, gid);
  if (atime !== undefined && mtime !== undefined) await utimesFd(fd, atime, mtime);
}

/** Entries that vanish between listing and looking are left out, as are names that are not UTF-8. */
async function nextEntries(folder: Dir, host: string, count: number): Promise<readonly ServedEntry[]> {
  for (;;) {
    const names: string[] = [];
    while (names.length < count) {
      const entry = await folder.read();
      if (entry === null) break;
      names.push(entry.name);
    }
    if (names.length === 0) return [];
    const entries = await Promise.all(names.map(name => entryOf(host, name)));
    const found = entries.filter(entry => entry !== undefined);
    if (found.length > 0) return found;
  }
}

async function entryOf(host: string, name: string): Promise<ServedEntry | undefined> {
  try {
    return { name, attributes: attributesOf(await lstat(`${host}/${name}`)) };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw fileError((error as NodeJS.ErrnoException).code ?? 'EIO', 'lstat', name);
  }
}
