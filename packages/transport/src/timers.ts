/**
 * Deadlines without a clock. A timer that is started knows only its length; it is due that long after the next `tick`,
 * which `next` therefore asks for at once. So a driver need not tick before every call.
 */

export class Timers<Name extends string> {
  readonly #timers = new Map<Name, { readonly length: number; due: number | undefined }>();
  #now: number;

  /** `now` is the driver's time as far as it is known. */
  constructor(now: number) {
    this.#now = now;
  }

  /** Starts a timer, or starts it again. */
  start(name: Name, milliseconds: number): void {
    this.#timers.set(name, { length: milliseconds, due: undefined });
  }

  has(name: Name): boolean {
    return this.#timers.has(name);
  }

  stop(name: Name): void {
    this.#timers.delete(name);
  }

  stopAll(): void {
    this.#timers.clear();
  }

  /** When `tick` is wanted: undefined if never. */
  next(): number | undefined {
    let next: number | undefined;
    for (const { due } of this.#timers.values()) next = Math.min(next ?? Number.POSITIVE_INFINITY, due ?? this.#now);
    return next;
  }

  /** Moves time on; returns the timers that ran out, which are thereby stopped. */
  tick(now: number): readonly Name[] {
    this.#now = now;
    const expired: Name[] = [];
    for (const [name, timer] of this.#timers) {
      timer.due ??= now + timer.length;
      if (timer.due > now) continue;
      expired.push(name);
      this.#timers.delete(name);
    }
    return expired;
  }
}
