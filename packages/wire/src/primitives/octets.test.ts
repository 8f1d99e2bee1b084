import { describe, expect, test } from 'vitest';

import { getU16, getU32, getU64, isUnsigned, putU16, putU32, putU64 } from './octets.js';

const MOST = 2 ** 53 - 1;

describe('numbers at an offset', () => {
  test.each([
    [16, 0xfffe, getU16, putU16],
    [32, 0, getU32, putU32],
    [32, 0x80000001, getU32, putU32],
    [32, 0xffffffff, getU32, putU32],
    [64, 0xffffffff, getU64, putU64],
    [64, 2 ** 32, getU64, putU64],
    [64, MOST, getU64, putU64],
  ])('of %d bits: %d comes back', (bits, value, get, put) => {
    const bytes = new Uint8Array(bits / 8 + 2);
    put(bytes, 1, value);
    expect(get(bytes, 1)).toBe(value);
    expect([bytes[0], bytes.at(-1)]).toEqual([0, 0]);
    const expected = value.toString(16).padStart(bits / 4, '0');
    expect(Buffer.from(bytes.subarray(1, -1)).toString('hex')).toBe(expected);
  });

  test('negative ones are in two’s complement', () => {
    const bytes = new Uint8Array(8);
    putU64(bytes, 0, -2);
    expect(Buffer.from(bytes).toString('hex')).toBe('fffffffffffffffe');
    putU64(bytes, 0, -MOST);
    expect(Buffer.from(bytes).toString('hex')).toBe('ffe0000000000001');
  });

  test('above 53 bits are none', () => {
    expect(getU64(Uint8Array.of(0, 0x20, 0, 0, 0, 0, 0, 0), 0)).toBeNaN();
  });
});

test.each([
  [0, [8, 16, 32, 64]],
  [0xff, [8, 16, 32, 64]],
  [0x100, [16, 32, 64]],
  [0xffff, [16, 32, 64]],
  [0x10000, [32, 64]],
  [0xffffffff, [32, 64]],
  [2 ** 32, [64]],
  [MOST, [64]],
  [2 ** 53, []],
  [-1, []],
  [1.5, []],
  [Number.NaN, []],
  [Number.POSITIVE_INFINITY, []],
  ['1' as unknown as number, []],
])('%s fits in %j bits only', (value, fitting) => {
  expect(([8, 16, 32, 64] as const).filter(bits => isUnsigned(value, bits))).toEqual(fitting);
});
