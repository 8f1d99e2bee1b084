/**
 * The heart of the engine: holds the state, hands messages to it, and does for the states what touches several parts.
 * The public interface is engine.ts.
 */

import { limitExceeded, OutputQueue, protocolError, type SshError, sanitizeText, toSshError } from '@nacre/core';
import { encodeMessage, messageName } from '@nacre/wire';

import { Compression, USERAUTH_SUCCESS } from './compression/compression.js';
import { publicDescription, refusalOf } from './errors.js';
import type { TransportEffect, TransportEvent } from './events.js';
import { Exchanges } from './exchanges.js';
import { Disconnect, Ignore, sshTransportMessages, Unimplemented } from './generated/index.js';
import { sendsOnInExchange } from './identification/quirks.js';
import { IdentificationReader } from './identification/reader.js';
import type { Version } from './identification/version.js';
import { HELD_OVERHEAD } from './limits.js';
import type { Settings } from './options.js';
import { type Consumer, Input } from './packet/input.js';
import { Opener } from './packet/opener.js';
import { Outbound } from './packet/outbound.js';
import { Sealer } from './packet/sealer.js';
import { answerKexInit } from './states/answer-kex-init.js';
import { Established } from './states/established.js';
import { sendGuess } from './states/exchange/client.js';
import { ExpectKexInit } from './states/expect-kex-init.js';
import { infoOf, newFacts } from './states/facts.js';
import { handleGeneric } from './states/generic.js';
import { judge, type Phase } from './states/judge.js';
import type { Context, State } from './states/state.js';
import { closed, expectAnswer, expectIdentification, expectServiceDecision } from './states/waiting.js';

const CR_LF = Uint8Array.of(0x0d, 0x0a);
const EMPTY_IGNORE = /*@__PURE__*/ encodeMessage(Ignore, { data: new Uint8Array(0) });

export class TransportCore implements Context, Consumer {
  readonly settings: Settings;
  readonly facts = newFacts();
  readonly outputs = new OutputQueue<TransportEvent, TransportEffect>();
  readonly outbound: Outbound;
  readonly opener: Opener;
  readonly compression: Compression;
  readonly input: Input;
  readonly exchanges: Exchanges;
  #identification: IdentificationReader | undefined;
  #state: State = expectIdentification;

