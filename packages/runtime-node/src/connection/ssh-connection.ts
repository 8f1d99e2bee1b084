/** A running SSH connection over a Node stream: drives the session, owns the channels, answers what nobody handles. */

import type { ChannelOpenBody, GlobalRequestBody, GlobalRequestReply } from '@nacre/connection/messages';
import type { ConnectionEngine, ConnectionEvent } from '@nacre/connection';
import {
  type AbortSignalLike,
  type MaybePromise,
  misuse,
  SshError,
  sanitizeText,
  type TraceSink,
  throwIfAborted,
} from '@nacre/core';
import type {
  ClientSession,
  ExtensionConnection,
  ExtensionContext,
  ExtensionMessageEvent,
  RequestOptions,
  ServerSession,
} from '@nacre/session';
import type { TransportEvent } from '@nacre/transport';
import type { MessageDef } from '@nacre/wire';

import { Driver } from '../drive/drive.js';
import { ExtensionCalls } from '../extension/calls.js';
import { ExtensionPeer } from '../extension/peer.js';
import type { KeepaliveSettings } from '../liveness/keepalive.js';
import { Liveness } from '../liveness/liveness.js';
import type { ByteSource } from '../net/byte-source.js';
import { type Endpoints, endpointsOf } from '../net/sockets.js';
import { Channel } from './channel.js';
import type { ChannelHost } from './channel-host.js';
import { ExchangeWait } from './exchange-wait.js';
import type { ConnectionInfo, DebugOptions } from './info.js';
import { guarded, InOrder } from './in-order.js';
import { Pending } from './pending.js';

type OwnEvent = Extract<TransportEvent, { readonly type: 'pong' | 'rekeyed' }>;
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
  /** Who is logged in, for the handlers of extensions; asked for only after authentication. */
  caller?(): { readonly user: string; readonly account: unknown };
  readonly trace?: TraceSink | undefined;
}

/** What is written in one go is given to the stream in steps of this, so that a writer who does not pause sees when it is full. */
const FLUSH_BYTES = 256 * 1024;

const ADMINISTRATIVELY_PROHIBITED = 1; // RFC 4254 section 5.1
const UNKNOWN_CHANNEL_TYPE = 3;
const BY_APPLICATION = 11;

export class SshConnection<S extends AnySession = AnySession> implements ChannelHost {
  readonly session: S;
  /** Settles once the connection is gone: undefined after a clean end by us, else the reason. Never rejects. */
  readonly closed: Promise<SshError | undefined>;
  /** For what extensions send. */
  readonly extension: ExtensionConnection;
  readonly #hooks: ConnectionHooks<S>;
  readonly #driver: Driver<EventOf<S>, EffectOf<S>>;
  readonly #source: ByteSource;
  readonly #channels = new Map<number, Channel>();
  readonly #opening = new Pending<Channel>();
  readonly #globalReplies = new Pending<GlobalRequestReply | undefined>();
  readonly #globalRequests = new InOrder();
  readonly #extensions: ExtensionCalls;
  readonly #gone = new AbortController();
  readonly #endpoints: Endpoints;
  readonly #liveness: Liveness;
  readonly #exchangeWait = new ExchangeWait();
  #unflushed = 0;
  #resolveClosed!: (error: SshError | undefined) => void;
  #endError: SshError | undefined;
  #ended = false;

