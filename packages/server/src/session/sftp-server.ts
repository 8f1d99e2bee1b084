/** The SFTP subsystem as a session handler. */

import type { MaybePromise } from '@nacre/core';
import { systemRandom } from '@nacre/runtime-node';
import { type SftpFileSystem, type SftpServerExtension, type SftpServerOptions, serveSftp } from '@nacre/sftp';

import type { SubsystemHandler, SubsystemSession } from './handlers.js';

/**
 * Serves the file system that `files` gives for a session: `sftpServer(({ account }) => localFiles({ root }))`. The
 * extensions of the server are served too, and announced.
 */
export function sftpServer<A>(
  files: (session: SubsystemSession<A>) => MaybePromise<SftpFileSystem>,
  options: Omit<SftpServerOptions, 'random'> = {},
): SubsystemHandler<A> {
  return async session => {
    const extensions = [...extensionsOf(session), ...(options.extensions ?? [])];
    const all = { now: Date.now, symlinkOrder: session.symlinkOrder, ...options, extensions, random: systemRandom };
    await serveSftp(session.duplex(), await files(session), all);
  };
}

function extensionsOf<A>({ extensions, user, account, signal }: SubsystemSession<A>): readonly SftpServerExtension[] {
  return extensions.all('sftp-request').map(({ definition, run }) => ({
    definition,
    run: (request, context) => run(request, { ...context, user, account, signal }),
  }));
}
