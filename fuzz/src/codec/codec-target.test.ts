/** The codec target finds the faults that it is there to find, and says how to see them again. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { type Codec, DecodeError, type WireReader, type WireWriter } from '@nacre/wire';

import { target as codec } from '../generated/rules.js';
import { runAll, shares } from '../run-all.js';
import type { FuzzTarget, Outcome } from '../target.js';
import { codecTarget } from './codec-target.js';

interface Pair {
  readonly count: number;
  readonly data: Uint8Array;
}

const good: Codec<Pair> = {
  name: 'Pair',
  write(writer: WireWriter, { count, data }: Pair) {
    writer.u8('Pair.count', count);
    writer.bytes('Pair.data', data, 100);
  },
  read: (reader: WireReader) => ({ count: reader.u8('Pair.count'), data: reader.bytes('Pair.data', 100) }),
};

const faulty: readonly (readonly [fault: string, codec: Codec<Pair>, error: RegExp])[] = [
  ['an error that is not a DecodeError', { ...good, read: reader => failing(good.read(reader)) }, /TypeError/],
  [
    'a value that is not what was encoded',
    { ...good, read: reader => ({ ...good.read(reader), count: 7 }) },
    /changes the value/,
  ],
  [
    'a value that cannot be encoded again',
    { ...good, write: (writer, value) => picky(writer, value) },
    /200 is refused/,
  ],
  ['a truncated input that is accepted', { ...good, read: reader => lenient(reader) }, /truncated/],
  [
    'more items than the octets can justify',
    { ...good, read: reader => inflated(good.read(reader)) },
    /items and objects/,
  ],
  ['octets longer than the input', { ...good, read: reader => copied(good.read(reader)) }, /longer than the input/],
];

describe('a codec target', () => {
  test('finds no fault in a good codec, and makes exactly the runs that it is given', async () => {
    expect(await run(good, 5001)).toEqual({ runs: 5001 });
  });

  test.each(faulty)('finds %s', async (_fault, broken, error) => {
    const { failure } = await run(broken, 20_000);
    expect(String(failure?.error)).toMatch(error);
    await expect(targetOf(broken).replay(failure?.input)).rejects.toThrow(
      error.source === 'TypeError' ? TypeError : error,
    );
  });

  test('does the same again with the same seed', async () => {
    const first = await run(faulty[0]?.[1] ?? good, 20_000, 3);
    expect(await run(faulty[0]?.[1] ?? good, 20_000, 3)).toEqual(first);
  });

  test('says which octets showed the fault, made plain', async () => {
    const { failure } = await run(faulty[0]?.[1] ?? good, 20_000);
    expect(failure?.hex).toMatch(/^c8(00)+$/);
  });

  test('takes octets to try again', async () => {
    const broken = targetOf(faulty[0]?.[1] ?? good);
    const [input] = broken.inputsOf?.(Uint8Array.of(200, 0, 0, 0, 0)) ?? [];
    await expect(broken.replay(input)).rejects.toThrow(TypeError);
  });
});

describe('runs that targets share', () => {
  test.each([
    [1_000_000, 412],
    [5000, 3],
  ])('%i runs over %i targets are as many together', (runs, count) => {
    const portions = shares(runs, count);
    expect(portions.reduce((sum, portion) => sum + portion, 0)).toBe(runs);
    expect(Math.max(...portions) - Math.min(...portions)).toBeLessThanOrEqual(1);
  });

  test('are never too few to mean something', () => {
    expect(Math.min(...shares(1, 400))).toBe(100);
  });

  test('are summed up in one line', async () => {
    const lines: string[] = [];
    expect(await runAll([targetOf(good), targetOf(good)], 301, 1, text => lines.push(text))).toBe(0);
    expect(lines.join('')).toMatch(/^seed 1\n301 runs over 2 codecs, 150 each, 0 failed, [\d.]+ s\n$/);
  });
});

function targetOf(tried: Codec<Pair>): FuzzTarget {
  const arbitrary = fc.record({ count: fc.integer({ min: 0, max: 199 }), data: fc.uint8Array({ maxLength: 8 }) });
  const declared = codec({ package: 'test', name: 'Pair', codec: tried, arbitrary, openEnded: false });
  return codecTarget('codec/test-of-the-target', [declared], [Uint8Array.of(200)]);
}

function run(tried: Codec<Pair>, runs: number, seed = 1): Promise<Outcome> {
  return targetOf(tried).run({ runs, seed, progress: () => undefined });
}

function failing(value: Pair): Pair {
  if (value.count === 200) throw new TypeError('not an error of a decoder');
  return value;
}

function picky(writer: WireWriter, value: Pair): void {
  if (value.count === 200) throw new DecodeError('Pair.count', 0, 'value', '200 is refused');
  good.write(writer, value);
}

function lenient(reader: WireReader): Pair {
  if (reader.remaining === 3) return { count: 0, data: reader.rest('Pair.data', 3) };
  return good.read(reader);
}

function inflated(value: Pair): Pair {
  return value.count === 200 ? ({ ...value, items: new Array(200).fill({}) as unknown[] } as Pair) : value;
}

function copied(value: Pair): Pair {
  return value.count === 200 ? { ...value, data: new Uint8Array(5000) } : value;
}
