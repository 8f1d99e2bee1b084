/**
 * The contract of every protocol engine: bytes and answers in, one ordered queue of outputs out.
 * Engines do no I/O, own no timers, and never read a clock.
 */

import type { SshError } from './errors.js';

/** Names one question that an engine has put to its driver. */
export type EffectId = number;

export type MaybePromise<T> = T | Promise<T>;

/** One step of what an engine wants its driver to do, in order. */
export type Output<Event, Effect> =
  /** Write these bytes to the stream, back to back. The driver owns them; the engine will not change them. */
  | { readonly type: 'write'; readonly parts: readonly Uint8Array[] }
  /** Something the owner of the engine should know. */
  | { readonly type: 'event'; readonly event: Event }
  /** A question: answer with `resolve(id, value)` or `reject(id, error)`. */
  | { readonly type: 'effect'; readonly id: EffectId; readonly effect: Effect }
  /** The engine is finished; nothing follows. `error` is undefined after a clean end. */
  | { readonly type: 'closed'; readonly error: SshError | undefined };

export interface Engine<Event, Effect> {
  /** Takes bytes from the stream, split anywhere. They are borrowed for the call; an incomplete tail is copied. */
  receive(bytes: Uint8Array): void;
  /** The next output, or undefined when there is none at present. */
  poll(): Output<Event, Effect> | undefined;
  resolve(id: EffectId, value: unknown): void;
  reject(id: EffectId, error: unknown): void;
  /** When `tick` must be called next, in the milliseconds of the driver's clock. */
  nextTimeout(): number | undefined;
  tick(now: number): void;
  /** While false the driver should stop reading from the stream. */
  readonly wantsInput: boolean;
}
