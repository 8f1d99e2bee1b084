/**
 * What client and server sessions share: moving payloads between transport, authentication and connection.
 * No protocol rule lives here but one: which message numbers belong to whom, and when (RFC 4251 section 7).
 */

import { ConnectionEngine, type ConnectionEvent, type ConnectionLimits } from '@nacre/connection';
import {
  type EffectId,
  type Engine,
  isSshError,
  misuse,
  type Output,
  OutputQueue,
  protocolError,
  type SshError,
} from '@nacre/core';
import { decodeMessage, encodeMessage, type MessageDef } from '@nacre/wire';
import { TransportEngine, type TransportEffect, type TransportEvent, type TransportOptions } from '@nacre/transport';

import { requireOwnNumber } from './extension/definitions.js';
import type { Extension } from './extension/extension.js';
import type { HandlerFor } from './extension/handlers.js';
import { ExtensionTable } from './extension/table.js';
import { type Quirk, quirksOf } from './quirks.js';

/** What an authentication engine must have to be part of a session. */
export interface AuthEngine<Event, Effect> extends Engine<Event, Effect> {
  /** The connection is gone: forget what is pending. */
  end(error?: SshError): void;
}

export interface SessionOptions {
  readonly transport: TransportOptions;
  readonly connection?: { readonly limits?: Partial<ConnectionLimits> };
  /** Private messages and requests. Their messages become events, and are decoded here. */
  readonly extensions?: readonly Extension[];
}

/** A message of an extension: a number of its own, after authentication. */
export interface ExtensionMessageEvent {
  readonly type: 'extension-message';
  readonly handler: HandlerFor<'message'>;
  readonly value: unknown;
  /** Size of the message that it came in. */
  readonly bytes: number;
}

/** Transport events that concern the owner of a session; the rest is handled inside. */
export type SessionTransportEvent = Exclude<
  TransportEvent,
  { readonly type: 'payload' | 'service-requested' | 'service-accepted' }
>;

export type SessionEvent<AuthEvent> = SessionTransportEvent | AuthEvent | ConnectionEvent | ExtensionMessageEvent;

const FIRST_CONNECTION_MESSAGE = 80;
const FIRST_RESERVED_MESSAGE = 128;

