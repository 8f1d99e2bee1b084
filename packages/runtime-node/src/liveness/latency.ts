/** How long the peer takes to answer: pings of the transport, or of the connection layer where the peer knows no others. */

import type { AbortSignalLike } from '@nacre/core';

import { monotonicClock } from '../clock.js';
import { Pending } from '../connection/pending.js';

/** Round trips in milliseconds, as far as they were measured: by `ping()`, and by keepalive questions on the way. */
export interface Latency {
  /** The last one. */
  readonly last: number;
  /** All of them, the newer ones with more weight, as TCP does it (RFC 6298 section 2). */
  readonly smoothed: number;
}

const WEIGHT_OF_NEW = 1 / 8;

export interface PingHost {
  /** Sends a ping of the transport (ping@openssh.com) whose answer repeats `data`; false when the peer has not announced them. */
  sendPing(data: Uint8Array): boolean;
  /** A question of the connection layer; settles with its answer, whatever that is. */
  askKeepalive(signal: AbortSignalLike | undefined): Promise<unknown>;
}

const NUMBER_BYTES = 4;

export class Pings {
  readonly #host: PingHost;
  readonly #waiting = new Pending<void>();
  #next = 0;
  #latency: Latency | undefined;

  constructor(host: PingHost) {
    this.#host = host;
  }

  /** Undefined before the first measurement. */
  get latency(): Latency | undefined {
    return this.#latency;
  }

  /** Milliseconds of one round trip. Rejects with what ends the connection, or ABORTED. */
  async ping(signal: AbortSignalLike | undefined): Promise<number> {
    const number = this.#next;
    this.#next = (this.#next + 1) >>> 0;
    const start = monotonicClock.now();
    if (!this.#host.sendPing(toBytes(number))) return this.ask(signal);
    await this.#waiting.wait(number, signal);
    return this.#measured(monotonicClock.now() - start);
  }

  /** As `ping`, by a question of the connection layer. */
  async ask(signal: AbortSignalLike | undefined): Promise<number> {
    const start = monotonicClock.now();
    await this.#host.askKeepalive(signal);
    return this.#measured(monotonicClock.now() - start);
  }

  /** A PONG came. One that nobody waits for says nothing. */
  onPong(data: Uint8Array): void {
    if (data.length !== NUMBER_BYTES) return;
    this.#waiting.resolve(new DataView(data.buffer, data.byteOffset).getUint32(0), undefined);
  }

  /** The connection is gone. */
  end(error: unknown): void {
    this.#waiting.rejectAll(error);
  }

  #measured(milliseconds: number): number {
    const before = this.#latency?.smoothed ?? milliseconds;
    this.#latency = { last: milliseconds, smoothed: before + (milliseconds - before) * WEIGHT_OF_NEW };
    return milliseconds;
  }
}

function toBytes(number: number): Uint8Array {
  const bytes = new Uint8Array(NUMBER_BYTES);
  new DataView(bytes.buffer).setUint32(0, number);
  return bytes;
}
