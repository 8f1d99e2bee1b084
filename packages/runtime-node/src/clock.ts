/** The monotonic clock and the random source of Node. */

import { randomFillSync } from 'node:crypto';

import type { Clock, RandomSource } from '@nacre/core';

export const monotonicClock: Clock = { now: () => performance.now() };

export const systemRandom: RandomSource = {
  fill(bytes) {
    randomFillSync(bytes);
  },
};
