/** A running SSH connection over a Node stream: drives the session, owns the channels, answers what nobody handles. */

import type { ChannelOpenBody, GlobalRequestBody } from '@nacre/connection/messages';
import type { ConnectionEngine, ConnectionEvent } from '@nacre/connection';
import {
  type AbortSignalLike,
  abortError,
  type MaybePromise,
  misuse,
  onAbort,
  SshError,
  sanitizeText,
  type TraceSink,
  throwIfAborted,
} from '@nacre/core';
import type { ClientSession, ServerSession } from '@nacre/session';
import type { TransportInfo } from '@nacre/transport';

import { Driver } from '../drive/drive.js';
import type { ByteSource } from '../net/byte-source.js';
import { Channel } from './channel.js';
import type { ChannelHost } from './channel-host.js';
import { guarded, InOrder } from './in-order.js';

type AnySession = ClientSession | ServerSession;
type EventOf<S extends AnySession> = Extract<NonNullable<ReturnType<S['poll']>>, { readonly type: 'event' }>['event'];
type EffectOf<S extends AnySession> = Extract<
  NonNullable<ReturnType<S['poll']>>,
  { readonly type: 'effect' }
>['effect'];

/** A channel that the peer wants to open: accept or reject it, once. */
export interface IncomingChannel {
  readonly body: ChannelOpenBody;
  accept(): Channel;
  reject(reason: number, description: string): void;
}

export interface OpenChannelOptions {
  readonly signal?: AbortSignalLike | undefined;
  /** Bytes that the peer may send before we give credit; the connection's default unless given. */
  readonly window?: number | undefined;
}

export interface ConnectionHooks<S extends AnySession> {
  /** Answers the session's questions, except pure computations, which run by themselves. */
  onEffect(effect: Exclude<EffectOf<S>, { readonly type: 'compute' }>): MaybePromise<unknown>;
  /** Everything but channel traffic. */
  onEvent?(event: EventOf<S>): void;
  /** Without it every channel that the peer opens is refused. Called only after authentication. */
  onChannelOpen?(channel: IncomingChannel): void;
  /** True or data: success. Without it every global request is refused. */
  onGlobalRequest?(body: GlobalRequestBody): MaybePromise<boolean | Uint8Array>;
  readonly trace?: TraceSink | undefined;
}

const ADMINISTRATIVELY_PROHIBITED = 1;
const BY_APPLICATION = 11;

interface Settle<T> {
  readonly resolve: (value: T) => void;
  readonly reject: (error: unknown) => void;
}

export class SshConnection<S extends AnySession = AnySession> implements ChannelHost {
  readonly session: S;
  /** Settles once the connection is gone: undefined after a clean end by us, else the reason. Never rejects. */
  readonly closed: Promise<SshError | undefined>;
  readonly #hooks: ConnectionHooks<S>;
  readonly #driver: Driver<EventOf<S>, EffectOf<S>>;
  readonly #source: ByteSource;
  readonly #channels = new Map<number, Channel>();
  readonly #opening = new Map<number, Settle<Channel>>();
  readonly #globalReplies = new Map<number, Settle<Uint8Array | undefined>>();
  readonly #globalRequests = new InOrder();
  #resolveClosed!: (error: SshError | undefined) => void;
  #endError: SshError | undefined;
  #ended = false;

