/** The error of a refused SFTP request (draft-ietf-secsh-filexfer-02 section 7). Not for faults of the session. */

import { SshError, sanitizeText } from '@nacre/core';

import { MAX_STATUS_TEXT } from './limits.js';

/** What was asked when an error came back. */
export interface SftpCall {
  /** The operation, by the name that `node:fs` uses for it. */
  readonly syscall: string;
  readonly path?: string | undefined;
}

/** An SFTP request was answered with an error status. `code` is 'SFTP_STATUS'. */
export class SftpError extends SshError {
  override readonly name = 'SftpError';
  /** The number in the STATUS message. */
  readonly status: number;
  /** Its name: 'no-such-file', 'permission-denied', 'failure' ..., or 'status-99'. */
  readonly statusName: string;
  /** The name that `node:fs` would use: 'ENOENT', 'EACCES' ...; undefined when the status does not tell. */
  readonly fsCode: string | undefined;
  readonly syscall: string;
  readonly path: string | undefined;
  /** The server's own words, cleaned and shortened. */
  readonly serverMessage: string;
  /** The language tag that came with them, often empty. */
  readonly language: string;

  constructor(
    status: number,
    serverMessage: string,
    call: SftpCall,
    options: { readonly fsCode?: string; readonly language?: string } = {},
  ) {
    const fsCode = options.fsCode ?? STATUS[status]?.fsCode;
    const said = sanitizeText(serverMessage, MAX_STATUS_TEXT);
    const statusName = STATUS[status]?.name ?? `status-${status}`;
    const where = call.path === undefined ? '' : ` '${sanitizeText(call.path)}'`;
    const words = said === '' ? '' : `: ${said}`;
    super('SFTP_STATUS', `${fsCode ?? statusName}: ${call.syscall}${where}${words}`, {
      origin: 'peer',
      details: { status, statusName, fsCode, syscall: call.syscall, path: call.path },
    });
    this.status = status;
    this.statusName = statusName;
    this.fsCode = fsCode;
    this.syscall = call.syscall;
    this.path = call.path;
    this.serverMessage = said;
    this.language = sanitizeText(options.language ?? '', MAX_STATUS_TEXT);
  }
}

/** The error that a file system for a server throws: `fsCode` decides the status that the client gets. */
export function fileError(fsCode: string, syscall: string, path?: string): SftpError {
  return new SftpError(statusOfCode(fsCode), '', { syscall, path }, { fsCode });
}

/** True for a refusal with this `node:fs` name. */
export function isFileError(error: unknown, fsCode: string): error is SftpError {
  return error instanceof SftpError && error.fsCode === fsCode;
}

/** The version 3 status for a `node:fs` error name: all that has no status of its own is 'failure'. */
export function statusOfCode(fsCode: string): number {
  return CODE_STATUS.get(fsCode) ?? 4;
}

/** Names of the codes up to version 6: servers send the later ones in version 3 too. */
const STATUS: Readonly<Record<number, { readonly name: string; readonly fsCode?: string }>> = {
  0: { name: 'ok' },
  1: { name: 'eof', fsCode: 'EOF' },
  2: { name: 'no-such-file', fsCode: 'ENOENT' },
  3: { name: 'permission-denied', fsCode: 'EACCES' },
  4: { name: 'failure' },
  5: { name: 'bad-message', fsCode: 'EINVAL' },
  6: { name: 'no-connection', fsCode: 'ENOTCONN' },
  7: { name: 'connection-lost', fsCode: 'ECONNRESET' },
  8: { name: 'op-unsupported', fsCode: 'ENOSYS' },
  9: { name: 'invalid-handle', fsCode: 'EBADF' },
  10: { name: 'no-such-path', fsCode: 'ENOENT' },
  11: { name: 'file-already-exists', fsCode: 'EEXIST' },
  12: { name: 'write-protect', fsCode: 'EROFS' },
  13: { name: 'no-media', fsCode: 'ENODEV' },
  14: { name: 'no-space-on-filesystem', fsCode: 'ENOSPC' },
  15: { name: 'quota-exceeded', fsCode: 'EDQUOT' },
  17: { name: 'lock-conflict', fsCode: 'EAGAIN' },
  18: { name: 'dir-not-empty', fsCode: 'ENOTEMPTY' },
  19: { name: 'not-a-directory', fsCode: 'ENOTDIR' },
  20: { name: 'invalid-filename', fsCode: 'EINVAL' },
  21: { name: 'link-loop', fsCode: 'ELOOP' },
  24: { name: 'file-is-a-directory', fsCode: 'EISDIR' },
};

const CODE_STATUS: ReadonlyMap<string, number> = /*@__PURE__*/ new Map([
  ['ENOENT', 2],
  ['ENOTDIR', 2], // as OpenSSH: a path through a file does not exist
  ['ELOOP', 2],
  ['EACCES', 3],
  ['EPERM', 3],
  ['EROFS', 3],
  ['ENOSYS', 8],
  ['ENOTSUP', 8],
  ['EOPNOTSUPP', 8],
]);
