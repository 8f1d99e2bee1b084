/** Decoders take memory for what is there, not for what a length or count claims. */

import { describe, expect, test } from 'vitest';

import { tryDecode } from '../generated/rules.js';
import { codecTargets } from '../generated/targets.js';
import { hostileLengths } from './hostile-lengths.js';

/** What decoding one small input may take: some objects, an error and its stack. */
const MOST_BYTES_PER_DECODING = 64 * 1024;

const MOST_TRIES = 5;

const cases = codecTargets.map(codec => ({ title: `${codec.name} ${codec.variant}`.trim(), codec }));

describe('an input that claims more than it holds', () => {
  test.each(cases)('costs little: $title', ({ codec }) => {
    const inputs = hostileLengths(codec);
    const decode = (input: Uint8Array): void => void tryDecode(codec, input);
    inputs.slice(0, 2).forEach(decode); // the first call compiles
    const costs = inputs.map(input => steadyCost(() => decode(input)));
    expect(Math.max(0, ...costs)).toBeLessThan(MOST_BYTES_PER_DECODING);
  });

  test('is noticed when it is taken at its word', () => {
    let kept: unknown;
    expect(costOf(() => (kept = new Uint8Array(0xff_ffff)))).toBeGreaterThan(MOST_BYTES_PER_DECODING);
    expect(costOf(() => (kept = new Array(0xff_ffff).fill(0)))).toBeGreaterThan(MOST_BYTES_PER_DECODING);
    expect(kept).toBeDefined();
  });
});

/** The least that an action takes in several tries, because the engine compiles and tidies when it likes. */
function steadyCost(action: () => void): number {
  let least = costOf(action);
  for (let tries = 1; tries < MOST_TRIES && least >= MOST_BYTES_PER_DECODING; tries++)
    least = Math.min(least, costOf(action));
  return least;
}

/** Bytes that an action takes; less, if memory happens to be tidied up meanwhile. */
function costOf(action: () => void): number {
  const before = process.memoryUsage();
  action();
  const after = process.memoryUsage();
  return after.heapUsed - before.heapUsed + (after.arrayBuffers - before.arrayBuffers);
}
