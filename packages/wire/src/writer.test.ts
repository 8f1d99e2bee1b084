import { describe, expect, test } from 'vitest';

import { encodeUtf8 } from '@nacre/core';

import { WireWriter } from './writer.js';

describe('text as UTF-8', () => {
  test.each([
    ['nothing', ''],
    ['short ASCII', 'hello, world'],
    ['all of ASCII', String.fromCharCode(...Array.from({ length: 128 }, (_, i) => i))],
    ['short and beyond ASCII at the end', 'abc\u00e9'],
    ['short and beyond 16 bits', '\u{1f41a}abc'],
    ['a lone surrogate', '\ud800'],
    ['long', 'x'.repeat(65)],
    ['long and beyond ASCII', `${'x'.repeat(100)}\u00e9`],
  ])('%s is what the platform makes of it, after what was there', (_what, text) => {
    const writer = new WireWriter(1);
    writer.u8('f', 9);
    writer.utf8('f', text, 1000);
    const bytes = encodeUtf8(text);
    expect([...writer.finish()]).toEqual([9, 0, 0, 0, bytes.length, ...bytes]);
  });

  test.each([
    ['abc', 3, true],
    ['abcd', 3, false],
    ['\u00e9a', 3, true],
    ['\u00e9ab', 3, false],
    ['x'.repeat(66), 65, false],
  ])('%j in at most %d bytes: %s', (text, max, fits) => {
    const write = () => new WireWriter().utf8('f', text, max);
    if (fits) expect(write).not.toThrow();
    else expect(write).toThrow(`f is ${encodeUtf8(text).length} bytes, limit ${max}`);
  });

  test('that turns out not to be ASCII leaves nothing behind when it is refused', () => {
    const writer = new WireWriter(64);
    expect(() => writer.utf8('f', 'secret\u00e9', 7)).toThrow(/limit 7/);
    writer.begin();
    writer.begin();
    writer.begin();
    expect([...writer.finish()]).toEqual(Array(12).fill(0));
  });
});
