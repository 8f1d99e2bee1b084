/** Asks a silent peer for a sign of life, so that a dead connection is noticed (keepalive@openssh.com). */

import { type Duration, misuse, readTimeout, SshError } from '@nacre/core';

export interface KeepaliveOptions {
  /** Silence before a question: milliseconds, or text such as '30s'. 0 turns the questions off. Default 15 seconds. */
  readonly interval?: Duration | undefined;
  /** Unanswered questions after which the connection counts as lost. Default 3. */
  readonly count?: number | undefined;
}

export interface KeepaliveSettings {
  readonly interval: number;
  readonly count: number;
}

/** Soon enough to keep NAT tables warm, seldom enough to cost nothing. */
const DEFAULT_INTERVAL = 15_000;

const DEFAULT_COUNT = 3; // as ServerAliveCountMax

/** Undefined when it is off. Throws MISUSE that names the field. */
export function readKeepalive(options: KeepaliveOptions | false): KeepaliveSettings | undefined {
  if (options === false) return undefined;
  const { interval = DEFAULT_INTERVAL, count = DEFAULT_COUNT } = options;
  const milliseconds = readTimeout('keepalive.interval', interval);
  if (!Number.isSafeInteger(count) || count < 1) {
    throw misuse(`keepalive.count must be a whole number from 1, not ${String(count)}`);
  }
  return milliseconds === 0 ? undefined : { interval: milliseconds, count };
}

/** What the questions go to. */
export interface KeepaliveHost {
  /** Packets that came so far. */
  packetsIn(): number;
  /** Asks. The answer is seen as a packet; a rejection means that the connection is gone, which others report. */
  ask(): Promise<unknown>;
  /** The peer is taken for dead. */
  lost(error: SshError): void;
}

export class Keepalive {
  readonly #host: KeepaliveHost;
  #timer: NodeJS.Timeout | undefined;
  #count = 0;
  #unanswered = 0;
  #packetsSeen = 0;

  constructor(host: KeepaliveHost) {
    this.#host = host;
  }

  /** Starts anew with these settings; undefined stops. */
  set(settings: KeepaliveSettings | undefined): void {
    this.stop();
    if (settings === undefined) return;
    this.#count = settings.count;
    this.#unanswered = 0;
    this.#packetsSeen = this.#host.packetsIn();
    this.#timer = setInterval(() => this.#check(), settings.interval);
    this.#timer.unref();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** Any packet since the last look is a sign of life, not only the answer. */
  #check(): void {
    const packets = this.#host.packetsIn();
    if (packets !== this.#packetsSeen) {
      this.#packetsSeen = packets;
      this.#unanswered = 0;
      return;
    }
    if (this.#unanswered >= this.#count) return this.#host.lost(silent(this.#unanswered));
    this.#unanswered++;
    this.#host.ask().catch(() => {}); // the connection's end is reported elsewhere
  }
}

function silent(unanswered: number): SshError {
  return new SshError('CONNECTION_LOST', `The peer did not answer ${unanswered} keepalive questions in a row`, {
    origin: 'io',
    details: { phase: 'keepalive', unanswered },
  });
}
