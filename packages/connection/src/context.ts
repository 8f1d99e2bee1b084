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
  RequestFailure,
  RequestSuccess,
} from './generated/index.js';
import type { ConnectionLimits } from './limits.js';
import type { AwaitedReplies, OwedReplies } from './channel/replies.js';

/** The data of a success, or undefined for a failure. */
export interface GlobalReply {
  readonly success: boolean;
  readonly data: Uint8Array;
}

export interface ConnectionContext {
  readonly role: 'client' | 'server';
  readonly limits: ConnectionLimits;
  readonly channels: ChannelTable;
  readonly queue: OutputQueue<ConnectionEvent, never>;
  readonly trace: TraceSink | undefined;
  /** Our global requests that wait for the peer. */
  readonly awaitedGlobals: AwaitedReplies;
  /** The peer's global requests that wait for us. */
  readonly owedGlobals: OwedReplies<GlobalReply>;
  noMoreSessions: boolean;
}

/** Tells the peer that it may send more, when enough has been consumed. */
export function grantWindow(context: ConnectionContext, channel: Channel): void {
  const bytesToAdd = channel.receive.grant();
  if (bytesToAdd === 0) return;
  context.queue.write(encodeMessage(ChannelWindowAdjust, { recipientChannel: channel.recipient, bytesToAdd }));
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
    context.queue.write(
      reply.success ? encodeMessage(RequestSuccess, { data: reply.data }) : encodeMessage(RequestFailure, {}),
    );
  }
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
