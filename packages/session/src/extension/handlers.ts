/** Ties a generated definition to the function that answers it. The definition decides the types of both. */

import { type MaybePromise, misuse } from '@nacre/core';
import type { SftpExtensionContext, SftpExtensionResult } from '@nacre/sftp';
import type { AnyMessage, MemberDef, MessageDef } from '@nacre/wire';

import type { ChannelContext, ExtensionContext, OpenContext, Caller } from './context.js';
import { requireMember, requireOwnNumber, UNIONS } from './definitions.js';

/** A definition of any type. */
export type AnyMember = MemberDef<unknown, never, unknown>;

/** Made by one of the functions below; its members are for library authors. */
export type ExtensionHandler =
  | { readonly on: 'message'; readonly definition: AnyMessage; readonly run: Run<ExtensionContext> }
  | { readonly on: 'global-request'; readonly definition: AnyMember; readonly run: Run<ExtensionContext> }
  | { readonly on: 'channel-request'; readonly definition: AnyMember; readonly run: Run<ChannelContext> }
  | { readonly on: 'channel-open'; readonly definition: AnyMember; readonly run: Run<OpenContext> }
  | { readonly on: 'sftp-request'; readonly definition: AnyMember; readonly run: Run<SftpContext> };

export type HandlerFor<On extends ExtensionHandler['on']> = Extract<ExtensionHandler, { readonly on: On }>;

type Run<Context> = (value: never, context: Context) => unknown;

/** What an SFTP extension may use: the files, and who asks. */
export interface SftpContext extends SftpExtensionContext, Caller {}

/** What the handler of a global request gives: the declared reply, or else true; false refuses. */
export type GlobalAnswer<R> = ([R] extends [never] ? true : R) | false;

/**
 * Takes a message of its own number (192 to 255, but not 192 and 193, which are PING and PONG). Messages have no answer.
 * They are taken in order: the next one waits until the promise of the one before has settled. One that does not follow its definition ends
 * the connection.
 */
export function onMessage<T>(
  definition: MessageDef<T>,
  run: (message: T, context: ExtensionContext) => MaybePromise<void>,
): ExtensionHandler {
  requireOwnNumber(definition);
  return { on: 'message', definition, run };
}

/** Answers a global request. False, a throw, or a request that does not follow its definition refuses. */
export function onGlobalRequest<T, R>(
  definition: MemberDef<T, void, R>,
  run: (request: T, context: ExtensionContext) => MaybePromise<GlobalAnswer<R>>,
): ExtensionHandler {
  requireMember(definition, UNIONS.globalRequest);
  return { on: 'global-request', definition, run };
}

/** Answers a request on a channel of any type. True accepts; false, a throw, or a malformed request refuses. */
export function onChannelRequest<T>(
  definition: MemberDef<T>,
  run: (request: T, context: ChannelContext) => MaybePromise<boolean>,
): ExtensionHandler {
  requireMember(definition, UNIONS.channelRequest);
  if (definition.reply !== undefined) throw misuse(`${definition.name}: the reply to a channel request holds nothing`);
  return { on: 'channel-request', definition, run };
}

/**
 * Serves channels of a type of its own. `run` accepts with `context.accept()`; when its promise settles, the channel is
 * closed. Without a call of `accept` the channel is refused.
 */
export function onChannelOpen<T>(
  definition: MemberDef<T>,
  run: (open: T, context: OpenContext) => MaybePromise<void>,
): ExtensionHandler {
  requireMember(definition, UNIONS.channelOpen);
  return { on: 'channel-open', definition, run };
}

/** Server: answers an SFTP extension, whose name is then announced to clients. Errors are told as those of a file system. */
export function onSftpRequest<T, R>(
  definition: MemberDef<T, void, R>,
  run: (request: T, context: SftpContext) => MaybePromise<SftpExtensionResult<R>>,
): ExtensionHandler {
  requireMember(definition, UNIONS.sftpRequest);
  return { on: 'sftp-request', definition, run };
}
