/** Tests of what is peculiar to the native provider. What all providers share is in the compliance suite of the test kit. */

import * as crypto from 'node:crypto';

import { describe, expect, test } from 'vitest';

import { nodeRandom } from './random.js';
import { nodeCrypto } from './provider.js';

describe('nodeCrypto', () => {
  test('has ML-KEM exactly when node:crypto can encapsulate', () => {
    expect(nodeCrypto.mlkem768 !== undefined).toBe('encapsulate' in crypto);
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