export abstract class Session<AuthEvent extends { readonly type: string }, AuthEffect>
  implements Engine<SessionEvent<AuthEvent>, TransportEffect | AuthEffect>
{
  /** The transport below. Call `pump` after a command to it. */
  readonly transport: TransportEngine;
  /** The channels above. Call `pump` after a command to it. */
  readonly connection: ConnectionEngine;
  readonly extensions: ExtensionTable;
  readonly #outputs = new OutputQueue<SessionEvent<AuthEvent>, TransportEffect | AuthEffect>();
  #auth: AuthEngine<AuthEvent, AuthEffect> | undefined;
  #authenticated = false;
  #quirks: ReadonlySet<Quirk> = new Set();
  /** Questions of authentication that wait for an answer. */
  #deciding = 0;
  /** Events of the transport that came while authentication was deciding, in order. Bounded by `wantsInput`. */
  readonly #held: TransportEvent[] = [];

  constructor(options: SessionOptions) {
    const { trace, role } = options.transport;
    this.extensions = new ExtensionTable(options.extensions);
    this.transport = new TransportEngine(options.transport);
    this.connection = new ConnectionEngine({ role, ...options.connection, ...(trace && { trace }) });
  }

  /** What is odd about this peer; nothing before it is known. */
  get quirks(): ReadonlySet<Quirk> {
    return this.#quirks;
  }

  get authenticated(): boolean {
    return this.#authenticated;
  }

  receive(bytes: Uint8Array): void {
    this.transport.receive(bytes);
    this.pump();
  }

  /** The byte stream ended: nothing more will come from the peer. */
  endOfStream(): void {
    this.transport.close();
    this.pump();
  }

  poll(): Output<SessionEvent<AuthEvent>, TransportEffect | AuthEffect> | undefined {
    return this.#outputs.poll();
  }

  resolve(id: EffectId, value: unknown): void {
    this.#outputs.resolve(id, value);
    this.pump();
  }

  reject(id: EffectId, error: unknown): void {
    this.#outputs.reject(id, error);
    this.pump();
  }

  nextTimeout(): number | undefined {
    return earliest(this.transport.nextTimeout(), this.#auth?.nextTimeout());
  }

  tick(now: number): void {
    this.transport.tick(now);
    this.#auth?.tick(now);
    this.pump();
  }

  /** False while a question to the driver must be answered before the next packet may be looked at. */
  get wantsInput(): boolean {
    return this.transport.wantsInput && this.#acceptsPayload;
  }

  /** Bytes that wait for the end of a key exchange. Who sends bulk data stops while this is high, as for a full stream. */
  get queuedBytes(): number {
    return this.transport.queuedBytes;
  }

  /** Ends the connection with DISCONNECT because of `error`. */
  fail(error: SshError): void {
    this.transport.fail(error);
    this.pump();
  }

  /** Sends a message of an extension. Throws MISUSE before authentication, and for numbers that are not for extensions. */
  send<T>(definition: MessageDef<T>, value: T): void {
    requireOwnNumber(definition);
    if (!this.#authenticated) throw misuse(`${definition.name} cannot be sent before authentication`);
    this.transport.send(encodeMessage(definition, value));
    this.pump();
  }

  /** Moves everything that is ready between the layers, until nothing moves. */
  pump(): void {
    for (let moved = true; moved; ) {
      moved = this.#pumpAuth(); // before the next packet is looked at: a decision changes what it may be
      moved = this.#pumpTransport() || moved;
      moved = this.#pumpConnection() || moved;
    }
  }

  /** A service was asked for or granted. */
  protected abstract onService(
    event: TransportEvent & { readonly type: 'service-requested' | 'service-accepted' },
  ): void;
  /** A transport event that the role may act on, before it goes to the owner. */
  protected abstract onTransportEvent(event: SessionTransportEvent): void;
  protected abstract isAuthenticated(event: AuthEvent): boolean;

  /** An event of authentication that the role may act on, before it goes to the owner. */
  protected onAuthEvent(_event: AuthEvent): void {}

  /** Adds to the error that ends the session what only the role knows. */
  protected explain(error: SshError): SshError {
    return error;
  }

  protected startAuth(auth: AuthEngine<AuthEvent, AuthEffect>): void {
    this.#auth = auth;
  }

  protected get authStarted(): boolean {
    return this.#auth !== undefined;
  }

  /** Packets behind one that authentication is still thinking about wait, so that their order has a meaning. */
  get #acceptsPayload(): boolean {
    return this.#deciding === 0;
  }

  /** What the transport sends, asks and ends is never held back: a connection must be able to end while a check runs. */
  #pumpTransport(): boolean {
    let moved = this.#routeHeld();
    for (let output = this.transport.poll(); output !== undefined; output = this.transport.poll()) {
      moved = true;
      if (output.type === 'write') this.#outputs.forward(output);
      else if (output.type === 'event') this.#routeInOrder(output.event);
      else if (output.type === 'effect') this.#forwardTransportEffect(output.id, output.effect);
      else this.#close(output.error);
    }
    return moved;
  }

  #routeInOrder(event: TransportEvent): void {
    if (this.#acceptsPayload && this.#held.length === 0) this.#guard(event);
    else this.#held.push(event);
  }

  #routeHeld(): boolean {
    let moved = false;
    while (this.#acceptsPayload) {
      const event = this.#held.shift();
      if (event === undefined) break;
      moved = true;
      this.#guard(event);
    }
    return moved;
  }

  /** The one catch of this engine: what a peer sent wrongly ends the connection, what we did wrongly is thrown. */
  #guard(event: TransportEvent): void {
    try {
      this.#routeEvent(event);
    } catch (error) {
      if (!isSshError(error) || error.origin !== 'peer') throw error;
      this.transport.fail(error);
    }
  }

  #routeEvent(event: TransportEvent): void {
    switch (event.type) {
      case 'payload':
        return this.#routePayload(event.payload, event.sequence);
      case 'service-requested':
      case 'service-accepted':
        return this.onService(event);
      default:
        this.#noteQuirks(event);
        this.onTransportEvent(event);
        this.#outputs.event(event);
    }
  }

  #noteQuirks(event: SessionTransportEvent): void {
    if (event.type === 'identified') this.#quirks = quirksOf(event.version);
    if (event.type !== 'ready' || !this.#quirks.has('full-packet-refused')) return;
    const { clientToServer, serverToClient } = event.info.compression;
    const compression = this.connection.role === 'client' ? clientToServer : serverToClient;
    if (compression !== 'none') this.connection.keepBelowMaxPacket(1);
  }

  #routePayload(payload: Uint8Array, sequence: number): void {
    const number = payload[0] as number;
    if (number >= FIRST_RESERVED_MESSAGE) this.#routeExtension(number, payload, sequence);
    else if (number < FIRST_CONNECTION_MESSAGE) this.#authenticate(payload);
    else if (!this.connection.accepts(number)) this.transport.unimplemented(sequence);
    else if (this.#authenticated) this.connection.receive(payload);
    else this.transport.fail(protocolError(`message ${number} before authentication`, { number }));
  }

  /** Before authentication there are no extensions: their numbers are unknown then. */
  #routeExtension(number: number, payload: Uint8Array, sequence: number): void {
    const handler = this.#authenticated ? this.extensions.find('message', number) : undefined;
    if (handler === undefined) return this.transport.unimplemented(sequence);
    const value = decodeMessage(handler.definition as MessageDef<unknown>, payload);
    this.#outputs.event({ type: 'extension-message', handler, value, bytes: payload.length });
  }

  /** A question that follows from the packet holds back the packets behind it. */
  #authenticate(payload: Uint8Array): void {
    this.#auth?.receive(payload);
    this.#pumpAuth();
  }

  #pumpAuth(): boolean {
    let moved = false;
    for (let output = this.#auth?.poll(); output !== undefined; output = this.#auth?.poll()) {
      moved = true;
      if (output.type === 'write') this.transport.send(...output.parts);
      else if (output.type === 'effect') this.#forwardAuthEffect(output.id, output.effect);
      else if (output.type === 'event') this.#onAuthEvent(output.event);
      else this.#onAuthClosed(output.error);
    }
    return moved;
  }

  #onAuthClosed(error: SshError | undefined): void {
    this.#deciding = 0;
    if (error !== undefined) this.transport.fail(error);
  }

  #onAuthEvent(event: AuthEvent): void {
    if (this.isAuthenticated(event)) {
      this.#authenticated = true;
      this.transport.authenticated();
    }
    this.onAuthEvent(event);
    this.#outputs.event(event);
  }

  #pumpConnection(): boolean {
    let moved = false;
    for (let output = this.connection.poll(); output !== undefined; output = this.connection.poll()) {
      moved = true;
      if (output.type === 'write') this.transport.send(...output.parts);
      else if (output.type === 'event') this.#outputs.forward(output);
      else if (output.type === 'closed' && output.error !== undefined) this.transport.fail(output.error);
    }
    return moved;
  }

  #forwardTransportEffect(id: EffectId, effect: TransportEffect): void {
    this.#outputs.effect(
      effect,
      value => this.transport.resolve(id, value),
      error => this.transport.reject(id, error),
    );
  }

  #forwardAuthEffect(id: EffectId, effect: AuthEffect): void {
    const decided = (answer: (auth: AuthEngine<AuthEvent, AuthEffect>) => void) => {
      this.#deciding = Math.max(0, this.#deciding - 1);
      if (this.#auth !== undefined) answer(this.#auth);
    };
    this.#deciding++;
    this.#outputs.effect(
      effect,
      value => decided(auth => auth.resolve(id, value)),
      error => decided(auth => auth.reject(id, error)),
    );
  }

  #close(error: SshError | undefined): void {
    this.#held.length = 0;
    this.connection.end(error);
    this.#outputs.close(error);
  }
}

function earliest(a: number | undefined, b: number | undefined): number | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return Math.min(a, b);
}
