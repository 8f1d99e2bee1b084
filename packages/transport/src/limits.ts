/** Every bound of the transport, with its reason. A peer that passes one is disconnected. */

import { misuse } from '@nacre/core';

export interface TransportLimits {
  /** Bytes of a version line with its line end (RFC 4253 section 4.2 fixes 255). */
  readonly versionLineBytes: number;
  /** Lines that a server may send before its version line; OpenSSH allows as many. */
  readonly bannerLines: number;
  /** Bytes of one such line; OpenSSH allows as many. */
  readonly bannerLineBytes: number;
  /** Largest packet length taken before authentication: the size that RFC 4253 section 6.1 makes everyone accept. */
  readonly packetBytesBeforeAuth: number;
  /** Bytes of packets that a peer may send before authentication: many times what key exchanges and requests to log in take. */
  readonly bytesBeforeAuth: number;
  /** Packets of any kind that a peer may send before authentication, so that IGNORE and its like are not free either. */
  readonly packetsBeforeAuth: number;
  /** Largest packet length taken after authentication; OpenSSH's own maximum. */
  readonly packetBytes: number;
  /** Largest payload that `send` takes, so that the packet stays within every peer's 256 KiB. */
  readonly sentPayloadBytes: number;
  /**
   * Bytes of what waits for the end of a key exchange, each message counting `HELD_OVERHEAD` more. Owners stop far below it when they
   * heed `queuedBytes`; answers to a peer that asks on and on, and never answers our KEXINIT, get there.
   */
  readonly heldBytes: number;
  /** Time for the identification and first key exchange together, and for each later one. */
  readonly kexMilliseconds: number;
  /** EXT_INFO messages a client takes: after NEWKEYS and just before USERAUTH_SUCCESS (RFC 8308 section 2.4). */
  readonly extInfoFromServer: number;
  /** EXT_INFO messages a server takes: after NEWKEYS (RFC 8308 section 2.4). */
  readonly extInfoFromClient: number;
  /** Key exchanges a peer may ask for within `idleRekeyMilliseconds` while no message travels: they cost us signatures. */
  readonly idleRekeys: number;
  readonly idleRekeyMilliseconds: number;
  /** Bits of a group of a group exchange, asked for and taken: less can be broken in advance for everyone (RFC 8270). */
  readonly leastGroupBits: number;
  /** Messages carry no larger groups, and computing in them takes long. */
  readonly mostGroupBits: number;
  /** Bits of an RSA host key; 1024 at least, which old equipment has. */
  readonly leastRsaBits: number;
  /** PINGs of ours that may wait for their PONG; more tell nothing more about a peer. */
  readonly pendingPings: number;
  /** Bytes held while an answer is awaited. A driver that heeds `wantsInput` adds one chunk at most. */
  readonly pausedInputBytes: number;
}

export const defaultLimits: TransportLimits = {
  versionLineBytes: 255,
  bannerLines: 1024,
  bannerLineBytes: 8192,
  packetBytesBeforeAuth: 35_000,
  bytesBeforeAuth: 2 * 1024 * 1024,
  packetsBeforeAuth: 1024,
  packetBytes: 256 * 1024,
  sentPayloadBytes: 256 * 1024 - 512,
  heldBytes: 64 * 1024 * 1024,
  kexMilliseconds: 60_000,
  extInfoFromServer: 2,
  extInfoFromClient: 1,
  idleRekeys: 10,
  idleRekeyMilliseconds: 10_000,
  leastGroupBits: 2048,
  mostGroupBits: 8192,
  leastRsaBits: 2048,
  pendingPings: 16,
  pausedInputBytes: 4 * 1024 * 1024,
};

/** What a message that is held costs beyond its bytes: the array that holds it. */
export const HELD_OVERHEAD = 64;

/** The limits with defaults filled in. Throws SshError MISUSE, naming the limit, for what is no count. */
export function parseLimits(changes: Partial<TransportLimits> = {}): TransportLimits {
  const limits = { ...defaultLimits };
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined) continue;
    if (!Object.hasOwn(defaultLimits, name)) throw misuse(`limits.${name} is not known`);
    const least = mayBeZero.has(name) ? 0 : 1;
    if (!Number.isSafeInteger(value) || value < least)
      throw misuse(`limits.${name} must be an integer of at least ${least}, not ${value}`);
    Object.assign(limits, { [name]: value });
  }
  return limits;
}

/** Here none at all makes sense. */
const mayBeZero: ReadonlySet<string> = /*@__PURE__*/ new Set([
  'bannerLines',
  'extInfoFromServer',
  'extInfoFromClient',
  'idleRekeys',
  'pendingPings',
]);
