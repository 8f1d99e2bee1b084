/** What the transport tells and asks its owner. */

import type { MaybePromise } from '@nacre/core';

export type Role = 'client' | 'server';

/** One value for each direction. */
export interface Directions<T> {
  readonly clientToServer: T;
  readonly serverToClient: T;
}

/** What was negotiated, and counters as they stood when this object was made. */
export interface TransportInfo {
  /** Version lines without line ends; anything unusual in the peer's is escaped. */
  readonly localVersion: string;
  readonly remoteVersion: string;
  readonly kex: string;
  readonly hostKeyAlgorithm: string;
  /** Public key blob of the server. A copy. */
  readonly hostKey: Uint8Array;
  readonly cipher: Directions<string>;
  /** Undefined for a cipher that authenticates by itself. */
  readonly mac: Directions<string | undefined>;
  readonly compression: Directions<string>;
  /** Both sides follow the strict key exchange rules, so that no packet can have been cut out. */
  readonly strictKex: boolean;
  /** Bytes of packets on the wire, and their number. */
  readonly bytesIn: number;
  readonly bytesOut: number;
  readonly packetsIn: number;
  readonly packetsOut: number;
  /** Key exchanges completed after the first. */
  readonly rekeys: number;
}

export type TransportEvent =
  /** Client: a line that the server sent before its version line, escaped and cut. For people only. */
  | { readonly type: 'banner-line'; readonly line: string }
  /** The peer's version line came. */
  | { readonly type: 'identified'; readonly version: string }
  /** The first key exchange is done in both directions. */
  | { readonly type: 'ready'; readonly info: TransportInfo }
  /** A later key exchange is done. */
  | { readonly type: 'rekeyed'; readonly info: TransportInfo }
  /** Server: answer with `acceptService` or `refuseService`; nothing more is read before. */
  | { readonly type: 'service-requested'; readonly service: string }
  | { readonly type: 'service-accepted'; readonly service: string }
  /** RFC 8308. Values are views of the message, valid as long as they are kept. */
  | { readonly type: 'ext-info'; readonly extensions: ReadonlyMap<string, Uint8Array> }
  /** The message and the tag of its language are escaped and cut. */
  | {
      readonly type: 'debug';
      readonly message: string;
      readonly alwaysDisplay: boolean;
      readonly language: string;
    }
  /** The peer answered a `ping`; the data is a view of the message, valid as long as it is kept. */
  | { readonly type: 'pong'; readonly data: Uint8Array }
  /** The peer does not know what our packet with this number held. */
  | { readonly type: 'unimplemented'; readonly sequence: number }
  /**
   * A message of the layers above, number first: 50 to 127, or 194 and up. Only after a service was accepted. The payload belongs to the
   * receiver of the event and is never reused.
   */
  | { readonly type: 'payload'; readonly payload: Uint8Array; readonly sequence: number };

export type TransportEffect =
  /**
   * Client: may this host key be trusted? Its signature over the exchange has been verified. `resolve` accepts, `reject`
   * with the reason refuses. Asked once: a later exchange must come with the same key.
   */
  | { readonly type: 'verify-host-key'; readonly hostKey: Uint8Array; readonly algorithm: string }
  /**
   * Server: sign `data` with the private half of `hostKey`; `resolve` with the signature blob. The signature goes out as
   * it is, so use a signer that verifies what it made (`signWith` of @nacre/keys): a wrong one can give an RSA key away.
   */
  | { readonly type: 'sign'; readonly hostKey: Uint8Array; readonly algorithm: string; readonly data: Uint8Array }
  /** A computation without side effects: call `run` and answer with what it returns, or rejects with. */
  | { readonly type: 'compute'; readonly step: string; readonly run: () => MaybePromise<unknown> };
