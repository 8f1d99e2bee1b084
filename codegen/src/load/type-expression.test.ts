import { describe, expect, test } from 'vitest';

import { type ExpressionError, parseType } from './type-expression.js';

const point = { kind: 'name', name: 'Point', at: 0 };

describe('type expressions', () => {
  test.each([
    ['Point', point],
    ['rest.names', { kind: 'name', name: 'rest.names', at: 0 }],
    ['raw(16)', { kind: 'raw', length: 16 }],
    ['raw($hashLength)', { kind: 'sized', param: 'hashLength' }],
    ['Point[]', { kind: 'list', item: point, count: { by: 'end' } }],
    ['Point[u32]', { kind: 'list', item: point, count: { by: 'u32' } }],
    ['Point[$count]', { kind: 'list', item: point, count: { by: 'param', name: 'count' } }],
    ['Point[length]', { kind: 'list', item: point, count: { by: 'field', name: 'length' } }],
    ['box(Point)', { kind: 'box', inner: { ...point, at: 4 } }],
    [
      'box(box(Point)[])',
      { kind: 'box', inner: { kind: 'list', item: { kind: 'box', inner: { ...point, at: 8 } }, count: { by: 'end' } } },
    ],
    ['union(Body by method)', { kind: 'union', name: 'Body', by: 'method', at: 6 }],
    ['tagged( Body )', { kind: 'tagged', name: 'Body', at: 8 }],
  ])('%s is understood', (text, expected) => {
    expect(parseType(text)).toEqual(expected);
  });

  test.each([
    ['', 0],
    ['box(', 4],
    ['box(Point', 9],
    ['raw(x)', 4],
    ['union(Body of method)', 11],
    ['Point[', 6],
    ['Point[U32]', 6],
    ['Point Point', 6],
    ['Point!', 5],
    ['list(Point)', 0],
  ])('%j is refused at offset %i', (text, at) => {
    expect(() => parseType(text)).toThrow(expect.objectContaining({ name: 'ExpressionError', at }) as ExpressionError);
  });
});
