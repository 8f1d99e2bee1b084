/** What printed messages look like, and what they never show. */

import { describe, expect, test } from 'vitest';

import { printMessage, type PrintOptions, type Shape, type StructShape } from './index.js';

const bytes = (...octets: number[]): Uint8Array => Uint8Array.from(octets);
const holding = (shape: Shape): StructShape => ({ kind: 'struct', name: 'Demo', members: { it: shape } });
const print = (shape: Shape, it: unknown, options: PrintOptions = {}): string =>
  printMessage(holding(shape), { it }, { width: Infinity, ...options });
const point: StructShape = { kind: 'struct', name: 'Point', members: { x: 'plain', y: 'plain' } };

describe('single values', () => {
  test.each<[string, Shape, unknown, string]>([
    ['a number', 'plain', 7, '7'],
    ['a large number', 'plain', 2n ** 64n - 1n, '18446744073709551615'],
    ['a truth value', 'plain', false, 'false'],
    ['text', 'plain', 'say "hi"', '"say \\"hi\\""'],
    ['no octets', 'plain', bytes(), '<0 bytes>'],
    ['octets', 'plain', bytes(1, 0xff), '<2 bytes: 01ff>'],
    ['names', 'plain', ['a', 'b'], '["a", "b"]'],
    ['lists of octets', 'plain', [bytes(1), bytes()], '[<1 byte: 01>, <0 bytes>]'],
    ['octets that are text', 'text', new TextEncoder().encode('/tmp/ü'), '"/tmp/ü"'],
    ['octets that are not the text they should be', 'text', bytes(0x2f, 0xff), '<2 bytes: 2fff>'],
    ['a value that is no value of this shape', 'text', 5, '<?>'],
    ['a structure where none should be', 'plain', { x: 1 }, '<?>'],
  ])('%s', (_what, shape, value, text) => {
    expect(print(shape, value)).toBe(`Demo { it: ${text} }`);
  });

  test('a member that is undefined is left out', () => {
    expect(print('plain', undefined)).toBe('Demo {}');
  });

  test('a member that the shape does not name is left out', () => {
    expect(printMessage(point, { x: 1, y: 2, raw: bytes(1) })).toBe('Point { x: 1, y: 2 }');
  });
});

describe('names of numbers', () => {
  const status: Shape = {
    kind: 'enum',
    names: [
      [0, 'ok'],
      [1, 'old', undefined, 3],
      [1, 'new', 4],
    ],
  };
  const bits: Shape = {
    kind: 'flags',
    names: [
      [8, 'APPEND'],
      [0x80000000, 'LAST'],
    ],
    masks: [[7, 'disposition', { kind: 'enum', names: [[2, 'existing']] }]],
  };

  test.each<[string, Shape, number, number | undefined, string]>([
    ['has a name', status, 0, undefined, 'ok (0)'],
    ['has none', status, 9, undefined, '9'],
    ['has one in each version', status, 1, 3, 'old (1)'],
    ['has another later', status, 1, 4, 'new (1)'],
    ['has several when the version is not known', status, 1, undefined, 'old/new (1)'],
    ['is bits', bits, 0x8000000a, undefined, 'disposition=existing (2)|APPEND|LAST (0x8000000a)'],
    ['has bits without a name', bits, 0x12, undefined, 'disposition=existing (2)|0x10 (0x12)'],
  ])('a number that %s', (_what, shape, value, version, text) => {
    expect(print(shape, value, version === undefined ? {} : { version })).toBe(`Demo { it: ${text} }`);
  });

  test('no bits at all', () => {
    expect(print({ kind: 'flags', names: [[1, 'ONE']] }, 0)).toBe('Demo { it: 0 }');
  });
});

