/** What each message of the peer does (RFC 4254 sections 4 and 5), one function per message. */

import { protocolError } from '@nacre/core';
import { decodeMessage, encodeMessage } from '@nacre/wire';

import { channelTypeOf, refusalOf } from './admission.js';
import {
  type ConnectionContext,
  flushGlobalReplies,
  flushReplies,
  grantWindow,
  sendWindow,
  traceChannel,
} from './context.js';
import {
  ChannelClose,
  ChannelData,
  ChannelEof,
  ChannelExtendedData,
  ChannelFailure,
  ChannelOpen,
  ChannelOpenConfirmation,
  ChannelOpenFailure,
  ChannelRequest,
  ChannelSuccess,
  ChannelWindowAdjust,
  ExtendedDataType,
  GlobalRequest,
  RequestFailure,
  RequestSuccess,
} from './generated/index.js';

type Handler = (context: ConnectionContext, payload: Uint8Array) => void;

const KEEPALIVE = 'keepalive@openssh.com';
const KEEPALIVE_REPLY = { request: undefined, name: KEEPALIVE, data: /*@__PURE__*/ new Uint8Array(0) } as const;

/** Every message of this layer, by number. */
export const incoming: ReadonlyMap<number, Handler> = /*@__PURE__*/ new Map<number, Handler>([
  [ChannelData.number, onData],
  [ChannelExtendedData.number, onExtendedData],
  [ChannelWindowAdjust.number, onWindowAdjust],
  [ChannelEof.number, onEof],
  [ChannelClose.number, onClose],
  [ChannelRequest.number, onRequest],
  [ChannelSuccess.number, onChannelSuccess],
  [ChannelFailure.number, onChannelFailure],
  [ChannelOpen.number, onOpen],
  [ChannelOpenConfirmation.number, onOpenConfirmation],
  [ChannelOpenFailure.number, onOpenFailure],
  [GlobalRequest.number, onGlobalRequest],
  [RequestSuccess.number, onRequestSuccess],
  [RequestFailure.number, onRequestFailure],
]);

/** The hot path: one decode, one event, no copy. */
function onData(context: ConnectionContext, payload: Uint8Array): void {
  const { recipientChannel, data } = decodeMessage(ChannelData, payload);
  const channel = context.channels.ofPeer(recipientChannel);
  const wanted = channel.peerDid('data');
  channel.receive.receive(data.length);
  if (wanted && data.length > 0) context.queue.event({ type: 'data', channel: recipientChannel, data });
}

function onExtendedData(context: ConnectionContext, payload: Uint8Array): void {
  const { recipientChannel, dataType, data } = decodeMessage(ChannelExtendedData, payload);
  const channel = context.channels.ofPeer(recipientChannel);
  const wanted = channel.peerDid('data');
  channel.receive.receive(data.length);
  if (!wanted || data.length === 0) return;
  if (dataType === ExtendedDataType.stderr) {
    context.queue.event({ type: 'extended-data', channel: recipientChannel, dataType, data });
    return;
  }
  // nobody reads the other types, but they use the same window: without the credit the main stream would stall
  channel.receive.consume(data.length);
  grantWindow(context, channel);
}

function onWindowAdjust(context: ConnectionContext, payload: Uint8Array): void {
  const { recipientChannel, bytesToAdd } = decodeMessage(ChannelWindowAdjust, payload);
  const channel = context.channels.ofPeer(recipientChannel);
  if (!channel.peerDid('adjust')) return;
  channel.send.add(bytesToAdd);
  if (!channel.blocked || channel.send.available === 0 || channel.state === 'eof-sent' || channel.state === 'eof-both')
    return;
  channel.blocked = false;
  context.queue.event({ type: 'writable', channel: recipientChannel });
}

function onEof(context: ConnectionContext, payload: Uint8Array): void {
  const { recipientChannel } = decodeMessage(ChannelEof, payload);
  const channel = context.channels.ofPeer(recipientChannel);
  if (!channel.peerDid('eof')) return;
  if (channel.state === 'eof-received' || channel.state === 'eof-both') {
    context.queue.event({ type: 'eof', channel: recipientChannel });
  }
}

/** CLOSE is answered at once: what we had still to send, nobody would read. */
function onClose(context: ConnectionContext, payload: Uint8Array): void {
  const { recipientChannel } = decodeMessage(ChannelClose, payload);
  const channel = context.channels.ofPeer(recipientChannel);
  const closeSent = channel.state === 'close-sent' || channel.state === 'close-sent-eof-received';
  channel.peerDid('close');
  if (!closeSent) context.queue.write(encodeMessage(ChannelClose, { recipientChannel: channel.recipient }));
  context.channels.remove(channel);
  traceChannel(context, 'channel-closed', channel);
  context.queue.event({ type: 'channel-closed', channel: recipientChannel });
}

