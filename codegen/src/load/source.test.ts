import { describe, expect, test } from 'vitest';

import { Diagnostics } from '../diagnostics.js';
import { parseSource } from './source.js';

const TEXT = `wire: 0
structs:
  Point:
    fields:
      - x: u32
      - { y: { type: u8, max: 3 } }
unions:
  Body: { cases: { 0x20: empty } }
`;

describe('places in a YAML file', () => {
  const source = parseSource('demo.yaml', TEXT, new Diagnostics());

  test.each([
    ['the value of a scalar', ['wire'], 'value', 1, 7],
    ['a key', ['structs', 'Point'], 'key', 3, 3],
    ['an item of a list', ['structs', 'Point', 'fields', 0], 'value', 5, 9],
    ['a value in a list', ['structs', 'Point', 'fields', 0, 'x'], 'value', 5, 12],
    ['a key in a flow map', ['structs', 'Point', 'fields', 1, 'y', 'max'], 'key', 6, 26],
    ['a number as key', ['unions', 'Body', 'cases', '32'], 'key', 8, 20],
    ['what does not exist: the nearest part around it', ['structs', 'Point', 'doc'], 'value', 4, 5],
  ] as const)('%s', (_what, path, part, line, column) => {
    expect(source?.place(path, part)).toEqual({ file: 'demo.yaml', line, column });
  });

  test('numbers as keys become text without losing their value', () => {
    expect(source?.data).toMatchObject({ unions: { Body: { cases: { 32: 'empty' } } } });
  });

  test('yes and no are text, as in YAML 1.2', () => {
    expect(parseSource('a.yaml', 'a: yes\nb: 0o17\nc: 0x1f\n', new Diagnostics())?.data).toEqual({
      a: 'yes',
      b: 15,
      c: 31,
    });
  });
});
