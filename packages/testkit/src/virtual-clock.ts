/** Time that passes only when a test says so. */

import type { Clock } from '@nacre/core';

interface Timer {
  readonly at: number;
  readonly order: number;
  readonly run: () => void;
}

export class VirtualClock implements Clock {
  #now: number;
  #order = 0;
  #timers: Timer[] = [];

  /** @param start milliseconds; not zero by default, so that nobody takes "no time" for the start */
  constructor(start = 1_000_000) {
    this.#now = start;
  }

  now(): number {
    return this.#now;
  }

  /** When the next timer is due, or undefined. */
  get next(): number | undefined {
    return this.#timers[0]?.at;
  }

  /** Runs `run` when `delay` milliseconds have passed; the result cancels it. */
  after(delay: number, run: () => void): () => void {
    const timer = { at: this.#now + delay, order: this.#order++, run };
    this.#timers.push(timer);
    this.#timers.sort((a, b) => a.at - b.at || a.order - b.order);
    return () => {
      this.#timers = this.#timers.filter(other => other !== timer);
    };
  }

  /** Lets time pass, running what is due on the way, in order. */
  advance(milliseconds: number): void {
    const end = this.#now + milliseconds;
    for (let timer = this.#timers[0]; timer !== undefined && timer.at <= end; timer = this.#timers[0]) {
      this.#timers.shift();
      this.#now = Math.max(this.#now, timer.at);
      timer.run();
    }
    this.#now = end;
  }
}
