/** An abort signal that transfers fire themselves, and that follows the caller's. */

import { type AbortSignalLike, onAbort } from '@nacre/core';

export class Stop implements AbortSignalLike {
  #aborted = false;
  #reason: unknown;
  readonly #listeners = new Set<() => void>();
  readonly #unfollow: () => void;

  constructor(parent: AbortSignalLike | undefined) {
    this.#unfollow = onAbort(parent, () => this.abort(parent?.reason));
  }

  get aborted(): boolean {
    return this.#aborted;
  }

  get reason(): unknown {
    return this.#reason;
  }

  abort(reason: unknown): void {
    if (this.#aborted) return;
    this.#aborted = true;
    this.#reason = reason;
    for (const listener of [...this.#listeners]) listener();
    this.#listeners.clear();
  }

  addEventListener(_type: 'abort', listener: () => void): void {
    this.#listeners.add(listener);
  }

  removeEventListener(_type: 'abort', listener: () => void): void {
    this.#listeners.delete(listener);
  }

  /** Stops following the caller's signal. */
  release(): void {
    this.#unfollow();
  }
}
