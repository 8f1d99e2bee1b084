/** What a connection tells about itself, and what goes with a DEBUG message. */

import type { TransportInfo } from '@nacre/transport';

import type { Latency } from '../liveness/latency.js';

/** What was negotiated, counters as they stand now, and what is known of the stream below. */
export interface ConnectionInfo extends TransportInfo {
  /** Addresses of both ends: '192.0.2.7:22'; undefined for a stream that is no socket. */
  readonly localAddress: string | undefined;
  readonly remoteAddress: string | undefined;
  /** Undefined before anything was measured, by a ping or a keepalive question. */
  readonly latency: Latency | undefined;
}

export interface DebugOptions {
  /** Asks the peer to show the message to its user; otherwise it is for logs. Default false. */
  readonly alwaysDisplay?: boolean | undefined;
  /** Tag of the language that the message is in (RFC 3066): 'en'. */
  readonly language?: string | undefined;
}

/** A DEBUG message of the peer, escaped and shortened. */
export interface DebugMessage {
  readonly message: string;
  readonly alwaysDisplay: boolean;
  readonly language: string;
}
