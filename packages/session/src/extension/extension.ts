/**
 * What an extension is: private messages, requests and channel types with the functions that answer them, as one value
 * that is passed to `connect` and `createServer`. Which of them a connection has is decided there; nothing is global.
 */

import { misuse } from '@nacre/core';

import type { ExtensionHandler } from './handlers.js';

/** Made by `defineExtension`. */
export interface Extension {
  readonly name: string;
  readonly handlers: readonly ExtensionHandler[];
  readonly extInfo: Readonly<Record<string, Uint8Array>>;
}

export interface ExtensionOptions {
  /** For error messages and traces. */
  readonly name: string;
  /** What this side answers; made by `onMessage`, `onGlobalRequest`, `onChannelRequest`, `onChannelOpen` and `onSftpRequest`. */
  readonly handlers?: readonly ExtensionHandler[];
  /** What a server announces to clients in EXT_INFO (RFC 8308), by name. */
  readonly extInfo?: Readonly<Record<string, Uint8Array>>;
}

/** Throws MISUSE for an extension that cannot work. What is only sent, and never answered, needs no extension. */
export function defineExtension(options: ExtensionOptions): Extension {
  const { name, handlers = [], extInfo = {} } = options;
  if (name === '') throw misuse('An extension needs a name');
  return Object.freeze({ name, handlers: [...handlers], extInfo: { ...extInfo } });
}
