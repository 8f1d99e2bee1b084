/** The named limits of SFTP sessions, with their reasons. Only numbers, no behaviour. */

/** Limits of a client session. */
export interface SftpClientLimits {
  /** Bytes of one packet from the server, without its length field. */
  readonly maxPacket: number;
  /** Requests that wait for an answer at one time; more wait for their turn, in order. */
  readonly maxOutstanding: number;
  /** Bytes of one READ or WRITE, whatever more the server offers. */
  readonly maxTransfer: number;
  /** Bytes of file content asked for or sent at one time, for one file. */
  readonly maxBytesInFlight: number;
  /** Names that `readdir` collects before it gives up; `opendir` has no such limit. */
  readonly maxDirectoryEntries: number;
  /** Levels of folders that a recursive operation descends. */
  readonly maxDepth: number;
}

/** Limits of a server session. */
export interface SftpServerLimits {
  /** Bytes of one packet from the client, without its length field. */
  readonly maxPacket: number;
  /** Files and folders open at one time. */
  readonly maxHandles: number;
  /** Requests in work or with an answer not yet sent; at this many the server stops reading. */
  readonly maxOutstanding: number;
  /** Bytes of file content in those requests; at this many the server stops reading. */
  readonly maxBytesInFlight: number;
  /** Bytes of one READ; more is shortened. */
  readonly maxRead: number;
  /** Names in one answer to READDIR. */
  readonly directoryBatch: number;
  /** Bytes of a path. */
  readonly maxPath: number;
}

/** OpenSSH refuses messages over 256 KiB; the rest is room for servers that count only the content. */
const MAX_PACKET = 256 * 1024 + 1024;

/** What OpenSSH offers by limits@openssh.com: the largest round number under 256 KiB with its header. */
const MAX_TRANSFER = 255 * 1024;

export const DEFAULT_CLIENT_LIMITS: SftpClientLimits = {
  maxPacket: MAX_PACKET,
  maxOutstanding: 256, // enough for every pipeline here, and few enough for servers that queue without bound
  maxTransfer: MAX_TRANSFER,
  maxBytesInFlight: 8 * 1024 * 1024, // a link of 100 ms runs at 80 MB/s; four times OpenSSH's 64 x 32 KiB
  maxDirectoryEntries: 1_000_000, // some 200 MB of names; an endless listing must end
  maxDepth: 64, // as OpenSSH's sftp
};

export const DEFAULT_SERVER_LIMITS: SftpServerLimits = {
  maxPacket: MAX_PACKET,
  maxHandles: 256, // half of the usual soft limit of file descriptors on a workstation
  maxOutstanding: 128, // OpenSSH's client keeps 64 requests in flight
  maxBytesInFlight: 4 * 1024 * 1024, // 16 reads of the largest size: more than any disk needs at one time
  maxRead: MAX_TRANSFER,
  directoryBatch: 128, // as AsyncSSH; 128 long names fit in a packet
  maxPath: 4096, // PATH_MAX of Linux
};

/** Read and write size when the server does not tell its limits: what every server must accept (draft 02, section 3). */
export const SAFE_TRANSFER = 32 * 1024;

/** No server is asked for less than this at a time, whatever it says. */
export const LEAST_TRANSFER = 1024;

/** Extension pairs kept of a VERSION, and bytes of text kept of a STATUS, are bounded by the wire definitions. */
export const MAX_STATUS_TEXT = 256;
