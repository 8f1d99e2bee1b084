/** Tests of what is peculiar to the native provider. What all providers share is in the compliance suite of the test kit. */

import * as crypto from 'node:crypto';

import { describe, expect, test } from 'vitest';

import { nodeRandom } from './random.js';
import { nodeCrypto } from './provider.js';
import { withLazy } from './lazy.js';
import { aesCbcOverEcb } from './symmetric/cbc-over-ecb.js';
import { aesCbc } from './symmetric/ciphers.js';

describe('nodeCrypto', () => {
  test('has ML-KEM exactly when node:crypto can encapsulate', () => {
    expect(nodeCrypto.mlkem768 !== undefined).toBe('encapsulate' in crypto);
    expect(nodeCrypto.mlkem1024 !== undefined).toBe('encapsulate' in crypto);
  });

  test('looks for what the runtime can do once, and at the first use', () => {
    const looks: string[] = [];
    const make = (name: string, value: unknown) => () => {
      looks.push(name);
      return value;
    };
    const provider = withLazy(
      { name: 'x', eager: 1 },
      { found: make('found', 2), missing: make('missing', undefined) },
    );
    expect(looks).toEqual([]);
    expect(Object.keys(provider)).toEqual(['name', 'eager', 'found', 'missing']);
    expect([provider.found, provider.found, provider.missing, provider.missing]).toEqual([2, 2, undefined, undefined]);
    expect(looks).toEqual(['found', 'missing']);
    expect({ ...provider }).toEqual({ name: 'x', eager: 1, found: 2, missing: undefined });
  });

  test('the same primitive is the same object each time', () => {
    expect(nodeCrypto.ecdhP521).toBe(nodeCrypto.ecdhP521);
    expect(nodeCrypto.tripleDesCbc).toBe(nodeCrypto.tripleDesCbc);
  });

  test('has no poly1305 and no bcrypt, so that a merge takes them from elsewhere', () => {
    expect(nodeCrypto.poly1305).toBeUndefined();
    expect(nodeCrypto.bcryptPbkdf).toBeUndefined();
  });

  test('chacha20 carries a block counter over 2^32 into its upper half', () => {
    const [key, nonce] = [new Uint8Array(32), new Uint8Array(8)];
    const across = nodeCrypto.chacha20?.(key, nonce, 2 ** 32 - 1, new Uint8Array(128)) as Uint8Array;
    const after = nodeCrypto.chacha20?.(key, nonce, 2 ** 32, new Uint8Array(64)) as Uint8Array;
    expect([...across.subarray(64)]).toEqual([...after]);
    expect([...after]).not.toEqual([...(nodeCrypto.chacha20?.(key, nonce, 0, new Uint8Array(64)) as Uint8Array)]);
  });
});

test('CBC from single blocks is the CBC of OpenSSL, by any number of blocks', () => {
  const bytes = (length: number) => Uint8Array.from({ length }, (_, i) => (i * 29 + length) & 255);
  for (const keySize of [16, 24, 32]) {
    for (const direction of ['encrypt', 'decrypt'] as const) {
      const [own, native] = [aesCbcOverEcb, aesCbc].map(make => make(direction, bytes(keySize), bytes(16)));
      for (const blocks of [0, 1, 5, 0, 2, 64]) {
        const data = bytes(16 * blocks);
        expect(Buffer.from(own?.update(data) ?? [])).toEqual(Buffer.from(native?.update(data) ?? []));
        expect(data).toEqual(bytes(16 * blocks));
      }
    }
  }
});

describe('nodeRandom', () => {
  test('small requests never overlap, over many batches', () => {
    const seen = new Set<string>();
    for (let i = 0; i < 3000; i++) {
      const bytes = new Uint8Array(8 + (i % 17));
      nodeRandom.fill(bytes);
      seen.add(Buffer.from(bytes.subarray(0, 8)).toString('hex'));
    }
    expect(seen.size).toBe(3000);
  });

  test('fills all of an array, and nothing beyond it', () => {
    for (const length of [1, 255, 256, 257, 5000]) {
      const whole = new Uint8Array(length + 2);
      for (let i = 0; i < 3; i++) nodeRandom.fill(whole.subarray(1, -1));
      expect(whole[0]).toBe(0);
      expect(whole.at(-1)).toBe(0);
    }
  });
});
