/** sntrup761 as a primitive. The algorithm itself is loaded at first use: most connections agree on something else. */

import { zeroize } from '@nacre/core';
import type { Kem } from '@nacre/crypto';

import { hostRandom } from '../random.js';
import { CIPHERTEXT_SIZE, PUBLIC_KEY_SIZE } from './parameters.js';

export const nobleSntrup761: Kem = {
  publicKeySize: PUBLIC_KEY_SIZE,
  ciphertextSize: CIPHERTEXT_SIZE,
  generate: async () => (await algorithm()).generatePair(hostRandom),
  async encapsulate(publicKey) {
    const ownCopy = Uint8Array.from(publicKey);
    return (await algorithm()).encapsulateWith(hostRandom, ownCopy);
  },
  async decapsulate(privateKey, ciphertext) {
    const [ownKey, ownCiphertext] = [Uint8Array.from(privateKey), Uint8Array.from(ciphertext)];
    try {
      return (await algorithm()).decapsulate(ownKey, ownCiphertext);
    } finally {
      zeroize(ownKey);
    }
  },
};

const algorithm = () => import('./sntrup761.js');
