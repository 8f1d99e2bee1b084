/** Tests of numbers as bytes, and of the checks that providers share. */

import { describe, expect, test } from 'vitest';

import { fromHex, isSshError, toHex } from '@nacre/core';

import {
  badPeerKey,
  isDsaKey,
  isUncompressedPoint,
  requireLength,
  requireNonZeroSecret,
  requirePeerLength,
  requireRsaBits,
} from './checks.js';
import { bigIntToBytes, bytesToBigInt, stripLeadingZeros, toFixedLength } from './magnitude.js';

describe('magnitudes', () => {
  test.each([
    ['', ''],
    ['00', ''],
    ['0000', ''],
    ['01', '01'],
    ['000100', '0100'],
    ['ff00', 'ff00'],
  ])('%s without leading zeros is %s', (bytes, stripped) => {
    expect(toHex(stripLeadingZeros(fromHex(bytes)))).toBe(stripped);
  });

  test('fit a fixed length or are refused', () => {
    expect(toFixedLength(fromHex('0001ff'), 4)).toEqual(fromHex('000001ff'));
    expect(toFixedLength(fromHex('0001ff'), 2)).toEqual(fromHex('01ff'));
    expect(toFixedLength(fromHex('0001ff'), 1)).toBeUndefined();
    expect(toFixedLength(new Uint8Array(0), 0)).toEqual(new Uint8Array(0));
  });

  test('go to bigint and back', () => {
    for (const [hex, value] of [
      ['', 0n],
      ['01', 1n],
      ['0100', 256n],
      ['ffffffffffffffffff', 2n ** 72n - 1n],
    ] as const) {
      expect(bytesToBigInt(fromHex(hex))).toBe(value);
      expect(toHex(bigIntToBytes(value))).toBe(hex);
    }
    expect(bigIntToBytes(255n, 3)).toEqual(fromHex('0000ff'));
    expect(bigIntToBytes(0n, 2)).toEqual(fromHex('0000'));
    expect(() => bigIntToBytes(256n, 1)).toThrow(RangeError);
  });
});

describe('checks', () => {
  test("our own arguments are misuse, the peer's end the connection with reason 3", () => {
    expect(() => requireLength('key', new Uint8Array(3), 1, 2)).toThrow('key must be 1 or 2 bytes long, not 3');
    expect(() => requirePeerLength('key', new Uint8Array(3), 2)).toThrow('3 bytes long instead of 2');
    expect(requireLength('key', new Uint8Array(2), 1, 2)).toBeUndefined();
    expect(isSshError(badPeerKey('x'), 'PROTOCOL_ERROR')).toBe(true);
    expect(badPeerKey('x')).toMatchObject({ disconnect: 3, origin: 'peer' });
  });

  test('an all-zero secret is refused, whatever its length', () => {
    expect(() => requireNonZeroSecret(new Uint8Array(32))).toThrow('all-zero');
    expect(requireNonZeroSecret(Uint8Array.of(0, 0, 1))).toEqual(Uint8Array.of(0, 0, 1));
  });

  test('only the form 04 x y is a point', () => {
    for (const form of [0, 2, 3, 5, 6, 7]) expect(isUncompressedPoint(new Uint8Array(65).fill(form), 32)).toBe(false);
    expect(isUncompressedPoint(new Uint8Array(65).fill(4), 32)).toBe(true);
    for (const length of [0, 33, 64, 66]) expect(isUncompressedPoint(new Uint8Array(length).fill(4), 32)).toBe(false);
  });

  test.each([0, 512, 1023, 2047.5, 2049, 32_768, Number.NaN])('no provider makes an RSA key of %s bits', bits => {
    expect(() => requireRsaBits(bits)).toThrow('an RSA key has');
  });

  test('a DSA key has p of 1024 to 3072 bits, q of 160 that divides p - 1, and g and y inside the group', () => {
    const q = 2n ** 159n + 0x81n;
    const ofBits = (bits: bigint) => {
      const even = (1n << (bits - 1n)) / q + 1n; // p only has to be odd: nobody tries whether it is prime
      return [even, even + 1n].map(factor => factor * q + 1n).find(p => p % 2n === 1n) as bigint;
    };
    const isKey = (p: bigint, g = 2n, y = 4n, divisor = q) => {
      const [pBytes, qBytes, gBytes, yBytes] = [p, divisor, g, y].map(number => bigIntToBytes(number));
      return isDsaKey({ p: pBytes, q: qBytes, g: gBytes, y: yBytes } as Parameters<typeof isDsaKey>[0]);
    };
    for (const bits of [1024n, 2048n, 3072n]) expect(isKey(ofBits(bits))).toBe(true);
    for (const bits of [512n, 1023n, 3073n, 16_384n]) expect(isKey(ofBits(bits))).toBe(false);
    const p = ofBits(1024n);
    for (const bad of [0n, 1n, p - 1n, p, p + 5n]) {
      expect(isKey(p, bad)).toBe(false);
      expect(isKey(p, 2n, bad)).toBe(false);
    }
    expect(isKey(p, p - 2n, p - 2n)).toBe(true);
    expect(isKey(p + 2n)).toBe(false);
    expect(isKey(p, 2n, 4n, q + 2n)).toBe(false);
    expect(isKey(p, 2n, 4n, 0n)).toBe(false);
  });
});
