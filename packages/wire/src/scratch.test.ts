import { describe, expect, test } from 'vitest';

import { writtenBytes } from './scratch.js';
import type { WireWriter } from './writer.js';

describe('the writer that is used again', () => {
  test('gives bytes that later structures leave alone', () => {
    const first = writtenBytes(writer => writer.u8('f', 1));
    const second = writtenBytes(writer => writer.u8('f', 2));
    expect([[...first], [...second]]).toEqual([[1], [2]]);
    expect(first.buffer).not.toBe(second.buffer);
  });

  test('is another one inside of itself', () => {
    const outer = writtenBytes(writer => {
      writer.u8('f', 1);
      writer.bytes(
        'f',
        writtenBytes(inner => inner.u16('f', 7)),
        9,
      );
    });
    expect([...outer]).toEqual([1, 0, 0, 0, 2, 0, 7]);
  });

  test('starts empty after a structure that failed', () => {
    const failing = (writer: WireWriter): void => {
      writer.u8('f', 1);
      writer.u8('f', 256);
    };
    expect(() => writtenBytes(failing)).toThrow(/must be an integer/);
    expect([...writtenBytes(writer => writer.u8('f', 3))]).toEqual([3]);
  });

  test('is erased after use, and not kept once it is large', () => {
    const used: WireWriter[] = [];
    writtenBytes(writer => {
      used.push(writer);
      writer.raw('f', new Uint8Array(9).fill(0xaa));
    });
    const before = used[0];
    writtenBytes(writer => {
      used.push(writer);
      expect([...writer.finish()]).toEqual([]);
      writer.begin(); // four bytes that are not written until the end
      expect([...writer.finish()]).toEqual([0, 0, 0, 0]);
      writer.raw('f', new Uint8Array(100_000));
    });
    writtenBytes(writer => used.push(writer));
    expect(used[1]).toBe(before);
    expect(used[2]).not.toBe(before);
  });
});
