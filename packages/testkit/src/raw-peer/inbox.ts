/** What the raw peer received and has not looked at yet, with deadlines for what is expected. */

export interface RawMessage {
  readonly number: number;
  /** The whole payload, number included. */
  readonly payload: Buffer;
  /** Sequence number of its packet. */
  readonly sequence: number;
}

/** Numbers that may come at any time and are passed over: IGNORE, DEBUG, EXT_INFO, banner, global request, PING, PONG. */
const PASSED_OVER = new Set([2, 4, 7, 53, 80, 192, 193]);
const DISCONNECT = 1;

export class Inbox {
  /** All messages so far, in order. */
  readonly seen: RawMessage[] = [];
  #next = 0;
  #closed: { readonly error: Error | undefined } | undefined;
  #waiters = new Set<() => void>();

  push(message: RawMessage): void {
    this.seen.push(message);
    this.#wake();
  }

  close(error?: Error): void {
    this.#closed ??= { error };
    this.#wake();
  }

  get closed(): boolean {
    return this.#closed !== undefined;
  }

  /** Resolves at the next change, or at the deadline. */
  change(deadline: number): Promise<void> {
    return new Promise(resolve => {
      const done = (): void => {
        clearTimeout(timer);
        this.#waiters.delete(done);
        resolve();
      };
      const timer = setTimeout(done, Math.max(0, deadline - performance.now()));
      this.#waiters.add(done);
    });
  }

  /** A message of these numbers, passing over only what may come at any time; anything else is an error that names it. */
  async message(numbers: readonly number[], withinMs: number): Promise<RawMessage> {
    const deadline = performance.now() + withinMs;
    for (;;) {
      const message = this.seen[this.#next];
      if (message !== undefined) {
        this.#next += 1;
        if (numbers.includes(message.number)) return message;
        if (!PASSED_OVER.has(message.number))
          throw new Error(`expected message ${numbers.join(' or ')}, got ${describe(message)}`);
      } else if (this.#closed !== undefined) {
        throw new Error(
          `expected message ${numbers.join(' or ')}, but the stream closed: ${this.#closed.error?.message ?? 'no error'}`,
        );
      } else await this.#wait(deadline, `message ${numbers.join(' or ')}`);
    }
  }

  /** The peer's DISCONNECT, whatever came before. */
  async disconnect(withinMs: number): Promise<RawMessage> {
    const deadline = performance.now() + withinMs;
    for (;;) {
      const message = this.seen.find(candidate => candidate.number === DISCONNECT);
      if (message !== undefined) return message;
      if (this.#closed !== undefined)
        throw new Error(`expected DISCONNECT, but the stream closed after ${this.#list()}`);
      await this.#wait(deadline, `DISCONNECT, after ${this.#list()}`);
    }
  }

  /** The end of the stream, whatever came before. */
  async end(withinMs: number): Promise<void> {
    const deadline = performance.now() + withinMs;
    while (this.#closed === undefined) await this.#wait(deadline, `the end of the stream, after ${this.#list()}`);
  }

  async #wait(deadline: number, what: string): Promise<void> {
    if (performance.now() >= deadline) throw new Error(`timed out waiting for ${what}`);
    await this.change(deadline);
  }

  #list(): string {
    return `messages [${this.seen.map(message => message.number).join(' ')}]`;
  }

  /** Tells those who wait that something else changed. */
  notify(): void {
    this.#wake();
  }

  #wake(): void {
    for (const waiter of [...this.#waiters]) waiter();
  }
}

function describe(message: RawMessage): string {
  if (message.number !== DISCONNECT) return `message ${message.number}`;
  const length = message.payload.readUInt32BE(5);
  return `DISCONNECT(${message.payload.readUInt32BE(1)}) "${message.payload.toString('latin1', 9, 9 + length)}"`;
}
