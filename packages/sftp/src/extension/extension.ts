/** SFTP extensions that this package does not know itself: a definition, and what a server does for it. */

import type { MaybePromise } from '@nacre/core';
import type { MemberDef } from '@nacre/wire';

import type { ServedFile, SftpFileSystem } from '../server/file-system.js';

/** What a request of an extension answers: the declared reply, or nothing but success. */
export type SftpExtensionResult<R> = [R] extends [never] ? void : R;

/** What a server's extension may use of the session that asks. */
export interface SftpExtensionContext {
  /** The file system that the session is served from; read-only if the session is. */
  readonly files: SftpFileSystem;
  /** The absolute path that a client's octets mean, as for all other requests. Throws what refuses the request. */
  path(octets: Uint8Array): string;
  /** The open file behind a handle. Call it before anything is waited for, so that requests keep their order. Throws EBADF. */
  file(handle: Uint8Array): ServedFile;
}

/** One extension of a server, of any type; made by `sftpExtension`. Its name is announced to clients. */
export interface SftpServerExtension {
  readonly definition: MemberDef<unknown, never, unknown>;
  run(request: never, context: SftpExtensionContext): unknown;
}

/**
 * For the option `extensions` of a server. A throw refuses the request: `fileError('EACCES', ...)`, or any error with such a
 * `code`, with that status, and everything else with FAILURE.
 */
export function sftpExtension<T, R>(
  definition: MemberDef<T, void, R>,
  run: (request: T, context: SftpExtensionContext) => MaybePromise<SftpExtensionResult<R>>,
): SftpServerExtension {
  return { definition, run };
}

/** Name in the spec of the union that requests of extensions belong to. */
export const SFTP_REQUEST_UNION = 'SftpExtendedRequest';
