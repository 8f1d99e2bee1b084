/** One channel of a connection, for programs: data both ways with back-pressure, requests, and its end. No Node streams here. */

import type { ChannelRequestBody } from '@nacre/connection/messages';
import { type MaybePromise, misuse, SshError, throwIfAborted } from '@nacre/core';
import { type ChannelRequestOptions, requireMember, UNIONS } from '@nacre/session';
import { encode, type MemberDef } from '@nacre/wire';

import type { ChannelHost } from './channel-host.js';
import { guarded, InOrder } from './in-order.js';
import { Pending } from './pending.js';

/** Takes what the peer sends on a channel. Every byte taken must be given back as credit by `Channel.consumed`. */
export interface ChannelSink {
  data(bytes: Uint8Array): void;
  extendedData(type: number, bytes: Uint8Array): void;
  /** The peer sends no more data. */
  eof(): void;
  /** The channel is gone; with an error when the connection was lost. Called once, last. */
  closed(error: SshError | undefined): void;
}

/** A request of the peer on this channel. Return or resolve to true to accept it. */
export type ChannelRequestHandler = (request: ChannelRequestBody, wantReply: boolean) => boolean | Promise<boolean>;

interface Waiting {
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

interface PendingWrite extends Waiting {
  /** Undefined: ordinary data. */
  readonly type: number | undefined;
  parts: readonly Uint8Array[];
}

export class Channel {
  readonly id: number;
  /** Settles when the channel is gone: with undefined after CLOSE both ways, with the error when the connection was lost. */
  readonly closed: Promise<SshError | undefined>;
  readonly #host: ChannelHost;
  #sink: ChannelSink | undefined;
  readonly #early: ((sink: ChannelSink) => void)[] = [];
  readonly #writes: PendingWrite[] = [];
  readonly #replies = new Pending<boolean>();
  readonly #requests = new InOrder();
  #onRequest: ChannelRequestHandler | undefined;
  #resolveClosed!: (error: SshError | undefined) => void;
  #state: 'open' | 'eof-sent' | 'closing' | 'closed' = 'open';
  #endError: SshError | undefined;

  constructor(host: ChannelHost, id: number) {
    this.#host = host;
    this.id = id;
    this.closed = new Promise(resolve => {
      this.#resolveClosed = resolve;
    });
  }

  get isClosed(): boolean {
    return this.#state === 'closed';
  }

