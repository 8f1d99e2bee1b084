/** What the owner of a server does for a session: commands and subsystems. */

import type { Readable, Writable } from 'node:stream';

import type { ByteDuplex, MaybePromise } from '@nacre/core';
import type { Channel } from '@nacre/runtime-node';
import type { ChannelRequestOptions, ExtensionTable } from '@nacre/session';
import type { SymlinkOrder } from '@nacre/sftp';
import type { MemberDef } from '@nacre/wire';

/** How a session ends: an exit code, a signal by its name without SIG, or nothing, which is exit code 0. */
export type SessionResult = number | { readonly signal: string; readonly message?: string } | void;

/** One session of a user, with what it may use. */
export interface SessionRequest<A> {
  readonly user: string;
  readonly account: A;
  /** The variables that `acceptEnv` let through. */
  readonly env: Readonly<Record<string, string>>;
  /** Fires when the channel or the connection is gone: nobody reads the output any more. */
  readonly signal: AbortSignal;
  readonly remoteAddress: string | undefined;
  readonly stdin: Readable;
  /** What was written is sent before the session ends; ending it is not needed. */
  readonly stdout: Writable;
  readonly stderr: Writable;
  /** Calls `listener` for each signal that the client sends, by its name without SIG; those that came before at once. */
  onSignal(listener: (signal: string) => void): void;
  /** Sends a request that an extension has declared. Rejects with CHANNEL_REQUEST_FAILED when the client refuses. */
  request<T>(definition: MemberDef<T>, value: T, options?: ChannelRequestOptions): Promise<void>;
  /** The channel below, for what the streams cannot do; handlers of extensions get the same object. */
  readonly channel: Channel;
}

export interface ExecSession<A> extends SessionRequest<A> {
  /** One line of text, as the client sent it; giving it to a shell gives the client that shell. */
  readonly command: string;
}

export interface SubsystemSession<A> extends SessionRequest<A> {
  readonly name: string;
  /** Those of the server. */
  readonly extensions: ExtensionTable;
  /** In which order this client sends the paths of SFTP's SYMLINK. */
  readonly symlinkOrder: SymlinkOrder;
  /** The channel as a byte stream, in place of stdin and stdout. Ending and closing it is up to the server. */
  duplex(): ByteDuplex;
}

/**
 * Runs a command. The session ends when the result settles. A throw or rejection ends it with exit code 255 and a trace
 * event; the client is told nothing more.
 */
export type ExecHandler<A> = (session: ExecSession<A>) => MaybePromise<SessionResult>;

/** As `ExecHandler`, for a subsystem. */
export type SubsystemHandler<A> = (session: SubsystemSession<A>) => MaybePromise<SessionResult>;

/** Everything that is not here is refused. */
export interface SessionHandlers<A> {
  readonly exec?: ExecHandler<A> | undefined;
  readonly subsystems?: Readonly<Record<string, SubsystemHandler<A>>> | undefined;
  /** Environment variables that clients may set: names, with `*` and `?` as wildcards. Default: none. */
  readonly acceptEnv?: readonly string[] | undefined;
}
