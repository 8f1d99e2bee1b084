/** The client side of user authentication (RFC 4252) as an engine: message payloads in, message payloads out. */

import {
  type EffectId,
  type Engine,
  misuse,
  type Output,
  OutputQueue,
  protocolError,
  type SshError,
  toSshError,
} from '@nacre/core';

import { UserauthBanner } from '../generated/index.js';
import type { AuthReport } from '../report.js';
import { type ClientState, Conversation } from './conversation.js';
import type { ClientAuthEffect, ClientAuthEvent, ClientAuthOptions } from './options.js';
import { beginWithNone } from './states.js';

/** Call `start` once the service `ssh-userauth` is accepted. Failure closes the engine with AUTH_FAILED. */
export class ClientAuth implements Engine<ClientAuthEvent, ClientAuthEffect> {
  readonly #queue = new OutputQueue<ClientAuthEvent, ClientAuthEffect>();
  readonly #conversation: Conversation;
  #state: ClientState | undefined;

  /** Throws MISUSE for limits that cannot work. */
  constructor(options: ClientAuthOptions) {
    this.#conversation = new Conversation(options, this.#queue, next => this.#enter(next));
  }

  /** What was tried up to now, for errors of other layers: servers often disconnect instead of refusing. */
  get report(): AuthReport {
    return this.#conversation.report;
  }

  /** The signature algorithms that the server accepts (RFC 8308 section 3.1). Used for keys that are tried later. */
  setServerSigAlgs(names: readonly string[]): void {
    this.#conversation.plan.serverSigAlgs = names;
  }

  /** Sends the first request. */
  start(): void {
    if (this.#state !== undefined) throw misuse('authentication has been started already');
    this.#enter(() => beginWithNone(this.#conversation));
  }

  /** Takes one whole message. Never throws: whatever a server may not send now ends the connection. */
  receive(payload: Uint8Array): void {
    this.#enter(() => this.#next(payload));
  }

  poll(): Output<ClientAuthEvent, ClientAuthEffect> | undefined {
    return this.#queue.poll();
  }

  resolve(id: EffectId, value: unknown): void {
    this.#queue.resolve(id, value);
  }

  reject(id: EffectId, error: unknown): void {
    this.#queue.reject(id, error);
  }

  /** Deadlines are the owner's: this engine waits as long as it is let. */
  nextTimeout(): undefined {
    return undefined;
  }

  tick(_now: number): void {}

  get wantsInput(): boolean {
    return !this.#queue.closed;
  }

  /** The connection is gone: nothing is sent any more, and late answers are ignored. */
  end(error?: SshError): void {
    this.#queue.close(error);
  }

  #next(payload: Uint8Array): ClientState {
    const state = this.#state;
    const messageNumber = payload[0] ?? 0;
    const next = state?.receive(messageNumber, payload);
    if (next !== undefined) return next;
    if (messageNumber === UserauthBanner.number && state !== undefined && !this.#conversation.authenticated) {
      this.#conversation.banner(payload);
      return state;
    }
    const awaited = state === undefined ? 'nothing has been asked' : `the client awaits ${state.awaits}`;
    throw protocolError(`the server sent authentication message ${messageNumber}, but ${awaited}`);
  }

  #enter(next: () => ClientState): void {
    if (this.#queue.closed) return;
    try {
      this.#state = next();
    } catch (error) {
      this.#queue.close(toSshError(error, 'AUTH_FAILED', 'Authentication could not go on', 'local'));
    }
  }
}
