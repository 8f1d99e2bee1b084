/** What extensions send on a connection. What they answer is beside this file. */

import type { ChannelOpenBody, GlobalRequestBody, GlobalRequestReply } from '@nacre/connection/messages';
import { misuse, SshError } from '@nacre/core';
import {
  type ExtensionConnection,
  type ExtensionStream,
  type ReplyOf,
  type RequestOptions,
  requireMember,
  UNIONS,
} from '@nacre/session';
import { type Codec, decode, encode, type MemberDef, type MessageDef } from '@nacre/wire';

import type { Channel } from '../connection/channel.js';
import { streamOf } from './stream.js';

/** The connection below. */
export interface PeerHost {
  /** Throws when nothing can be sent. */
  sendMessage<T>(definition: MessageDef<T>, value: T): void;
  /** Undefined when more may be sent now; otherwise settles when it may. */
  backPressure(): Promise<void> | undefined;
  globalRequest(body: GlobalRequestBody, options?: RequestOptions): Promise<GlobalRequestReply | undefined>;
  openChannel(body: ChannelOpenBody, options?: RequestOptions): Promise<Channel>;
}

export class ExtensionPeer implements ExtensionConnection {
  readonly #host: PeerHost;

  constructor(host: PeerHost) {
    this.#host = host;
  }

  async send<T>(definition: MessageDef<T>, value: T): Promise<void> {
    this.#host.sendMessage(definition, value);
    await this.#host.backPressure();
  }

  async request<T, R>(definition: MemberDef<T, void, R>, value: T, options: RequestOptions = {}): Promise<ReplyOf<R>> {
    const name = requireMember(definition, UNIONS.globalRequest);
    const body: GlobalRequestBody = { requestName: undefined, name, data: encode(definition, value) };
    const reply = await this.#host.globalRequest(body, options);
    if (reply === undefined) throw refused(definition.name, name);
    if (definition.reply === undefined) return undefined as ReplyOf<R>;
    if (reply.request !== undefined) throw misuse(`${name} is not an extension, but a request of the spec`);
    return decode(definition.reply as Codec<R>, reply.data) as ReplyOf<R>;
  }

  async open<T>(definition: MemberDef<T>, value: T, options: RequestOptions = {}): Promise<ExtensionStream> {
    const name = requireMember(definition, UNIONS.channelOpen);
    const body: ChannelOpenBody = { channelType: undefined, name, data: encode(definition, value) };
    return streamOf(await this.#host.openChannel(body, options));
  }
}

function refused(definition: string, request: string): SshError {
  return new SshError('GLOBAL_REQUEST_FAILED', `The peer refused the global request ${request} (${definition})`, {
    origin: 'peer',
    details: { request },
  });
}
