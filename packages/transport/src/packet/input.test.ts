import { describe, expect, test } from 'vitest';

import { type Consumer, Input } from './input.js';

/** Units of one length byte and as many bytes; remembers them and the memory they came in. */
class Units implements Consumer {
  paused = false;
  needed = 1;
  readonly taken: string[] = [];
  readonly sources: Uint8Array[] = [];
  pauseAfter = Number.POSITIVE_INFINITY;

  take(input: Uint8Array, from: number): number {
    const length = 1 + (input[from] as number);
    this.needed = length;
    if (input.length - from < length) return 0;
    this.taken.push(Buffer.from(input.subarray(from + 1, from + length)).toString());
    this.sources.push(input);
    this.needed = 1;
    if (this.taken.length === this.pauseAfter) this.paused = true;
    return length;
  }
}

const stream = Uint8Array.from(
  ['one', 'two', 'three', '', 'four'].flatMap(text => [text.length, ...Buffer.from(text)]),
);
const words = ['one', 'two', 'three', '', 'four'];

describe('an input', () => {
  test.each([1, 2, 3, 5, 7, 100])('gives whole units when %i bytes come at a time', chunk => {
    const units = new Units();
    const input = new Input(units, 1000);
    for (let at = 0; at < stream.length; at += chunk) input.receive(stream.slice(at, at + chunk));
    expect(units.taken).toEqual(words);
    expect(input.length).toBe(0);
  });

  test('hands over in place, and copies no more than the unit that straddles two chunks', () => {
    const units = new Units();
    const input = new Input(units, 1000);
    const [first, second] = [stream.slice(0, 6), stream.slice(6)];
    input.receive(first);
    input.receive(second);
    expect(units.sources.map(source => (source === first ? 1 : source === second ? 2 : 0))).toEqual([1, 0, 2, 2, 2]);
  });

  test('holds everything while paused, and goes on where it was', () => {
    const units = new Units();
    units.pauseAfter = 2;
    const input = new Input(units, 1000);
    input.receive(stream.slice(0, 12));
    input.receive(stream.slice(12));
    expect(units.taken).toEqual(words.slice(0, 2));
    units.paused = false;
    input.resume();
    expect(units.taken).toEqual(words);
  });

  test('holds no more than its limit', () => {
    const units = new Units();
    units.paused = true;
    const input = new Input(units, 10);
    input.receive(new Uint8Array(10));
    expect(() => input.receive(new Uint8Array(1))).toThrow('pausedInputBytes');
  });
});
