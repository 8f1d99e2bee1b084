/** What a connection engine tells its owner. Channel numbers are always ours. */

import type { ChannelOpenBody, ChannelRequestBody, GlobalRequestBody, GlobalRequestReply } from './generated/index.js';
import type { ChannelState } from './channel/life.js';

export type ConnectionEvent =
  /** The peer wants a channel: answer with `acceptChannel` or `rejectChannel`. */
  | { readonly type: 'channel-open'; readonly channel: number; readonly body: ChannelOpenBody }
  | { readonly type: 'open-confirmed'; readonly channel: number }
  /** The peer refused our channel; the number is free again. `description` is the peer's text, not cleaned. */
  | { readonly type: 'open-failed'; readonly channel: number; readonly reason: number; readonly description: string }
  /** `data` is a view of the payload that was received; call `consumed` when it has been used. Never empty. */
  | { readonly type: 'data'; readonly channel: number; readonly data: Uint8Array }
  | { readonly type: 'extended-data'; readonly channel: number; readonly dataType: number; readonly data: Uint8Array }
  | { readonly type: 'eof'; readonly channel: number }
  /** The window is open again after a send that took less than it was given. */
  | { readonly type: 'writable'; readonly channel: number }
  /** Answer with `replyRequest` if `wantReply`. */
  | {
      readonly type: 'request';
      readonly channel: number;
      readonly body: ChannelRequestBody;
      readonly wantReply: boolean;
    }
  | { readonly type: 'request-reply'; readonly channel: number; readonly token: number; readonly success: boolean }
  /** Answer with `replyGlobalRequest` if `wantReply`. */
  | { readonly type: 'global-request'; readonly body: GlobalRequestBody; readonly wantReply: boolean }
  /** What the peer sent with its success; undefined for a failure. */
  | { readonly type: 'global-reply'; readonly token: number; readonly reply: GlobalRequestReply | undefined }
  /** CLOSE was sent and received: the number is free, and requests without a reply will get none. */
  | { readonly type: 'channel-closed'; readonly channel: number };

/** A channel at the time of asking; sizes in bytes. */
export interface ChannelInfo {
  readonly channel: number;
  /** The peer's number for it; undefined until the open is confirmed. */
  readonly peerChannel: number | undefined;
  readonly channelType: string;
  readonly openedBy: 'us' | 'peer';
  readonly state: ChannelState;
  /** What we may send now, and how much of it in one message. */
  readonly sendWindow: number;
  readonly sendMaxPacket: number;
  /** What the peer may still send, and how much of it in one message. */
  readonly receiveWindow: number;
  readonly receiveMaxPacket: number;
  /** Bytes received and not reported as consumed. */
  readonly unread: number;
}

/** Settings of one channel; what is missing comes from the limits. */
export interface ChannelOptions {
  /** Bytes that the peer may send before any is consumed. */
  readonly window?: number;
  /** Bytes of data in one message that we accept. */
  readonly maxPacket?: number;
}
