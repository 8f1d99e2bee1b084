/** One timer that follows an engine's next deadline, re-armed only when the deadline moves. */

import { monotonicClock } from '../clock.js';

const LONGEST_TIMEOUT = 2 ** 31 - 1; // what setTimeout can hold, in milliseconds

export class DeadlineTimer {
  readonly #onDeadline: () => void;
  #deadline: number | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(onDeadline: () => void) {
    this.#onDeadline = onDeadline;
  }

  /** Sets the deadline on the monotonic clock, or none. */
  set(deadline: number | undefined): void {
    if (deadline === this.#deadline) return;
    this.#deadline = deadline;
    clearTimeout(this.#timer);
    if (deadline === undefined) return;
    const wait = Math.max(0, Math.ceil(deadline - monotonicClock.now()));
    this.#timer = setTimeout(() => this.#fire(), Math.min(wait, LONGEST_TIMEOUT));
  }

  #fire(): void {
    this.#deadline = undefined;
    this.#onDeadline();
  }
}
