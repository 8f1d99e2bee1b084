/** The part of the platform's AbortSignal that portable packages use, so that they need no platform types. */

import { SshError } from './errors.js';

export interface AbortSignalLike {
  readonly aborted: boolean;
  readonly reason: unknown;
  addEventListener(type: 'abort', listener: () => void, options?: { once?: boolean }): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

/** The error with which a cancelled call rejects; the signal's own reason is the cause. */
export function abortError(signal: AbortSignalLike): SshError {
  return new SshError('ABORTED', 'The operation was aborted', { origin: 'local', cause: signal.reason });
}

export function throwIfAborted(signal: AbortSignalLike | undefined): void {
  if (signal?.aborted) throw abortError(signal);
}

/** Runs `listener` once when `signal` fires (at once if it has); the result removes it again. */
export function onAbort(signal: AbortSignalLike | undefined, listener: () => void): () => void {
  if (signal === undefined) return () => {};
  if (signal.aborted) {
    listener();
    return () => {};
  }
  signal.addEventListener('abort', listener, { once: true });
  return () => signal.removeEventListener('abort', listener);
}
