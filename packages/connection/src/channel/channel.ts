/** One channel: its two numbers, its state, its windows and its requests. Sends nothing by itself. */

import { misuse, protocolError } from '@nacre/core';

import type { ChannelInfo } from '../events.js';
import { type ChannelState, type OwnerStep, type PeerStep, verdictOf } from './life.js';
import type { ConnectionLimits } from '../limits.js';
import { AwaitedReplies, OwedReplies } from './replies.js';
import { type ReceiveWindow, SendWindow } from './windows.js';

const CLOSED_WINDOW = /*@__PURE__*/ new SendWindow(0, 0);

export class Channel {
  readonly id: number;
  readonly channelType: string;
  readonly openedBy: 'us' | 'peer';
  state: ChannelState;
  /** The peer's number; undefined until it is known. */
  peerId: number | undefined;
  send: SendWindow = CLOSED_WINDOW;
  receive: ReceiveWindow;
  /** A send took less than it was given, so the owner waits to hear that the window is open. */
  blocked = false;
  /** Our requests that wait for the peer. */
  readonly awaited: AwaitedReplies<number>;
  /** The peer's requests that wait for us. */
  readonly owed: OwedReplies<'success' | 'failure'>;

  constructor(
    id: number,
    openedBy: 'us' | 'peer',
    channelType: string,
    receive: ReceiveWindow,
    limits: ConnectionLimits,
  ) {
    this.id = id;
    this.openedBy = openedBy;
    this.channelType = channelType;
    this.receive = receive;
    this.state = openedBy === 'us' ? 'opening' : 'offered';
    this.awaited = new AwaitedReplies(limits.pendingRequests);
    this.owed = new OwedReplies(limits.pendingRequests);
  }

  /** The peer did something: false if it is to be ignored. Throws PROTOCOL_ERROR if it may not. */
  peerDid(step: PeerStep): boolean {
    const verdict = verdictOf(this.state, step);
    if (verdict === 'violation') {
      throw protocolError(`the peer sent ${step} for channel ${this.id}, which is ${this.state}`);
    }
    if (verdict === 'ignored') return false;
    this.state = verdict;
    return true;
  }

  /** The owner does something: false if it is to be ignored. Throws MISUSE if it may not. */
  ownerDoes(step: OwnerStep): boolean {
    const verdict = verdictOf(this.state, step);
    if (verdict === 'violation') throw misuse(`${step} on channel ${this.id}, which is ${this.state}`);
    if (verdict === 'ignored') return false;
    this.state = verdict;
    return true;
  }

  /** The peer's number, which is known in every state in which anything is sent. */
  get recipient(): number {
    if (this.peerId === undefined) throw misuse(`channel ${this.id} has no peer yet`);
    return this.peerId;
  }

  get info(): ChannelInfo {
    return {
      channel: this.id,
      peerChannel: this.peerId,
      channelType: this.channelType,
      openedBy: this.openedBy,
      state: this.state,
      sendWindow: this.send.available,
      sendMaxPacket: this.send.maxPacket,
      receiveWindow: this.receive.remaining,
      receiveMaxPacket: this.receive.maxPacket,
      unread: this.receive.unread,
    };
  }
}