  constructor(session: S, source: ByteSource, hooks: ConnectionHooks<S>) {
    this.session = session;
    this.#source = source;
    this.#hooks = hooks;
    this.closed = new Promise(resolve => {
      this.#resolveClosed = resolve;
    });
    const engine = session as unknown as ConstructorParameters<typeof Driver<EventOf<S>, EffectOf<S>>>[0];
    this.#driver = new Driver(engine, source, {
      onEvent: event => this.#onEvent(event as ConnectionEvent),
      onEffect: effect => this.#onEffect(effect),
      onClosed: error => this.#onClosed(error),
    });
  }

  /** Starts talking. Call it once, after everything that listens is in place. */
  start(): void {
    this.#driver.start();
  }

  get engine(): ConnectionEngine {
    return this.session.connection;
  }

  /** Versions, algorithms, host key, counters; undefined before the first key exchange is done. */
  get info(): TransportInfo | undefined {
    return this.session.transport.info;
  }

  get isClosed(): boolean {
    return this.#ended;
  }

  /** Opens a channel. Rejects with CHANNEL_OPEN_FAILED (details.reason, details.description), LIMIT_EXCEEDED, CONNECTION_LOST or ABORTED. */
  async openChannel(body: ChannelOpenBody, options: OpenChannelOptions = {}): Promise<Channel> {
    if (this.#ended) throw this.#gone();
    throwIfAborted(options.signal);
    const { window } = options;
    const id = this.engine.openChannel(body, window === undefined ? {} : { window });
    this.changed();
    return new Promise((resolve, reject) => {
      const stop = onAbort(options.signal, () => {
        this.#opening.set(id, { resolve: channel => void channel.close(), reject: () => {} }); // an answer may still come
        reject(abortError(options.signal as AbortSignalLike));
      });
      this.#opening.set(id, {
        resolve: channel => (stop(), resolve(channel)),
        reject: error => (stop(), reject(error)),
      });
    });
  }

  /** Sends a global request that wants a reply. The result is the data of the success, or undefined for a failure. */
  async globalRequest(body: GlobalRequestBody): Promise<Uint8Array | undefined> {
    if (this.#ended) throw this.#gone();
    const token = this.engine.globalRequest(body, true) as number;
    this.changed();
    return new Promise((resolve, reject) => this.#globalReplies.set(token, { resolve, reject }));
  }

  /** Starts a key exchange now. Data goes on flowing around it. */
  rekey(): void {
    this.session.transport.rekey();
    this.changed();
  }

  /** Says DISCONNECT and waits until the stream is closed. */
  async close(reason = BY_APPLICATION, description = ''): Promise<void> {
    if (!this.#ended) {
      this.session.transport.disconnect(reason, description);
      this.changed();
      this.#driver.flush();
    }
    await this.closed;
    const { stream } = this.#source;
    if (!stream.closed) await new Promise<void>(resolve => stream.once('close', resolve));
  }

  /** Drops the connection at once. */
  destroy(error?: SshError): void {
    if (!this.#ended) {
      this.session.fail(error ?? new SshError('CONNECTION_LOST', 'The connection was destroyed', { origin: 'local' }));
      this.#driver.flush();
    }
    this.#source.stream.destroy();
  }

  changed(): void {
    this.session.pump();
    this.#driver.schedule();
  }

  backPressure(): Promise<void> | undefined {
    return this.#driver.backPressure();
  }

  reportHandlerError(error: unknown): void {
    const message = sanitizeText(error instanceof Error ? error.message : String(error));
    this.#hooks.trace?.({ layer: 'driver', name: 'handler-error', level: 'error', fields: { message } });
  }

  #onEffect(effect: EffectOf<S>): MaybePromise<unknown> {
    if (effect.type === 'compute') return effect.run();
    return this.#hooks.onEffect(effect as Exclude<EffectOf<S>, { readonly type: 'compute' }>);
  }

  #onEvent(event: ConnectionEvent): void {
    switch (event.type) {
      case 'data':
        return this.#channels.get(event.channel)?.onData(event.data);
      case 'extended-data':
        return this.#channels.get(event.channel)?.onExtendedData(event.dataType, event.data);
      case 'writable':
        return this.#channels.get(event.channel)?.onWritable();
      case 'eof':
        return this.#channels.get(event.channel)?.onEof();
      case 'request':
        return this.#channels.get(event.channel)?.onRequest(event.body, event.wantReply);
      case 'request-reply':
        return this.#channels.get(event.channel)?.onReply(event.token, event.success);
      case 'channel-open':
        return this.#onOpen(event.channel, event.body);
      case 'open-confirmed':
        return this.#settleOpen(event.channel, settle => settle.resolve(this.#addChannel(event.channel)));
      case 'open-failed':
        return this.#settleOpen(event.channel, settle => settle.reject(openFailed(event.reason, event.description)));
      case 'channel-closed':
        return this.#dropChannel(event.channel, undefined);
      case 'global-request':
        return this.#onGlobalRequest(event.body, event.wantReply);
      case 'global-reply':
        this.#globalReplies.get(event.token)?.resolve(event.success ? event.data : undefined);
        return void this.#globalReplies.delete(event.token);
      default:
        this.#hooks.onEvent?.(event as EventOf<S>);
    }
  }

  #onOpen(id: number, body: ChannelOpenBody): void {
    const reject = (reason: number, description: string) => {
      this.engine.rejectChannel(id, reason, description);
      this.changed();
    };
    const accept = () => {
      const channel = this.#addChannel(id);
      this.engine.acceptChannel(id);
      this.changed();
      return channel;
    };
    if (this.#hooks.onChannelOpen === undefined) reject(ADMINISTRATIVELY_PROHIBITED, 'not allowed');
    else this.#hooks.onChannelOpen({ body, accept, reject });
  }

  #onGlobalRequest(body: GlobalRequestBody, wantReply: boolean): void {
    const handle = (): MaybePromise<boolean | Uint8Array> => this.#hooks.onGlobalRequest?.(body) ?? false;
    const answer = guarded(handle, false, error => this.reportHandlerError(error));
    if (!wantReply) return;
    this.#globalRequests.add(answer, result => {
      if (this.#ended) return;
      this.engine.replyGlobalRequest(result !== false, typeof result === 'boolean' ? undefined : result);
      this.changed();
    });
  }

  #addChannel(id: number): Channel {
    const channel = new Channel(this, id);
    this.#channels.set(id, channel);
    return channel;
  }

  #settleOpen(id: number, action: (settle: Settle<Channel>) => void): void {
    const settle = this.#opening.get(id);
    this.#opening.delete(id);
    if (settle !== undefined) action(settle);
  }

  #dropChannel(id: number, error: SshError | undefined): void {
    const channel = this.#channels.get(id);
    this.#channels.delete(id);
    channel?.onClosed(error);
  }

  #onClosed(error: SshError | undefined): void {
    this.#ended = true;
    this.#endError = error;
    const gone = error ?? new SshError('CONNECTION_LOST', 'The connection was closed', { origin: 'local' });
    for (const id of [...this.#channels.keys()]) this.#dropChannel(id, gone);
    for (const settle of [...this.#opening.values(), ...this.#globalReplies.values()]) settle.reject(gone);
    this.#opening.clear();
    this.#globalReplies.clear();
    this.#resolveClosed(error);
  }

  #gone(): SshError {
    return this.#endError ?? misuse('The connection is closed');
  }
}

function openFailed(reason: number, description: string): SshError {
  const text = sanitizeText(description);
  return new SshError('CHANNEL_OPEN_FAILED', `The peer refused the channel (reason ${reason}): ${text}`, {
    origin: 'peer',
    details: { reason, description: text },
  });
}
