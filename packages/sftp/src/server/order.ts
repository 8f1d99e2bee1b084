/** The order of work on one handle: reads together, everything else alone and in the order of the requests. */

export class HandleOrder {
  /** Settles when all exclusive work so far is done. Never rejects. */
  #exclusive: Promise<unknown> = Promise.resolve();
  /** Settles when all shared work that began after it is done. Never rejects. */
  #shared: Promise<unknown> = Promise.resolve();

  /** Runs `work` when all exclusive work asked for before is done. */
  shared<R>(work: () => R | Promise<R>): Promise<R> {
    const result = this.#exclusive.then(work);
    this.#shared = Promise.allSettled([this.#shared, result]);
    return result;
  }

  /** Runs `work` when all work asked for before is done; what comes after waits for it. */
  exclusive<R>(work: () => R | Promise<R>): Promise<R> {
    const result = Promise.all([this.#exclusive, this.#shared]).then(work);
    this.#exclusive = result.then(nothing, nothing);
    this.#shared = Promise.resolve();
    return result;
  }
}

function nothing(): void {}
