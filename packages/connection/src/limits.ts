/** The named limits of the connection layer, each with its default and the reason for it. */

import { misuse } from '@nacre/core';

export interface ConnectionLimits {
  /** Channels that exist at one time, of both sides together, those being opened included. */
  readonly channels: number;
  /** Opens by the peer that the owner has not answered yet. */
  readonly pendingOpens: number;
  /** Requests that wait for their reply: per channel and for the connection, counted for each side. */
  readonly pendingRequests: number;
  /** Bytes of data that the peer may send on a new channel before the owner has consumed any. */
  readonly window: number;
  /** Bytes of data in one message that we accept. */
  readonly maxPacket: number;
  /** Bytes of data in one message that we send, even if the peer accepts more. */
  readonly sendPacket: number;
  /** Bytes that all channels together may hold unread; windows of new channels shrink as this fills. */
  readonly receiveBudget: number;
  /** The window that a channel gets even when the budget is used up. */
  readonly minimumWindow: number;
}

/** Largest window there can be (RFC 4254 section 5.2). */
export const WINDOW_MAX = 0xffffffff;

const PACKET_MAX = 0x3f000; // a transport packet is at most 256 KiB, and the message around the data takes a little

export const defaultConnectionLimits: ConnectionLimits = {
  channels: 1000, // far above what one program needs, and an idle channel costs under a kilobyte
  pendingOpens: 1000, // a burst may open as many as there may be; the owner has to answer, so this cannot grow
  pendingRequests: 1024, // pipelining in bulk works; a peer that never waits for replies does not grow our memory
  window: 2 * 1024 * 1024, // 64 packets of 32 KiB, as OpenSSH: enough for 100 MB/s at 20 ms round trip
  maxPacket: 32 * 1024, // what every implementation must be able to receive (RFC 4253 section 6.1), and all send
  sendPacket: 32 * 1024, // larger packets gain little speed and delay other channels
  receiveBudget: 64 * 1024 * 1024, // a dozen channels at full speed, and 32 KiB for each of a thousand
  minimumWindow: 32 * 1024, // one full packet, so that even the thousandth channel moves
};

/** The defaults with `changes` over them. Throws MISUSE for numbers that cannot work. */
export function connectionLimits(changes: Partial<ConnectionLimits> = {}): ConnectionLimits {
  const limits = { ...defaultConnectionLimits, ...changes };
  for (const [name, value] of Object.entries(limits))
    requireInteger(`limits.${name}`, value, 1, Number.MAX_SAFE_INTEGER);
  requireWindow('limits.window', limits.window);
  requireWindow('limits.minimumWindow', limits.minimumWindow);
  requireMaxPacket('limits.maxPacket', limits.maxPacket);
  requireMaxPacket('limits.sendPacket', limits.sendPacket);
  return limits;
}

export function requireWindow(name: string, value: number): void {
  requireInteger(name, value, 1, WINDOW_MAX);
}

export function requireMaxPacket(name: string, value: number): void {
  requireInteger(name, value, 1, PACKET_MAX);
}

function requireInteger(name: string, value: number, minimum: number, maximum: number): void {
  if (Number.isInteger(value) && value >= minimum && value <= maximum) return;
  throw misuse(`${name} must be an integer from ${minimum} to ${maximum}, not ${value}`);
}
