/** Sends the answers of asynchronous handlers in the order of the requests (RFC 4254 section 4). */

import type { MaybePromise } from '@nacre/core';

export class InOrder {
  #waiting = 0;
  #last: Promise<void> = Promise.resolve();

  /** Passes `answer` to `reply` after all earlier answers: at once if it is known and none is waiting. */
  add<T>(answer: MaybePromise<T>, reply: (answer: T) => void): void {
    if (this.#waiting === 0 && !(answer instanceof Promise)) return reply(answer);
    this.#waiting++;
    this.#last = this.#last.then(async () => {
      reply(await answer);
      this.#waiting--;
    });
  }
}

/** Calls a handler that may throw or reject; `onError` is told, and the answer is then `fallback`. */
export function guarded<T>(
  handler: () => MaybePromise<T>,
  fallback: T,
  onError: (error: unknown) => void,
): MaybePromise<T> {
  const failed = (error: unknown) => {
    onError(error);
    return fallback;
  };
  try {
    const answer = handler();
    return answer instanceof Promise ? answer.catch(failed) : answer;
  } catch (error) {
    return failed(error);
  }
}
