/** What the parts of the client share: the requests, and what the server said of itself at the start. */

import type { SftpClientLimits } from '../limits.js';
import type { SymlinkOrder } from '../symlink-order.js';
import type { Requests } from './requests.js';

/** What limits@openssh.com says; undefined where the server did not tell. */
export interface SftpServerLimitsReply {
  readonly maxPacket: number | undefined;
  readonly maxRead: number | undefined;
  readonly maxWrite: number | undefined;
  readonly maxHandles: number | undefined;
}

export interface SftpSession {
  readonly requests: Requests;
  readonly version: number;
  /** How this server reads SYMLINK. */
  readonly symlinkOrder: SymlinkOrder;
  /** Extensions that the server offers, with the bytes it sent for each. */
  readonly extensions: ReadonlyMap<string, Uint8Array>;
  readonly serverLimits: SftpServerLimitsReply;
  readonly limits: SftpClientLimits;
  /** Bytes of one READ and of one WRITE. */
  readonly readSize: number;
  readonly writeSize: number;
  /** How many requests of `size` bytes one file keeps in flight. */
  depth(size: number): number;
}
