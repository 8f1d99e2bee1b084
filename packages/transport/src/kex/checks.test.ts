import { expect, test } from 'vitest';

import { bigIntToBytes, bytesToBigInt, modpGroups } from '@nacre/crypto';

import { checkNumberSecret } from './checks.js';

const { p } = modpGroups.group14;
const prime = bytesToBigInt(p);

test.each([0n, 1n, prime - 1n])('[SEC-044] a shared number that everyone knows is refused', value => {
  for (const bytes of [bigIntToBytes(value), bigIntToBytes(value, p.length)]) {
    expect(() => checkNumberSecret(bytes, p)).toThrow(
      expect.objectContaining({ code: 'PROTOCOL_ERROR', disconnect: 3 }),
    );
  }
});

test('other shared numbers pass, with and without leading zeros', () => {
  for (const value of [2n, 255n, 256n, prime >> 1n, prime - 2n]) {
    const bytes = bigIntToBytes(value, p.length);
    expect(checkNumberSecret(bytes, p)).toBe(bytes);
    expect(checkNumberSecret(bigIntToBytes(value), p)).toEqual(bigIntToBytes(value));
  }
});

test('what is no number modulo p comes from a broken provider', () => {
  for (const broken of [undefined, 'secret', new Uint8Array(p.length + 1)]) {
    expect(() => checkNumberSecret(broken as Uint8Array, p)).toThrow(expect.objectContaining({ origin: 'local' }));
  }
});
