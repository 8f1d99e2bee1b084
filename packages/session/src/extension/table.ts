/** The handlers of all extensions of a connection, by number and by name. */

import { misuse } from '@nacre/core';
import { ExtInfo } from '@nacre/transport/messages';
import { encode } from '@nacre/wire';

import type { Extension } from './extension.js';
import type { ExtensionHandler, HandlerFor } from './handlers.js';

/** Bytes of all announcements: EXT_INFO comes before login, when peers take packets of 32 KiB only. */
const EXT_INFO_BYTES = 16 * 1024;

type On = ExtensionHandler['on'];

export class ExtensionTable {
  readonly #handlers = new Map<string, ExtensionHandler>();
  /** What a server announces in EXT_INFO. */
  readonly extInfo: ReadonlyMap<string, Uint8Array>;

  /** Throws MISUSE when two handlers answer the same. */
  constructor(extensions: readonly Extension[] = []) {
    const extInfo = new Map<string, Uint8Array>();
    for (const extension of extensions) {
      for (const handler of extension.handlers) this.#add(extension, handler);
      for (const [name, value] of Object.entries(extension.extInfo)) {
        if (extInfo.has(name)) throw misuse(`The extension ${extension.name} announces ${name}, as another one does`);
        extInfo.set(name, value);
      }
    }
    checkAnnouncements(extInfo);
    this.extInfo = extInfo;
  }

  find<O extends On>(on: O, tag: string | number): HandlerFor<O> | undefined {
    return this.#handlers.get(`${on} ${tag}`) as HandlerFor<O> | undefined;
  }

  all<O extends On>(on: O): readonly HandlerFor<O>[] {
    return [...this.#handlers.values()].filter((handler): handler is HandlerFor<O> => handler.on === on);
  }

  #add(extension: Extension, handler: ExtensionHandler): void {
    const tag = 'number' in handler.definition ? handler.definition.number : handler.definition.key;
    const key = `${handler.on} ${tag}`;
    if (this.#handlers.has(key))
      throw misuse(`The extension ${extension.name}: another handler answers ${key} already`);
    this.#handlers.set(key, handler);
  }
}

/** Throws MISUSE for names that cannot be sent, and for more than a peer takes before login. */
function checkAnnouncements(extInfo: ReadonlyMap<string, Uint8Array>): void {
  const size = encode(ExtInfo, { entries: [...extInfo].map(([name, value]) => ({ name, value })) }).length;
  if (size > EXT_INFO_BYTES) throw misuse(`extInfo takes ${size} bytes, limit ${EXT_INFO_BYTES}`);
}
