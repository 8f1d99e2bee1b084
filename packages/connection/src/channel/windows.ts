/** Flow control of one channel (RFC 4254 section 5.2), one object per direction. Counts bytes, holds none. */

import { misuse, protocolError } from '@nacre/core';

import { WINDOW_MAX } from '../limits.js';

/** What the peer lets us send. */
export class SendWindow {
  #available: number;
  /** Bytes of data that one message may have. */
  readonly maxPacket: number;

  constructor(initial: number, maxPacket: number) {
    this.#available = initial;
    this.maxPacket = maxPacket;
  }

  get available(): number {
    return this.#available;
  }

  /** The peer granted more. Throws PROTOCOL_ERROR when the sum is more than a window can be. */
  add(bytes: number): void {
    if (this.#available + bytes > WINDOW_MAX) {
      throw protocolError(`the peer raised a channel window over 2^32-1 (${this.#available} + ${bytes})`);
    }
    this.#available += bytes;
  }

  /** Takes what of `wanted` bytes fits in one message now; 0 when the window is closed. */
  take(wanted: number): number {
    const bytes = Math.min(wanted, this.#available, this.maxPacket);
    this.#available -= bytes;
    return bytes;
  }
}

/** What we let the peer send. */
export class ReceiveWindow {
  readonly size: number;
  readonly maxPacket: number;
  #remaining: number;
  #unread = 0;
  #credit = 0;

  constructor(size: number, maxPacket: number) {
    this.size = size;
    this.maxPacket = maxPacket;
    this.#remaining = size;
  }

  /** Bytes that the peer may still send. */
  get remaining(): number {
    return this.#remaining;
  }

  /** Bytes that the owner has got and not consumed. */
  get unread(): number {
    return this.#unread;
  }

  /** Data came. Throws PROTOCOL_ERROR when the peer had no right to send so much. */
  receive(bytes: number): void {
    if (bytes > this.maxPacket) {
      throw protocolError(
        `the peer sent ${bytes} bytes in one message, more than the maximum packet of ${this.maxPacket}`,
      );
    }
    if (bytes > this.#remaining) {
      throw protocolError(`the peer sent ${bytes} bytes into a channel window of ${this.#remaining}`);
    }
    this.#remaining -= bytes;
    this.#unread += bytes;
  }

  /** The owner is done with bytes. Throws MISUSE when it never had so many. */
  consume(bytes: number): void {
    if (!Number.isInteger(bytes) || bytes < 0 || bytes > this.#unread) {
      throw misuse(`${bytes} bytes cannot be consumed: ${this.#unread} are unread`);
    }
    this.#unread -= bytes;
    this.#credit += bytes;
  }

  /** Credit to give to the peer now: all that was consumed, once it is half of the window; 0 before. */
  grant(): number {
    if (2 * this.#credit < this.size) return 0;
    const bytes = this.#credit;
    this.#credit = 0;
    this.#remaining += bytes;
    return bytes;
  }
}
