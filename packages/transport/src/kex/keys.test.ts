import { expect, test } from 'vitest';

import { toHex } from '@nacre/core';
import type { Hash } from '@nacre/crypto';
import { nodeCrypto } from '@nacre/crypto-node';

import { kexFamilies } from './families.js';
import { deriveKey } from './keys.js';

const sha256 = nodeCrypto.hashes.sha256 as Hash;
const result = { hash: sha256, exchangeHash: new Uint8Array(32).fill(2), encodedSecret: new Uint8Array(36).fill(1) };
const sessionId = new Uint8Array(32).fill(3);
const letter = (name: string): Uint8Array => Uint8Array.of(name.charCodeAt(0));

test('a key longer than the digest is extended with what was made before (RFC 4253 section 7.2)', () => {
  const { encodedSecret, exchangeHash } = result;
  const k1 = sha256.digest(encodedSecret, exchangeHash, letter('C'), sessionId);
  const k2 = sha256.digest(encodedSecret, exchangeHash, k1);
  const k3 = sha256.digest(encodedSecret, exchangeHash, k1, k2);
  const whole = toHex(k1) + toHex(k2) + toHex(k3);
  for (const length of [0, 1, 12, 32, 33, 64, 65, 96]) {
    expect(toHex(deriveKey(result, sessionId, 'C', length))).toBe(whole.slice(0, 2 * length));
  }
});

test('the secret is a number for ECDH and a string for hybrids', () => {
  const secret = Uint8Array.of(0, 0, 0x80, 1);
  expect(toHex(kexFamilies.ecdh.encodeSecret(secret))).toBe('00000003008001');
  expect(toHex(kexFamilies.hybrid.encodeSecret(secret))).toBe('0000000400008001');
});

test('a digest of a wrong size is not taken for a key', () => {
  const broken = { ...result, hash: { ...sha256, digest: () => new Uint8Array(31) } };
  expect(() => deriveKey(broken, sessionId, 'A', 16)).toThrow('wrong size');
});