function onRequest(context: ConnectionContext, payload: Uint8Array): void {
  const { recipientChannel, wantReply, body } = decodeMessage(ChannelRequest, payload);
  const channel = context.channels.ofPeer(recipientChannel);
  if (!channel.peerDid('request')) return;
  const keepalive = body.requestType === 'keepalive@openssh.com';
  if (wantReply) channel.owed.push(keepalive ? 'success' : undefined);
  if (keepalive) flushReplies(context, channel);
  else context.queue.event({ type: 'request', channel: recipientChannel, body, wantReply });
}

function onChannelSuccess(context: ConnectionContext, payload: Uint8Array): void {
  onChannelReply(context, decodeMessage(ChannelSuccess, payload).recipientChannel, true);
}

function onChannelFailure(context: ConnectionContext, payload: Uint8Array): void {
  onChannelReply(context, decodeMessage(ChannelFailure, payload).recipientChannel, false);
}

function onChannelReply(context: ConnectionContext, recipientChannel: number, success: boolean): void {
  const channel = context.channels.ofPeer(recipientChannel);
  channel.peerDid('reply');
  context.queue.event({ type: 'request-reply', channel: recipientChannel, token: channel.awaited.take(), success });
}

function onOpen(context: ConnectionContext, payload: Uint8Array): void {
  const open = decodeMessage(ChannelOpen, payload);
  const refusal = refusalOf(open, context);
  if (refusal !== undefined) {
    context.queue.write(
      encodeMessage(ChannelOpenFailure, { recipientChannel: open.senderChannel, ...refusal, language: '' }),
    );
    return;
  }
  const channel = context.channels.add('peer', channelTypeOf(open.body));
  context.channels.bind(channel, open.senderChannel);
  channel.send = sendWindow(context, open.initialWindow, open.maxPacket);
  traceChannel(context, 'channel-offered', channel);
  context.queue.event({ type: 'channel-open', channel: channel.id, body: open.body });
}

function onOpenConfirmation(context: ConnectionContext, payload: Uint8Array): void {
  const confirmation = decodeMessage(ChannelOpenConfirmation, payload);
  const channel = context.channels.ofPeer(confirmation.recipientChannel);
  channel.peerDid('confirm');
  if (confirmation.maxPacket === 0) throw protocolError('the peer confirmed a channel with a maximum packet of zero');
  context.channels.bind(channel, confirmation.senderChannel);
  channel.send = sendWindow(context, confirmation.initialWindow, confirmation.maxPacket);
  traceChannel(context, 'channel-opened', channel);
  if (channel.state === 'close-sent') {
    // the owner gave up while the open was on its way
    context.queue.write(encodeMessage(ChannelClose, { recipientChannel: channel.recipient }));
    return;
  }
  context.queue.event({ type: 'open-confirmed', channel: channel.id });
}

function onOpenFailure(context: ConnectionContext, payload: Uint8Array): void {
  const { recipientChannel, reason, description } = decodeMessage(ChannelOpenFailure, payload);
  const channel = context.channels.ofPeer(recipientChannel);
  channel.peerDid('refuse');
  context.channels.remove(channel);
  traceChannel(context, 'channel-refused', channel);
  context.queue.event({ type: 'open-failed', channel: recipientChannel, reason, description });
}

function onGlobalRequest(context: ConnectionContext, payload: Uint8Array): void {
  const { wantReply, body } = decodeMessage(GlobalRequest, payload);
  const keepalive = body.requestName === KEEPALIVE;
  if (body.requestName === 'no-more-sessions@openssh.com' && context.role === 'server') context.noMoreSessions = true;
  if (wantReply) context.owedGlobals.push(keepalive ? KEEPALIVE_REPLY : undefined);
  if (keepalive) flushGlobalReplies(context);
  else context.queue.event({ type: 'global-request', body, wantReply });
}

function onRequestSuccess(context: ConnectionContext, payload: Uint8Array): void {
  const { token, name } = context.awaitedGlobals.take();
  const { body } = decodeMessage(RequestSuccess, payload, { request: name });
  context.queue.event({ type: 'global-reply', token, reply: body });
}

function onRequestFailure(context: ConnectionContext, payload: Uint8Array): void {
  decodeMessage(RequestFailure, payload);
  context.queue.event({ type: 'global-reply', token: context.awaitedGlobals.take().token, reply: undefined });
}
