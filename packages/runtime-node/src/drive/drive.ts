/** The loop between an engine and a Node stream: bytes in, outputs out. No SSH in here. */

import { type MaybePromise, type Output, SshError } from '@nacre/core';

import { monotonicClock } from '../clock.js';
import type { ByteSource } from '../net/byte-source.js';
import type { DrivenEngine, DriverHooks } from './contract.js';
import { DeadlineTimer } from './deadline-timer.js';
import { DrainSignal } from './drain-signal.js';
import { endAndLinger } from './linger.js';
import { Reading } from './reading.js';

export class Driver<Event, Effect> {
  readonly #engine: DrivenEngine<Event, Effect>;
  readonly #source: ByteSource;
  readonly #hooks: DriverHooks<Event, Effect>;
  readonly #timer: DeadlineTimer;
  readonly #drain: DrainSignal;
  readonly #reading: Reading;
  #flushing = false;
  #scheduled = false;
  #closed = false;

  constructor(engine: DrivenEngine<Event, Effect>, source: ByteSource, hooks: DriverHooks<Event, Effect>) {
    this.#engine = engine;
    this.#source = source;
    this.#hooks = hooks;
    this.#drain = new DrainSignal(source.stream);
    this.#reading = new Reading(source.stream);
    this.#timer = new DeadlineTimer(() => this.#run(() => engine.tick(monotonicClock.now())));
  }

  start(): void {
    const { stream } = this.#source;
    stream.on('error', cause => this.#run(() => this.#engine.fail(connectionLost(cause))));
    stream.on('end', () => this.#run(() => this.#engine.endOfStream()));
    stream.on('close', () => this.#run(() => this.#engine.endOfStream()));
    this.#source.start(bytes => this.#run(() => this.#engine.receive(bytes)));
    this.flush();
  }

  /** Runs `flush` after the current task, once for all that the task did. */
  schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    queueMicrotask(() => this.flush());
  }

  /** Undefined when the stream takes more now; otherwise settles when it does, or when it is gone. */
  backPressure(): Promise<void> | undefined {
    return this.#closed ? undefined : this.#drain.wait();
  }

  /** Carries out everything that the engine has ready. */
  flush(): void {
    this.#scheduled = false;
    if (this.#flushing || this.#closed) return;
    this.#flushing = true;
    this.#source.stream.cork();
    try {
      for (let output = this.#engine.poll(); output !== undefined; output = this.#engine.poll()) this.#perform(output);
    } finally {
      this.#source.stream.uncork();
      this.#flushing = false;
    }
    if (this.#closed) return;
    this.#reading.set(this.#engine.wantsInput);
    this.#timer.set(this.#engine.nextTimeout());
  }

  #run(action: () => void): void {
    if (this.#closed) return;
    action();
    this.flush();
  }

  #perform(output: Output<Event, Effect>): void {
    if (output.type === 'write') for (const part of output.parts) this.#source.stream.write(part);
    else if (output.type === 'event') this.#hooks.onEvent(output.event);
    else if (output.type === 'effect') this.#answer(output.id, output.effect);
    else this.#finish(output.error);
  }

  #answer(id: number, effect: Effect): void {
    let answer: MaybePromise<unknown>;
    try {
      answer = this.#hooks.onEffect(effect);
    } catch (error) {
      return this.#engine.reject(id, error);
    }
    if (!(answer instanceof Promise)) return this.#engine.resolve(id, answer);
    answer.then(
      value => this.#run(() => this.#engine.resolve(id, value)),
      error => this.#run(() => this.#engine.reject(id, error)),
    );
  }

  #finish(error: SshError | undefined): void {
    this.#closed = true;
    this.#timer.set(undefined);
    endAndLinger(this.#source.stream);
    this.#drain.release();
    this.#hooks.onClosed(error);
  }
}

function connectionLost(cause: Error): SshError {
  return new SshError('CONNECTION_LOST', `The connection was lost: ${cause.message}`, { origin: 'io', cause });
}
