/** What `client.exec` returns, after execa: a running process that can be awaited for its result. */

import type { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import { SshError } from '@nacre/core';
import type { SshConnection } from '@nacre/runtime-node';
import type { ChannelRequestOptions } from '@nacre/session';
import type { MemberDef } from '@nacre/wire';

import { limits } from '../limits.js';
import { Collector } from './collector.js';
import { feed } from './input.js';
import { linesOf } from './lines.js';
import type { ExecOptions, OutputOf } from './options.js';
import { RemoteProcess, signalName } from './remote-process.js';
import { ExecError, type ResultOf, resultOf } from './result.js';

/**
 * A running command. Await it for the result: stdout and stderr are then collected, except a stream that the caller
 * reads himself, which he must begin to do in the same turn of the event loop as the awaiting. Output that nobody
 * reads yet holds the command back.
 */
export class ExecJob<O extends ExecOptions = Record<never, never>> implements PromiseLike<ResultOf<O>> {
  readonly command: string;
  /** Ends the command's input when ended. Writing before the command runs is fine. */
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly stderr: Readable;
  readonly #options: O;
  readonly #process: RemoteProcess;
  readonly #out: Collector;
  readonly #err: Collector;
  #inputError: unknown;
  #result: Promise<ResultOf<O>> | undefined;

  /** For this package only. */
  constructor(connection: SshConnection, command: string, options: O) {
    this.command = command;
    this.#options = options;
    this.#process = new RemoteProcess(connection, command, options);
    const { input, extendedInput, output } = this.#process.streams;
    this.stdin = output;
    this.stdout = input;
    this.stderr = extendedInput;
    this.#out = this.#collector(this.stdout);
    this.#err = this.#collector(this.stderr);
    if (options.buffer !== false) collectWhenOtherIsRead(this.stdout, this.#err);
    if (options.input !== undefined) feed(this.stdin, options.input).catch(error => this.#onInputError(error));
  }

  /** Sends a signal ('TERM', 'SIGTERM', 'KILL' ...). Servers may ignore it. Throws MISUSE for what is no name. */
  kill(signal = 'TERM'): void {
    this.#process.kill(signalName(signal));
  }

  /**
   * Sends a channel request that an extension has declared, as soon as the command runs. Rejects with
   * CHANNEL_REQUEST_FAILED when the server refuses, and with what ended the command when it runs no more.
   */
  async request<T>(definition: MemberDef<T>, value: T, options?: ChannelRequestOptions): Promise<void> {
    const channel = await this.#process.channel;
    return channel.request(definition, value, options);
  }

  then<A = ResultOf<O>, B = never>(
    onFulfilled?: ((result: ResultOf<O>) => A | PromiseLike<A>) | null,
    onRejected?: ((error: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.#await().then(onFulfilled, onRejected);
  }

  catch<B = never>(onRejected?: ((error: unknown) => B | PromiseLike<B>) | null): Promise<ResultOf<O> | B> {
    return this.#await().catch(onRejected);
  }

  finally(onFinally?: (() => void) | null): Promise<ResultOf<O>> {
    return this.#await().finally(onFinally);
  }

  /** Lines of stdout as they come. After the last one it throws what awaiting would. Leaving early ends the command. */
  async *[Symbol.asyncIterator](): AsyncGenerator<string, void, undefined> {
    let complete = false;
    try {
      yield* linesOf(this.stdout);
      complete = true;
    } catch (error) {
      await this; // why the command failed says more than that its stream did
      throw error;
    } finally {
      if (!complete) this.#process.stop('canceled');
    }
    await this;
  }

  /**
   * Lets another command read this one's output, with back-pressure. The result is that of `destination`; it rejects when
   * either fails. A destination that ends early ends this command, which is no failure.
   */
  async pipe<D extends ExecOptions>(destination: ExecJob<D>): Promise<ResultOf<D>> {
    const results = Promise.allSettled([this, destination] as const);
    let brokenByReader = false;
    await pipeline(this.stdout, destination.stdin).catch(() => {
      brokenByReader = destination.#process.isDone;
      (brokenByReader ? this : destination).#process.stop('canceled');
    });
    const [source, target] = await results;
    if (source.status === 'rejected' && !brokenByReader) throw source.reason;
    if (target.status === 'rejected') throw target.reason;
    return target.value;
  }

  /** Ends the command if it still runs. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#process.stop('canceled');
    await this.#process.ended;
  }

  #await(): Promise<ResultOf<O>> {
    if (this.#result !== undefined) return this.#result;
    this.#result = this.#settle();
    this.#result.catch(() => {}); // whoever awaits gets it; nobody else has to
    return this.#result;
  }

  async #settle(): Promise<ResultOf<O>> {
    await nextTurn(); // lets the caller attach his own readers first
    this.#out.start();
    this.#err.start();
    const ending = await this.#process.ended;
    const [stdout, stderr] = await Promise.all([this.#out.bytes(), this.#err.bytes()]);
    if (this.#inputError !== undefined) throw inputFailed(this.#inputError);
    if (ending.error !== undefined) throw ending.error;
    const result = resultOf(this.command, ending, this.#present(stdout), this.#present(stderr));
    if (result.failed && this.#options.reject !== false) throw new ExecError(result);
    return result as ResultOf<O>;
  }

  #collector(stream: Readable): Collector {
    return new Collector(stream, {
      keep: this.#options.buffer !== false,
      maximum: this.#options.maxBuffer ?? limits.maxBuffer,
      onOverflow: () => this.#process.stop('max-buffer'),
    });
  }

  #present(bytes: Uint8Array | undefined): OutputOf<O> {
    if (bytes === undefined) return undefined as OutputOf<O>;
    const kept = this.#options.stripFinalNewline === false ? bytes : withoutFinalNewline(bytes);
    return (this.#options.encoding === 'buffer' ? kept : new TextDecoder().decode(kept)) as OutputOf<O>;
  }

  #onInputError(error: unknown): void {
    this.#inputError = error;
    this.#process.stop('canceled');
  }
}

/** A caller who reads only stdout must not be stopped by a full stderr. */
function collectWhenOtherIsRead(stream: Readable, other: Collector): void {
  const onListener = (event: string | symbol) => {
    if (event !== 'data' && event !== 'readable') return;
    stream.off('newListener', onListener);
    setImmediate(() => other.start());
  };
  stream.on('newListener', onListener);
}

function nextTurn(): Promise<void> {
  return new Promise(resolve => {
    setImmediate(resolve);
  });
}

function withoutFinalNewline(bytes: Uint8Array): Uint8Array {
  if (bytes.at(-1) !== 0x0a) return bytes;
  return bytes.subarray(0, bytes.at(-2) === 0x0d ? -2 : -1);
}

function inputFailed(cause: unknown): SshError {
  const message = cause instanceof Error ? cause.message : String(cause);
  return new SshError('IO_ERROR', `The input of the command failed: ${message}`, { origin: 'local', cause });
}
