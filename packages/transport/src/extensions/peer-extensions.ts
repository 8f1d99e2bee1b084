/** What the entries of a peer's EXT_INFO mean (RFC 8308 section 3, OpenSSH PROTOCOL 1.8 to 1.12). Nothing is acted on here. */

import { decode } from '@nacre/wire';

import type { Directions } from '../events.js';
import { DelayCompression, ExtensionChoice, ExtensionVersion, ServerSigAlgs } from '../generated/index.js';

/** The extensions that the peer announced and that are known here. All of them, and unknown ones, are in `raw`. */
export interface PeerExtensions {
  /** Signature algorithms that users may use; undefined if the server did not say. */
  readonly serverSigAlgs?: readonly string[];
  /** PING is answered: version 0 of ping@openssh.com. */
  readonly ping: boolean;
  /** A server takes signatures that name its host key: version 0 of publickey-hostbound@openssh.com. */
  readonly hostbound: boolean;
  /** A client takes another EXT_INFO during authentication: version 0 of ext-info-in-auth@openssh.com. */
  readonly extInfoInAuth: boolean;
  /** The peer copes with global requests that it does not know. Told only; here they are sent in any case. */
  readonly globalRequestsOk: boolean;
  /** 'p' preferred, 's' supported. Told only: channels keep their windows here. */
  readonly noFlowControl?: string;
  /** Told only: compression here starts as zlib@openssh.com says. */
  readonly delayCompression?: Directions<readonly string[]>;
  /** 'y', 'n' or 'd': what a Windows client asks for. Told only. */
  readonly elevation?: string;
  /** Values by name as they came. Copies. */
  readonly raw: ReadonlyMap<string, Uint8Array>;
}

export const noExtensions: PeerExtensions = {
  ping: false,
  hostbound: false,
  extInfoInAuth: false,
  globalRequestsOk: false,
  raw: /*@__PURE__*/ new Map(),
};

/**
 * What is known after one more EXT_INFO: later values replace earlier ones, and what it leaves out stays, because OpenSSH repeats only what
 * has changed. Throws DecodeError for a known name with a malformed value.
 */
export function withExtensions(before: PeerExtensions, entries: readonly Entry[]): PeerExtensions {
  let after: Mutable<PeerExtensions> = { ...before };
  const raw = new Map(before.raw);
  for (const { name, value } of entries) {
    raw.set(name, new Uint8Array(value));
    after = { ...after, ...readers.get(name)?.(value) };
  }
  return { ...after, raw };
}

interface Entry {
  readonly name: string;
  readonly value: Uint8Array;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Another version may mean another thing. */
const isVersion0 = (value: Uint8Array): boolean => decode(ExtensionVersion, value).version === '0';

const readers: ReadonlyMap<string, (value: Uint8Array) => Partial<PeerExtensions>> = /*@__PURE__*/ new Map<
  string,
  (value: Uint8Array) => Partial<PeerExtensions>
>([
  ['server-sig-algs', value => ({ serverSigAlgs: decode(ServerSigAlgs, value).algorithms })],
  ['ping@openssh.com', value => ({ ping: isVersion0(value) })],
  ['publickey-hostbound@openssh.com', value => ({ hostbound: isVersion0(value) })],
  ['ext-info-in-auth@openssh.com', value => ({ extInfoInAuth: isVersion0(value) })],
  ['global-requests-ok', () => ({ globalRequestsOk: true })], // its value is empty, and has no meaning if not
  ['no-flow-control', value => ({ noFlowControl: decode(ExtensionChoice, value).choice })],
  ['delay-compression', value => ({ delayCompression: decode(DelayCompression, value) })],
  ['elevation', value => ({ elevation: decode(ExtensionChoice, value).choice })],
]);
