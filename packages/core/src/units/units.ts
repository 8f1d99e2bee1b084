/** Durations and sizes as people write them: '1h30m', '1.5g'. Errors name the option that they were meant for. */

import { misuse } from '../errors.js';

/** Milliseconds; or text of numbers with units, in any order: w, d, h, m, s, ms ('1w2d3h4m5s', '1.5h', '250ms'). */
export type Duration = number | string;

/** Bytes; or text of a number and one of k, m, g, t, each 1024 times the one before ('64k', '2.5m', '1g'). */
export type Size = number | string;

const MILLISECONDS: Readonly<Record<string, number>> = {
  w: 604_800_000,
  d: 86_400_000,
  h: 3_600_000,
  m: 60_000,
  s: 1000,
  ms: 1,
};

const BYTES: Readonly<Record<string, number>> = { '': 1, k: 2 ** 10, m: 2 ** 20, g: 2 ** 30, t: 2 ** 40 };

/** Longer text is no duration or size. */
const LONGEST_TEXT = 64;

/** The longest time that a timer of the common runtimes holds; a longer one would fire at once. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** Whole milliseconds. Text without a unit is refused: it may have been meant as seconds. Throws MISUSE that names `field`. */
export function readDuration(field: string, value: Duration): number {
  if (typeof value === 'number') return usable(field, value, value);
  const text = String(value).toLowerCase();
  const parts = [...text.slice(0, LONGEST_TEXT).matchAll(/(\d+(?:\.\d+)?)(ms|[wdhms])/gy)];
  const seen = new Set(parts.map(part => part[2]));
  if (parts.map(part => part[0]).join('') !== text || parts.length === 0 || seen.size < parts.length) {
    throw misuse(
      `${field} must be milliseconds, or text such as '90s', '1.5h' or '1d12h' with each unit once, not ${shown(value)}`,
    );
  }
  const sum = parts.reduce((total, [, count, unit]) => total + Number(count) * (MILLISECONDS[unit as string] ?? 0), 0);
  return usable(field, sum, value);
}

/** As `readDuration`, for what a timer waits: at most 24 days. */
export function readTimeout(field: string, value: Duration): number {
  const milliseconds = readDuration(field, value);
  if (milliseconds > LONGEST_TIMER) throw misuse(`${field} must be at most 24 days, not ${shown(value)}`);
  return milliseconds;
}

/** Whole bytes. Throws MISUSE that names `field`. */
export function readSize(field: string, value: Size): number {
  if (typeof value === 'number') return usable(field, value, value);
  const match = /^(\d+(?:\.\d+)?)([kmgt]?)$/.exec(
    String(value)
      .slice(0, LONGEST_TEXT + 1)
      .toLowerCase(),
  );
  if (match === null)
    throw misuse(`${field} must be bytes, or text such as '64k', '2.5m' or '1g', not ${shown(value)}`);
  return usable(field, Number(match[1]) * (BYTES[match[2] as string] ?? 1), value);
}

function usable(field: string, number: number, value: unknown): number {
  if (number >= 0 && number <= Number.MAX_SAFE_INTEGER) return Math.floor(number);
  throw misuse(`${field} must be a number from 0 to 2^53-1, not ${shown(value)}`);
}

function shown(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value.slice(0, LONGEST_TEXT)) : String(value);
}
