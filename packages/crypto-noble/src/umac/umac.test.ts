/** Tests of the WebAssembly UHASH against its plain twin, and of pads. Vectors of RFC 4418 are in the compliance suite. */

import { afterEach, describe, expect, test, vi } from 'vitest';

import { concatBytes, toHex } from '@nacre/core';
import type { CbcMaker } from '@nacre/crypto';

import { aesCbc } from '../symmetric/aes.js';
import type * as keyModule from './key.js';
import { expandKey, PadSource } from './key.js';
import { KEY_LAYOUT, MAX_MESSAGE } from './layout.js';
import { portableHash } from './portable.js';
import { uhash } from './uhash.js';
import { umac } from './umac.js';

const bytes = (length: number, seed: number) =>
  Uint8Array.from({ length }, (_, i) => (Math.imul(i + 1, 0x9e3779b1) >>> (seed % 24)) & 255);
const STREAMS = [2, 4] as const;

afterEach(() => {
  vi.unstubAllGlobals();
  vi.resetModules();
});

function expectTwins(key: Uint8Array, streams: 2 | 4, ...parts: readonly Uint8Array[]): void {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  expect(toHex(uhash(key, streams, parts, length))).toBe(toHex(portableHash(key, streams, parts)));
}

describe('uhash', () => {
  test.each(STREAMS)('with %i streams equals its plain twin on every length up to 3000', streams => {
    const message = bytes(3000, 3);
    const key = expandKey(aesCbc, bytes(16, 1), streams);
    for (let length = 0; length <= message.length; length++) expectTwins(key, streams, message.subarray(0, length));
  });

  test.each(STREAMS)('with %i streams equals its plain twin around pieces, its memory, and at the largest', streams => {
    const key = expandKey(aesCbc, bytes(16, 2), streams);
    const message = bytes(300_001, 5);
    const lengths = [
      32_768, 35_000, 63_487, 63_488, 63_489, 64_512, 65_535, 65_536, 126_976, 126_977, 262_144, 300_001,
    ];
    for (const length of lengths) expectTwins(key, streams, message.subarray(0, length));
    expectTwins(key, streams, new Uint8Array(MAX_MESSAGE).fill(255));
  });

  test.each(STREAMS)('with %i streams equals its plain twin however the message is cut', streams => {
    const key = expandKey(aesCbc, bytes(16, 7), streams);
    const message = bytes(130_000, 2);
    for (const size of [4, 1000, 1024, 63_488, 63_489, 129_999]) {
      const parts: Uint8Array[] = [];
      for (let i = 0; i < message.length; i += size) parts.push(message.subarray(i, i + size));
      expectTwins(key, streams, ...parts);
    }
    expectTwins(key, streams, new Uint8Array(0), message.subarray(0, 4), new Uint8Array(0), message.subarray(4, 1024));
  });

  test.each(STREAMS)('with %i streams equals its plain twin where numbers are largest', streams => {
    for (const keyFill of [0, 1, 0xff]) {
      const key = new Uint8Array(KEY_LAYOUT.size).fill(keyFill);
      limitKey(key);
      for (const fill of [0, 1, 0x7f, 0x80, 0xfe, 0xff]) {
        for (const length of [1, 32, 1024, 1025, 2048, 70_000])
          expectTwins(key, streams, new Uint8Array(length).fill(fill));
      }
    }
  });

  test.each(STREAMS)('with %i streams marks sums of the first layer from 2^64 - 2^32 on (section 5.3.1)', streams => {
    for (const multiplierFill of [0, 1, 0xff]) {
      const key = new Uint8Array(KEY_LAYOUT.size).fill(multiplierFill, KEY_LAYOUT.l2);
      limitKey(key);
      const piece = new Uint8Array(1024);
      const words = new DataView(piece.buffer);
      words.setUint32(0, 0xffffffff, true);
      words.setUint32(16, 0xffffffff, true);
      words.setUint32(4, 0xffffffff, true);
      // (2^32 - 1)^2 + (2^32 - 1) * n, and 8192 for the length: below the mark, on it, and beyond it
      for (const n of [0, 1, 2]) {
        words.setUint32(20, n, true);
        expectTwins(key, streams, piece, piece);
        expectTwins(key, streams, concatBytes(bytes(1024, 4), piece, bytes(100, 4)));
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
  ])('a host that %s gets the plain twin, and the same tags', async (_, host) => {
    vi.stubGlobal('WebAssembly', host);
    vi.resetModules();
    const fresh = await import('./umac.js');
    for (const size of [8, 16] as const) {
      for (const length of [0, 100, 5000]) {
        const args = [new Uint8Array(8).fill(9), bytes(4, 1), bytes(length, 6)] as const;
        expect(toHex(fresh.umac(aesCbc, bytes(16, 5), size).compute(...args))).toBe(
          toHex(umac(aesCbc, bytes(16, 5), size).compute(...args)),
        );
      }
    }
  });
});

test('erasing leaves nothing of the expanded key, and ends its use', async () => {
  const made: Uint8Array[] = [];
  vi.resetModules();
  vi.doMock('./key.js', async original => {
    const real = await original<typeof keyModule>();
    const expand: typeof expandKey = (...options) => {
      const expanded = real.expandKey(...options);
      made.push(expanded);
      return expanded;
    };
    return { ...real, expandKey: expand };
  });
  const fresh = await import('./umac.js');
  vi.doUnmock('./key.js');
  const mac = fresh.umac(aesCbc, bytes(16, 4), 16);
  expect(made.map(expanded => expanded.some(byte => byte !== 0))).toEqual([true]);
  mac.erase?.();
  expect(made[0]?.every(byte => byte === 0)).toBe(true);
  expect(() => mac.compute(new Uint8Array(8), bytes(10, 1))).toThrow('after its key was erased');
});

describe('pads', () => {
  test.each([8, 16] as const)('for tags of %i bytes do not depend on what was asked before', size => {
    const source = new PadSource(aesCbc, bytes(16, 1), size);
    const nonces = [0, 1, 2, 3, 2, 1, 0, 255, 256, 257, 0xffffffff, 0xfffffffe, 0];
    const seen = new Map<number, string>();
    for (const value of nonces) {
      const nonce = new Uint8Array(8);
      new DataView(nonce.buffer).setUint32(4, value);
      const pad = toHex(source.pad(nonce));
      expect(pad).toBe(toHex(new PadSource(aesCbc, bytes(16, 1), size).pad(nonce)));
      expect(pad.length).toBe(2 * size);
      seen.set(value, pad);
    }
    expect(new Set(seen.values()).size).toBe(seen.size);
  });

  test.each([
    [8, 6],
    [16, 11],
  ] as const)('for tags of %i bytes of eleven nonces in a row take %i blocks of AES', (size, blocks) => {
    let count = 0;
    const counting: CbcMaker = (...options) => {
      const cipher = aesCbc(...options);
      return { update: data => (count++, cipher.update(data)) };
    };
    const source = new PadSource(counting, bytes(16, 1), size);
    count = 0;
    for (let i = 0; i < 11; i++) source.pad(Uint8Array.of(0, 0, 0, 0, 0, 0, 1, i));
    expect(count).toBe(blocks);
  });
});

/** What a key never exceeds: multipliers have 25 bits in each half, numbers of the third layer are below 2^36 - 5. */
function limitKey(key: Uint8Array): void {
  for (let i = KEY_LAYOUT.l2; i < KEY_LAYOUT.l3; i += 4) key[i + 3] = (key[i + 3] as number) & 1;
  const view = new DataView(key.buffer);
  for (let i = KEY_LAYOUT.l3; i < KEY_LAYOUT.mask; i += 8) {
    view.setBigUint64(i, view.getBigUint64(i, true) % (2n ** 36n - 5n), true);
  }
}