describe('unions', () => {
  const union: Shape = {
    kind: 'union',
    tag: 'method',
    members: { none: ['none', undefined], point: ['point', point] },
    unknown: 'plain',
  };

  test.each<[string, unknown, string]>([
    ['a member without fields', { method: 'none' }, 'none'],
    ['a member', { method: 'point', x: 1, y: 2 }, 'point { x: 1, y: 2 }'],
    [
      'an unknown member',
      { method: undefined, name: 'odd\u001b', data: bytes(5) },
      'unknown "odd\\x1b" { data: <1 byte: 05> }',
    ],
    ['an unknown number', { method: undefined, number: 9, data: bytes() }, 'unknown 9 { data: <0 bytes> }'],
    ['a tag that every object has', { method: 'constructor' }, '<?>'],
  ])('%s', (_what, value, text) => {
    expect(print(union, value)).toBe(`Demo { it: ${text} }`);
  });

  test('octets of an unknown member are secret where a known one has secrets', () => {
    const value = { method: undefined, name: 'x', data: bytes(1) };
    expect(print({ ...union, unknown: 'secret' }, value)).toBe('Demo { it: unknown "x" { data: <secret> } }');
  });
});

describe('what must not be seen', () => {
  test.each<[string, Shape, unknown, PrintOptions, string]>([
    ['a secret text', 'secret', 'hunter2', {}, '<secret>'],
    ['secret octets of a known length', { kind: 'secretOctets', length: 32 }, bytes(1), {}, '<32 secret bytes>'],
    ['personal data', { kind: 'personal', shape: 'plain' }, 'alice', {}, '<personal>'],
    ['a secret when personal data is shown', 'secret', 'hunter2', { personal: 'show' }, '<secret>'],
  ])('%s', (_what, shape, value, options, text) => {
    expect(print(shape, value, options)).toBe(`Demo { it: ${text} }`);
  });

  test('personal data is shown when asked for', () => {
    expect(print({ kind: 'personal', shape: 'plain' }, 'alice', { personal: 'show' })).toBe('Demo { it: "alice" }');
  });

  test.each([
    ['control characters', 'a\nb\u0007', '"a\\x0ab\\x07"'],
    ['characters that turn the direction of text', 'a\u202eb', '"a\\u{202e}b"'],
    ['halves of characters', 'a\ud800', '"a\\u{fffd}"'],
  ])('%s are escaped', (_what, value, text) => {
    expect(print('plain', value)).toBe(`Demo { it: ${text} }`);
  });
});

describe('length', () => {
  test('octets and text beyond maxBytes are only counted', () => {
    expect(print('plain', bytes(1, 2, 3), { maxBytes: 2 })).toBe('Demo { it: <3 bytes: 0102...> }');
    expect(print('plain', bytes(1, 2, 3), { maxBytes: 0 })).toBe('Demo { it: <3 bytes> }');
    expect(print('plain', 'abc', { maxBytes: 2 })).toBe('Demo { it: "ab"... 3 characters }');
  });

  test('items beyond maxItems are only counted', () => {
    const list: Shape = { kind: 'list', item: point };
    expect(print(list, [{ x: 1, y: 2 }, {}, {}], { maxItems: 1 })).toBe('Demo { it: [{ x: 1, y: 2 }, ... 2 more] }');
    expect(print('plain', ['a', 'b', 'c'], { maxItems: 1 })).toBe('Demo { it: ["a", ... 2 more] }');
  });

  test('what does not fit on a line becomes a tree', () => {
    const list: Shape = { kind: 'list', item: point };
    expect(print(list, [{ x: 1, y: 2 }, { x: 3 }], { width: 20 })).toBe(
      ['Demo', '  it: 2 items', '    [0]', '      x: 1', '      y: 2', '    [1]', '      x: 3'].join('\n'),
    );
  });

  test('a value that is deeper than any message ends', () => {
    const deep: { kind: 'list'; item: Shape } = { kind: 'list', item: 'plain' };
    deep.item = deep;
    const value: unknown[] = [];
    value.push(value);
    expect(print(deep, value)).toContain('<?>');
  });
});
