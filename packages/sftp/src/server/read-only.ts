/** A file system through which nothing can be changed. */

import { fileError } from '../errors.js';
import type { ServedFile, SftpFileSystem } from './file-system.js';

/** `files` without every operation that changes something: each is refused with EROFS. */
export function readOnlyFiles(files: SftpFileSystem): SftpFileSystem {
  const refuse =
    (syscall: string) =>
    (path: string): never => {
      throw fileError('EROFS', syscall, path);
    };
  return {
    open: async (path, how) => {
      const changes = how.write || how.append || how.create || how.truncate || how.exclusive;
      if (changes || !how.read) throw fileError('EROFS', 'open', path);
      return readOnlyFile(await files.open(path, how), path);
    },
    opendir: path => files.opendir(path),
    stat: path => files.stat(path),
    lstat: path => (files.lstat ?? files.stat).call(files, path),
    realpath: path => (files.realpath === undefined ? path : files.realpath(path)),
    readlink: path => {
      if (files.readlink === undefined) throw fileError('ENOSYS', 'readlink', path);
      return files.readlink(path);
    },
    setstat: refuse('setstat'),
    mkdir: refuse('mkdir'),
    rmdir: refuse('rmdir'),
    remove: refuse('unlink'),
    rename: refuse('rename'),
    symlink: refuse('symlink'),
  };
}

function readOnlyFile(file: ServedFile, path: string): ServedFile {
  const refuse = (syscall: string) => (): never => {
    throw fileError('EROFS', syscall, path);
  };
  return {
    read: (position, buffer) => file.read(position, buffer),
    write: refuse('write'),
    stat: () => file.stat(),
    setstat: refuse('fsetstat'),
    sync: refuse('fsync'),
    close: () => file.close(),
  };
}
