/** What the parts of a connection engine share, and the few things that several of them do with it. */

import type { OutputQueue, TraceSink } from '@nacre/core';
import { encodeMessage } from '@nacre/wire';

import type { Channel } from './channel/channel.js';
import type { ChannelTable } from './channel/table.js';
import type { ConnectionEvent } from './events.js';
import {
  ChannelFailure,
  ChannelSuccess,
  ChannelWindowAdjust,
  type GlobalRequestReply,
  RequestFailure,
  RequestSuccess,
} from './generated/index.js';
import type { ConnectionLimits } from './limits.js';
import type { AwaitedReplies, OwedReplies } from './channel/replies.js';
import { SendWindow } from './channel/windows.js';

/** A global request of ours: its name decides what stands in the reply. */
export interface AwaitedGlobal {
  readonly token: number;
  readonly name: string;
}

export interface ConnectionContext {
  readonly role: 'client' | 'server';
  readonly limits: ConnectionLimits;
  readonly channels: ChannelTable;
  readonly queue: OutputQueue<ConnectionEvent, never>;
  readonly trace: TraceSink | undefined;
  /** Our global requests that wait for the peer. */
  readonly awaitedGlobals: AwaitedReplies<AwaitedGlobal>;
  /** The peer's global requests that wait for us. */
  readonly owedGlobals: OwedReplies<GlobalRequestReply | false>;
  noMoreSessions: boolean;
  /** Data messages of ours stay this many bytes below what the peer accepts. */
  packetMargin: number;
}

/** Tells the peer that it may send more, when enough has been consumed. */
export function grantWindow(context: ConnectionContext, channel: Channel): void {
  const bytesToAdd = channel.receive.grant();
  if (bytesToAdd === 0) return;
  context.queue.write(encodeMessage(ChannelWindowAdjust, { recipientChannel: channel.recipient, bytesToAdd }));
}

/** What we may send on a channel whose peer gave these numbers. */
export function sendWindow(context: ConnectionContext, initialWindow: number, maxPacket: number): SendWindow {
  const accepted = Math.max(1, maxPacket - context.packetMargin);
  return new SendWindow(initialWindow, Math.min(accepted, context.limits.sendPacket));
}

/** Sends the channel replies whose turn it is. */
export function flushReplies(context: ConnectionContext, channel: Channel): void {
  for (let reply = channel.owed.next(); reply !== undefined; reply = channel.owed.next()) {
    const message = reply === 'success' ? ChannelSuccess : ChannelFailure;
    context.queue.write(encodeMessage(message, { recipientChannel: channel.recipient }));
  }
}

/** Sends the global replies whose turn it is. */
export function flushGlobalReplies(context: ConnectionContext): void {
  for (let reply = context.owedGlobals.next(); reply !== undefined; reply = context.owedGlobals.next()) {
    context.queue.write(reply === false ? encodeMessage(RequestFailure, {}) : encodeSuccess(reply));
  }
}

function encodeSuccess(body: GlobalRequestReply): Uint8Array {
  return encodeMessage(RequestSuccess, { body }, { request: body.request ?? body.name });
}

/** Records a step in a channel's life; never data. */
export function traceChannel(context: ConnectionContext, name: string, channel: Channel): void {
  context.trace?.({
    layer: 'connection',
    name,
    level: 'debug',
    fields: { channel: channel.id, peerChannel: channel.peerId, channelType: channel.channelType },
  });
}
