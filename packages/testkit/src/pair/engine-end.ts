/** One engine of a pair: takes its outputs apart and keeps what a test wants to look at. */

import type { EffectId, Engine, SshError } from '@nacre/core';

/** An effect that is pure computation; the pair runs it by itself. */
interface Computation {
  readonly type: 'compute';
  readonly run: () => unknown;
}

/** Answers an effect; returns `unanswered` to leave it to the test. */
export type Answer<Effect> = (effect: Effect) => unknown;

/** What an `Answer` returns for an effect that the test will answer itself. */
export const unanswered: unique symbol = Symbol('unanswered');

export class EngineEnd<Event, Effect extends { readonly type: string }> {
  readonly engine: Engine<Event, Effect>;
  /** All events so far, in order. */
  readonly events: Event[] = [];
  /** Effects that wait for the test: answer with `engine.resolve(id, value)` or `engine.reject(id, error)`. */
  readonly waiting: { readonly id: EffectId; readonly effect: Effect }[] = [];
  readonly #answer: Answer<Effect>;
  readonly #running = new Set<Promise<void>>();
  #closed: { readonly error: SshError | undefined } | undefined;

  constructor(engine: Engine<Event, Effect>, answer: Answer<Effect> = () => unanswered) {
    this.engine = engine;
    this.#answer = answer;
  }

  /** Set once the engine said that it is finished. */
  get closed(): { readonly error: SshError | undefined } | undefined {
    return this.#closed;
  }

  /** Settles when one of the answers under way arrives; undefined when there is none. */
  get running(): Promise<void> | undefined {
    return this.#running.size === 0 ? undefined : Promise.race(this.#running);
  }

  /** Takes all outputs; true if there were any. */
  drain(write: (bytes: Uint8Array) => void): boolean {
    let some = false;
    for (let output = this.engine.poll(); output !== undefined; output = this.engine.poll()) {
      some = true;
      if (output.type === 'write') for (const part of output.parts) write(part);
      else if (output.type === 'event') this.events.push(output.event);
      else if (output.type === 'effect') this.#onEffect(output.id, output.effect);
      else this.#closed = { error: output.error };
    }
    return some;
  }

  #onEffect(id: EffectId, effect: Effect): void {
    try {
      const answer = isComputation(effect) ? effect.run() : this.#answer(effect);
      if (answer === unanswered) this.waiting.push({ id, effect });
      else if (answer instanceof Promise) this.#await(id, answer);
      else this.engine.resolve(id, answer);
    } catch (error) {
      this.engine.reject(id, error);
    }
  }

  #await(id: EffectId, answer: Promise<unknown>): void {
    const settled: Promise<void> = answer
      .then(
        value => this.engine.resolve(id, value),
        (error: unknown) => this.engine.reject(id, error),
      )
      .finally(() => this.#running.delete(settled));
    this.#running.add(settled);
  }
}

function isComputation(effect: { readonly type: string }): effect is Computation {
  return effect.type === 'compute' && 'run' in effect;
}
