import { describe, expect, test } from 'vitest';

import { limits } from '../limits.js';
import { decodeBase64 } from './base64.js';
import { lineFault, significantLines, takeField } from './lines.js';
import { WarningList } from './warning.js';

describe('decodeBase64', () => {
  test.each([
    ['AA==', [0]],
    ['AAE=', [0, 1]],
    ['AAEC', [0, 1, 2]],
    ['/+8=', [255, 239]],
  ])('reads %s', (text, bytes) => {
    expect([...(decodeBase64(text) ?? [])]).toEqual(bytes);
  });

  test.each([
    ['empty', ''],
    ['missing padding', 'AAE'],
    ['too much padding', 'A==='],
    ['padding alone', '===='],
    ['padding inside', 'AA==AAAA'],
    ['unused bits set, one byte', 'AB=='],
    ['unused bits set, two bytes', 'AAF='],
    ['a space', 'AA A'],
    ['the URL alphabet', 'AA-_'],
    ['a letter outside ASCII', 'AAÄA'],
  ])('refuses %s', (_name, text) => {
    expect(decodeBase64(text)).toBeUndefined();
  });
});

describe('lines', () => {
  test('keep their numbers while empty ones and comments are left out', () => {
    const text = '# comment\r\n\r\n first \r\n\t# indented comment\n\tsecond\t\nlast';
    expect([...significantLines(text)]).toEqual([
      { number: 3, text: 'first' },
      { number: 5, text: 'second' },
      { number: 6, text: 'last' },
    ]);
  });

  test('only space and tab separate fields', () => {
    expect(takeField('a\t b  c')).toEqual(['a', 'b  c']);
    expect(takeField('a\u00a0b c')).toEqual(['a\u00a0b', 'c']);
    expect(takeField('alone')).toEqual(['alone', '']);
  });

  test.each([
    ['NUL', 'a\0b'],
    ['CR inside', 'a\rb'],
    ['escape', 'a\x1b[2Jb'],
    ['over the limit', 'a'.repeat(limits.lineChars + 1)],
  ])('a line is refused: %s', (_name, line) => {
    expect(lineFault(line)).toBeTypeOf('string');
  });

  test('a file over the limit is refused', () => {
    expect(() => [...significantLines(' '.repeat(limits.fileChars + 1))]).toThrow(/fileChars/);
  });

  test('warnings stop at their limit, and the last one says so', () => {
    const list = new WarningList('f');
    for (let i = 1; i <= 2 * limits.warnings; i++) list.add(i, 'odd');
    expect(list.all).toHaveLength(limits.warnings + 1);
    expect(list.all.at(-1)).toEqual({
      file: 'f',
      line: limits.warnings + 1,
      reason: 'more lines are ignored from here on',
    });
  });
});
