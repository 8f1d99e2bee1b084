/**
 * How long it takes to refuse a tag must not tell where the tag is wrong. The count is small here; the long run is
 * `NACRE_TIMING_RUNS=100000 npx vitest run --project unit packages/transport/test/tag-timing.test.ts`.
 */

import { describe, expect, test } from 'vitest';

import { concatBytes } from '@nacre/core';
import { seededRandom } from '@nacre/testkit';

import { Sealer } from '../src/packet/sealer.js';
import { crypto, message, random } from './pair.js';
import { type Kind, typicalKinds } from './protections.js';

/** Refusals per place of the wrong byte. */
const RUNS = Number(process.env['NACRE_TIMING_RUNS'] ?? 1500);
/** Of Welch's t: what chance gives once in a hundred thousand trials. */
const SIGNIFICANT = 4.5;
/** Another program may disturb one trial; a leak shows in all. */
const TRIALS = 4;
/** The slowest are those that something else interrupted. */
const KEPT = 0.8;

interface Times {
  readonly first: readonly number[];
  readonly last: readonly number[];
}

describe('[SEC-010] the time to refuse a packet is the same for a tag that is wrong in its first and in its last byte', () => {
  test.each(typicalKinds(crypto))('$name', { timeout: 60_000 + RUNS * 5 }, kind => {
    const found: number[] = [];
    for (let trial = 0; trial < TRIALS && !found.some(t => Math.abs(t) < SIGNIFICANT); trial++) {
      refusalTimes(kind, 200, trial); // warms up
      const { first, last } = cropped(refusalTimes(kind, RUNS, trial));
      found.push(welch(first, last));
    }
    expect(
      found.some(t => Math.abs(t) < SIGNIFICANT),
      `t = ${found.join(', ')}`,
    ).toBe(true);
  });
});

describe('the meter', () => {
  const noisy = (mean: number, seed: number): number[] => {
    const bytes = new Uint8Array(3000);
    seededRandom(seed).fill(bytes);
    return Array.from(bytes, byte => mean + byte / 256);
  };

  test('finds a difference of a tenth of the spread', () => {
    expect(Math.abs(welch(noisy(10, 1), noisy(10.1, 2)))).toBeGreaterThan(SIGNIFICANT);
  });

  test('finds none where there is none, in spite of outliers', () => {
    const { first, last } = cropped({ first: [...noisy(10, 3), 1e6], last: [...noisy(10, 4), 2e6, 3e6] });
    expect(Math.abs(welch(first, last))).toBeLessThan(SIGNIFICANT);
  });

  test('finds a comparison that stops at the first difference', () => {
    const tag = message(4096, 1);
    const stopsEarly = (a: Uint8Array, b: Uint8Array): boolean => a.every((byte, at) => byte === b[at]);
    const time = (at: number): number => {
      const wrong = Uint8Array.from(tag);
      wrong[at] = (wrong[at] as number) ^ 1;
      const start = performance.now();
      stopsEarly(tag, wrong);
      return performance.now() - start;
    };
    const times: { first: number[]; last: number[] } = { first: [], last: [] };
    for (let run = 0; run < 500; run++) {
      times.first.push(time(0));
      times.last.push(time(tag.length - 1));
    }
    const { first, last } = cropped(times);
    expect(Math.abs(welch(first, last))).toBeGreaterThan(SIGNIFICANT);
  });
});

/** The two places are tried in an order that nothing can follow, on the same memory. */
function refusalTimes(kind: Kind, runs: number, seed: number): Times {
  const sealer = new Sealer({ random, maxPayload: 1000 });
  sealer.install(kind.seal(), { resetSequence: true });
  const packet = concatBytes(...sealer.seal([message(64, 1)]));
  const tagAt = packet.length - kind.open().tagBytes;
  const order = new Uint8Array(2 * runs);
  seededRandom(seed).fill(order);
  const times: { first: number[]; last: number[] } = { first: [], last: [] };
  for (const roll of order) {
    const place = roll & 1 ? 'first' : 'last';
    const at = place === 'first' ? tagAt : packet.length - 1;
    packet[at] = (packet[at] as number) ^ 1;
    times[place].push(timeToRefuse(kind, packet));
    packet[at] = (packet[at] as number) ^ 1;
  }
  return times;
}

function timeToRefuse(kind: Kind, packet: Uint8Array): number {
  const protection = kind.open(); // fresh: a refused packet leaves a cipher where no packet fits any more
  const length = protection.readLength(0, packet, 0);
  const start = performance.now();
  const plain = protection.open(0, packet, 0, length);
  const time = performance.now() - start;
  if (plain !== undefined || length !== packet.length - 4 - protection.tagBytes)
    throw new Error('the tag was not looked at');
  return time;
}

/** Without what took longest in both together. */
function cropped({ first, last }: Times): Times {
  const all = [...first, ...last].sort((a, b) => a - b);
  const limit = all[Math.floor(all.length * KEPT)] ?? Number.POSITIVE_INFINITY;
  const keep = (times: readonly number[]): readonly number[] => times.filter(time => time <= limit);
  return { first: keep(first), last: keep(last) };
}

/** Welch's t. */
function welch(a: readonly number[], b: readonly number[]): number {
  const [one, two] = [moments(a), moments(b)];
  return (one.mean - two.mean) / Math.sqrt(one.variance / a.length + two.variance / b.length);
}

function moments(values: readonly number[]): { readonly mean: number; readonly variance: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, variance: squares / (values.length - 1) };
}
