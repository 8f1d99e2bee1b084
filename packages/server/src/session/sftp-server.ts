/** The SFTP subsystem as a session handler. */

import type { MaybePromise } from '@nacre/core';
import { systemRandom } from '@nacre/runtime-node';
import { type SftpFileSystem, type SftpServerOptions, serveSftp } from '@nacre/sftp';

import type { SubsystemHandler, SubsystemSession } from './handlers.js';

/** Serves the file system that `files` gives for a session: `sftpServer(({ account }) => localFiles({ root }))`. */
export function sftpServer<A>(
  files: (session: SubsystemSession<A>) => MaybePromise<SftpFileSystem>,
  options: Omit<SftpServerOptions, 'random'> = {},
): SubsystemHandler<A> {
  return async session => {
    await serveSftp(session.duplex(), await files(session), { now: Date.now, ...options, random: systemRandom });
  };
}
