/** Runs promises with a bound on how many are open, and keeps the first failure. Knows nothing of SFTP. */

export class Lanes {
  readonly #width: number;
  #open = 0;
  #failed = false;
  #error: unknown;
  #wake: (() => void) | undefined;

  constructor(width: number) {
    this.#width = Math.max(1, width);
  }

  get failed(): boolean {
    return this.#failed;
  }

  /** Adds one that has begun. Its failure is reported by `room` or `drain`. */
  add(job: Promise<unknown>): void {
    this.#open++;
    job.then(
      () => this.#done(),
      error => {
        if (!this.#failed) this.#error = error;
        this.#failed = true;
        this.#done();
      },
    );
  }

  /** Waits until another may begin. Throws the first failure. One caller at a time. */
  async room(): Promise<void> {
    while (this.#open >= this.#width && !this.#failed) await this.#change();
    if (this.#failed) throw this.#error;
  }

  /** Waits until all have ended. Throws the first failure. */
  async drain(): Promise<void> {
    await this.settle();
    if (this.#failed) throw this.#error;
  }

  /** Waits until all have ended, failed or not. */
  async settle(): Promise<void> {
    while (this.#open > 0) await this.#change();
  }

  #change(): Promise<void> {
    return new Promise(resolve => {
      this.#wake = resolve;
    });
  }

  #done(): void {
    this.#open--;
    const wake = this.#wake;
    this.#wake = undefined;
    wake?.();
  }
}
