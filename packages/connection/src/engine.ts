/**
 * The connection protocol (RFC 4254) as an engine: message payloads in; message payloads and events out. It knows
 * channels, windows and the order of replies, but neither packets below nor the meaning of requests above.
 */

import {
  type EffectId,
  type Engine,
  limitExceeded,
  misuse,
  type Output,
  OutputQueue,
  protocolError,
  type SshError,
  type TraceSink,
  toSshError,
} from '@nacre/core';
import { encodeMessage } from '@nacre/wire';

import { channelTypeOf } from './admission.js';
import { AwaitedReplies, OwedReplies } from './channel/replies.js';
import { ChannelTable } from './channel/table.js';
import { type ConnectionContext, flushGlobalReplies, flushReplies, grantWindow, traceChannel } from './context.js';
import type { ChannelInfo, ChannelOptions, ConnectionEvent } from './events.js';
import {
  ChannelClose,
  ChannelEof,
  ChannelOpen,
  type ChannelOpenBody,
  ChannelOpenConfirmation,
  ChannelOpenFailure,
  ChannelRequest,
  type ChannelRequestBody,
  encodeChannelDataHead,
  encodeChannelExtendedDataHead,
  GlobalRequest,
  type GlobalRequestBody,
  type GlobalRequestReply,
} from './generated/index.js';
import { Gather } from './gather.js';
import { incoming } from './incoming.js';
import { type ConnectionLimits, connectionLimits } from './limits.js';

export interface ConnectionOptions {
  readonly role: 'client' | 'server';
  readonly limits?: Partial<ConnectionLimits>;
  readonly trace?: TraceSink;
}

const NOTHING = /*@__PURE__*/ new Uint8Array(0);

/**
 * Calls for a channel that is already gone do nothing, because the peer may close it at any moment. Calls for a
 * number that never was a channel, or that its state does not allow, throw MISUSE.
 */
export class ConnectionEngine implements Engine<ConnectionEvent, never> {
  readonly #context: ConnectionContext;
  readonly #queue = new OutputQueue<ConnectionEvent, never>();
  readonly #channels: ChannelTable;
  #nextToken = 1;

