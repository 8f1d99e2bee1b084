/** Tests of the merge of providers. */

import { describe, expect, test } from 'vitest';

import { mergeProviders } from './merge.js';
import type { CryptoProvider, Hash } from './provider.js';

const hash = (size: number): Hash => ({ name: 'sha256', size, digest: () => new Uint8Array(size) });
const poly1305 = () => new Uint8Array(16);
const chacha20 = () => new Uint8Array(1);

describe('mergeProviders', () => {
  const native: CryptoProvider = {
    name: 'native',
    hashes: { sha256: hash(1), md5: undefined },
    chacha20,
    poly1305: undefined,
  };
  const portable: CryptoProvider = {
    name: 'portable',
    hashes: { sha256: hash(2), md5: hash(3) },
    chacha20: poly1305,
    poly1305,
  };

  test('the first provider that has a primitive gives it', () => {
    const merged = mergeProviders(native, portable);
    expect(merged.chacha20).toBe(chacha20);
    expect(merged.poly1305).toBe(poly1305);
    expect(mergeProviders(portable, native).chacha20).toBe(poly1305);
  });

  test('hashes are merged one by one, and undefined never hides what a later provider has', () => {
    const merged = mergeProviders(native, portable);
    expect(merged.hashes.sha256?.size).toBe(1);
    expect(merged.hashes.md5?.size).toBe(3);
    expect(merged.hashes.sha512).toBeUndefined();
  });

  test('the name tells the order, and the arguments stay as they were', () => {
    expect(mergeProviders(native, portable).name).toBe('native+portable');
    expect(native.poly1305).toBeUndefined();
    expect(mergeProviders(native)).toMatchObject({ name: 'native', chacha20 });
  });

  test('a provider is asked when the merge is, and once', () => {
    let looks = 0;
    const lazy: CryptoProvider = {
      name: 'lazy',
      hashes: {},
      get chacha20() {
        looks++;
        return chacha20;
      },
    };
    const merged = mergeProviders(lazy, portable);
    expect(Object.keys(merged)).toContain('chacha20');
    expect(looks).toBe(0);
    expect([merged.chacha20, merged.chacha20]).toEqual([chacha20, chacha20]);
    expect(looks).toBe(1);
    expect(mergeProviders(merged, lazy).chacha20).toBe(chacha20);
    expect(looks).toBe(1);
  });

  test('what nobody has stays undefined', () => {
    expect(mergeProviders(native, portable).rsa).toBeUndefined();
    expect(mergeProviders().hashes).toEqual({});
  });
});
