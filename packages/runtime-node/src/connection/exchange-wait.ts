/** Holds writers back while a key exchange runs: what they send then piles up in the transport. */

/** Writers wait above this: enough to go on at full speed when the exchange is done. */
const HELD_BYTES = 1024 * 1024;

export class ExchangeWait {
  #promise: Promise<void> | undefined;
  #resolve: (() => void) | undefined;

  /** Undefined while little waits; otherwise settles after the exchange, or at the end. */
  wait(queuedBytes: number): Promise<void> | undefined {
    if (queuedBytes < HELD_BYTES) return undefined;
    this.#promise ??= new Promise(resolve => {
      this.#resolve = resolve;
    });
    return this.#promise;
  }

  release(): void {
    this.#resolve?.();
    this.#promise = undefined;
    this.#resolve = undefined;
  }
}
