/** Starts the SFTP subsystem on a new session channel. */

import { type AbortSignalLike, SshError, type TraceSink } from '@nacre/core';
import { type Channel, channelDuplex, nodeLocalFiles, type SshConnection } from '@nacre/runtime-node';
import { type SftpClientLimits, startSftpSession, type SymlinkOrder } from '@nacre/sftp';

import { NodeSftp } from './node-sftp.js';

export interface SftpChannelOptions {
  /** Gives up the start of the session. */
  readonly signal?: AbortSignalLike | undefined;
  readonly limits?: Partial<SftpClientLimits> | undefined;
}

/** As much as a transfer asks for at once, so that on long links the requests set the pace and not the window. */
const WINDOW_BYTES = 8 * 1024 * 1024;

export async function openSftpChannel(
  connection: SshConnection,
  options: SftpChannelOptions,
  trace: TraceSink | undefined,
): Promise<NodeSftp> {
  const { signal, limits } = options;
  const channel = await connection.openChannel({ channelType: 'session' }, { signal, window: WINDOW_BYTES });
  try {
    await requestSubsystem(channel, signal);
    const duplex = channelDuplex(channel);
    const session = await startSftpSession(duplex, { signal, limits, trace, symlinkOrder: symlinkOrder(connection) });
    const sftp = new NodeSftp(session, { duplex, local: nodeLocalFiles() });
    void sftp.closed.then(() => channel.close());
    return sftp;
  } catch (error) {
    void channel.close();
    throw error;
  }
}

function symlinkOrder({ session }: SshConnection): SymlinkOrder {
  return session.quirks.has('symlink-as-in-draft') ? 'draft' : 'openssh';
}

async function requestSubsystem(channel: Channel, signal: AbortSignalLike | undefined): Promise<void> {
  const accepted = await channel.request({ requestType: 'subsystem', name: 'sftp' }, signal && { signal });
  if (accepted) return;
  throw new SshError('CHANNEL_REQUEST_FAILED', 'The server refused the sftp subsystem', {
    origin: 'peer',
    details: { request: 'subsystem', subsystem: 'sftp' },
  });
}
