/** Starts an SFTP client session: INIT, VERSION and the server's limits (draft-ietf-secsh-filexfer-02 section 4). */

import {
  type AbortSignalLike,
  abortError,
  type ByteDuplex,
  onAbort,
  protocolError,
  throwIfAborted,
  type TraceSink,
  toSshError,
  copyBytes,
} from '@nacre/core';

import { SftpExtended, SftpInit, SftpVersion } from '../generated/index.js';
import { DEFAULT_CLIENT_LIMITS, LEAST_TRANSFER, SAFE_TRANSFER, type SftpClientLimits } from '../limits.js';
import { decodeSftp, SFTP_VERSION } from '../packet/messages.js';
import { packetBytes } from '../packet/packet.js';
import type { SymlinkOrder } from '../symlink-order.js';
import type { LocalFiles } from '../transfer/local-files.js';
import { SftpClient } from './client.js';
import { extendedReply } from './replies.js';
import { Requests } from './requests.js';
import type { SftpServerLimitsReply, SftpSession } from './session.js';

export interface SftpOptions {
  readonly limits?: Partial<SftpClientLimits> | undefined;
  /** The local files of `get` and `put`; without it those two are not available. */
  readonly local?: LocalFiles | undefined;
  /** How the server reads SYMLINK; default 'openssh'. What it runs is known from its version line, to whoever made the connection. */
  readonly symlinkOrder?: SymlinkOrder | undefined;
  /** Gives up the start of the session. */
  readonly signal?: AbortSignalLike | undefined;
  readonly trace?: TraceSink | undefined;
}

/** Starts a session over `duplex`, which belongs to it from here on. */
export async function openSftp(duplex: ByteDuplex, options: SftpOptions = {}): Promise<SftpClient> {
  return new SftpClient(await startSftpSession(duplex, options), { duplex, local: options.local });
}

/** As `openSftp`, for classes derived from `SftpClient`. */
export async function startSftpSession(duplex: ByteDuplex, options: SftpOptions = {}): Promise<SftpSession> {
  throwIfAborted(options.signal);
  const limits = { ...DEFAULT_CLIENT_LIMITS, ...options.limits };
  const requests = new Requests(duplex, limits, options.trace);
  const stopListening = onAbort(options.signal, () => requests.fail(abortError(options.signal as AbortSignalLike)));
  try {
    const extensions = await start(requests);
    void requests.run();
    const serverLimits = extensions.has('limits@openssh.com')
      ? await askLimits(requests, options.signal)
      : UNKNOWN_LIMITS;
    const { symlinkOrder = 'openssh' } = options;
    return { ...describe(requests, extensions, limits, serverLimits), symlinkOrder };
  } catch (error) {
    const failure = requests.ended ?? toSshError(error, 'CONNECTION_LOST', 'The SFTP session did not start', 'io');
    requests.fail(failure);
    throw failure;
  } finally {
    stopListening();
  }
}

const UNKNOWN_LIMITS: SftpServerLimitsReply = {
  maxPacket: undefined,
  maxRead: undefined,
  maxWrite: undefined,
  maxHandles: undefined,
};

async function start(requests: Requests): Promise<ReadonlyMap<string, Uint8Array>> {
  requests.sendPlain(SftpInit, { version: SFTP_VERSION, extensions: [] });
  const packet = await requests.receivePlain();
  if (packet.type !== SftpVersion.number) throw protocolError(`SFTP answer of type ${packet.type} to INIT`);
  const { version, extensions } = decodeSftp(SftpVersion, packetBytes(packet));
  if (version !== SFTP_VERSION) throw protocolError(`The server speaks SFTP version ${version}, not ${SFTP_VERSION}`);
  return new Map(extensions.map(pair => [pair.name, copyBytes(pair.data)]));
}

async function askLimits(requests: Requests, signal: AbortSignalLike | undefined): Promise<SftpServerLimitsReply> {
  const body = { request: 'limits@openssh.com' } as const;
  const context = { syscall: 'limits', signal };
  const reply = await requests.request(SftpExtended, { body }, extendedReply(body.request), context);
  return {
    maxPacket: known(reply.maxPacket),
    maxRead: known(reply.maxRead),
    maxWrite: known(reply.maxWrite),
    maxHandles: known(reply.maxHandles),
  };
}

/** Zero means not known; more than a number can hold is no limit. */
function known(value: bigint): number | undefined {
  return value === 0n ? undefined : Math.min(Number(value), Number.MAX_SAFE_INTEGER);
}

function describe(
  requests: Requests,
  extensions: ReadonlyMap<string, Uint8Array>,
  limits: SftpClientLimits,
  serverLimits: SftpServerLimitsReply,
): Omit<SftpSession, 'symlinkOrder'> {
  return {
    requests,
    version: SFTP_VERSION,
    extensions,
    limits,
    serverLimits,
    readSize: transferSize(serverLimits.maxRead, limits),
    writeSize: transferSize(serverLimits.maxWrite, limits),
    depth: size => Math.max(2, Math.min(Math.floor(limits.maxBytesInFlight / size), limits.maxOutstanding, MAX_DEPTH)),
  };
}

/** More requests than this in flight for one file help nobody: with 32 KiB each they already fill a fast long link. */
const MAX_DEPTH = 128;

/** What both sides allow, but at least enough to get on. */
function transferSize(offered: number | undefined, limits: SftpClientLimits): number {
  return Math.min(limits.maxTransfer, Math.max(LEAST_TRANSFER, offered ?? SAFE_TRANSFER));
}
