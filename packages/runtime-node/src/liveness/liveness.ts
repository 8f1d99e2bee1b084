/** What tells whether the peer is still there, and how far away it is: keepalive questions and pings together. */

import type { AbortSignalLike, SshError } from '@nacre/core';

import { Keepalive, type KeepaliveSettings } from './keepalive.js';
import { type Latency, type PingHost, Pings } from './latency.js';

export interface LivenessHost extends PingHost {
  /** Packets that came so far. */
  packetsIn(): number;
  /** The peer is taken for dead. */
  lost(error: SshError): void;
}

export class Liveness {
  readonly #pings: Pings;
  readonly #keepalive: Keepalive;
  #ended = false;

  constructor(host: LivenessHost) {
    this.#pings = new Pings(host);
    this.#keepalive = new Keepalive({
      packetsIn: () => host.packetsIn(),
      ask: () => this.#pings.ask(undefined),
      lost: error => host.lost(error),
    });
  }

  get latency(): Latency | undefined {
    return this.#pings.latency;
  }

  /** Milliseconds of one round trip. Rejects with what ends the connection, or ABORTED. */
  ping(signal: AbortSignalLike | undefined): Promise<number> {
    return this.#pings.ping(signal);
  }

  /** Asks a silent peer from now on; undefined stops. After the end it does nothing. */
  setKeepalive(settings: KeepaliveSettings | undefined): void {
    if (!this.#ended) this.#keepalive.set(settings);
  }

  onPong(data: Uint8Array): void {
    this.#pings.onPong(data);
  }

  /** The connection is gone. */
  end(error: SshError): void {
    this.#ended = true;
    this.#keepalive.stop();
    this.#pings.end(error);
  }
}
