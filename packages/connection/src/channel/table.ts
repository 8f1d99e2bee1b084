/** All channels of a connection, by our number and by the peer's, and the memory that their windows may take. */

import { misuse, protocolError } from '@nacre/core';

import { Channel } from './channel.js';
import type { ChannelOptions } from '../events.js';
import { type ConnectionLimits, requireMaxPacket, requireWindow } from '../limits.js';
import { ReceiveWindow } from './windows.js';

const NUMBERS = 0x8000_0000; // 31 bits: some peers keep the number in a signed integer

/** A new channel may take this part of what is left of the budget, so that the later ones get something too. */
const BUDGET_SHARE = 4;

export class ChannelTable {
  readonly #channels = new Map<number, Channel>();
  readonly #peerNumbers = new Set<number>();
  readonly #limits: ConnectionLimits;
  #next = 0;
  #wrapped = false;
  #reserved = 0;
  #offered = 0;

  constructor(limits: ConnectionLimits) {
    this.#limits = limits;
  }

  get size(): number {
    return this.#channels.size;
  }

  /** Channels that the peer has offered and the owner has not answered. */
  get offered(): number {
    return this.#offered;
  }

  /** Adds a channel under a number that has not been used for as long as possible, so that late messages hit nothing. */
  add(openedBy: 'us' | 'peer', channelType: string, options: ChannelOptions = {}): Channel {
    const id = this.#freeNumber();
    const channel = new Channel(id, openedBy, channelType, this.#window(options), this.#limits);
    this.#channels.set(id, channel);
    if (openedBy === 'peer') this.#offered++;
    this.#reserved += channel.receive.size;
    return channel;
  }

  /** Throws MISUSE for wishes that cannot be. */
  check(options: ChannelOptions): void {
    if (options.window !== undefined) requireWindow('window', options.window);
    if (options.maxPacket !== undefined) requireMaxPacket('maxPacket', options.maxPacket);
  }

  /** The owner accepts an offered channel and may have its own wishes for the window. */
  accept(channel: Channel, options: ChannelOptions): void {
    this.#offered--;
    if (options.window === undefined && options.maxPacket === undefined) return;
    this.#reserved -= channel.receive.size;
    channel.receive = this.#window(options);
    this.#reserved += channel.receive.size;
  }

  /** Notes the peer's number. Throws PROTOCOL_ERROR when it already names another channel. */
  bind(channel: Channel, peerId: number): void {
    if (this.#peerNumbers.has(peerId)) throw protocolError(`the peer used its channel number ${peerId} twice`);
    this.#peerNumbers.add(peerId);
    channel.peerId = peerId;
  }

  hasPeerNumber(peerId: number): boolean {
    return this.#peerNumbers.has(peerId);
  }

  /** Forgets a closed channel. */
  remove(channel: Channel, options: { readonly wasOffered?: boolean } = {}): void {
    this.#channels.delete(channel.id);
    if (channel.peerId !== undefined) this.#peerNumbers.delete(channel.peerId);
    if (options.wasOffered) this.#offered--;
    this.#reserved -= channel.receive.size;
  }

  /** The channel that the peer names. Throws PROTOCOL_ERROR when there is none. */
  ofPeer(id: number): Channel {
    const channel = this.#channels.get(id);
    if (channel === undefined) throw protocolError(`the peer sent a message for channel ${id}, which does not exist`);
    return channel;
  }

  /** The channel that the owner names; undefined when it is gone. Throws MISUSE for a number that never was one. */
  ofOwner(id: number): Channel | undefined {
    const channel = this.#channels.get(id);
    if (channel !== undefined) return channel;
    const given = Number.isInteger(id) && id >= 0 && (this.#wrapped || id < this.#next);
    if (!given) throw misuse(`there has been no channel ${id}`);
    return undefined;
  }

  get(id: number): Channel | undefined {
    return this.#channels.get(id);
  }

  clear(): void {
    this.#channels.clear();
    this.#peerNumbers.clear();
  }

  #freeNumber(): number {
    while (this.#channels.has(this.#next)) this.#advance();
    const id = this.#next;
    this.#advance();
    return id;
  }

  #advance(): void {
    this.#next++;
    if (this.#next < NUMBERS) return;
    this.#next = 0;
    this.#wrapped = true;
  }

  #window(options: ChannelOptions): ReceiveWindow {
    this.check(options);
    return new ReceiveWindow(options.window ?? this.#affordable(), options.maxPacket ?? this.#limits.maxPacket);
  }

  /** Leaves the smallest window for every channel that may still come, so that all together stay in the budget. */
  #affordable(): number {
    const { channels, minimumWindow, receiveBudget, window } = this.#limits;
    const left = receiveBudget - this.#reserved - (channels - this.#channels.size) * minimumWindow;
    return Math.min(window, minimumWindow + Math.max(0, Math.floor(left / BUDGET_SHARE)));
  }
}