  constructor(settings: Settings, now: number | undefined) {
    const { random, limits, role, version } = settings;
    this.settings = settings;
    const sealer = new Sealer({ random, maxPayload: limits.sentPayloadBytes });
    const successSent = role === 'server' ? () => this.#userIsKnown() : undefined;
    this.outbound = new Outbound(sealer, this.outputs, successSent);
    this.opener = new Opener({ maxLength: limits.packetBytesBeforeAuth });
    this.compression = new Compression({ zlib: settings.crypto.zlib, limits, sealer, opener: this.opener });
    this.input = new Input(this, limits.pausedInputBytes);
    this.#identification = new IdentificationReader(role, limits, line =>
      this.outputs.event({ type: 'banner-line', line }),
    );
    const { facts, outbound, opener, compression } = this;
    this.exchanges = new Exchanges({ settings, facts, outbound, opener, compression, now });
    this.outputs.write(version.bytes, CR_LF);
  }

  get awaitsServiceDecision(): boolean {
    return this.#state === expectServiceDecision;
  }

  /** For errors: what was going on. */
  get phase(): string {
    if (this.#state === expectIdentification) return 'identification';
    if (!this.facts.established) return 'first key exchange';
    return this.exchanges.current === undefined ? 'open connection' : 'later key exchange';
  }

  // Consumer: what Input asks

  get paused(): boolean {
    return this.#state.paused;
  }

  get needed(): number {
    return this.#identification === undefined ? this.opener.needed : 1;
  }

  take(input: Uint8Array, from: number): number {
    if (this.#identification !== undefined) return this.#identify(this.#identification, input, from);
    const used = this.opener.open(input, from);
    if (used > 0) this.#dispatch(this.opener.payload, this.opener.sequence);
    return used;
  }

  // Context: what states ask

  answerKexInit(payload: Uint8Array, sequence: number): State {
    return answerKexInit(this, payload, sequence);
  }

  completeExchange(): void {
    const first = !this.facts.established;
    this.exchanges.complete();
    const info = infoOf(this);
    if (info !== undefined) this.outputs.event({ type: first ? 'ready' : 'rekeyed', info });
  }

  ask<Answer>(effect: TransportEffect, next: (answer: Answer) => State): State {
    this.outputs.effect<Answer>(
      effect,
      answer => this.guarded(() => this.#enter(next(answer))),
      error => this.fail(refusalOf(error, effect.type)),
    );
    return expectAnswer;
  }

  trace(
    level: 'debug' | 'info' | 'warn',
    name: string,
    fields: Readonly<Record<string, string | number | boolean>> = {},
  ): void {
    this.settings.trace?.({ layer: 'transport', level, name, fields });
  }

  // What the engine asks

  /** Runs what may meet a fault of the peer; the one place where such a fault becomes DISCONNECT and the end. */
  guarded(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.broken(error);
    }
  }

  /** Ends the connection for whatever was thrown. */
  broken(error: unknown): void {
    this.fail(toSshError(error, 'PROTOCOL_ERROR', 'The transport failed', 'local'));
  }

  /** The owner accepted the service that was asked for. */
  serviceAccepted(): void {
    this.facts.serviceAccepted = true;
    this.guarded(() => this.#enter(new Established(this)));
  }

  tick(now: number): void {
    this.guarded(() => {
      const error = this.exchanges.tick(now, this.phase);
      if (error !== undefined) this.fail(error);
    });
  }

  /** Sends a message in its order, or holds it while keys are exchanged. Throws MISUSE for one that no packet can carry. */
  send(parts: readonly Uint8Array[]): void {
    const { outbound } = this;
    if (this.settings.coverTraffic) outbound.send([EMPTY_IGNORE]);
    outbound.send(parts);
    if (outbound.heldMessages > 0) this.#limitHeld();
  }

  unimplemented(sequence: number): void {
    if (!this.outputs.closed) this.outbound.sendNow([encodeMessage(Unimplemented, { sequence })]);
  }

  /** Sends DISCONNECT if the error has a reason for it, and ends. */
  fail(error: SshError): void {
    if (this.outputs.closed) return;
    this.settings.trace?.({
      layer: 'transport',
      level: error.code === 'DISCONNECTED' ? 'info' : 'error', // the peer's good-bye is no failure of ours
      name: 'failed',
      fields: { code: error.code, message: error.message, phase: this.phase, state: this.#state.name },
    });
    if (error.disconnect === undefined) this.end(error);
    else this.disconnect(error.disconnect, publicDescription(error), error);
  }

  disconnect(reason: number, description: string, error?: SshError, language = ''): void {
    if (this.outputs.closed) return;
    const message = encodeMessage(Disconnect, { reason, description: sanitizeText(description), language });
    try {
      this.outbound.sendNow([message]);
    } catch (cause) {
      // the fault may be in what packets are sealed with; the end must come all the same
      this.trace('warn', 'disconnect-not-sent', { cause: String(cause) });
    }
    this.end(error);
  }

  /** Closes and erases whatever is secret. */
  end(error: SshError | undefined): void {
    this.outputs.close(error);
    this.#state = closed;
    this.exchanges.stop();
    this.outbound.erase();
    this.opener.erase();
    this.input.clear();
  }

  #enter(state: State): void {
    this.#state = state;
    this.input.resume();
  }

  #identify(reader: IdentificationReader, input: Uint8Array, from: number): number {
    const used = reader.read(input, from);
    if (reader.version !== undefined) this.#identified(reader.version);
    return used;
  }

  #identified(version: Version): void {
    this.#identification = undefined;
    this.facts.remoteVersion = version;
    this.facts.sendsOn = sendsOnInExchange(version.text);
    this.outputs.event({ type: 'identified', version: version.text });
    const own = this.exchanges.begin();
    const next = new ExpectKexInit(this);
    this.#state = own.init.firstKexPacketFollows ? sendGuess(this, own, next) : next;
  }

  #dispatch(payload: Uint8Array, sequence: number): void {
    if (!this.facts.authenticated) this.#limitStranger();
    const number = payload[0] as number;
    const accepted = this.#state.table.messages.has(number);
    const { serviceAccepted, sendsOn } = this.facts;
    const verdict = judge(number, { phase: this.#phase(), accepted, serviceAccepted, sendsOn });
    switch (verdict) {
      case 'upper':
        this.facts.idleRekeys = 0;
        this.outputs.event({ type: 'payload', payload, sequence });
        if (number === USERAUTH_SUCCESS && this.settings.role === 'client') this.#userIsKnown();
        break;
      case 'state':
        this.#state = this.#state.handle(payload, sequence);
        break;
      case 'generic':
        handleGeneric(this, payload);
        break;
      case 'unimplemented':
        this.unimplemented(sequence);
        break;
      default:
        throw this.#unexpected(verdict, number);
    }
    this.exchanges.requestIfDue();
  }

  /** Here and not in `authenticated`, because the next packet may be looked at before the owner sees this one. */
  #userIsKnown(): void {
    this.compression.userIsKnown();
    this.exchanges.requestPostponed();
  }

  /** Whatever a stranger sends is counted: no kind of message may keep us busy for ever. */
  #limitStranger(): void {
    const { totalBytes, totalPackets } = this.opener;
    const { bytesBeforeAuth, packetsBeforeAuth } = this.settings.limits;
    if (totalPackets > packetsBeforeAuth) throw limitExceeded('packetsBeforeAuth', totalPackets, packetsBeforeAuth);
    if (totalBytes > bytesBeforeAuth) throw limitExceeded('bytesBeforeAuth', totalBytes, bytesBeforeAuth);
  }

  #limitHeld(): void {
    const { heldBytes, heldMessages } = this.outbound;
    const held = heldBytes + heldMessages * HELD_OVERHEAD;
    const limit = this.settings.limits.heldBytes;
    if (held > limit) this.fail(limitExceeded('heldBytes', held, limit));
  }

  #phase(): Phase {
    if (this.facts.established) return this.#state.exchanging ? 'later exchange' : 'open';
    return this.facts.strictKex ? 'first exchange, strict' : 'first exchange';
  }

  #unexpected(verdict: 'protocol error' | 'strict violation', number: number): SshError {
    const what = messageName(sshTransportMessages, number);
    const rule = verdict === 'strict violation' ? 'strict KEX violation: ' : '';
    const { phase } = this;
    const { name: state } = this.#state;
    return protocolError(`${rule}${what} came in the state ${state} (${phase})`, { number, state, phase });
  }
}
