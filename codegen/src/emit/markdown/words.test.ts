/** Words of the reference, and that no text of a spec can break a page. */

import { describe, expect, test } from 'vitest';

import { parseCondition } from '../../load/condition.js';
import { code, conditionText, limitText, plain, table, versionsText } from './words.js';

test.each([
  ['bars of tables', 'a | b', 'a \\| b'],
  ['emphasis', '*a*', '\\*a\\*'],
  ['tags', '<script>', '\\<script\\>'],
  ['links', '[a](b)', '\\[a\\](b)'],
  ['line breaks', 'a\n  b', 'a b'],
])('%s in a text are only text', (_what, text, escaped) => {
  expect(plain(text)).toBe(escaped);
});

test('bars in code do not end a cell', () => {
  expect(code('a|b')).toBe('`a\\|b`');
});

test('columns that are empty in every row are left out', () => {
  const rows = [
    ['1', '', 'x'],
    ['2', '', ''],
  ];
  expect(table(['A', 'B', 'C'], rows)).toEqual(['| A | C |', '| --- | --- |', '| 1 | x |', '| 2 |  |', '']);
  expect(table(['A'], [])).toEqual([]);
});

test.each([
  [undefined, undefined, ''],
  [4, undefined, 'version 4 and later'],
  [undefined, 3, 'up to version 3'],
  [4, 5, 'versions 4 to 5'],
  [5, 5, 'version 5'],
])('versions from %s to %s', (since, until, text) => {
  expect(versionsText({ since, until })).toBe(text);
});

describe('conditions', () => {
  test.each([
    ['flags.SIZE && !(count >= 2 || other)', '`flags.SIZE` and not (`count` \\>= 2 or `other`)'],
    ['a == 1', '`a` == 1'],
  ])('%s', (condition, text) => {
    expect(conditionText(parseCondition(condition))).toBe(text);
  });
});

test.each([
  [{ kind: 'bytes', max: 9, min: 2 } as const, '2 to 9 bytes'],
  [{ kind: 'names', items: 3, itemBytes: 8 } as const, '3 names of 8 bytes'],
  [{ kind: 'mpint', maxBits: 64, strict: false } as const, '64 bits'],
  [{ kind: 'box', inner: { kind: 'rest', max: 7 }, max: undefined } as const, '7 bytes'],
])('the limit of %o', (type, text) => {
  expect(limitText(type)).toBe(text);
});
