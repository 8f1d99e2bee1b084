/** Tests of what the portable provider takes from its host, and of hosts that do not have it. */

import { afterEach, describe, expect, test, vi } from 'vitest';

import { modpGroups } from '@nacre/crypto';

import { yieldToHost } from './host.js';
import { nobleCrypto } from './provider.js';
import { hostRandom } from './random.js';

afterEach(() => vi.unstubAllGlobals());

describe('hostRandom', () => {
  test('asks Web Crypto for at most 65,536 bytes at a time', () => {
    const asked: number[] = [];
    vi.stubGlobal('crypto', { getRandomValues: (bytes: Uint8Array) => asked.push(bytes.fill(1).length) });
    const bytes = new Uint8Array(150_000);
    hostRandom.fill(bytes);
    expect(asked).toEqual([65_536, 65_536, 18_928]);
    expect(bytes.every(byte => byte === 1)).toBe(true);
  });

  test.each([
    ['no crypto', undefined],
    ['a crypto without getRandomValues', {}],
  ])('a host with %s is an error at use, for every operation that needs randomness', async (_, crypto) => {
    vi.stubGlobal('crypto', crypto);
    const unsupported = { code: 'UNSUPPORTED' };
    const operations = [
      () => hostRandom.fill(new Uint8Array(1)),
      () => nobleCrypto.x25519.generate(),
      () => nobleCrypto.ecdhP256.generate(),
      () => nobleCrypto.ed25519.generate(),
      () => nobleCrypto.ecdsaP256.generate(),
      () => nobleCrypto.mlkem768.generate(),
      () => nobleCrypto.mlkem768.encapsulate(new Uint8Array(1184)),
      () => nobleCrypto.rsa.generate(2048),
      () => nobleCrypto.sntrup761.generate(),
      () => nobleCrypto.sntrup761.encapsulate(new Uint8Array(1158)),
      () => nobleCrypto.modp.generate(modpGroups.group1, 256),
    ];
    for (const operation of operations) await expect(async () => operation()).rejects.toMatchObject(unsupported);
  });
});

describe('yieldToHost', () => {
  test.each([
    ['setImmediate', ['setTimeout']],
    ['setTimeout', ['setImmediate']],
    ['promises alone', ['setImmediate', 'setTimeout']],
  ])('goes on by %s', async (_, missing) => {
    for (const name of missing) vi.stubGlobal(name, undefined);
    await expect(yieldToHost()).resolves.toBeUndefined();
  });
});
