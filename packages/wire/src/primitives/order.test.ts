import { describe, expect, test } from 'vitest';

import { encodeUtf8 } from '@nacre/core';

import { type OrderKey, orderFault } from './order.js';
import { WireReader } from '../reader.js';
import { WireWriter } from '../writer.js';

const octets = (...bytes: number[]): Uint8Array => Uint8Array.from(bytes);

describe('ascending order', () => {
  test.each<[string, readonly OrderKey[]]>([
    ['nothing', []],
    ['one item', ['a']],
    ['numbers by value', [2, 10]],
    ['bigints by value', [2n, 10n]],
    ['equal neighbours', [1, 1]],
    ['octets one by one', [octets(1, 255), octets(2)]],
    ['a shorter string before a longer one', [octets(1), octets(1, 0)]],
    ['text by its octets', ['B', 'a']],
    ['text beyond 16 bits after all other text', ['\uffff', '\u{10000}']],
  ])('%s is in order', (_what, keys) => {
    expect(orderFault(keys, true, false)).toBeUndefined();
    if (keys.length === 2 && keys[0] !== keys[1]) {
      expect(orderFault(keys.toReversed(), true, false)).toBe('item 1 is less than the one before it');
    }
  });

  test('text compares as its UTF-8 octets do', () => {
    const characters = ['', 'a', 'z', '\u00e9', '\ud7ff', '\ue000', '\uffff', '\u{10000}', '\u{10ffff}'];
    const texts = characters.flatMap(first => characters.map(second => first + second));
    for (const left of texts) {
      for (const right of texts) {
        const text = orderFault([left, right], true, true);
        expect(text).toBe(orderFault([encodeUtf8(left), encodeUtf8(right)], true, true));
      }
    }
  });
});

describe('uniqueness', () => {
  test.each<[string, readonly OrderKey[], boolean]>([
    ['equal neighbours in order', ['a', 'a'], true],
    ['equal octets apart', [octets(1), octets(2), octets(1)], false],
    ['equal numbers apart', [1, 2, 1], false],
  ])('%s break it', (_what, keys, ascending) => {
    expect(orderFault(keys, ascending, true)).toMatch(/is there twice/);
    expect(orderFault(keys, ascending, false)).toBeUndefined();
  });

  test('octets whose numbers read alike differ', () => {
    expect(orderFault([octets(1, 11), octets(11, 1), octets(111)], false, true)).toBeUndefined();
  });
});

test('a reader refuses a list out of order, where it began; a writer refuses it as misuse', () => {
  const reader = new WireReader(octets(1, 2));
  expect(() => reader.ordered('S.list', [2, 1], true, false, 1)).toThrow(
    expect.objectContaining({ field: 'S.list', rule: 'order', offset: 1 }),
  );
  expect(() => new WireWriter().ordered('S.list', [2, 1], true, false)).toThrow(
    expect.objectContaining({ code: 'MISUSE' }),
  );
});
