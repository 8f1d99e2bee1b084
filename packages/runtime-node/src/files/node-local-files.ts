/** The local side of SFTP `get` and `put` over node:fs. Opens what it is told to; SFTP decides what that is. */

import { randomUUID } from 'node:crypto';
import { constants, type Stats } from 'node:fs';
import { chmod, lstat, mkdir, readdir, realpath, rename, rm, stat, utimes } from 'node:fs/promises';
import { basename, join } from 'node:path';

import type { FileKind, LocalFile, LocalFiles, LocalStats } from '@nacre/sftp';

import { chmodFd, closeFd, openFd, readFd, statFd, truncateFd, utimesFd, writeFd } from './promised.js';

const { O_CREAT, O_EXCL, O_NOFOLLOW = 0, O_RDONLY, O_RDWR, O_WRONLY } = constants;

export function nodeLocalFiles(): LocalFiles {
  return {
    stat: path => existing(stat(path)),
    lstat: path => existing(lstat(path)),
    list: async path => {
      const entries = await readdir(path, { withFileTypes: true });
      return entries.map(entry => ({ name: entry.name, kind: kindOf(entry) }));
    },
    realpath: path => realpath(path),
    openRead: async path => localFile(await openFd(path, O_RDONLY)),
    openNew: async (path, mode) => localFile(await openFd(path, O_RDWR | O_CREAT | O_EXCL, mode)),
    openExisting: async (path, purpose) =>
      localFile(await openFd(path, purpose === 'resume' ? O_RDWR | O_NOFOLLOW : O_WRONLY), purpose === 'device'),
    mkdir: async path => {
      await mkdir(path);
    },
    chmod: (path, mode) => chmod(path, mode),
    utimes: (path, atimeMs, mtimeMs) => utimes(path, atimeMs / 1000, mtimeMs / 1000),
    rename: (from, to) => rename(from, to),
    remove: path => rm(path, { force: true }),
    join,
    baseName: path => basename(path),
    nameProblem: process.platform === 'win32' ? windowsNameProblem : posixNameProblem,
    uniqueName: () => randomUUID().replaceAll('-', '').slice(0, 12),
  };
}

/** `sequential` for devices and pipes, which have no positions. */
function localFile(fd: number, sequential = false): LocalFile {
  let tail: Promise<void> = Promise.resolve();
  return {
    read: (position, buffer) => readFd(fd, position, buffer),
    write: (position, pieces) => {
      if (!sequential) return writeFd(fd, position, pieces);
      tail = tail.then(() => writeFd(fd, null, pieces));
      return tail;
    },
    stat: async () => localStats(await statFd(fd)),
    truncate: size => truncateFd(fd, size),
    chmod: mode => chmodFd(fd, mode),
    utimes: (atimeMs, mtimeMs) => utimesFd(fd, atimeMs / 1000, mtimeMs / 1000),
    close: () => closeFd(fd),
  };
}

async function existing(stats: Promise<Stats>): Promise<LocalStats | undefined> {
  try {
    return localStats(await stats);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw error;
  }
}

function localStats(stats: Stats): LocalStats {
  const { size, mode, atimeMs, mtimeMs } = stats;
  return { kind: kindOf(stats), size, mode: mode & 0o7777, atimeMs, mtimeMs };
}

function kindOf(entry: { isFile(): boolean; isDirectory(): boolean; isSymbolicLink(): boolean }): FileKind {
  if (entry.isFile()) return 'file';
  if (entry.isDirectory()) return 'directory';
  return entry.isSymbolicLink() ? 'symlink' : 'other';
}

function posixNameProblem(name: string): string | undefined {
  if (name === '' || name === '.' || name === '..') return 'it is not a name';
  return /[/\0]/.test(name) ? 'it holds a separator' : undefined;
}

/** Windows also has other separators, streams after a colon, names of devices, and drops dots and spaces at the end. */
function windowsNameProblem(name: string): string | undefined {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: Windows refuses control characters in names
  if (/[\\/:*?"<>|\u0000-\u001f]/.test(name)) return 'it holds a character that Windows does not allow';
  if (/^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)/i.test(name)) return 'it is the name of a device';
  if (/[. ]$/.test(name)) return 'it ends with a dot or a space';
  return posixNameProblem(name);
}
