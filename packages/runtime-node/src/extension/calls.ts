/** Calls the handlers of extensions: decodes what they get, encodes what they answer, and keeps their faults to themselves. */

import { isSshError, limitExceeded, type MaybePromise, misuse, sanitizeText, type TraceSink } from '@nacre/core';
import type { SshError } from '@nacre/core';
import type { AnyMember, ExtensionContext, ExtensionMessageEvent, ExtensionTable, HandlerFor } from '@nacre/session';
import { type Codec, DecodeError, decode, encode } from '@nacre/wire';

import type { Channel } from '../connection/channel.js';
import { guarded } from '../connection/in-order.js';
import { limits } from './limits.js';
import { streamOf } from './stream.js';

export interface CallsHost {
  readonly table: ExtensionTable;
  readonly trace: TraceSink | undefined;
  context(): ExtensionContext;
  /** Ends the connection. */
  destroy(error: SshError): void;
}

/** A channel that the peer wants to open: accept or reject it, once. */
export interface OfferedChannel {
  accept(): Channel;
  reject(reason: number, description: string): void;
}

const ADMINISTRATIVELY_PROHIBITED = 1;

export class ExtensionCalls {
  readonly #host: CallsHost;
  readonly #messages: ExtensionMessageEvent[] = [];
  #messageBytes = 0;
  #handlesMessage = false;
  #running = 0;

  constructor(host: CallsHost) {
    this.#host = host;
  }

  /** Messages keep their order: each waits until the handler of the one before has settled. */
  message(event: ExtensionMessageEvent): void {
    const { extensionMessages, extensionMessageBytes } = limits;
    this.#messages.push(event);
    this.#messageBytes += event.bytes;
    if (!this.#handlesMessage) return this.#nextMessage();
    if (this.#messages.length > extensionMessages) {
      this.#host.destroy(limitExceeded('extensionMessages', this.#messages.length, extensionMessages));
    } else if (this.#messageBytes > extensionMessageBytes) {
      this.#host.destroy(limitExceeded('extensionMessageBytes', this.#messageBytes, extensionMessageBytes));
    }
  }

  /** The reply, or false to refuse; undefined when no extension answers this request. */
  globalRequest(name: string, data: Uint8Array): MaybePromise<Uint8Array | boolean> | undefined {
    const handler = this.#host.table.find('global-request', name);
    if (handler === undefined) return undefined;
    const { definition } = handler;
    return this.#call(definition, false as Uint8Array | boolean, () => {
      const answer = handler.run(decodeRequest(definition, data), this.#host.context());
      return answer instanceof Promise
        ? answer.then(reply => encodeReply(definition, reply))
        : encodeReply(definition, answer);
    });
  }

  /** True to accept; undefined when no extension answers this request. */
  channelRequest(channel: Channel, name: string, data: Uint8Array): MaybePromise<boolean> | undefined {
    const handler = this.#host.table.find('channel-request', name);
    if (handler === undefined) return undefined;
    const { definition } = handler;
    return this.#call(definition, false, () => {
      const answer = handler.run(decodeRequest(definition, data), { ...this.#host.context(), channel });
      return answer instanceof Promise ? answer.then(accepted => accepted === true) : answer === true;
    });
  }

  /** Serves the channel, or refuses it; false when no extension has this channel type. */
  channelOpen(offered: OfferedChannel, name: string, data: Uint8Array): boolean {
    const handler = this.#host.table.find('channel-open', name);
    if (handler === undefined) return false;
    void this.#serve(handler, offered, data);
    return true;
  }

  /** The number of channels bounds these calls. Never rejects. */
  async #serve(handler: HandlerFor<'channel-open'>, offered: OfferedChannel, data: Uint8Array): Promise<void> {
    const { definition } = handler;
    let channel: Channel | undefined;
    let settled = false;
    const accept = () => {
      if (channel !== undefined || settled) throw misuse(`${definition.name}: this channel has been answered`);
      channel = offered.accept();
      return streamOf(channel);
    };
    try {
      await handler.run(decodeRequest(definition, data), { ...this.#host.context(), accept });
    } catch (error) {
      this.#report(definition, error);
    }
    settled = true;
    if (channel === undefined) return offered.reject(ADMINISTRATIVELY_PROHIBITED, 'not allowed');
    await endOf(channel);
  }

  #nextMessage(): void {
    for (let event = this.#messages.shift(); event !== undefined; event = this.#messages.shift()) {
      const { handler, value, bytes } = event;
      this.#messageBytes -= bytes;
      const done = this.#call(handler.definition, undefined, () => {
        const result = handler.run(value as never, this.#host.context());
        return result instanceof Promise ? result.then(() => undefined) : undefined;
      });
      this.#handlesMessage = done instanceof Promise;
      if (!(done instanceof Promise)) continue;
      void done.then(() => {
        this.#handlesMessage = false;
        this.#nextMessage();
      });
      return;
    }
  }

  /** Never throws and never rejects. */
  #call<T>(definition: { readonly name: string }, refused: T, run: () => MaybePromise<T>): MaybePromise<T> {
    if (this.#running >= limits.extensionCalls) {
      this.#host.destroy(limitExceeded('extensionCalls', this.#running + 1, limits.extensionCalls));
      return refused;
    }
    const answer = guarded(run, refused, error => this.#report(definition, error));
    if (!(answer instanceof Promise)) return answer;
    this.#running++;
    return answer.finally(() => {
      this.#running--;
    });
  }

  /** The peer learns only that it was refused. */
  #report(definition: { readonly name: string }, error: unknown): void {
    const malformed = error instanceof DecodeError;
    const message = sanitizeText(error instanceof Error ? error.message : String(error));
    this.#host.trace?.({
      layer: 'extension',
      name: malformed ? 'malformed-request' : 'handler-error',
      level: malformed || isSshError(error, 'CONNECTION_LOST') ? 'warn' : 'error',
      fields: { definition: definition.name, message },
    });
  }
}

function decodeRequest(definition: AnyMember, data: Uint8Array): never {
  return decode(definition as Codec<unknown>, data) as never;
}

function encodeReply(definition: AnyMember, answer: unknown): Uint8Array | boolean {
  if (answer === false) return false;
  if (definition.reply === undefined) return answer === true;
  return encode(definition.reply as Codec<unknown>, answer);
}

/** What was written is sent first. A channel that is gone meanwhile needs no end. */
async function endOf(channel: Channel): Promise<void> {
  await channel.end().catch(() => {});
  await channel.close();
}
