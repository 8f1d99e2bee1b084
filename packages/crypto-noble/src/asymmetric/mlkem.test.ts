/** Tests of the portable ML-KEM-768 with fixed randomness. The answers were computed with OpenSSL 3.5. */

import { afterEach, expect, test, vi } from 'vitest';

import { toHex } from '@nacre/core';

import { hashes } from '../symmetric/hashes.js';
import { nobleMlkem768 } from './mlkem.js';

const counting = (length: number) => Uint8Array.from({ length }, (_, i) => i);

afterEach(() => vi.unstubAllGlobals());

test('the message 00 01 ... 1f under the seed 00 01 ... 3f gives the secret that OpenSSL finds in its ciphertext', async () => {
  vi.stubGlobal('crypto', { getRandomValues: (bytes: Uint8Array) => bytes.set(counting(bytes.length)) });
  const { publicKey, privateKey } = await nobleMlkem768.generate();
  const { ciphertext, sharedSecret } = await nobleMlkem768.encapsulate(publicKey);
  expect(toHex(hashes.sha256.digest(ciphertext))).toBe(
    '39826fe40dc54a3fef68b7c228ed8fb22931012b6fa3bd3e7f204d54db0ac1e1',
  );
  expect(toHex(sharedSecret)).toBe('42f558b0bc5d700a911b0fc67f62376f7aee4667f1969e03f18bdfdf3c59fbdc');
  expect(toHex(await nobleMlkem768.decapsulate(privateKey, ciphertext))).toBe(toHex(sharedSecret));
});
