/** Tests of Diffie-Hellman on runtimes that read no such keys, and of the DER under it. What it computes is in the compliance suite. */

import * as crypto from 'node:crypto';

import { afterEach, describe, expect, test, vi } from 'vitest';

import { toHex } from '@nacre/core';

import { der, derContents, derInteger, derTags } from './der.js';
import { nodeModp } from './modp.js';

vi.mock('node:crypto', async importOriginal => {
  const original = await importOriginal<typeof crypto>();
  return { ...original, createPrivateKey: vi.fn(original.createPrivateKey) };
});

afterEach(() => vi.mocked(crypto.createPrivateKey).mockReset());

describe('nodeModp', () => {
  test('is there on a runtime that computes a known power', () => {
    expect(nodeModp()).toBeDefined();
  });

  test('is undefined where the keys cannot be read, or give another number', async () => {
    const { createPrivateKey } = await vi.importActual<typeof crypto>('node:crypto');
    vi.mocked(crypto.createPrivateKey).mockImplementationOnce(() => {
      throw new Error('unsupported');
    });
    expect(nodeModp()).toBeUndefined();
    const { privateKey: other } = crypto.generateKeyPairSync('x25519');
    vi.mocked(crypto.createPrivateKey).mockImplementationOnce(() => other);
    expect(nodeModp()).toBeUndefined();
    vi.mocked(crypto.createPrivateKey).mockImplementation(createPrivateKey);
    expect(nodeModp()).toBeDefined();
  });
});

describe('DER', () => {
  test.each([
    [[], '020100'],
    [[0], '020100'],
    [[0x7f], '02017f'],
    [[0x80], '02020080'],
    [[0, 0, 1], '020101'],
  ])('the number %j is %s', (magnitude, expected) => {
    expect(toHex(derInteger(Uint8Array.from(magnitude)))).toBe(expected);
  });

  test.each([0, 1, 127, 128, 255, 256, 30_000])('contents of %i bytes come back, with what follows', length => {
    const content = new Uint8Array(length).fill(7);
    const both = Uint8Array.from([...der(derTags.octetString, content), ...der(derTags.bitString, content, content)]);
    const [first, second, ...more] = derContents(both);
    expect(first).toEqual(content);
    expect(second).toHaveLength(2 * length);
    expect(more).toEqual([]);
  });
});
