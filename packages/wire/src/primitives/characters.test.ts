import { describe, expect, test } from 'vitest';

import { asciiText, latin1Text, nameText } from './characters.js';
import { WireReader } from '../reader.js';
import { WireWriter } from '../writer.js';

const codes = (text: string): Uint8Array => Uint8Array.from(text, character => character.charCodeAt(0));

test.each([0, 1, 64, 65, 4096, 4097, 10_000])('%d octets become as many characters', length => {
  const bytes = Uint8Array.from({ length }, (_, i) => i & 0xff);
  const text = latin1Text(bytes, 0, length);
  expect(text).toHaveLength(length);
  expect(codes(text)).toEqual(bytes);
});

test('which octets names and printable text may have', () => {
  const allowed = (read: typeof nameText): string =>
    Array.from({ length: 256 }, (_, code) => read(Uint8Array.of(0, code, 0), 1, 2) ?? '').join('');
  const printable = Array.from({ length: 0x5f }, (_, i) => String.fromCharCode(0x20 + i)).join('');
  expect(allowed(asciiText)).toBe(printable);
  expect(allowed(nameText)).toBe(printable.replace(/[ ,]/g, ''));
});

describe('lists of names', () => {
  const read = (text: string) =>
    new WireReader(Uint8Array.of(0, 0, 0, text.length, ...codes(text), 0x2c)).names('f', 3, 4);

  test.each([
    ['', []],
    ['a', ['a']],
    ['a,bcde,f', ['a', 'bcde', 'f']],
  ])('%j is read', (text, names) => {
    expect(read(text)).toEqual(names);
    const writer = new WireWriter();
    writer.restNames('f', names, 3, 4);
    expect(writer.finish()).toEqual(codes(text));
  });

  test.each([
    [',', 'text'],
    ['a,', 'text'],
    [',a', 'text'],
    ['a,,b', 'text'],
    ['a b', 'text'],
    ['abcde', 'limit'],
    ['a,b,c,d', 'limit'],
  ])('%j is refused', (text, rule) => {
    expect(() => read(text)).toThrow(expect.objectContaining({ field: 'f', rule, offset: 0 }));
  });
});
