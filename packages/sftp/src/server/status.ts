/** Turns what a file system throws into a STATUS: a number and fixed words, never the host's own text. */

import { SshError } from '@nacre/core';
import { DecodeError } from '@nacre/wire';

import { SftpError, statusOfCode } from '../errors.js';
import { SftpStatusCode } from '../generated/index.js';

export interface StatusAnswer {
  readonly code: number;
  readonly message: string;
}

export const OK: StatusAnswer = { code: SftpStatusCode.ok, message: 'Success' };
export const END_OF_FILE: StatusAnswer = { code: SftpStatusCode.eof, message: 'End of file' };
export const UNSUPPORTED: StatusAnswer = { code: SftpStatusCode.opUnsupported, message: 'Operation unsupported' };

/** The answer for a request that failed with `error`. */
export function statusOf(error: unknown): StatusAnswer {
  if (error instanceof DecodeError) {
    // A number over 2^53 is well formed, but no file reaches that far.
    return error.rule === 'limit' ? FAILURE : { code: SftpStatusCode.badMessage, message: 'Bad message' };
  }
  const code = fsCodeOf(error);
  if (code !== undefined) {
    const status = statusOfCode(code);
    return { code: status, message: WORDS.get(code) ?? GENERIC[status] ?? FAILURE.message };
  }
  if (error instanceof SftpError)
    return { code: error.status <= 8 ? error.status : 4, message: GENERIC[error.status] ?? 'Failure' };
  return FAILURE;
}

/** The `node:fs` name in an error: of SftpError, or of any error with a textual `code`. */
export function fsCodeOf(error: unknown): string | undefined {
  if (error instanceof SftpError) return error.fsCode;
  if (error instanceof SshError || typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

const FAILURE: StatusAnswer = { code: SftpStatusCode.failure, message: 'Failure' };

const GENERIC: Readonly<Record<number, string>> = {
  0: 'Success',
  1: 'End of file',
  2: 'No such file',
  3: 'Permission denied',
  4: 'Failure',
  5: 'Bad message',
  6: 'No connection',
  7: 'Connection lost',
  8: 'Operation unsupported',
};

/** Words for the failures that version 3 has no number for, so that people can tell them apart. */
const WORDS: ReadonlyMap<string, string> = /*@__PURE__*/ new Map([
  ['EBADF', 'Invalid handle'],
  ['EDQUOT', 'Disk quota exceeded'],
  ['EEXIST', 'File already exists'],
  ['EFBIG', 'File too large'],
  ['EINVAL', 'Invalid argument'],
  ['EIO', 'Input or output error'],
  ['EISDIR', 'Is a directory'],
  ['EMFILE', 'Too many open files'],
  ['ENAMETOOLONG', 'Name too long'],
  ['ENFILE', 'Too many open files'],
  ['ENOSPC', 'No space left'],
  ['ENOTEMPTY', 'Directory not empty'],
  ['EXDEV', 'Not on the same file system'],
]);
