/** What handlers of extensions get beside the decoded value. */

import type { AbortSignalLike, ByteDuplex } from '@nacre/core';
import type { MemberDef, MessageDef } from '@nacre/wire';

/** What a request gives back: the declared reply, or nothing. */
export type ReplyOf<R> = [R] extends [never] ? void : R;

export interface RequestOptions {
  /** Stops waiting; the request itself cannot be taken back. */
  readonly signal?: AbortSignalLike | undefined;
}

/** A connection, for what extensions send. */
export interface ExtensionConnection {
  /**
   * Sends a message of its own number. Settles when more may be sent; there is no answer. Send it only to a peer that has
   * announced the extension: one that does not know the number may end the connection, as OpenSSH 9 does.
   */
  send<T>(definition: MessageDef<T>, value: T): Promise<void>;
  /** Sends a global request. Rejects with GLOBAL_REQUEST_FAILED when the peer refuses or does not know it. */
  request<T, R>(definition: MemberDef<T, void, R>, value: T, options?: RequestOptions): Promise<ReplyOf<R>>;
  /** Opens a channel of a type of its own. Rejects with CHANNEL_OPEN_FAILED when the peer refuses or does not know it. */
  open<T>(definition: MemberDef<T>, value: T, options?: RequestOptions): Promise<ExtensionStream>;
}

/** A channel, for what extensions send on it. */
export interface ExtensionChannel {
  /** Our number of it. */
  readonly id: number;
  /** Sends a channel request. Rejects with CHANNEL_REQUEST_FAILED when the peer refuses or does not know it. */
  request<T>(definition: MemberDef<T>, value: T, options?: ChannelRequestOptions): Promise<void>;
}

/** A channel whose data is a byte stream. */
export interface ExtensionStream extends ExtensionChannel {
  readonly duplex: ByteDuplex;
}

export interface ChannelRequestOptions extends RequestOptions {
  /** False: settles at once, and nothing tells whether the peer accepted. Default true. */
  readonly wantReply?: boolean | undefined;
}

/** Whose connection it is. */
export interface Caller {
  /** The user who is logged in, on both sides. */
  readonly user: string;
  /** Server: what the handler answered that let the user in. Client: undefined. */
  readonly account: unknown;
  /** Fires when the connection is gone. */
  readonly signal: AbortSignalLike;
}

export interface ExtensionContext extends Caller {
  readonly role: 'client' | 'server';
  /** For messages and requests of our own. */
  readonly connection: ExtensionConnection;
}

export interface ChannelContext extends ExtensionContext {
  /** The channel that the request came on. */
  readonly channel: ExtensionChannel;
}

export interface OpenContext extends ExtensionContext {
  /** Accepts the channel. Throws MISUSE when called twice, or after `run` has settled. */
  accept(): ExtensionStream;
}
