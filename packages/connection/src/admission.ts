/** Which channels the connection layer refuses by itself, before the owner is asked (RFC 4254 sections 5.1 and 6.1). */

import { protocolError } from '@nacre/core';

import type { ChannelTable } from './channel/table.js';
import { type ChannelOpen, type ChannelOpenBody, OpenFailureReason } from './generated/index.js';
import type { ConnectionLimits } from './limits.js';

export interface Refusal {
  readonly reason: number;
  readonly description: string;
}

export interface AdmissionContext {
  readonly role: 'client' | 'server';
  readonly channels: ChannelTable;
  readonly limits: ConnectionLimits;
  /** The client has said that it opens no more sessions. */
  readonly noMoreSessions: boolean;
}

/** Why `open` is refused, or undefined. Throws PROTOCOL_ERROR when the peer's number is in use. */
export function refusalOf(open: ChannelOpen, context: AdmissionContext): Refusal | undefined {
  const { channels, limits } = context;
  if (channels.hasPeerNumber(open.senderChannel)) {
    throw protocolError(`the peer opened channel ${open.senderChannel}, which is its number of an open channel`);
  }
  if (channels.size >= limits.channels) {
    return { reason: OpenFailureReason.resourceShortage, description: 'too many channels' };
  }
  if (channels.offered >= limits.pendingOpens) {
    return { reason: OpenFailureReason.resourceShortage, description: 'too many channels are being opened' };
  }
  if (open.maxPacket === 0) {
    // nothing could ever be sent on it, and a loop over packets of no size would not end
    return { reason: OpenFailureReason.administrativelyProhibited, description: 'maximum packet size is zero' };
  }
  if (open.body.channelType === 'session') return refusalOfSession(context);
  return undefined;
}

/** The name of a channel type, known or not. */
export function channelTypeOf(body: ChannelOpenBody): string {
  return body.channelType === undefined ? body.name : body.channelType;
}

function refusalOfSession(context: AdmissionContext): Refusal | undefined {
  const reason = OpenFailureReason.administrativelyProhibited;
  // a server that could open sessions on clients could run programs there
  if (context.role === 'client') return { reason, description: 'clients take no sessions' };
  if (context.noMoreSessions) return { reason, description: 'no more sessions were announced' };
  return undefined;
}
