import { describe, expect, test } from 'vitest';

import { conditionFields, parseCondition } from './condition.js';

const a = { op: 'field', field: 'a' };
const b = { op: 'field', field: 'b' };
const c = { op: 'field', field: 'c' };

describe('conditions', () => {
  test.each([
    ['a', a],
    ['!a', { op: 'not', term: a }],
    ['flags.SIZE', { op: 'bit', field: 'flags', bit: 'SIZE' }],
    ['a >= 0x10', { op: 'compare', field: 'a', comparison: '>=', value: 16 }],
    ['a==1', { op: 'compare', field: 'a', comparison: '==', value: 1 }],
    ['a && b && c', { op: 'and', terms: [a, b, c] }],
    ['a || b && c', { op: 'or', terms: [a, { op: 'and', terms: [b, c] }] }],
    ['(a || b) && c', { op: 'and', terms: [{ op: 'or', terms: [a, b] }, c] }],
    ['!(a && b)', { op: 'not', term: { op: 'and', terms: [a, b] } }],
  ])('%s is understood', (text, expected) => {
    expect(parseCondition(text)).toEqual(expected);
  });

  test.each(['', 'a &&', '(a', 'a)', 'a + 1', 'a == b', '1 == a', 'f(a)', 'a.size', 'a; b', 'a = 1', '`a`', 'a[0]'])(
    '%j is refused',
    text => {
      expect(() => parseCondition(text)).toThrow();
    },
  );

  test('names the fields it looks at', () => {
    expect(conditionFields(parseCondition('a && !(flags.ONE || b > 2)'))).toEqual(['a', 'flags', 'b']);
  });
});
