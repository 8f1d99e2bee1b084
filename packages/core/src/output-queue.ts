/** The ordered output queue that engines are built on, with the book-keeping of effect ids. */

import type { EffectId, Output } from './engine.js';
import type { SshError } from './errors.js';

interface Pending {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

export class OutputQueue<Event, Effect> {
  #items: Output<Event, Effect>[] = [];
  #head = 0;
  #nextId: EffectId = 1;
  readonly #pending = new Map<EffectId, Pending>();
  #closed = false;

  get closed(): boolean {
    return this.#closed;
  }

  /** Number of effects that wait for an answer. */
  get pendingEffects(): number {
    return this.#pending.size;
  }

  write(...parts: readonly Uint8Array[]): void {
    if (!this.#closed) this.#items.push({ type: 'write', parts });
  }

  event(event: Event): void {
    if (!this.#closed) this.#items.push({ type: 'event', event });
  }

  /** Passes on what another queue gave out, as it is. Not for effects: their ids belong to their queue. */
  forward(output: Exclude<Output<Event, never>, { readonly type: 'effect' | 'closed' }>): void {
    if (!this.#closed) this.#items.push(output);
  }

  /** Asks a question. Exactly one of the two callbacks runs, unless the queue is closed first: then neither does. */
  effect<T>(effect: Effect, resolve: (value: T) => void, reject: (error: unknown) => void): void {
    if (this.#closed) return;
    const id = this.#nextId++;
    this.#pending.set(id, { resolve: resolve as (value: unknown) => void, reject });
    this.#items.push({ type: 'effect', id, effect });
  }

  resolve(id: EffectId, value: unknown): void {
    this.#take(id)?.resolve(value);
  }

  reject(id: EffectId, error: unknown): void {
    this.#take(id)?.reject(error);
  }

  /** Ends the queue: outputs queued before stay, nothing is added after, late answers are ignored. */
  close(error: SshError | undefined): void {
    if (this.#closed) return;
    this.#items.push({ type: 'closed', error });
    this.#closed = true;
    this.#pending.clear();
  }

  poll(): Output<Event, Effect> | undefined {
    if (this.#head >= this.#items.length) {
      if (this.#head > 0) this.#reset();
      return undefined;
    }
    return this.#items[this.#head++];
  }

  #take(id: EffectId): Pending | undefined {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    return pending;
  }

  #reset(): void {
    this.#items = [];
    this.#head = 0;
  }
}
