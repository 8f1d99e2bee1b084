/** Tests of what the complement loads: most connections on Node need little from it, and loading takes longer than running. */

import { createCipheriv } from 'node:crypto';

import { expect, test, vi } from 'vitest';

import type { CbcMaker } from '@nacre/crypto';

const loaded = vi.hoisted((): string[] => []);
const track = vi.hoisted(() => (name: string) => async (original: () => Promise<object>) => {
  loaded.push(name);
  return original();
});

vi.mock('@noble/ciphers/aes.js', track('aes'));
vi.mock('@noble/hashes/hmac.js', track('hmac'));
vi.mock('@noble/hashes/legacy.js', track('legacy hashes'));
vi.mock('@noble/hashes/sha2.js', track('sha2'));
vi.mock('@noble/curves/nist.js', track('nist'));
vi.mock('@noble/curves/secp256k1.js', track('secp256k1'));
vi.mock('@noble/curves/ed25519.js', track('ed25519'));
vi.mock('@noble/curves/ed448.js', track('ed448'));
vi.mock('@noble/post-quantum/ml-kem.js', track('ml-kem'));
vi.mock('./sntrup761/sntrup761.js', track('sntrup761'));

/** What `mergeProviders(nodeCrypto, nobleComplement)` gives to UMAC. */
const nativeCbc: CbcMaker = (_, key, iv) => createCipheriv('aes-128-cbc', key, iv).setAutoPadding(false);

test('AES, hashes, curves and KEMs are loaded when they are used, and not before', async () => {
  const { nobleComplement } = await import('./complement.js');
  nobleComplement.umac(nativeCbc, new Uint8Array(16), 8).compute(new Uint8Array(8), new Uint8Array(100));
  expect(loaded).toEqual([]);

  await nobleComplement.x448.generate();
  expect(loaded.splice(0)).toEqual(['ed448']);
  await nobleComplement.ecdsaP521.generate();
  await nobleComplement.ecdhSecp256k1.generate();
  await nobleComplement.mlkem1024.generate();
  expect(loaded.splice(0)).toEqual(['nist', 'secp256k1', 'ml-kem']);
  await nobleComplement.sntrup761.generate();
  await nobleComplement.bcryptPbkdf(Uint8Array.of(1), Uint8Array.of(1), 1, 1);
  expect(loaded.splice(0)).toEqual(['sntrup761', 'sha2']);
});
