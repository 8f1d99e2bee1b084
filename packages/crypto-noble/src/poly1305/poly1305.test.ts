/** Tests of the WebAssembly Poly1305 against its plain twin. The vectors of RFC 8439 are in the compliance suite. */

import { afterEach, describe, expect, test, vi } from 'vitest';

import { toHex } from '@nacre/core';

import { poly1305, portablePoly1305 } from './poly1305.js';
import { poly1305Program } from './program.js';

const bytes = (length: number, seed: number) =>
  Uint8Array.from({ length }, (_, i) => (i * 31 + seed * 17 + (i >> 7)) & 255);

afterEach(() => {
  vi.unstubAllGlobals();
  vi.resetModules();
});

describe('poly1305', () => {
  test('equals its plain twin on every length up to 300 and around the size of its memory', () => {
    const lengths = [
      ...Array.from({ length: 301 }, (_, i) => i),
      65_000,
      65_423,
      65_424,
      65_425,
      65_440,
      131_072,
      300_000,
    ];
    for (const length of lengths) {
      const [key, data] = [bytes(32, length), bytes(length, 3)];
      expect(toHex(poly1305(key, data))).toBe(toHex(portablePoly1305(key, [data])));
    }
  });

  test('equals its plain twin however the data is cut', () => {
    const [key, data] = [bytes(32, 1), bytes(70_000, 2)];
    const expected = toHex(portablePoly1305(key, [data]));
    for (const size of [1000, 4096, 65_424, 65_425, 69_999]) {
      const parts: Uint8Array[] = [];
      for (let i = 0; i < data.length; i += size) parts.push(data.subarray(i, i + size));
      expect(toHex(poly1305(key, ...parts))).toBe(expected);
    }
  });

  test('equals its plain twin where limbs carry furthest', () => {
    for (const fill of [0, 1, 0x7f, 0x80, 0xfb, 0xfe, 0xff]) {
      for (const length of [16, 32, 48, 64, 1024, 65_440]) {
        const data = new Uint8Array(length).fill(fill);
        for (const keyFill of [0, 1, 2, 4, 0x0f, 0xff]) {
          const key = new Uint8Array(32).fill(keyFill);
          expect(toHex(poly1305(key, data))).toBe(toHex(portablePoly1305(key, [data])));
        }
      }
    }
  });

  test.each([
    ['has no WebAssembly', undefined],
    [
      'forbids compiling',
      {
        Module: class {
          constructor() {
            throw new Error('blocked by policy');
          }
        },
      },
    ],
  ])('a host that %s gets the plain twin', async (_, host) => {
    vi.stubGlobal('WebAssembly', host);
    vi.resetModules();
    const fresh = await import('./poly1305.js');
    const [key, data] = [bytes(32, 5), bytes(1000, 6)];
    expect(toHex(fresh.poly1305(key, data))).toBe(toHex(portablePoly1305(key, [data])));
  });
});

describe('the program', () => {
  test('is small enough for hosts that compile only 4 KiB at once', () => {
    expect(poly1305Program().length).toBeLessThan(4096);
  });
});