  /** Sets who takes the data; what came before is handed over at once. */
  setSink(sink: ChannelSink): void {
    if (this.#sink !== undefined) throw misuse('This channel already has a reader');
    this.#sink = sink;
    for (const deliver of this.#early.splice(0)) deliver(sink);
  }

  /** Sets who answers the peer's requests; without a handler they are refused. */
  setRequestHandler(handler: ChannelRequestHandler): void {
    this.#onRequest = handler;
  }

  /**
   * Sends the parts back to back. The result settles when the bytes may be reused and more may be sent; undefined
   * means at once. Rejects with CONNECTION_LOST or MISUSE when the channel can send no more.
   */
  write(parts: readonly Uint8Array[], extendedType?: number): Promise<void> | undefined {
    if (this.#state !== 'open') return Promise.reject(this.#endError ?? misuse('The channel is closed for sending'));
    const left = this.#writes.length === 0 ? this.#send(extendedType, parts) : parts;
    this.#host.changed();
    if (left.length === 0) return this.#host.backPressure(sizeOf(parts));
    return new Promise((resolve, reject) => {
      this.#writes.push({ type: extendedType, parts: left, resolve, reject });
    });
  }

  /** Sends EOF once all that was written is out. */
  async end(): Promise<void> {
    if (this.#state !== 'open') return;
    if (this.#writes.length > 0) await this.#flushed();
    if (this.#state !== 'open') return;
    this.#state = 'eof-sent';
    this.#host.engine.sendEof(this.id);
    this.#host.changed();
  }

  /** Sends CLOSE, without waiting for data that the peer's window holds back. Settles when the peer has answered. */
  async close(): Promise<void> {
    if (this.#state === 'open' || this.#state === 'eof-sent') {
      this.#state = 'closing';
      this.#failWrites(misuse('The channel was closed before its data was sent'));
      this.#host.engine.closeChannel(this.id);
      this.#host.changed();
    }
    await this.closed;
  }

  /** Sends a request that an extension has declared. Rejects with CHANNEL_REQUEST_FAILED when the peer refuses. */
  request<T>(definition: MemberDef<T>, value: T, options?: ChannelRequestOptions): Promise<void>;
  /** Sends a request; with `wantReply` the result is the peer's answer, otherwise true. */
  request(body: ChannelRequestBody, options?: ChannelRequestOptions): Promise<boolean>;
  async request<T>(
    what: ChannelRequestBody | MemberDef<T>,
    valueOrOptions?: T | ChannelRequestOptions,
    options?: ChannelRequestOptions,
  ): Promise<boolean | void> {
    if (!('union' in what)) return this.#request(what, valueOrOptions as ChannelRequestOptions | undefined);
    const name = requireMember(what, UNIONS.channelRequest);
    const data = encode(what, valueOrOptions as T);
    const accepted = await this.#request({ requestType: undefined, name, data }, options);
    if (!accepted) throw refused(what.name, name);
  }

  async #request(body: ChannelRequestBody, options: ChannelRequestOptions = {}): Promise<boolean> {
    if (this.#state === 'closing' || this.#state === 'closed') throw this.#endError ?? misuse('The channel is closed');
    throwIfAborted(options.signal);
    const token = this.#host.engine.request(this.id, body, options.wantReply ?? true);
    this.#host.changed();
    if (token === undefined && options.wantReply === false) return true;
    if (token === undefined) throw this.#endError ?? misuse('The channel is closed');
    return this.#replies.wait(token, options.signal);
  }

  /** Gives the peer credit for bytes that were delivered to the sink and are now used up. */
  consumed(bytes: number): void {
    if (this.#state === 'closed') return;
    this.#host.engine.consumed(this.id, bytes);
    this.#host.changed();
  }

  /** @internal */ onData(bytes: Uint8Array): void {
    this.#deliver(sink => sink.data(bytes));
  }

  /** @internal */ onExtendedData(type: number, bytes: Uint8Array): void {
    this.#deliver(sink => sink.extendedData(type, bytes));
  }

  /** @internal */ onEof(): void {
    this.#deliver(sink => sink.eof());
  }

  /** @internal The window is open again. */ onWritable(): void {
    while (this.#writes.length > 0) {
      const next = this.#writes[0] as PendingWrite;
      next.parts = this.#send(next.type, next.parts);
      if (next.parts.length > 0) break;
      this.#writes.shift();
      this.#settleWrite(next);
    }
    this.#host.changed();
  }

  /** @internal */ onReply(token: number, success: boolean): void {
    this.#replies.resolve(token, success);
  }

  /** @internal */ onRequest(body: ChannelRequestBody, wantReply: boolean): void {
    const handle = () => this.#extensionAnswer(body) ?? this.#onRequest?.(body, wantReply) ?? false;
    const answer = guarded(handle, false, error => this.#host.reportHandlerError(error));
    if (!wantReply) return;
    this.#requests.add(answer, success => {
      if (this.#state === 'closed') return;
      this.#host.engine.replyRequest(this.id, success);
      this.#host.changed();
    });
  }

  /** @internal */ onClosed(error: SshError | undefined): void {
    if (this.#state === 'closed') return;
    this.#state = 'closed';
    this.#endError = error ?? new SshError('CONNECTION_LOST', 'The channel was closed by the peer', { origin: 'peer' });
    this.#failWrites(this.#endError);
    this.#replies.rejectAll(this.#endError);
    this.#deliver(sink => sink.closed(error));
    this.#resolveClosed(error);
  }

  #extensionAnswer(body: ChannelRequestBody): MaybePromise<boolean> | undefined {
    if (body.requestType !== undefined) return undefined;
    return this.#host.extensionRequest?.(this, body.name, body.data);
  }

  #deliver(deliver: (sink: ChannelSink) => void): void {
    if (this.#sink === undefined) this.#early.push(deliver);
    else deliver(this.#sink);
  }

  /** Gives the engine what the window allows; the result is what is left over. */
  #send(type: number | undefined, parts: readonly Uint8Array[]): readonly Uint8Array[] {
    const { engine } = this.#host;
    const taken =
      type === undefined ? engine.sendData(this.id, ...parts) : engine.sendExtendedData(this.id, type, ...parts);
    return dropBytes(parts, taken);
  }

  #settleWrite(write: PendingWrite): void {
    const pressure = this.#host.backPressure();
    if (pressure === undefined) write.resolve();
    else pressure.then(write.resolve, write.reject);
  }

  #flushed(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#writes.push({ type: undefined, parts: [], resolve, reject });
    });
  }

  #failWrites(error: SshError): void {
    for (const write of this.#writes.splice(0)) write.reject(error);
  }
}

function sizeOf(parts: readonly Uint8Array[]): number {
  let size = 0;
  for (const part of parts) size += part.length;
  return size;
}

function dropBytes(parts: readonly Uint8Array[], count: number): readonly Uint8Array[] {
  const left: Uint8Array[] = [];
  for (const part of parts) {
    const dropped = Math.min(count, part.length);
    count -= dropped;
    if (dropped < part.length) left.push(part.subarray(dropped));
  }
  return left;
}

function refused(definition: string, request: string): SshError {
  return new SshError('CHANNEL_REQUEST_FAILED', `The peer refused the channel request ${request} (${definition})`, {
    origin: 'peer',
    details: { request },
  });
}
