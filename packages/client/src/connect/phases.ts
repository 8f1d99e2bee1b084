/** The time limits of connecting: one timer, which knows what is being waited for. */

import { SshError } from '@nacre/core';

export type Phase = 'connect' | 'handshake' | 'auth' | 'total';

const WORK: Readonly<Record<Phase, string>> = {
  connect: 'Opening the connection',
  handshake: 'The key exchange and host key check',
  auth: 'Authentication',
  total: 'Connecting',
};

export class PhaseTimer {
  readonly #durations: Readonly<Record<Phase, number>>;
  readonly #onExpiry: (error: SshError) => void;
  #timer: NodeJS.Timeout | undefined;

  constructor(durations: Readonly<Record<Phase, number>>, onExpiry: (error: SshError) => void) {
    this.#durations = durations;
    this.#onExpiry = onExpiry;
  }

  /** Ends the phase before and starts the next. */
  enter(phase: Phase): void {
    this.stop();
    const duration = this.#durations[phase];
    if (duration > 0) this.#timer = setTimeout(() => this.#onExpiry(timeoutError(phase, duration)), duration);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}

export function timeoutError(phase: Phase, duration: number): SshError {
  return new SshError('TIMEOUT', `${WORK[phase]} took longer than ${duration} ms`, {
    origin: 'io',
    disconnect: 11, // by application
    details: { phase, milliseconds: duration },
  });
}
