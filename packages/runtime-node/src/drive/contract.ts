/** What the driver needs of an engine, and what it tells its owner. */

import type { Engine, MaybePromise, SshError } from '@nacre/core';

/** An engine that can also be told about the end of its stream. */
export interface DrivenEngine<Event, Effect> extends Engine<Event, Effect> {
  endOfStream(): void;
  fail(error: SshError): void;
}

export interface DriverHooks<Event, Effect> {
  onEvent(event: Event): void;
  /** Answers a question of the engine; a throw or rejection becomes the engine's `reject`. */
  onEffect(effect: Effect): MaybePromise<unknown>;
  /** Called once, last. */
  onClosed(error: SshError | undefined): void;
}
