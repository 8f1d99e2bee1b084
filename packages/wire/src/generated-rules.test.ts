import { describe, expect, test } from 'vitest';

import { checkParameter } from './parameters.js';
import { WireReader } from './reader.js';
import { WireWriter } from './writer.js';

const F = 'Struct.field';

describe('rules that generated writers rely on', () => {
  test('a string may end with octets that come later', () => {
    const writer = new WireWriter(4);
    const at = writer.begin();
    writer.u8(F, 7);
    writer.end(F, at, 10, 9);
    expect([...writer.take()]).toEqual([0, 0, 0, 10, 7]);
  });

  test('octets that come later count towards the limit', () => {
    const writer = new WireWriter();
    const at = writer.begin();
    writer.u8(F, 7);
    expect(() => writer.end(F, at, 10, 10)).toThrow(/limit 10/);
  });

  test('padding counts up to a multiple of the block size', () => {
    const writer = new WireWriter();
    writer.u8(F, 9);
    const start = writer.length;
    writer.u8(F, 9);
    writer.padding(start, 4);
    expect([...writer.finish()]).toEqual([9, 9, 1, 2, 3]);
    writer.padding(start, 4);
    expect(writer.length).toBe(5);
  });

  test.each<[string, (writer: WireWriter) => void]>([
    ['a missing member', writer => writer.present(F, undefined)],
    ['a member that would not be written', writer => writer.absent(F, 0)],
    ['a rule of its own', writer => writer.refuse(F, 'is wrong')],
    ['too many items', writer => writer.items(F, 4, 3)],
    ['another number of items', writer => writer.items(F, 2, 3, 1)],
    ['a length over the limit', writer => writer.lengthOf(F, 11, 10)],
    ['a length that is none', writer => writer.lengthOf(F, -1, 10)],
  ])('refuse %s as misuse', (_what, write) => {
    expect(() => write(new WireWriter())).toThrow(expect.objectContaining({ code: 'MISUSE' }));
  });
});

describe('rules that generated readers rely on', () => {
  test('rewind goes back, never forward', () => {
    const reader = new WireReader(Uint8Array.of(1, 2, 3));
    reader.u8(F);
    reader.rewind(0);
    expect(reader.u8(F)).toBe(1);
    reader.rewind(3);
    expect(reader.offset).toBe(1);
  });

  test('the frame starts at the innermost box, or at the input', () => {
    const reader = new WireReader(Uint8Array.of(9, 0, 0, 0, 6, 0, 0, 0, 2, 1, 2), 1);
    const starts = [reader.frameStart];
    const outer = reader.enter(F, 10);
    starts.push(reader.frameStart);
    const inner = reader.enter(F, 10);
    starts.push(reader.frameStart);
    reader.raw(F, 2);
    reader.leave(F, inner);
    starts.push(reader.frameStart);
    reader.leave(F, outer);
    starts.push(reader.frameStart);
    expect(starts).toEqual([0, 5, 9, 5, 0]);
    reader.reset(Uint8Array.of(0, 0, 0, 1, 1));
    reader.enter(F, 10);
    reader.reset(Uint8Array.of(1));
    expect(reader.frameStart).toBe(0);
  });

  test('a count that stood elsewhere is held against its limit and what is left', () => {
    const reader = new WireReader(Uint8Array.of(1, 2, 3));
    reader.items(F, 3, 3, 1);
    expect(() => reader.items(F, 4, 3, 0)).toThrow(expect.objectContaining({ rule: 'limit' }));
    expect(() => reader.items(F, 3, 3, 2)).toThrow(expect.objectContaining({ rule: 'short' }));
  });

  test('a length may be read before its octets are there', () => {
    const reader = new WireReader(Uint8Array.of(0, 0, 0, 9, 0, 0, 0, 9));
    expect(reader.lengthOf(F, 9)).toBe(9);
    expect(() => reader.lengthOf(F, 8)).toThrow(expect.objectContaining({ rule: 'limit', offset: 4 }));
  });

  test.each([
    ['magic octets that differ', (reader: WireReader) => reader.magic(F, Uint8Array.of(1, 3))],
    ['padding that does not count up', (reader: WireReader) => reader.padding(F)],
  ])('refuse %s', (_what, read) => {
    expect(() => read(new WireReader(Uint8Array.of(1, 2, 4)))).toThrow(expect.objectContaining({ rule: 'value' }));
  });

  test.each([0, 5, 1.5, Number.NaN])('a parameter of %d is out of range 1 to 4', value => {
    expect(() => checkParameter('Struct.count', value, 1, 4)).toThrow(expect.objectContaining({ code: 'MISUSE' }));
  });
});
