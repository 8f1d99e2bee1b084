import { describe, expect, test } from 'vitest';

import { parseCondition } from '../../load/condition.js';
import { uselessComparison, type Values } from './known-values.js';

const fields: Readonly<Record<string, Values>> = { on: 'bool', colour: new Set([1, 2, 3]) };

function check(condition: string): ReturnType<typeof uselessComparison> {
  return uselessComparison(parseCondition(condition), field => fields[field]);
}

describe('comparisons that can be either', () => {
  test.each([
    'a == 1',
    'a == 1 || a == 2',
    'a != 1 && a == 1', // numbers have too many values to leave one out
    'a == 1 && b == 1',
    'a == 1 && a < 5',
    'on && !on',
    'colour == 1 || colour == 2',
    'colour != 1 && colour == 2',
    '(a == 1 || a == 2) && a == 2',
    '!(a == 1 && on) && a == 2',
    'flags.ONE && flags.TWO',
  ])('%s', condition => {
    expect(check(condition)).toBeUndefined();
  });
});

describe('comparisons whose result is known', () => {
  test.each([
    ['a == 1 && a == 2', 'a', 2],
    ['a == 1 && a != 2', 'a', 2],
    ['a != 1 || a == 2', 'a', 2],
    ['!a && a == 5', 'a', 5],
    ['a == 5 && a', 'a', 0],
    ['(a == 1 || a == 2) && a == 3', 'a', 3],
    ['!(a != 1) && (on || a == 2)', 'a', 2],
    ['colour == 4', 'colour', 4],
    ['colour', 'colour', 0],
    ['colour != 1 && colour == 1', 'colour', 1],
    ['colour == 1 || colour == 1', 'colour', 1],
  ])('%s', (condition, field, value) => {
    expect(check(condition)).toMatchObject({ field, value });
  });
});
