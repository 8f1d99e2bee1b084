/** One client's connection: login, and then its sessions. Listening is beside this file. */

import { randomBytes } from 'node:crypto';
import type { Duplex } from 'node:stream';

import type { ServerAuthEvent } from '@nacre/auth';
import type { GlobalRequestBody } from '@nacre/connection/messages';
import { SshError } from '@nacre/core';
import { signWith } from '@nacre/keys';
import {
  type Channel,
  defaultCrypto,
  duplexSource,
  type IncomingChannel,
  monotonicClock,
  SshConnection,
  systemRandom,
  SOFTWARE,
} from '@nacre/runtime-node';
import {
  type ExtensionConnection,
  type ExtensionStream,
  type ReplyOf,
  type RequestOptions,
  ServerSession,
  type SessionEvent,
} from '@nacre/session';
import type { TransportEffect, TransportInfo } from '@nacre/transport';
import type { MemberDef, MessageDef } from '@nacre/wire';

import { type AuthQuestion, checkUser, methodsOf } from './auth/checks.js';
import type { Settings } from './options.js';
import { serveSession } from './session/session-channel.js';

export interface Peer {
  readonly address: string | undefined;
  readonly port: number | undefined;
}

const UNKNOWN_CHANNEL_TYPE = 3; // RFC 4254 section 5.1
const RESOURCE_SHORTAGE = 4;

/** Of this process: makes the answer times of unknown users look like those of known ones, unpredictably. */
const delaySecret = /*@__PURE__*/ randomBytes(32);

export class ServerConnection<A> implements ExtensionConnection {
  readonly remoteAddress: string | undefined;
  readonly remotePort: number | undefined;
  /** Settles once the connection is gone: undefined when we ended it, else the reason. Never rejects. */
  readonly closed: Promise<SshError | undefined>;
  readonly #settings: Settings<A>;
  readonly #connection: SshConnection<ServerSession>;
  readonly #gone = new AbortController();
  readonly #onLogin: () => void;
  readonly #grace: NodeJS.Timeout | undefined;
  #login: { readonly user: string; readonly method: string; readonly account: A } | undefined;
  readonly #channels = new Set<Channel>();
  #noMoreSessions = false;

  /** For this package only. */
  constructor(settings: Settings<A>, stream: Duplex, peer: Peer, onLogin: () => void) {
    this.#settings = settings;
    this.#onLogin = onLogin;
    this.remoteAddress = peer.address;
    this.remotePort = peer.port;
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

  /** What was negotiated, and counters as they stand now; undefined before the first key exchange is done. */
  get info(): TransportInfo | undefined {
    return this.#connection.info;
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
      crypto: defaultCrypto(),
      remoteAddress: this.remoteAddress,
      signal,
    });
  }

  async #sign(hostKey: Uint8Array, algorithm: string, data: Uint8Array): Promise<Uint8Array> {
    const signer = this.#settings.hostKeys.find(key => Buffer.compare(key.publicKey.blob, hostKey) === 0);
    if (signer === undefined) throw new SshError('MISUSE', 'The host key is gone', { origin: 'local' });
    return signWith(defaultCrypto(), signer, data, algorithm, { signal: this.#gone.signal });
  }

  #onEvent(event: SessionEvent<ServerAuthEvent>): void {
    if (event.type !== 'authenticated') return;
    clearTimeout(this.#grace);
    this.#login = { user: event.user, method: event.method, account: event.account as A };
    this.#onLogin();
  }

  #onChannelOpen(incoming: IncomingChannel): void {
    const login = this.#login;
    if (login === undefined || incoming.body.channelType !== 'session') {
      return incoming.reject(UNKNOWN_CHANNEL_TYPE, 'only session channels are served');
    }
    if (this.#noMoreSessions) return incoming.reject(RESOURCE_SHORTAGE, 'no more sessions, as asked');
    if (this.sessions >= this.#settings.limits.sessions) return incoming.reject(RESOURCE_SHORTAGE, 'too many sessions');
    const channel = incoming.accept();
    this.#channels.add(channel);
    void channel.closed.then(() => this.#channels.delete(channel));
    const { user, account } = login;
    const { remoteAddress } = this;
    const reportHandlerError = (error: unknown) => this.#connection.reportHandlerError(error);
    const { extensions } = this.#connection.session;
    serveSession(channel, this.#settings.session, { user, account, remoteAddress, extensions, reportHandlerError });
  }

  #onGlobalRequest(request: GlobalRequestBody): boolean {
    if (request.requestName === 'no-more-sessions@openssh.com') this.#noMoreSessions = true;
    return request.requestName === 'no-more-sessions@openssh.com';
  }

  #onClosed(error: SshError | undefined): SshError | undefined {
    clearTimeout(this.#grace);
    this.#gone.abort(error);
    return error;
  }
}

function newSession<A>(settings: Settings<A>): ServerSession {
  const { hostKeys, algorithms, rekey, trace, banner, auth, limits, userKeyAlgorithms, extensions } = settings;
  return new ServerSession({
    transport: {
      role: 'server',
      crypto: defaultCrypto(),
      random: systemRandom,
      software: SOFTWARE,
      hostKeys: hostKeys.map(key => ({ blob: key.publicKey.blob, algorithms: key.algorithms })),
      userKeyAlgorithms,
      now: monotonicClock.now(),
      ...(algorithms && { algorithms }),
      ...(rekey && { rekey }),
      ...(limits.transport && { limits: limits.transport }),
      ...(trace && { trace }),
    },
    auth: {
      methods: methodsOf(auth),
      userKeyAlgorithms,
      delaySecret,
      limits: { authTries: limits.authTries },
      ...(banner !== undefined && { banner }),
      ...(trace && { trace }),
    },
    ...(limits.connection && { connection: { limits: limits.connection } }),
    ...(extensions && { extensions }),
  });
}

function tooSlow(milliseconds: number): SshError {
  return new SshError('TIMEOUT', `The client was not logged in after ${milliseconds} ms`, {
    origin: 'peer',
    disconnect: 11, // by application
    details: { phase: 'auth', milliseconds },
  });
}