  /** Throws MISUSE for limits that cannot work. */
  constructor(options: ConnectionOptions) {
    const limits = connectionLimits(options.limits);
    this.#channels = new ChannelTable(limits);
    this.#context = {
      role: options.role,
      limits,
      channels: this.#channels,
      queue: this.#queue,
      trace: options.trace,
      awaitedGlobals: new AwaitedReplies(limits.pendingRequests),
      owedGlobals: new OwedReplies(limits.pendingRequests),
      noMoreSessions: false,
      packetMargin: 0,
    };
  }

  get role(): 'client' | 'server' {
    return this.#context.role;
  }

  /** True for the message numbers of this layer; the owner answers the others with UNIMPLEMENTED. */
  accepts(messageNumber: number): boolean {
    return incoming.has(messageNumber);
  }

  /**
   * Takes one whole message, number byte first. Data events are views of it, so it must not be reused. Never throws: what
   * the peer may not send ends the connection, and so does a number that `accepts` denies.
   */
  receive(payload: Uint8Array): void {
    if (this.#queue.closed) return;
    try {
      const handle = incoming.get(payload[0] ?? 0);
      if (handle === undefined) throw protocolError(`message ${payload[0]} is not one of the connection protocol`);
      handle(this.#context, payload);
    } catch (error) {
      this.end(toSshError(error, 'PROTOCOL_ERROR', 'The connection protocol failed', 'local'));
    }
  }

  poll(): Output<ConnectionEvent, never> | undefined {
    return this.#queue.poll();
  }

  /** There are no effects in this engine. */
  resolve(_id: EffectId, _value: unknown): void {}

  /** There are no effects in this engine. */
  reject(_id: EffectId, _error: unknown): void {}

  nextTimeout(): undefined {
    return undefined;
  }

  tick(_now: number): void {}

  /** What may come in is bounded by windows and limits, so only the end stops it. */
  get wantsInput(): boolean {
    return !this.#queue.closed;
  }

  /** Channels that exist, those being opened included. */
  get channels(): number {
    return this.#channels.size;
  }

  channel(id: number): ChannelInfo | undefined {
    return this.#channels.get(id)?.info;
  }

  /**
   * Sends CHANNEL_OPEN. The result is our number of the channel; `open-confirmed` or `open-failed` answers.
   * Throws LIMIT_EXCEEDED when there are too many channels.
   */
  openChannel(body: ChannelOpenBody, options: ChannelOptions = {}): number {
    this.#requireAlive();
    const { limits } = this.#context;
    if (this.#channels.size >= limits.channels) {
      throw limitExceeded('channels', this.#channels.size + 1, limits.channels, 'local');
    }
    const channel = this.#channels.add('us', channelTypeOf(body), options);
    const { size: initialWindow, maxPacket } = channel.receive;
    try {
      this.#queue.write(encodeMessage(ChannelOpen, { senderChannel: channel.id, initialWindow, maxPacket, body }));
    } catch (error) {
      this.#channels.remove(channel); // a body that cannot be written leaves nothing behind
      throw error;
    }
    traceChannel(this.#context, 'channel-opening', channel);
    return channel.id;
  }

  /** From now on data messages on new channels stay `bytes` below the size that the peer says it accepts. For peers that count wrong. */
  keepBelowMaxPacket(bytes: number): void {
    this.#context.packetMargin = bytes;
  }

  /** Answers `channel-open` with a confirmation. */
  acceptChannel(id: number, options: ChannelOptions = {}): void {
    const channel = this.#channels.ofOwner(id);
    this.#channels.check(options);
    if (!channel?.ownerDoes('accept')) return;
    this.#channels.accept(channel, options);
    const { size: initialWindow, maxPacket } = channel.receive;
    const recipientChannel = channel.recipient;
    this.#queue.write(
      encodeMessage(ChannelOpenConfirmation, {
        recipientChannel,
        senderChannel: id,
        initialWindow,
        maxPacket,
        data: NOTHING,
      }),
    );
    traceChannel(this.#context, 'channel-opened', channel);
  }

  /** Answers `channel-open` with a refusal (reasons: `OpenFailureReason`). */
  rejectChannel(id: number, reason: number, description: string): void {
    const channel = this.#channels.ofOwner(id);
    if (channel === undefined) return;
    const answer = { recipientChannel: channel.recipient, reason, description, language: '' };
    const message = encodeMessage(ChannelOpenFailure, answer); // before the state changes: it throws for a text too long
    if (!channel.ownerDoes('reject')) return;
    this.#queue.write(message);
    this.#channels.remove(channel, { wasOffered: true });
    traceChannel(this.#context, 'channel-rejected', channel);
  }

  /**
   * Sends as much of the parts, back to back, as the window lets through, and returns how many bytes that is. When it
   * is less than all, `writable` follows once there is room. The bytes are not copied: leave them alone until they
   * have been written.
   */
  sendData(id: number, ...parts: readonly Uint8Array[]): number {
    return this.#sendParts(id, parts, (recipientChannel, size) => encodeChannelDataHead({ recipientChannel }, size));
  }

  /** As `sendData`, for a stream beside the main one (types: `ExtendedDataType`); both share the window. */
  sendExtendedData(id: number, dataType: number, ...parts: readonly Uint8Array[]): number {
    return this.#sendParts(id, parts, (recipientChannel, size) =>
      encodeChannelExtendedDataHead({ recipientChannel, dataType }, size),
    );
  }

  /** We send no more data; receiving goes on. A second call does nothing. */
  sendEof(id: number): void {
    const channel = this.#channels.ofOwner(id);
    if (!channel?.ownerDoes('send-eof')) return;
    this.#queue.write(encodeMessage(ChannelEof, { recipientChannel: channel.recipient }));
  }

  /**
   * Ends the channel in both directions; `channel-closed` follows when the peer has answered. A channel that is still
   * being opened is closed as soon as it is open (then there is no `open-confirmed`), or ends with `open-failed`.
   */
  closeChannel(id: number): void {
    const channel = this.#channels.ofOwner(id);
    if (!channel?.ownerDoes('send-close') || channel.state === 'abandoned') return;
    this.#queue.write(encodeMessage(ChannelClose, { recipientChannel: channel.recipient }));
    traceChannel(this.#context, 'channel-closing', channel);
  }

  /**
   * Sends a channel request. The result is the token of its `request-reply`; undefined when no reply is wanted, or when
   * the channel is gone or closing. Throws LIMIT_EXCEEDED when too many replies are awaited.
   */
  request(id: number, body: ChannelRequestBody, wantReply: boolean): number | undefined {
    const channel = this.#channels.ofOwner(id);
    if (!channel?.ownerDoes('send-request')) return undefined;
    const message = encodeMessage(ChannelRequest, { recipientChannel: channel.recipient, wantReply, body });
    return this.#sendRequest(message, wantReply, token => channel.awaited.push(token));
  }

  /** Answers the oldest request of the channel that wanted a reply and has none. */
  replyRequest(id: number, success: boolean): void {
    const channel = this.#channels.ofOwner(id);
    if (!channel?.ownerDoes('send-reply')) return;
    if (!channel.owed.settle(success ? 'success' : 'failure'))
      throw misuse(`no request of channel ${id} waits for a reply`);
    flushReplies(this.#context, channel);
  }

  /** Sends a global request; the result is the token of its `global-reply`, or undefined when no reply is wanted. */
  globalRequest(body: GlobalRequestBody, wantReply: boolean): number | undefined {
    this.#requireAlive();
    const message = encodeMessage(GlobalRequest, { wantReply, body });
    return this.#sendRequest(message, wantReply, token => {
      this.#context.awaitedGlobals.push({ token, name: body.requestName ?? body.name });
    });
  }

  /** Answers the oldest global request that wanted a reply and has none; false refuses it. */
  replyGlobalRequest(reply: GlobalRequestReply | false): void {
    if (this.#queue.closed) return;
    if (!this.#context.owedGlobals.settle(reply)) throw misuse('no global request waits for a reply');
    flushGlobalReplies(this.#context);
  }

  /**
   * The owner has used `bytes` of the data of a channel; the peer gets them as credit, in steps of half a window.
   * Throws MISUSE for more than was received.
   */
  consumed(id: number, bytes: number): void {
    const channel = this.#channels.ofOwner(id);
    if (channel === undefined) return;
    channel.receive.consume(bytes);
    if (channel.ownerDoes('consume')) grantWindow(this.#context, channel);
  }

  /** The connection is gone: no more outputs, and all channels are forgotten. */
  end(error?: SshError): void {
    this.#queue.close(error);
    this.#channels.clear();
  }

  #sendParts(id: number, parts: readonly Uint8Array[], head: (recipient: number, size: number) => Uint8Array): number {
    const channel = this.#channels.ofOwner(id);
    if (!channel?.ownerDoes('send-data')) return 0;
    const data = new Gather(parts);
    const total = data.remaining;
    while (data.remaining > 0) {
      const size = channel.send.take(data.remaining);
      if (size === 0) break;
      this.#queue.write(...data.take(head(channel.recipient, size), size));
    }
    channel.blocked = data.remaining > 0;
    return total - data.remaining;
  }

  /** `wait` notes the request as one that waits for a reply; it throws when too many do. */
  #sendRequest(message: Uint8Array, wantReply: boolean, wait: (token: number) => void): number | undefined {
    const token = wantReply ? this.#nextToken++ : undefined;
    if (token !== undefined) wait(token);
    this.#queue.write(message);
    return token;
  }

  #requireAlive(): void {
    if (this.#queue.closed) throw misuse('the connection has ended');
  }
}
