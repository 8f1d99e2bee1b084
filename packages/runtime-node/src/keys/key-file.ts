/** Key files: opened once, checked by what was opened, never by name. What is in them is `@nacre/keys`' business. */

import { constants, type Stats } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';

import { limitExceeded, SshError } from '@nacre/core';

export interface KeyFileOptions {
  /** Read the file even if other users of this machine may read or change it. */
  readonly ignorePermissions?: boolean | undefined;
}

/** Private key files are some kilobytes; more is some other file. */
const KEY_FILE_BYTES = 256 * 1024;

const OTHERS = 0o077; // any access of group and others

/** The text of a private key file. Rejects with IO_ERROR or LIMIT_EXCEEDED. */
export function readKeyFile(path: string, options: KeyFileOptions = {}): Promise<string> {
  return readChecked(path, stats => {
    requireFile(path, stats);
    requireOwn(path, stats, options);
  });
}

/** The text of a file with a public key or certificate, which all may read. Rejects as `readKeyFile`. */
export function readPublicKeyFile(path: string): Promise<string> {
  return readChecked(path, stats => requireFile(path, stats));
}

async function readChecked(path: string, check: (stats: Stats) => void): Promise<string> {
  let file: FileHandle | undefined;
  try {
    file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)); // a FIFO must not block here
    check(await file.stat());
    return await file.readFile('utf8');
  } catch (error) {
    if (error instanceof SshError) throw error;
    throw new SshError('IO_ERROR', `Cannot read the key file ${path}: ${(error as Error).message}`, {
      origin: 'io',
      cause: error,
      details: { path, code: (error as NodeJS.ErrnoException).code },
    });
  } finally {
    await file?.close();
  }
}

function requireFile(path: string, stats: Stats): void {
  if (!stats.isFile()) throw refused(path, 'it is not a regular file');
  if (stats.size > KEY_FILE_BYTES) throw limitExceeded('keyFileBytes', stats.size, KEY_FILE_BYTES, 'local');
}

function requireOwn(path: string, stats: Stats, options: KeyFileOptions): void {
  const uid = process.getuid?.();
  if (uid === undefined || options.ignorePermissions === true) return; // no such permissions on Windows
  if ((stats.mode & OTHERS) !== 0) {
    const mode = (stats.mode & 0o777).toString(8).padStart(4, '0');
    throw refused(path, `other users may access it (mode ${mode}); chmod 600 it, or set ignorePermissions`);
  }
  if (stats.uid !== uid && stats.uid !== 0) {
    throw refused(path, `it belongs to another user (${stats.uid}); set ignorePermissions to use it anyway`);
  }
}

function refused(path: string, reason: string): SshError {
  return new SshError('IO_ERROR', `The key file ${path} is not used: ${reason}`, {
    origin: 'local',
    details: { path },
  });
}
