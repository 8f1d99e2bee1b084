/** A server session of which the test writes every packet. */

import { encodeUtf8, type SshError } from '@nacre/core';

import { SftpHandle, SftpInit, SftpOpen, SftpStatus } from '../src/generated/index.js';
import { duplexPair, memoryFiles, type SftpFileSystem, type SftpServerOptions, serveSftp } from '../src/index.js';
import { decodeSftp } from '../src/packet/messages.js';
import { message, Peer, random } from './support.js';

/** A path as the wire has it. */
export const path = encodeUtf8;
export const NO_ATTRS = {};

export interface Session {
  readonly peer: Peer;
  readonly served: Promise<SshError | undefined>;
}

export function start(
  files: SftpFileSystem = memoryFiles(),
  options: Partial<SftpServerOptions> = {},
  window?: number,
): Session {
  const [near, far] = duplexPair({ window });
  const served = serveSftp(far, files, { random, ...options }).then(
    () => undefined,
    (error: SshError) => error,
  );
  return { peer: new Peer(near), served };
}

export async function session(...parameters: Parameters<typeof start>): Promise<Session> {
  const started = start(...parameters);
  started.peer.send(message(SftpInit, { version: 3, extensions: [] }));
  await started.peer.receive();
  return started;
}

export async function status(peer: Peer): Promise<{ requestId: number; code: number; message?: string | undefined }> {
  return decodeSftp(SftpStatus, await peer.bytes());
}

export async function openFile(peer: Peer, name: string, flags: number): Promise<Uint8Array> {
  peer.send(message(SftpOpen, { requestId: 1, path: path(name), flags, attrs: NO_ATTRS }));
  return decodeSftp(SftpHandle, await peer.bytes()).handle;
}