  constructor(session: S, source: ByteSource, hooks: ConnectionHooks<S>) {
    this.session = session;
    this.#source = source;
    this.#hooks = hooks;
    this.#endpoints = endpointsOf(source.stream);
    this.#liveness = this.#makeLiveness();
    this.closed = new Promise(resolve => {
      this.#resolveClosed = resolve;
    });
    this.extension = new ExtensionPeer({
      sendMessage: (definition, value) => this.#sendMessage(definition, value),
      backPressure: () => this.backPressure(),
      globalRequest: (body, options) => this.globalRequest(body, options),
      openChannel: (body, options) => this.openChannel(body, options),
    });
    this.#extensions = new ExtensionCalls({
      table: session.extensions,
      trace: hooks.trace,
      context: () => this.#extensionContext(),
      destroy: error => this.destroy(error),
    });
    const engine = session as unknown as ConstructorParameters<typeof Driver<EventOf<S>, EffectOf<S>>>[0];
    this.#driver = new Driver(engine, source, {
      onEvent: event => this.#onEvent(event as ConnectionEvent | ExtensionMessageEvent | OwnEvent),
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

  /** Undefined before the first key exchange is done. */
  get info(): ConnectionInfo | undefined {
    const info = this.session.transport.info;
    const { local, remote } = this.#endpoints;
    return info && { ...info, localAddress: local, remoteAddress: remote, latency: this.#liveness.latency };
  }

  get isClosed(): boolean {
    return this.#ended;
  }

  /** Opens a channel. Rejects with CHANNEL_OPEN_FAILED (details.reason, details.description), LIMIT_EXCEEDED, CONNECTION_LOST or ABORTED. */
  async openChannel(body: ChannelOpenBody, options: OpenChannelOptions = {}): Promise<Channel> {
    if (this.#ended) throw this.#goneError();
    throwIfAborted(options.signal);
    const { window } = options;
    const id = this.engine.openChannel(body, window === undefined ? {} : { window });
    this.changed();
    return this.#opening.wait(id, options.signal, channel => void channel.close());
  }

  /** Sends a global request that wants a reply. The result is what the success holds, or undefined for a failure. */
  async globalRequest(body: GlobalRequestBody, options: RequestOptions = {}): Promise<GlobalRequestReply | undefined> {
    if (this.#ended) throw this.#goneError();
    throwIfAborted(options.signal);
    const token = this.engine.globalRequest(body, true) as number;
    this.changed();
    return this.#globalReplies.wait(token, options.signal);
  }

  /** Sends a global request that wants no reply. After the end it does nothing. */
  tell(body: GlobalRequestBody): void {
    if (this.#ended) return;
    this.engine.globalRequest(body, false);
    this.changed();
  }

  /** Starts a key exchange now. Data goes on flowing around it. */
  rekey(): void {
    this.session.transport.rekey();
    this.changed();
  }

  /** Measures one round trip, in milliseconds. Rejects with CONNECTION_LOST, ABORTED, or MISUSE before authentication. */
  async ping(signal?: AbortSignalLike): Promise<number> {
    if (this.#ended) throw this.#goneError();
    if (!this.session.authenticated) throw misuse('The peer can be pinged after authentication only');
    throwIfAborted(signal);
    return this.#liveness.ping(signal);
  }

  /** Asks a silent peer for signs of life from now on; undefined stops. The settings before are forgotten. */
  setKeepalive(settings: KeepaliveSettings | undefined): void {
    this.#liveness.setKeepalive(settings);
  }

  /** Sends DEBUG (RFC 4253 section 11.3). What the peer does with it is its business. */
  sendDebug(message: string, options: DebugOptions = {}): void {
    if (this.#ended) throw this.#goneError();
    const { alwaysDisplay = false, language = '' } = options;
    this.session.transport.debug(message, { alwaysDisplay, language });
    this.changed();
  }

  /** Says DISCONNECT and waits until the stream is closed. Rejects with MISUSE for a reason that cannot be sent. */
  async close(reason = BY_APPLICATION, description = '', language = ''): Promise<void> {
    if (!this.#ended) {
      this.session.transport.disconnect(reason, description, language);
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

  backPressure(bytes = 0): Promise<void> | undefined {
    if (this.#ended) return undefined;
    this.#unflushed += bytes;
    if (this.#unflushed >= FLUSH_BYTES) this.#flush();
    return this.#driver.backPressure() ?? this.#exchangeWait.wait(this.session.queuedBytes);
  }

  extensionRequest(channel: Channel, name: string, data: Uint8Array): MaybePromise<boolean> | undefined {
    return this.#extensions.channelRequest(channel, name, data);
  }

  reportHandlerError(error: unknown): void {
    const message = sanitizeText(error instanceof Error ? error.message : String(error));
    this.#hooks.trace?.({ layer: 'driver', name: 'handler-error', level: 'error', fields: { message } });
  }

  #onEffect(effect: EffectOf<S>): MaybePromise<unknown> {
    if (effect.type === 'compute') return effect.run();
    return this.#hooks.onEffect(effect as Exclude<EffectOf<S>, { readonly type: 'compute' }>);
  }

  #flush(): void {
    this.#unflushed = 0;
    this.#driver.flush();
  }

  #sendMessage<T>(definition: MessageDef<T>, value: T): void {
    if (this.#ended) throw this.#goneError();
    this.session.send(definition, value);
    this.changed();
  }

  #extensionContext(): ExtensionContext {
    const { user, account } = this.#hooks.caller?.() ?? { user: '', account: undefined };
    const { role } = this.engine;
    return { role, user, account, connection: this.extension, signal: this.#gone.signal };
  }

  #onEvent(event: ConnectionEvent | ExtensionMessageEvent | OwnEvent): void {
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
        return this.#opening.resolve(event.channel, this.#addChannel(event.channel));
      case 'open-failed':
        return this.#opening.reject(event.channel, openFailed(event.reason, event.description));
      case 'channel-closed':
        return this.#dropChannel(event.channel, undefined);
      case 'global-request':
        return this.#onGlobalRequest(event.body, event.wantReply);
      case 'global-reply':
        return this.#globalReplies.resolve(event.token, event.reply);
      case 'extension-message':
        return this.#extensions.message(event);
      case 'pong':
        return this.#liveness.onPong(event.data);
      default:
        if (event.type === 'rekeyed') this.#exchangeWait.release();
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
    if (body.channelType === undefined && this.#extensions.channelOpen({ accept, reject }, body.name, body.data))
      return;
    if (body.channelType === undefined) reject(UNKNOWN_CHANNEL_TYPE, 'unknown channel type');
    else if (this.#hooks.onChannelOpen === undefined) reject(ADMINISTRATIVELY_PROHIBITED, 'not allowed');
    else this.#hooks.onChannelOpen({ body, accept, reject });
  }

  #onGlobalRequest(body: GlobalRequestBody, wantReply: boolean): void {
    const handle = (): MaybePromise<boolean | Uint8Array> =>
      this.#extensionAnswer(body) ?? this.#hooks.onGlobalRequest?.(body) ?? false;
    const answer = guarded(handle, false, error => this.reportHandlerError(error));
    if (!wantReply) return;
    this.#globalRequests.add(answer, result => {
      if (this.#ended) return;
      this.engine.replyGlobalRequest(replyOf(body, result));
      this.changed();
    });
  }

  #makeLiveness(): Liveness {
    return new Liveness({
      sendPing: data => {
        if (!this.session.transport.canPing) return false;
        this.session.transport.ping(data);
        this.changed();
        return true;
      },
      askKeepalive: signal => this.globalRequest({ requestName: 'keepalive@openssh.com' }, { signal }),
      packetsIn: () => this.session.transport.info?.packetsIn ?? 0,
      lost: error => this.destroy(error),
    });
  }

  #extensionAnswer(body: GlobalRequestBody): MaybePromise<boolean | Uint8Array> | undefined {
    return body.requestName === undefined ? this.#extensions.globalRequest(body.name, body.data) : undefined;
  }

  #addChannel(id: number): Channel {
    const channel = new Channel(this, id);
    this.#channels.set(id, channel);
    return channel;
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
    this.#opening.rejectAll(gone);
    this.#globalReplies.rejectAll(gone);
    this.#liveness.end(gone);
    this.#exchangeWait.release();
    this.#gone.abort(gone);
    this.#resolveClosed(error);
  }

  #goneError(): SshError {
    return this.#endError ?? misuse('The connection is closed');
  }
}

/** `result` is the content of the reply, or true for one without content. */
function replyOf(body: GlobalRequestBody, result: boolean | Uint8Array): GlobalRequestReply | false {
  if (result === false) return false;
  const data = result === true ? new Uint8Array(0) : result;
  return { request: undefined, name: body.requestName ?? body.name, data };
}

function openFailed(reason: number, description: string): SshError {
  const text = sanitizeText(description);
  return new SshError('CHANNEL_OPEN_FAILED', `The peer refused the channel (reason ${reason}): ${text}`, {
    origin: 'peer',
    details: { reason, description: text },
  });
}
