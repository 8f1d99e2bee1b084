/** Every bound of the transport, with its reason. A peer that passes one is disconnected. */

export interface TransportLimits {
  /** Bytes of a version line with its line end (RFC 4253 section 4.2 fixes 255). */
  readonly versionLineBytes: number;
  /** Lines that a server may send before its version line; OpenSSH allows as many. */
  readonly bannerLines: number;
  /** Bytes of one such line; OpenSSH allows as many. */
  readonly bannerLineBytes: number;
  /** Largest packet length taken before authentication: the size that RFC 4253 section 6.1 makes everyone accept. */
  readonly packetBytesBeforeAuth: number;
  /** Largest packet length taken after authentication; OpenSSH's own maximum. */
  readonly packetBytes: number;
  /** Largest payload that `send` takes, so that the packet stays within every peer's 256 KiB. */
  readonly sentPayloadBytes: number;
  /** Time for the identification and first key exchange together, and for each later one. */
  readonly kexMilliseconds: number;
  /** EXT_INFO messages a client takes: after NEWKEYS and just before USERAUTH_SUCCESS (RFC 8308 section 2.4). */
  readonly extInfoFromServer: number;
  /** EXT_INFO messages a server takes: after NEWKEYS (RFC 8308 section 2.4). */
  readonly extInfoFromClient: number;
  /** Key exchanges a peer may ask for within `idleRekeyMilliseconds` while no message travels: they cost us signatures. */
  readonly idleRekeys: number;
  readonly idleRekeyMilliseconds: number;
  /** Bytes held while an answer is awaited. A driver that heeds `wantsInput` adds one chunk at most. */
  readonly pausedInputBytes: number;
}

export const defaultLimits: TransportLimits = {
  versionLineBytes: 255,
  bannerLines: 1024,
  bannerLineBytes: 8192,
  packetBytesBeforeAuth: 35_000,
  packetBytes: 256 * 1024,
  sentPayloadBytes: 256 * 1024 - 512,
  kexMilliseconds: 60_000,
  extInfoFromServer: 2,
  extInfoFromClient: 1,
  idleRekeys: 10,
  idleRekeyMilliseconds: 10_000,
  pausedInputBytes: 4 * 1024 * 1024,
};

/** When new keys are due, whichever comes first. */
export interface RekeyLimits {
  /** Bytes on the wire under one key, counted in each direction. */
  readonly bytes: number;
  /** Packets under one key, counted in each direction. */
  readonly packets: number;
  /** Age of the keys. */
  readonly milliseconds: number;
}

export const defaultRekey: RekeyLimits = {
  bytes: 1024 * 1024 * 1024, // RFC 4253 section 9
  packets: 2 ** 31, // RFC 4344 section 3.1
  milliseconds: 3_600_000, // RFC 4253 section 9
};
