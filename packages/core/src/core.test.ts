import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { fromBase64, toBase64 } from './base64.js';
import { ByteQueue } from './byte-queue.js';
import { equalConstantTime } from './constant-time.js';
import { isSshError, SshError } from './errors.js';
import { OutputQueue } from './output-queue.js';
import { decodeUtf8, decodeUtf8Lossy, encodeUtf8, sanitizeText } from './text.js';

describe('errors', () => {
  test('are recognised across copies of the package by their brand', () => {
    const foreign = Object.defineProperty(new Error('x'), Symbol.for('nacre.SshError'), { value: true });
    expect(foreign instanceof SshError).toBe(true);
    expect(new Error('x') instanceof SshError).toBe(false);
    expect(isSshError(new SshError('TIMEOUT', 'late', { origin: 'io' }), 'ABORTED')).toBe(false);
  });

  test('keep their cause', () => {
    const cause = new Error('inner');
    expect(new SshError('IO_ERROR', 'outer', { origin: 'io', cause }).cause).toBe(cause);
  });
});

describe('text', () => {
  test('UTF-8 agrees with the platform', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), bytes => {
        const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
        let expected: string | undefined;
        try {
          expected = strict.decode(bytes);
        } catch {
          expected = undefined;
        }
        expect(decodeUtf8(bytes)).toBe(expected);
        expect(decodeUtf8Lossy(bytes)).toBe(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes));
      }),
    );
  });

  test('what is encoded comes back', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), text => {
        expect(decodeUtf8(encodeUtf8(text))).toBe(text);
      }),
    );
  });

  test('peer text cannot move the cursor, change colours or direction, or forge a line', () => {
    expect(sanitizeText('a\n\x1b[31mb\u202ec\u0085')).toBe('a\\x0a\\x1b[31mb\\u{202e}c\\x85');
    expect(sanitizeText('x'.repeat(300))).toHaveLength(259);
  });
});

test('base64 agrees with the platform', () => {
  fc.assert(
    fc.property(fc.uint8Array(), bytes => {
      const text = Buffer.from(bytes).toString('base64');
      expect(toBase64(bytes)).toBe(text);
      expect(fromBase64(text)).toEqual(bytes);
      expect(fromBase64(text.replaceAll('=', ''))).toEqual(bytes);
    }),
  );
  expect(fromBase64('a*bc')).toBeUndefined();
  expect(fromBase64('abcde')).toBeUndefined();
});

test('a byte queue gives back what was put in, however it is cut', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 50 })), fc.array(fc.nat(40)), (chunks, takes) => {
      const queue = new ByteQueue(1);
      const out: number[] = [];
      const take = (count: number) => {
        const view = queue.peek().subarray(0, Math.min(count, queue.length));
        out.push(...view);
        queue.skip(view.length);
      };
      for (const [i, chunk] of chunks.entries()) {
        queue.append(chunk);
        take(takes[i] ?? 0);
      }
      take(queue.length);
      expect(out).toEqual(chunks.flatMap(chunk => [...chunk]));
    }),
  );
});

test('constant-time comparison is comparison', () => {
  expect(equalConstantTime(Uint8Array.of(1, 2), Uint8Array.of(1, 2))).toBe(true);
  expect(equalConstantTime(Uint8Array.of(1, 2), Uint8Array.of(1, 3))).toBe(false);
  expect(equalConstantTime(Uint8Array.of(1, 2), Uint8Array.of(1))).toBe(false);
});

describe('output queue', () => {
  test('keeps the order of writes, events and effects, and ends with closed', () => {
    const queue = new OutputQueue<string, string>();
    queue.write(Uint8Array.of(1));
    queue.event('e');
    queue.effect(
      'q',
      () => {},
      () => {},
    );
    queue.close(undefined);
    queue.event('late');
    const types = [];
    for (let output = queue.poll(); output !== undefined; output = queue.poll()) types.push(output.type);
    expect(types).toEqual(['write', 'event', 'effect', 'closed']);
  });

  test('answers an effect once, and not after the end', () => {
    const queue = new OutputQueue<never, string>();
    const answers: unknown[] = [];
    queue.effect(
      'q',
      value => answers.push(value),
      error => answers.push(error),
    );
    queue.resolve(1, 'first');
    queue.resolve(1, 'second');
    queue.effect(
      'q',
      value => answers.push(value),
      error => answers.push(error),
    );
    queue.close(undefined);
    queue.resolve(2, 'late');
    expect(answers).toEqual(['first']);
  });
});
