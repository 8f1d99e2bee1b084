/** A session channel before something runs in it: takes environment variables, starts one command or subsystem, refuses the rest. */

import type { ChannelRequestBody } from '@nacre/connection/messages';
import { decodeUtf8 } from '@nacre/core';
import type { Channel } from '@nacre/runtime-node';

import { Environment } from './environment.js';
import type { SessionHandlers } from './handlers.js';
import { RunningSession, type SessionOwner } from './running-session.js';

/** Serves `channel` until it is closed. */
export function serveSession<A>(channel: Channel, handlers: SessionHandlers<A>, owner: SessionOwner<A>): void {
  const session = new SessionChannel(channel, handlers, owner);
  channel.setRequestHandler(request => session.onRequest(request));
}

class SessionChannel<A> {
  readonly #channel: Channel;
  readonly #handlers: SessionHandlers<A>;
  readonly #owner: SessionOwner<A>;
  readonly #environment: Environment;
  #running: RunningSession<A> | undefined;

  constructor(channel: Channel, handlers: SessionHandlers<A>, owner: SessionOwner<A>) {
    this.#channel = channel;
    this.#handlers = handlers;
    this.#owner = owner;
    this.#environment = new Environment(handlers.acceptEnv ?? []);
  }

  onRequest(request: ChannelRequestBody): boolean {
    switch (request.requestType) {
      case 'env':
        return this.#running === undefined && this.#environment.set(request.name, request.value);
      case 'exec':
        return this.#exec(request.command);
      case 'subsystem':
        return this.#subsystem(request.name);
      case 'signal':
        this.#running?.deliverSignal(request.signal);
        return this.#running !== undefined;
      default:
        return false;
    }
  }

  /** A command that is not UTF-8 is refused: handlers get text, and a changed command must not run. */
  #exec(octets: Uint8Array): boolean {
    const { exec } = this.#handlers;
    const command = decodeUtf8(octets);
    if (exec === undefined || command === undefined || command.includes('\0')) return false;
    return this.#start(command, session => exec(session));
  }

  #subsystem(name: string): boolean {
    const subsystems = this.#handlers.subsystems ?? {};
    const handler = Object.hasOwn(subsystems, name) ? subsystems[name] : undefined;
    if (handler === undefined) return false;
    return this.#start(name, session => handler(session));
  }

  /** Only the first command or subsystem of a channel runs. It starts after its success was told. */
  #start(text: string, handler: (session: RunningSession<A>) => unknown): boolean {
    if (this.#running !== undefined) return false;
    const running = new RunningSession(this.#channel, this.#owner, { env: this.#environment.toRecord(), text });
    this.#running = running;
    queueMicrotask(() => void running.run(handler));
    return true;
  }
}
