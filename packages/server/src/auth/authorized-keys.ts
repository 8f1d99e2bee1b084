/** Public key logins by authorized_keys files, one for all users or one for each. */

import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';

import { limitExceeded, type MaybePromise, SshError } from '@nacre/core';
import { findAuthorizedKey } from '@nacre/keys';

import { limits } from '../limits.js';
import type { Account, PublicKeyRequest } from './handlers.js';
import { isPlainUserName } from './user-names.js';

export interface AuthorizedKeysOptions {
  /** Use the file even if group or others may change it. */
  readonly ignorePermissions?: boolean;
}

/**
 * A handler for `auth.publickey`. `file` is a path, or a function that gives the path for a user, which is asked only for
 * names that are safe in a path. A missing file lets nobody in. Lines with options are not supported yet, and let nobody in.
 */
export function authorizedKeys(
  file: string | ((user: string) => MaybePromise<string | undefined>),
  options: AuthorizedKeysOptions = {},
): (request: PublicKeyRequest) => Promise<Account | false> {
  return async ({ user, key }) => {
    if (!isPlainUserName(user)) return false;
    const path = typeof file === 'string' ? file : await file(user);
    const text = path === undefined ? undefined : await readIfPresent(path, options);
    if (text === undefined) return false;
    return findAuthorizedKey(text, key.blob, { file: path as string }).key === undefined ? false : { name: user };
  };
}

const CHANGE_BY_OTHERS = 0o022;

async function readIfPresent(path: string, options: AuthorizedKeysOptions): Promise<string | undefined> {
  let file: FileHandle | undefined;
  try {
    file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)); // a FIFO must not block here
    const stats = await file.stat();
    if (!stats.isFile()) throw refused(path, 'it is not a regular file');
    if (stats.size > limits.authorizedKeysBytes) {
      throw limitExceeded('authorizedKeysBytes', stats.size, limits.authorizedKeysBytes, 'local');
    }
    const posix = process.getuid !== undefined;
    if (posix && options.ignorePermissions !== true && (stats.mode & CHANGE_BY_OTHERS) !== 0) {
      throw refused(path, 'group or others may change it');
    }
    return await file.readFile('utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  } finally {
    await file?.close();
  }
}

function refused(path: string, reason: string): SshError {
  return new SshError('IO_ERROR', `The file ${path} is not used: ${reason}`, { origin: 'local', details: { path } });
}
