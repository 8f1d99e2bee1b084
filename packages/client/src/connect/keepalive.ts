/** Asks a silent server for a sign of life, so that a dead connection is noticed (keepalive@openssh.com). */

import { misuse, SshError } from '@nacre/core';
import type { SshConnection } from '@nacre/runtime-node';

import { limits } from '../limits.js';
import type { KeepaliveOptions } from './options.js';

export class Keepalive {
  readonly #connection: SshConnection;
  #timer: NodeJS.Timeout | undefined;
  #count = 0;
  #unanswered = 0;
  #packetsSeen = 0;

  constructor(connection: SshConnection) {
    this.#connection = connection;
  }

  /** Starts anew with these options; false or an interval of 0 stops. */
  set(options: KeepaliveOptions | false): void {
    this.stop();
    if (options === false) return;
    const { interval = limits.keepaliveInterval, count = limits.keepaliveCount } = options;
    if (!(interval >= 0) || !Number.isInteger(count) || count < 1)
      throw misuse('keepalive: interval or count is not usable');
    if (interval === 0) return;
    this.#count = count;
    this.#unanswered = 0;
    this.#packetsSeen = this.#packetsIn();
    this.#timer = setInterval(() => this.#check(), interval);
    this.#timer.unref();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** Any packet since the last look is a sign of life, not only the answer. */
  #check(): void {
    const packets = this.#packetsIn();
    if (packets !== this.#packetsSeen) {
      this.#packetsSeen = packets;
      this.#unanswered = 0;
      return;
    }
    if (this.#unanswered >= this.#count) return this.#connection.destroy(silent(this.#unanswered));
    this.#unanswered++;
    this.#connection.globalRequest({ requestName: 'keepalive@openssh.com' }).catch(() => {}); // the connection's end is reported elsewhere
  }

  #packetsIn(): number {
    return this.#connection.info?.packetsIn ?? 0;
  }
}

function silent(unanswered: number): SshError {
  return new SshError('CONNECTION_LOST', `The server did not answer ${unanswered} keepalive questions in a row`, {
    origin: 'io',
    details: { phase: 'keepalive', unanswered },
  });
}
