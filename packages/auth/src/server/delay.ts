/**
 * The time that a refusal takes. It is never less than a minimum, and goes up in steps, so that what a check did (or
 * that it did nothing, because there is no such user) does not show in the time of the answer.
 */

import { concatBytes, encodeUtf8 } from '@nacre/core';
import type { CryptoProvider } from '@nacre/crypto';

const DEFAULT_DELAY = 5; // milliseconds, as OpenSSH; more than a local check takes, too little to notice

export interface DelayOptions {
  /** Not negative: `readServerAuthOptions` sees to that. */
  readonly minimumDelay?: number;
  readonly delaySecret?: Uint8Array;
  readonly crypto: CryptoProvider;
}

/** Milliseconds of the first step for `user`: the minimum, and up to as much again that only the secret foretells. */
export function delayStep(user: string, options: DelayOptions): number {
  const minimum = options.minimumDelay ?? DEFAULT_DELAY;
  const sha256 = options.crypto.hashes.sha256;
  if (options.delaySecret === undefined || sha256 === undefined) return minimum;
  const digest = sha256.digest(concatBytes(options.delaySecret, encodeUtf8(user)));
  return minimum * (1 + (digest[0] as number) / 256);
}

/** When a request that began at `startedAt` and is decided at `now` is to be refused: steps double until `now`. */
export function refusalTime(startedAt: number, now: number, step: number): number {
  if (step === 0) return now;
  let delay = step;
  while (startedAt + delay < now) delay *= 2;
  return startedAt + delay;
}
