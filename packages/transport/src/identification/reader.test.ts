import { describe, expect, test } from 'vitest';

import { isSshError } from '@nacre/core';

import { defaultLimits } from '../limits.js';
import { IdentificationReader } from './reader.js';
import { ownVersion } from './version.js';

const bytes = (text: string): Uint8Array => Uint8Array.from(text, character => character.charCodeAt(0));

/** Version text, rest of the input, or the error's message. */
function read(role: 'client' | 'server', text: string, chunk = text.length, lines: string[] = []): string {
  const reader = new IdentificationReader(role, defaultLimits, line => lines.push(line));
  const input = bytes(text);
  try {
    for (let at = 0; at < input.length; at += chunk) {
      const piece = input.slice(at, at + chunk);
      const used = reader.read(piece, 0);
      if (reader.version !== undefined) {
        const version = reader.version;
        piece.fill(0);
        return `${String.fromCharCode(...version.bytes)}|${text.slice(at + used)}`;
      }
    }
    return 'more';
  } catch (error) {
    return isSshError(error) ? `${error.disconnect}: ${error.message}` : 'another error';
  }
}

describe.each([
  ['in one piece', undefined],
  ['byte by byte', 1],
])('a version line %s', (_name, chunk) => {
  const rows: readonly (readonly [string, string, string | RegExp])[] = [
    // text that is expected, or the reason code of the refusal and its text
    ['with CR LF', 'SSH-2.0-OpenSSH_9.2\r\n', 'SSH-2.0-OpenSSH_9.2|'],
    ['with LF alone', 'SSH-2.0-OpenSSH_9.2\n', 'SSH-2.0-OpenSSH_9.2|'],
    ['with a comment, byte for byte', 'SSH-2.0-a_b  c d \r\n', 'SSH-2.0-a_b  c d |'],
    ['with a minus sign in the software', 'SSH-2.0-Go-ssh\r\n', 'SSH-2.0-Go-ssh|'],
    ['of a server that also speaks SSH 1', 'SSH-1.99-x\r\n', 'SSH-1.99-x|'],
    ['with octets above 127', 'SSH-2.0-x caf\xe9\r\n', 'SSH-2.0-x caf\xe9|'],
    ['of 255 bytes', `SSH-2.0-${'x'.repeat(245)}\r\n`, `SSH-2.0-${'x'.repeat(245)}|`],
    ['of 256 bytes', `SSH-2.0-${'x'.repeat(246)}\r\n`, /versionLineBytes/],
    ['without an end, 256 bytes', `SSH-2.0-${'x'.repeat(248)}`, /versionLineBytes/],
    ['of SSH 1', 'SSH-1.5-x\r\n', /^8: The peer speaks SSH 1.5/],
    ['of SSH 3', 'SSH-3.0-x\r\n', /^8: The peer speaks SSH 3.0/],
    ['of SSH 2.1', 'SSH-2.1-x\r\n', /^8: The peer speaks SSH 2.1/],
    ['of SSH 1.99 with a minor more', 'SSH-1.990-x\r\n', /^8: The peer speaks SSH 1.990/],
    ['with a blank before the software', 'SSH-2.0- x\r\n', 'SSH-2.0- x|'],
    ['of 255 bytes with LF alone', `SSH-2.0-${'x'.repeat(246)}\n`, `SSH-2.0-${'x'.repeat(246)}|`],
    ['in lower case', 'ssh-2.0-x\r\n', 'other'],
    ['without software', 'SSH-2.0-\r\n', /^2: .*malformed/],
    ['without a version', 'SSH-\r\n', /^2: .*malformed/],
    ['without the second minus sign', 'SSH-2.0\r\n', /^2: .*malformed/],
    ['with a letter in the version', 'SSH-2.x-y\r\n', /^2: .*malformed/],
    ['with a CR in the middle', 'SSH-2.0-a\rb\r\n', /^2: .*malformed.*\\x0d/],
    ['with a tab', 'SSH-2.0-a\tb\r\n', /^2: .*malformed/],
    ['with a NUL', 'SSH-2.0-a\0b\r\n', /^2: .*NUL/],
    ['with a NUL, and too long', `SSH-2.0-a\0${'x'.repeat(300)}\r\n`, /^2: .*NUL/],
    ['too long, with a NUL behind', `SSH-2.0-${'x'.repeat(300)}\0\r\n`, /versionLineBytes/],
    ['with an escape sequence, shown escaped', 'SSH-2.0-\x1b[31m\r\n', /^2: .*\\x1b/],
    ['that is not complete', 'SSH-2.0-a', 'more'],
  ];
  test.each(rows)('[CON-23] [SEC-002] %s', (_what, text, expected) => {
    for (const role of ['client', 'server'] as const) {
      if (expected === 'other') {
        // no version line at all: a client goes on reading, a server does not
        expect(read(role, text, chunk)).toMatch(role === 'client' ? /^more$/ : /did not start/);
        continue;
      }
      const result = read(role, text, chunk);
      if (typeof expected === 'string') expect(result).toBe(expected);
      else expect(result).toMatch(expected);
    }
  });

  test('leaves what follows it', () => {
    expect(read('client', 'SSH-2.0-a\r\n\0\0\0\x0c', chunk)).toBe(
      chunk === 1 ? 'SSH-2.0-a|\0\0\0\x0c' : 'SSH-2.0-a|\0\0\0\x0c',
    );
  });

  test('[SEC-003] may follow lines that are longer than itself together', () => {
    expect(read('client', `${`${'x'.repeat(198)}\r\n`.repeat(3)}SSH-2.0-a\r\n`, chunk)).toBe('SSH-2.0-a|');
  });

  test('lines before it are told, escaped and cut', () => {
    const lines: string[] = [];
    read('client', `Welcome\r\n\n\x1b[2J\xff\n${'x'.repeat(8000)}\nSSH-2.0-a\r\n`, chunk, lines);
    expect(lines).toEqual(['Welcome', '', '\\x1b[2J\ufffd', `${'x'.repeat(256)}...`]);
  });

  test('[CON-23] [SEC-001] may follow other lines, for a client, up to limits', () => {
    expect(read('client', `Welcome\r\n\n${'x'.repeat(200)}\nSSH-2.0-a\r\n`, chunk)).toBe('SSH-2.0-a|');
    for (const count of [1023, 1024])
      expect(read('client', `${'x\n'.repeat(count)}SSH-2.0-a\r\n`, chunk)).toBe('SSH-2.0-a|');
    expect(read('client', `${'x'.repeat(8191)}\nSSH-2.0-a\r\n`, chunk)).toBe('SSH-2.0-a|');
    expect(read('client', 'x\n'.repeat(1025), chunk)).toMatch(/bannerLines: 1025/);
    expect(read('client', 'x'.repeat(8193), chunk)).toMatch(/bannerLineBytes: 8193/);
    expect(read('client', 'a\0b\n', chunk)).toMatch(/NUL/);
  });

  test('[CON-23] [SEC-001] may follow nothing, for a server', () => {
    for (const text of ['xxxx\r\nSSH-2.0-a\r\n', '\nSSH-2.0-a\r\n', 'GET / HTTP/1.1\r\n', 'S\n', '\0']) {
      expect(read('server', text, chunk)).toMatch(/^2: The peer did not start/);
    }
  });
});

test('a server refuses a stranger at the first wrong byte', () => {
  expect(read('server', 'G')).toMatch(/did not start/);
});

test('[CON-22] our own line: printable ASCII, and at most 255 bytes with its end', () => {
  expect(ownVersion('Nacre_0.1.0', 'made by hand-work').text).toBe('SSH-2.0-Nacre_0.1.0 made by hand-work');
  expect(ownVersion('x', 'y'.repeat(243)).bytes).toHaveLength(253);
  expect(() => ownVersion('x', 'y'.repeat(244))).toThrow('a version line of 256 bytes; 255 is the most');
  for (const bad of ['', 'a\nb', 'a\rb', '\u00e9', 'a\0'])
    expect(() => ownVersion('x', bad)).toThrow('comments must be');
  expect(ownVersion('Nacre_0.1.0 a comment-here').text).toBe('SSH-2.0-Nacre_0.1.0 a comment-here');
  for (const bad of ['', ' x', 'a-b', 'a\nb', 'é', 'x'.repeat(250)]) expect(() => ownVersion(bad)).toThrow('software');
});
