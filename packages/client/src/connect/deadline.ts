/** The time limit for all of connecting together: a signal that fires when the caller gives up or the time is up. */

import { onAbort, type SshError } from '@nacre/core';

import type { Settings } from './options.js';
import { timeoutError } from './phases.js';

export class Deadline {
  readonly #controller = new AbortController();
  readonly #timer: NodeJS.Timeout | undefined;
  readonly #stopListening: () => void;
  #expired: SshError | undefined;

  constructor({ signal, phases: { total } }: Settings) {
    this.#stopListening = onAbort(signal, () => this.#controller.abort(signal?.reason));
    if (total > 0) this.#timer = setTimeout(() => this.#expire(total), total);
  }

  /** Passes on the caller's signal, and fires by itself when the time is up. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** The error that says so, once the time was up. */
  get expired(): SshError | undefined {
    return this.#expired;
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#stopListening();
  }

  #expire(milliseconds: number): void {
    if (this.#controller.signal.aborted) return;
    this.#expired = timeoutError('total', milliseconds);
    this.#controller.abort(this.#expired);
  }
}
