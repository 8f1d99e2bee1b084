/** One client's connection: login, and then its sessions. Listening is beside this file. */

import type { Duplex } from 'node:stream';

import type { ServerAuthEvent } from '@nacre/auth';
import type { GlobalRequestBody } from '@nacre/connection/messages';
import { type AbortSignalLike, type MaybePromise, SshError } from '@nacre/core';
import { fingerprint, hostKeyFromBlob, type PublicKey, signWith } from '@nacre/keys';
import {
  type Channel,
  type ConnectionInfo,
  type DebugMessage,
  type DebugOptions,
  duplexSource,
  endpoint,
  type IncomingChannel,
  type KeepaliveOptions,
  type KeepaliveSettings,
  readKeepalive,
  SshConnection,
  tuneSocket,
} from '@nacre/runtime-node';
import type {
  ExtensionConnection,
  ExtensionStream,
  ReplyOf,
  RequestOptions,
  ServerSession,
  SessionEvent,
} from '@nacre/session';
import type { TransportEffect } from '@nacre/transport';
import type { MemberDef, MessageDef } from '@nacre/wire';

import { type AuthQuestion, checkUser } from './auth/checks.js';
import { HostKeyProofs } from './host-keys/host-key-proofs.js';
import { newSession } from './new-session.js';
import type { Settings } from './options.js';
import { serveSession } from './session/session-channel.js';

export interface Peer {
  readonly address: string | undefined;
  readonly port: number | undefined;
}

/** What was negotiated, counters as they stand now, and whose connection it is. */
export interface ServerConnectionInfo extends Omit<ConnectionInfo, 'hostKey'> {
  /** The host key that was shown. */
  readonly hostKey: PublicKey;
  /** Of the host key: 'SHA256:...' */
  readonly fingerprint: string;
  /** Undefined until the user is logged in. */
  readonly user: string | undefined;
  readonly authMethod: string | undefined;
}

const ADMINISTRATIVELY_PROHIBITED = 1; // RFC 4254 section 5.1
const RESOURCE_SHORTAGE = 4;

export class ServerConnection<A> implements ExtensionConnection {
  readonly remoteAddress: string | undefined;
  readonly remotePort: number | undefined;
  /** Settles once the connection is gone: undefined when we ended it, else the reason. Never rejects. */
  readonly closed: Promise<SshError | undefined>;
  /** Room for what the application wants to keep with the connection. Nacre never looks into it. */
  readonly data = new Map<string, unknown>();
  readonly #settings: Settings<A>;
  readonly #connection: SshConnection<ServerSession>;
  readonly #gone = new AbortController();
  readonly #onLogin: () => void;
  readonly #grace: NodeJS.Timeout | undefined;
  #login: { readonly user: string; readonly method: string; readonly account: A } | undefined;
  readonly #channels = new Set<Channel>();
  readonly #proofs: HostKeyProofs;
  #keepalive: KeepaliveSettings | undefined;
  #noMoreSessions = false;

  /** For this package only. */
  constructor(settings: Settings<A>, stream: Duplex, peer: Peer, onLogin: () => void) {
    this.#settings = settings;
    this.#onLogin = onLogin;
    this.#keepalive = settings.keepaliveSettings;
    this.remoteAddress = peer.address;
    this.remotePort = peer.port;
    this.#proofs = new HostKeyProofs(settings.hostKeys, (key, algorithm, data) => this.#sign(key, algorithm, data));
    tuneSocket(stream, settings);
    const { loginGrace } = settings.limits;
    if (loginGrace > 0) this.#grace = setTimeout(() => this.destroy(tooSlow(loginGrace)), loginGrace);
    this.#connection = new SshConnection(newSession(settings), duplexSource(stream), {
      onEffect: effect => this.#onEffect(effect),
      onEvent: event => this.#onEvent(event),
      onChannelOpen: channel => this.#onChannelOpen(channel),
      onGlobalRequest: request => this.#onGlobalRequest(request),
      caller: () => ({ user: this.#login?.user ?? '', account: this.#login?.account }),
      trace: settings.trace,
    });
    this.closed = this.#connection.closed.then(error => this.#onClosed(error));
    this.#connection.start();
  }

