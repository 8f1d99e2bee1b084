/** The model as JSON: complete, without what differs between machines, and laid out as formatters leave it. */

import { expect, test } from 'vitest';

import { compileOne } from '../../../test/one-file-spec.js';
import { modelJson } from './model-json.js';
import { printModelJson } from './print-model-json.js';

const { model } = compileOne(`
structs:
  Demo: { fields: [ { zero: { type: u8, const: 0 } }, { off: { type: bool, const: false } }, { value: u8 } ] }
`);

test('says where nothing is written', () => {
  expect(modelJson(model)).not.toContain('place');
});

test('keeps values that are false or 0', () => {
  const [zero, off, value] = JSON.parse(modelJson(model)).files[0].structs[0].fields;
  expect(zero.role).toEqual({ kind: 'const', value: 0, check: true });
  expect(off.role).toEqual({ kind: 'const', value: false, check: true });
  expect(value).toEqual({ name: 'value', type: { kind: 'int', bits: 8 } });
});

test.each([
  [
    'short values on one line',
    { a: { b: [1, { c: 'd' }] }, e: [] },
    ['{', '  "a": { "b": [1, { "c": "d" }] },', '  "e": []', '}'],
  ],
  [
    'long lists on several',
    { a: ['x'.repeat(70), 'y'.repeat(70)] },
    ['{', '  "a": [', `    "${'x'.repeat(70)}",`, `    "${'y'.repeat(70)}"`, '  ]', '}'],
  ],
  [
    'numbers as many as fit',
    { a: Array.from({ length: 40 }, () => 100) },
    [
      '{',
      '  "a": [',
      `    ${Array.from({ length: 23 }, () => '100,').join(' ')}`,
      `    ${Array.from({ length: 16 }, () => '100,').join(' ')} 100`,
      '  ]',
      '}',
    ],
  ],
])('prints %s', (_what, value, lines) => {
  expect(printModelJson(value)).toBe(`${lines.join('\n')}\n`);
});

test('a line may be as long as the formatter allows, with its comma', () => {
  const fits = { a: 'x'.repeat(120 - '  "a": "",'.length), b: 1 };
  expect(printModelJson(fits).split('\n')[1]).toHaveLength(120);
});
