/**
 * The SSH transport layer (RFC 4253) as an engine: bytes in, bytes and events out. Knows nothing of sockets, and of the
 * layers above only that their messages pass through.
 */

import { type EffectId, type Engine, isSshError, misuse, type Output, type SshError } from '@nacre/core';
import { encodeMessage } from '@nacre/wire';

import { TransportCore } from './core.js';
import { connectionLost } from './errors.js';
import type { TransportEffect, TransportEvent, TransportInfo } from './events.js';
import type { PeerExtensions } from './extensions/peer-extensions.js';
import { Debug, DisconnectReason, ExtInfo, Ignore, Ping, ServiceAccept, ServiceRequest } from './generated/index.js';
import { parseOptions, type TransportOptions } from './options.js';
import { infoOf } from './states/facts.js';

/**
 * One side of a connection. After `closed` came out of `poll`, calls that would send are without effect. Throws SshError
 * MISUSE for options that cannot work.
 */
export class TransportEngine implements Engine<TransportEvent, TransportEffect> {
  readonly #core: TransportCore;

  constructor(options: TransportOptions) {
    this.#core = new TransportCore(parseOptions(options), options.now);
  }

  /** What was negotiated, and counters as of now; undefined before 'ready'. */
  get info(): TransportInfo | undefined {
    return infoOf(this.#core);
  }

  /** The exchange hash of the first key exchange (RFC 4253 section 7.2). A copy. */
  get sessionId(): Uint8Array | undefined {
    const { sessionId } = this.#core.facts;
    return sessionId && new Uint8Array(sessionId);
  }

  /** What the peer announced in EXT_INFO (RFC 8308), all messages together. */
  get extensions(): PeerExtensions {
    return this.#core.facts.extensions;
  }

  /** Bytes of payloads that `send` holds back because a key exchange runs. Send little more while this is high. */
  get queuedBytes(): number {
    return this.#core.outbound.heldBytes;
  }

  get wantsInput(): boolean {
    return !this.#core.paused;
  }

  receive(bytes: Uint8Array): void {
    const core = this.#core;
    if (!core.outputs.closed) core.guarded(() => core.input.receive(bytes));
  }

  poll(): Output<TransportEvent, TransportEffect> | undefined {
    return this.#core.outputs.poll();
  }

  resolve(id: EffectId, value: unknown): void {
    this.#core.outputs.resolve(id, value);
  }

  reject(id: EffectId, error: unknown): void {
    this.#core.outputs.reject(id, error);
  }

  nextTimeout(): number | undefined {
    return this.#core.exchanges.nextTimeout();
  }

  tick(now: number): void {
    this.#core.tick(now);
  }

  /**
   * Sends one message, number first, given in parts so that bulk data is copied once, into its packet. The parts are
   * borrowed for the call. Messages keep their order; while a key exchange runs they wait. Throws MISUSE for a message
   * that is empty or over the limit `sentPayloadBytes`.
   */
  send(...parts: Uint8Array[]): void {
    const core = this.#core;
    if (core.outputs.closed) return;
    try {
      core.send(parts);
      core.facts.idleRekeys = 0;
      core.exchanges.requestIfDue();
    } catch (error) {
      if (isSshError(error, 'MISUSE')) throw error;
      core.broken(error);
    }
  }

  /** Starts a key exchange now, unless one runs. */
  rekey(): void {
    const core = this.#core;
    if (!core.outputs.closed) core.guarded(() => core.exchanges.request());
  }

  /** Whether `ping` may be called now: the peer announced that it answers, and the user is authenticated. */
  get canPing(): boolean {
    const { outputs, facts, settings } = this.#core;
    if (outputs.closed || !facts.authenticated || !facts.extensions.ping) return false;
    return facts.pendingPings < settings.limits.pendingPings;
  }

  /**
   * Asks the peer for a sign of life (ping@openssh.com); the event 'pong' brings `data` back. While a key exchange runs it waits. Throws
   * MISUSE unless `canPing`.
   */
  ping(data: Uint8Array = new Uint8Array(0)): void {
    if (this.#core.outputs.closed) return;
    if (!this.canPing) throw misuse('ping: the peer has not announced ping@openssh.com, or too many are under way');
    this.send(encodeMessage(Ping, { data }));
    this.#core.facts.pendingPings += 1;
  }

  /** Sends a text for the peer's log (RFC 4253 section 11.3). `language` is a tag of RFC 3066. Throws MISUSE for one that is too long. */
  debug(message: string, options: DebugOptions = {}): void {
    const { alwaysDisplay = false, language = '' } = options;
    this.send(encodeMessage(Debug, { message, alwaysDisplay, language }));
  }

  /** Sends octets that the peer throws away (RFC 4253 section 11.2). Throws MISUSE for too many. */
  ignore(data: Uint8Array = new Uint8Array(0)): void {
    this.send(encodeMessage(Ignore, { data }));
  }

  /**
   * Server, during authentication: tells more, or something else, than the first EXT_INFO did (OpenSSH PROTOCOL 1.12), such as
   * the signature algorithms of this user. False when the client has not announced that it takes that; once only.
   */
  announce(extensions: Readonly<Record<string, Uint8Array>>): boolean {
    const { facts, settings, outputs } = this.#core;
    if (settings.role !== 'server') throw misuse('Only a server announces extensions again');
    if (outputs.closed || facts.authenticated || facts.extInfoRenewed || !facts.extensions.extInfoInAuth) return false;
    facts.extInfoRenewed = true;
    const entries = Object.entries(extensions).map(([name, value]) => ({ name, value }));
    this.send(encodeMessage(ExtInfo, { entries }));
    return true;
  }

  /** Client: asks for a service. May be called at once; the request goes out as soon as keys are in use. */
  requestService(name: string): void {
    if (this.#core.settings.role !== 'client') throw misuse('Only a client requests services');
    this.#core.facts.requestedServices.push(name);
    this.send(encodeMessage(ServiceRequest, { service: name }));
  }

  /** Server: answers 'service-requested'. */
  acceptService(name: string): void {
    if (this.#core.outputs.closed) return;
    if (!this.#core.awaitsServiceDecision) throw misuse('There is no service request to accept');
    this.send(encodeMessage(ServiceAccept, { service: name }));
    this.#core.serviceAccepted();
  }

  /** Server: answers 'service-requested' with the end of the connection (RFC 4253 section 10). */
  refuseService(name: string): void {
    this.disconnect(DisconnectReason.serviceNotAvailable, `The service ${name} is not available`);
  }

  /** The owner saw USERAUTH_SUCCESS: larger packets are taken, and pings answered. */
  authenticated(): void {
    this.#core.facts.authenticated = true;
    this.#core.opener.maxLength = this.#core.settings.limits.packetBytes;
  }

  /** Answers a message of the layers above that nobody knows; `sequence` is from its 'payload' event. */
  unimplemented(sequence: number): void {
    this.#core.guarded(() => this.#core.unimplemented(sequence));
  }

  /**
   * Ends the connection: DISCONNECT, then `closed` without an error. The description is escaped and cut for the peer's log; `language`
   * is its tag of RFC 3066. Throws MISUSE for a reason that is no 32-bit number and for a tag that is too long.
   */
  disconnect(reason: number, description: string, language = ''): void {
    if (!Number.isInteger(reason) || reason < 0 || reason > 0xffffffff)
      throw misuse(`A reason of DISCONNECT is a 32-bit number, not ${reason}`);
    if (!/^[\x21-\x7e]{0,64}$/.test(language))
      throw misuse('A language tag has at most 64 characters of printable US-ASCII');
    this.#core.disconnect(reason, description, undefined, language);
  }

  /** Ends the connection for a fault: DISCONNECT if the error has a reason code for it, then `closed` with the error. */
  fail(error: SshError): void {
    this.#core.fail(error);
  }

  /** The byte stream has ended. */
  close(): void {
    if (!this.#core.outputs.closed) this.#core.end(connectionLost(this.#core.phase));
  }
}

export interface DebugOptions {
  /** Shown whatever the peer's log level is. */
  readonly alwaysDisplay?: boolean;
  readonly language?: string;
}