  /** Undefined until the user is logged in. */
  get user(): string | undefined {
    return this.#login?.user;
  }

  /** What the handler answered that let the user in. */
  get account(): A | undefined {
    return this.#login?.account;
  }

  get authMethod(): string | undefined {
    return this.#login?.method;
  }

  /** Undefined before the first key exchange is done. */
  get info(): ServerConnectionInfo | undefined {
    const info = this.#connection.info;
    if (info === undefined) return undefined;
    const { remoteAddress: socketAddress, hostKey, ...rest } = info;
    const { protocol, limits } = this.#settings;
    const { key } = hostKeyFromBlob(hostKey, { rsaBitsMin: limits.transport?.leastRsaBits });
    return {
      ...rest,
      hostKey: key,
      fingerprint: fingerprint(key, protocol.crypto),
      remoteAddress: endpoint(this.remoteAddress, this.remotePort) ?? socketAddress,
      user: this.user,
      authMethod: this.authMethod,
    };
  }

  /** Session channels that are open. */
  get sessions(): number {
    return [...this.#channels].filter(channel => !channel.isClosed).length;
  }

  /**
   * Sends a message that an extension has declared. Rejects with MISUSE before login. Send it only to a client that has
   * used the extension: OpenSSH 9 ends the connection for a number that it does not know.
   */
  send<T>(definition: MessageDef<T>, value: T): Promise<void> {
    return this.#connection.extension.send(definition, value);
  }

  /** Sends a global request that an extension has declared. Rejects with GLOBAL_REQUEST_FAILED when the client refuses. */
  request<T, R>(definition: MemberDef<T, void, R>, value: T, options?: RequestOptions): Promise<ReplyOf<R>> {
    return this.#connection.extension.request(definition, value, options);
  }

  /** Opens a channel of a type that an extension has declared. Rejects with CHANNEL_OPEN_FAILED when the client refuses. */
  open<T>(definition: MemberDef<T>, value: T, options?: RequestOptions): Promise<ExtensionStream> {
    return this.#connection.extension.open(definition, value, options);
  }

  /** Makes new keys now. */
  rekey(): void {
    this.#connection.rekey();
  }

  /** Changes the keepalive of this connection; false turns it off. What is left out has its default. Throws MISUSE. */
  setKeepalive(options: KeepaliveOptions | false): void {
    const settings = readKeepalive(options);
    if (this.#login !== undefined) this.#connection.setKeepalive(settings);
    this.#keepalive = settings;
  }

  /** Measures one round trip to the client, in milliseconds. Rejects with CONNECTION_LOST, ABORTED, or MISUSE before login. */
  ping(options: { readonly signal?: AbortSignalLike | undefined } = {}): Promise<number> {
    return this.#connection.ping(options.signal);
  }

  /** Sends a DEBUG message, which the client may log or drop, or show if `alwaysDisplay` is set. Throws what has ended the connection. */
  sendDebug(message: string, options?: DebugOptions): void {
    this.#connection.sendDebug(message, options);
  }

  /**
   * Ends the connection with a reason code of RFC 4253 section 11.1, a text for people and the tag of its language, and settles when the
   * stream is closed. Rejects with MISUSE for a code that is none.
   */
  async disconnect(code: number, reason = '', language = ''): Promise<void> {
    await this.#connection.close(code, reason, language);
  }

  /** Says goodbye; settles when the stream is closed. Never rejects. */
  async close(): Promise<void> {
    await this.#connection.close();
  }

  /** Drops the connection at once. */
  destroy(error?: SshError): void {
    this.#connection.destroy(error);
  }

  #onEffect(effect: Exclude<TransportEffect, { readonly type: 'compute' }> | AuthQuestion): unknown {
    if (effect.type === 'sign') return this.#sign(effect.hostKey, effect.algorithm, effect.data);
    if (effect.type === 'verify-host-key')
      throw new SshError('MISUSE', 'A server has no host key to check', { origin: 'local' });
    const { signal } = this.#gone;
    return checkUser(this.#settings.auth, effect, {
      crypto: this.#settings.protocol.crypto,
      remoteAddress: this.remoteAddress,
      signal,
    });
  }

