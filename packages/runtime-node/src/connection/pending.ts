/** Questions to the peer that wait for their answer, by the number that the engine gave them. */

import { type AbortSignalLike, abortError, onAbort } from '@nacre/core';

interface Waiting<T> {
  readonly resolve: (value: T) => void;
  readonly reject: (error: unknown) => void;
}

export class Pending<T> {
  readonly #waiting = new Map<number, Waiting<T>>();

  /** Settles with the answer, or rejects with ABORTED; `late` then gets the answer if it still comes. */
  wait(id: number, signal: AbortSignalLike | undefined, late: (value: T) => void = () => {}): Promise<T> {
    return new Promise((resolve, reject) => {
      let stop = () => {};
      this.#waiting.set(id, {
        resolve: value => (stop(), resolve(value)),
        reject: error => (stop(), reject(error)),
      });
      stop = onAbort(signal, () => {
        this.#waiting.set(id, { resolve: late, reject: () => {} });
        reject(abortError(signal as AbortSignalLike));
      });
    });
  }

  resolve(id: number, value: T): void {
    this.#take(id)?.resolve(value);
  }

  reject(id: number, error: unknown): void {
    this.#take(id)?.reject(error);
  }

  rejectAll(error: unknown): void {
    for (const id of [...this.#waiting.keys()]) this.reject(id, error);
  }

  #take(id: number): Waiting<T> | undefined {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    return waiting;
  }
}
