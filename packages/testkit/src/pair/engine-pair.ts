/** Two engines back to back in memory: bytes shuttle, computations run, time is virtual. */

import type { Engine } from '@nacre/core';

import { VirtualClock } from '../virtual-clock.js';
import type { Chunking } from '../wire/chunking.js';
import { FaultingWire, type WireOptions } from '../wire/faulting-wire.js';
import { type Answer, EngineEnd } from './engine-end.js';

type AnyEffect = { readonly type: string };

export interface EnginePairOptions<ClientEffect, ServerEffect> {
  /** Both directions, unless `toServer` or `toClient` say otherwise. */
  readonly chunk?: Chunking;
  readonly toServer?: WireOptions;
  readonly toClient?: WireOptions;
  readonly clock?: VirtualClock;
  /** Answers to the questions of each side; 'compute' effects are run without asking. */
  readonly answers?: { readonly client?: Answer<ClientEffect>; readonly server?: Answer<ServerEffect> };
  /** What to call when the stream that a side reads has ended, because the other closed or a wire was cut. */
  readonly onEnd?: { readonly client?: () => void; readonly server?: () => void };
}

export class EnginePair<ClientEvent, ClientEffect extends AnyEffect, ServerEvent, ServerEffect extends AnyEffect> {
  readonly client: EngineEnd<ClientEvent, ClientEffect>;
  readonly server: EngineEnd<ServerEvent, ServerEffect>;
  readonly clock: VirtualClock;
  readonly #toServer: FaultingWire;
  readonly #toClient: FaultingWire;
  readonly #onEnd: { client?: (() => void) | undefined; server?: (() => void) | undefined };

  constructor(
    client: Engine<ClientEvent, ClientEffect>,
    server: Engine<ServerEvent, ServerEffect>,
    options: EnginePairOptions<ClientEffect, ServerEffect> = {},
  ) {
    this.clock = options.clock ?? new VirtualClock();
    this.client = new EngineEnd(client, options.answers?.client);
    this.server = new EngineEnd(server, options.answers?.server);
    const common = { chunk: options.chunk ?? 'whole', clock: this.clock };
    this.#toServer = new FaultingWire({ ...common, ...options.toServer });
    this.#toClient = new FaultingWire({ ...common, ...options.toClient });
    this.#onEnd = { ...options.onEnd };
  }

  /** Goes on until both engines have nothing more to do without new input, an answer of the test, or time. */
  async run(): Promise<void> {
    for (;;) {
      const moved = [
        this.client.drain(bytes => this.#toServer.send(bytes)),
        this.server.drain(bytes => this.#toClient.send(bytes)),
      ];
      moved.push(deliver(this.#toServer, this.server), deliver(this.#toClient, this.client), this.#endStreams());
      if (moved.includes(true)) continue;
      const running = [this.client.running, this.server.running].filter(promise => promise !== undefined);
      if (running.length === 0) return;
      await Promise.race(running);
    }
  }

  /** Lets time pass, stopping at every moment when something is due. */
  async advance(milliseconds: number): Promise<void> {
    const end = this.clock.now() + milliseconds;
    await this.run();
    for (;;) {
      const due = this.#nextDue();
      if (due === undefined || due > end) break;
      const before = this.clock.now();
      this.clock.advance(Math.max(0, due - before));
      this.#tick();
      await this.run();
      const again = this.#nextDue();
      if (again !== undefined && again <= this.clock.now() && this.clock.now() === before) {
        throw new Error('an engine asks for a tick at a time that has passed, and a tick does not change that');
      }
    }
    this.clock.advance(end - this.clock.now());
    this.#tick();
    await this.run();
  }

  #nextDue(): number | undefined {
    const times = [this.clock.next, this.client.engine.nextTimeout(), this.server.engine.nextTimeout()];
    const set = times.filter(time => time !== undefined);
    return set.length === 0 ? undefined : Math.min(...set);
  }

  #tick(): void {
    this.client.engine.tick(this.clock.now());
    this.server.engine.tick(this.clock.now());
  }

  /** Tells each side once that its stream ended, after the last byte. */
  #endStreams(): boolean {
    const clientEnded = (this.server.closed !== undefined || this.#toClient.cut) && this.#toClient.idle;
    const serverEnded = (this.client.closed !== undefined || this.#toServer.cut) && this.#toServer.idle;
    const tellClient = clientEnded ? this.#onEnd.client : undefined;
    const tellServer = serverEnded ? this.#onEnd.server : undefined;
    if (tellClient !== undefined) this.#onEnd.client = undefined;
    if (tellServer !== undefined) this.#onEnd.server = undefined;
    tellClient?.();
    tellServer?.();
    return tellClient !== undefined || tellServer !== undefined;
  }
}

/** Two engines as a pair, ready to run. */
export function enginePair<ClientEvent, ClientEffect extends AnyEffect, ServerEvent, ServerEffect extends AnyEffect>(
  client: Engine<ClientEvent, ClientEffect>,
  server: Engine<ServerEvent, ServerEffect>,
  options?: EnginePairOptions<ClientEffect, ServerEffect>,
): EnginePair<ClientEvent, ClientEffect, ServerEvent, ServerEffect> {
  return new EnginePair(client, server, options);
}

/** Hands over one piece, and spoils it afterwards: an engine that kept a borrowed view will notice. */
function deliver<Event, Effect extends AnyEffect>(wire: FaultingWire, to: EngineEnd<Event, Effect>): boolean {
  if (to.closed !== undefined) return wire.receive() !== undefined;
  if (!to.engine.wantsInput) return false;
  const bytes = wire.receive();
  if (bytes === undefined) return false;
  to.engine.receive(bytes);
  bytes.fill(0xee);
  return true;
}