  async #sign(hostKey: Uint8Array, algorithm: string, data: Uint8Array): Promise<Uint8Array> {
    const signer = this.#settings.hostKeys.find(key => Buffer.compare(key.publicKey.blob, hostKey) === 0);
    if (signer === undefined) throw new SshError('MISUSE', 'The host key is gone', { origin: 'local' });
    return signWith(this.#settings.protocol.crypto, signer, data, algorithm, { signal: this.#gone.signal });
  }

  #onEvent(event: SessionEvent<ServerAuthEvent>): void {
    if (event.type === 'authenticated') this.#onAuthenticated(event);
    else if (event.type === 'debug') this.#onDebug(event);
  }

  #onAuthenticated(event: Extract<ServerAuthEvent, { readonly type: 'authenticated' }>): void {
    clearTimeout(this.#grace);
    this.#login = { user: event.user, method: event.method, account: event.account as A };
    this.#connection.setKeepalive(this.#keepalive);
    this.#announceHostKeys();
    this.#onLogin();
  }

  #announceHostKeys(): void {
    const { announcement } = this.#proofs;
    if (announcement === undefined || this.#settings.announceHostKeys === false) return;
    if (!this.#connection.session.quirks.has('no-host-key-announcement')) this.#connection.tell(announcement);
  }

  #onDebug({ message, alwaysDisplay, language }: DebugMessage): void {
    try {
      this.#settings.onDebug?.({ message, alwaysDisplay, language }, this);
    } catch (error) {
      this.#connection.reportHandlerError(error);
    }
  }

  #onChannelOpen(incoming: IncomingChannel): void {
    const login = this.#login;
    if (login === undefined || incoming.body.channelType !== 'session') {
      return incoming.reject(ADMINISTRATIVELY_PROHIBITED, 'only session channels are served');
    }
    if (this.#noMoreSessions) return incoming.reject(RESOURCE_SHORTAGE, 'no more sessions, as asked');
    if (this.sessions >= this.#settings.limits.sessions) return incoming.reject(RESOURCE_SHORTAGE, 'too many sessions');
    const channel = incoming.accept();
    this.#channels.add(channel);
    void channel.closed.then(() => this.#channels.delete(channel));
    const { user, account } = login;
    const { remoteAddress } = this;
    const reportHandlerError = (error: unknown) => this.#connection.reportHandlerError(error);
    const { extensions, quirks } = this.#connection.session;
    const symlinkOrder = quirks.has('symlink-as-in-draft') ? 'draft' : 'openssh';
    serveSession(channel, this.#settings.session, {
      user,
      account,
      remoteAddress,
      extensions,
      symlinkOrder,
      reportHandlerError,
    });
  }

  #onGlobalRequest(request: GlobalRequestBody): MaybePromise<boolean | Uint8Array> {
    if (request.requestName === 'no-more-sessions@openssh.com') this.#noMoreSessions = true;
    if (request.requestName === 'hostkeys-prove-00@openssh.com') return this.#prove(request.keys);
    return request.requestName === 'no-more-sessions@openssh.com';
  }

  #prove(keys: readonly Uint8Array[]): MaybePromise<Uint8Array | false> {
    const { sessionId, info } = this.#connection.session.transport;
    return this.#proofs.prove(keys, sessionId as Uint8Array, info?.hostKeyAlgorithm ?? '');
  }

  #onClosed(error: SshError | undefined): SshError | undefined {
    clearTimeout(this.#grace);
    this.#gone.abort(error);
    return error;
  }
}

function tooSlow(milliseconds: number): SshError {
  return new SshError('TIMEOUT', `The client was not logged in after ${milliseconds} ms`, {
    origin: 'peer',
    disconnect: 11, // by application
    details: { phase: 'auth', milliseconds },
  });
}
