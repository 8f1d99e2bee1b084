/** Tests of the packet cipher against noble's ChaCha20 and the plain Poly1305. What all providers share is in the compliance suite. */

import { afterEach, describe, expect, test, vi } from 'vitest';

import { concatBytes, toHex } from '@nacre/core';

import { hostWebAssembly } from '../host.js';
import { chacha20 } from '../symmetric/chacha20.js';
import { portablePoly1305 } from '../poly1305/poly1305.js';
import { chachaPoly } from './chachapoly.js';
import { CAPACITY } from './program.js';

const bytes = (length: number, seed: number) =>
  Uint8Array.from({ length }, (_, i) => (Math.imul(i + 1, 0x9e3779b1) >>> (seed % 24)) & 255);
const KEY = bytes(64, 1);
const TAG = 16;

afterEach(() => {
  vi.unstubAllGlobals();
  vi.resetModules();
});

function sealedByTwin(sequence: number, packet: Uint8Array): Uint8Array {
  const nonce = new Uint8Array(8);
  new DataView(nonce.buffer).setUint32(4, sequence);
  const length = chacha20(KEY.subarray(32), nonce, 0, packet.subarray(0, 4));
  const body = chacha20(KEY.subarray(0, 32), nonce, 1, packet.subarray(4));
  const polyKey = chacha20(KEY.subarray(0, 32), nonce, 0, new Uint8Array(32));
  return concatBytes(length, body, portablePoly1305(polyKey, [length, body]));
}

function create(bulk?: typeof chacha20) {
  const cipher = chachaPoly(KEY, bulk);
  if (cipher === undefined) throw new Error('this host has no vectors');
  return cipher;
}

describe('chachaPoly', () => {
  test('equals its plain twin at every length up to 900, and at the largest', () => {
    const cipher = create();
    const lengths = [...Array.from({ length: 900 }, (_, i) => i), 32_768, 200_001, CAPACITY - 4 - TAG];
    for (const [sequence, length] of lengths.entries()) {
      const packet = bytes(4 + length, length);
      const expected = sealedByTwin(sequence, packet);
      expect(toHex(concatBytes(...cipher.seal(sequence, packet)))).toBe(toHex(expected));
      expect(toHex(cipher.open(sequence, expected) as Uint8Array)).toBe(toHex(packet.subarray(4)));
    }
  });

  test('uses the other ChaCha20 for large packets only', () => {
    // Not the function itself: this package's own is the slower one
    const other = vi.fn(chacha20);
    const calls: number[] = [];
    const cipher = create(other);
    for (const length of [100, 6143, 6144, 40_000]) {
      const packet = bytes(4 + length, 3);
      const sealed = concatBytes(...cipher.seal(7, packet));
      expect(toHex(sealed)).toBe(toHex(sealedByTwin(7, packet)));
      expect(toHex(cipher.open(7, sealed) as Uint8Array)).toBe(toHex(packet.subarray(4)));
      calls.push(other.mock.calls.length);
    }
    expect(calls).toEqual([0, 0, 2, 4]);
  });

  test('does not decrypt what is not authentic', () => {
    const other = vi.fn(chacha20);
    const cipher = create(other);
    const sealed = concatBytes(...cipher.seal(7, bytes(10_000, 3)));
    other.mockClear();
    sealed[5000] = (sealed[5000] as number) ^ 1;
    expect(cipher.open(7, sealed)).toBeUndefined();
    expect(other).not.toHaveBeenCalled();
  });

  test('leaves neither key nor plain text in the memory that all share', async () => {
    const memories: Uint8Array[] = [];
    const real = hostWebAssembly();
    if (real === undefined) throw new Error('this host has no WebAssembly');
    class Instance extends real.Instance {
      constructor(module: object) {
        super(module);
        memories.push(new Uint8Array((this.exports['memory'] as { readonly buffer: ArrayBuffer }).buffer));
      }
    }
    vi.stubGlobal('WebAssembly', { Module: real.Module, Instance });
    vi.resetModules();
    const fresh = (await import('./chachapoly.js')).chachaPoly(KEY);
    const text = new Uint8Array(1004).fill(0x5a);
    const sealed = concatBytes(...(fresh?.seal(1, text) ?? []));
    const [memory] = memories as [Uint8Array];
    const holds = (part: Uint8Array) => Buffer.from(memory).includes(Buffer.from(part));
    expect(holds(text.subarray(0, 16))).toBe(false);
    expect(fresh?.open(1, sealed)).toHaveLength(1000);
    expect(fresh?.readLength(1, sealed)).toBe(0x5a5a5a5a);
    for (let i = 0; i + 8 <= KEY.length; i += 8) expect(holds(KEY.subarray(i, i + 8))).toBe(false);
    expect(holds(text.subarray(0, 16))).toBe(false);
  });

  test.each([
    ['has no WebAssembly', undefined],
    [
      'has no vectors',
      {
        Module: class {
          constructor() {
            throw new Error('invalid opcode 0xfd');
          }
        },
      },
    ],
  ])('is not there on a host that %s', async (_, host) => {
    vi.stubGlobal('WebAssembly', host);
    vi.resetModules();
    expect((await import('./chachapoly.js')).chachaPoly(KEY)).toBeUndefined();
  });
});
