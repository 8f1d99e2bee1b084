/** Dictionaries are read as they were written. */

import { describe, expect, test } from 'vitest';

import { loadDictionaries, parseDictionary } from './dictionary.js';

describe('a dictionary', () => {
  test.each([
    ['a plain token', '"abc"', [97, 98, 99]],
    ['a token with a name', 'key_1="ab"', [97, 98]],
    ['octets', 'n="\\x00\\xfF"', [0, 255]],
    ['a quote and a backslash', '"\\"\\\\"', [34, 92]],
  ])('gives %s', (_what, line, octets) => {
    expect(parseDictionary(`# comment\n\n${line}\n`)).toEqual([Uint8Array.from(octets)]);
  });

  test.each(['abc', '"', '""', 'key="\\n"'])('refuses %s', line => {
    expect(() => parseDictionary(line)).toThrow(/line 1 .*is not a token/);
  });

  test('is there for every package, with the names of its protocol', () => {
    const dictionaries = loadDictionaries();
    const words = [...dictionaries].flatMap(([name, tokens]) =>
      tokens.map(token => [name, Buffer.from(token).toString('latin1')]),
    );
    expect(words).toContainEqual(['sftp', '\0\0\0\x1aposix-rename@openssh.com'.replace('\x1a', '\x18')]);
    expect(words).toContainEqual(['connection', '\0\0\0\x07pty-req']);
  });
});
