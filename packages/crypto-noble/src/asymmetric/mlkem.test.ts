/** Tests of the portable ML-KEM with fixed randomness. The secrets were computed with OpenSSL 3.5 from the ciphertexts. */

import { afterEach, expect, test, vi } from 'vitest';

import { toHex } from '@nacre/core';

import { hashes } from '../symmetric/hashes.js';
import { nobleMlkem1024, nobleMlkem768 } from './mlkem.js';

const counting = (length: number) => Uint8Array.from({ length }, (_, i) => i);

const KNOWN = [
  {
    name: 'ML-KEM-768',
    kem: nobleMlkem768,
    ciphertextSha256: '39826fe40dc54a3fef68b7c228ed8fb22931012b6fa3bd3e7f204d54db0ac1e1',
    secret: '42f558b0bc5d700a911b0fc67f62376f7aee4667f1969e03f18bdfdf3c59fbdc',
  },
  {
    name: 'ML-KEM-1024',
    kem: nobleMlkem1024,
    ciphertextSha256: '2af1b28074d38e2787485b294d8f44683645adc749c1e4c62bacbd4847f02c5f',
    secret: '738a88cd9a25861e9a37c65a67ec1b39f069aed9646ede89410ace47a96a9b57',
  },
];

afterEach(() => vi.unstubAllGlobals());

test.each(KNOWN)(
  '$name: the message 00 01 ... 1f under the seed 00 01 ... 3f gives the secret that OpenSSL finds in its ciphertext',
  async ({ kem, ciphertextSha256, secret }) => {
    vi.stubGlobal('crypto', { getRandomValues: (bytes: Uint8Array) => bytes.set(counting(bytes.length)) });
    const { publicKey, privateKey } = await kem.generate();
    const { ciphertext, sharedSecret } = await kem.encapsulate(publicKey);
    expect(toHex(hashes.sha256.digest(ciphertext))).toBe(ciphertextSha256);
    expect(toHex(sharedSecret)).toBe(secret);
    expect(toHex(await kem.decapsulate(privateKey, ciphertext))).toBe(secret);
  },
);
