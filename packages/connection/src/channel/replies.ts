/**
 * Requests and replies have no numbers in SSH: replies come in the order of the requests (RFC 4254 sections 4 and 5.4).
 * These two queues keep that order, one for each direction.
 */

import { limitExceeded, protocolError } from '@nacre/core';

/** Our requests that the peer has to answer, oldest first. */
export class AwaitedReplies<Request> {
  #requests: Request[] = [];
  #head = 0;
  readonly #maximum: number;

  constructor(maximum: number) {
    this.#maximum = maximum;
  }

  get length(): number {
    return this.#requests.length - this.#head;
  }

  /** Throws LIMIT_EXCEEDED when too many wait already. */
  push(request: Request): void {
    if (this.length >= this.#maximum) throw limitExceeded('pendingRequests', this.length + 1, this.#maximum, 'local');
    this.#requests.push(request);
  }

  /** The request that a reply belongs to. Throws PROTOCOL_ERROR for a reply that nobody asked for. */
  take(): Request {
    const request = this.#requests[this.#head];
    if (request === undefined) throw protocolError('the peer sent a reply to a request that was never made');
    this.#head++;
    if (this.#head === this.#requests.length) this.#clear();
    return request;
  }

  #clear(): void {
    this.#requests = [];
    this.#head = 0;
  }
}

/** Replies that we owe to the peer, oldest first. A reply may be known before those in front of it are. */
export class OwedReplies<Reply> {
  #slots: { reply: Reply | undefined }[] = [];
  readonly #maximum: number;

  constructor(maximum: number) {
    this.#maximum = maximum;
  }

  get length(): number {
    return this.#slots.length;
  }

  /** The peer made a request that wants a reply; `reply` is given if it is known at once. Throws LIMIT_EXCEEDED. */
  push(reply?: Reply): void {
    if (this.#slots.length >= this.#maximum) {
      throw limitExceeded('pendingRequests', this.#slots.length + 1, this.#maximum);
    }
    this.#slots.push({ reply });
  }

  /** Answers the oldest request that has no answer; false when there is none. */
  settle(reply: Reply): boolean {
    const slot = this.#slots.find(candidate => candidate.reply === undefined);
    if (slot === undefined) return false;
    slot.reply = reply;
    return true;
  }

  /** The next reply that may be sent, in order; undefined while the oldest request has no answer. */
  next(): Reply | undefined {
    const reply = this.#slots[0]?.reply;
    if (reply !== undefined) this.#slots.shift();
    return reply;
  }
}
