/** The only place where transport, authentication and connection meet. */

// For applications
export type {
  Caller,
  ChannelContext,
  ChannelRequestOptions,
  ExtensionChannel,
  ExtensionConnection,
  ExtensionContext,
  ExtensionStream,
  OpenContext,
  ReplyOf,
  RequestOptions,
} from './extension/context.js';
export { defineExtension, type Extension, type ExtensionOptions } from './extension/extension.js';
export {
  type ExtensionHandler,
  type GlobalAnswer,
  onChannelOpen,
  onChannelRequest,
  onGlobalRequest,
  onMessage,
  onSftpRequest,
  type SftpContext,
} from './extension/handlers.js';
export { ClientSession, type ClientSessionOptions } from './client-session.js';
export { ServerSession, type ServerSessionOptions } from './server-session.js';

// For library authors
export type { Quirk } from './quirks.js';
export { requireMember, UNIONS } from './extension/definitions.js';
export type { AnyMember, HandlerFor } from './extension/handlers.js';
export { ExtensionTable } from './extension/table.js';
export type { ExtensionMessageEvent, Session, SessionEvent, SessionOptions, SessionTransportEvent } from './session.js';
