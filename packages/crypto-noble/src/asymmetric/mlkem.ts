/** ML-KEM-768 (FIPS 203) on @noble/post-quantum. Private keys are the expanded decapsulation key. */

import type { MLKEM } from '@noble/post-quantum/ml-kem.js';

import { randomBytes, zeroize } from '@nacre/core';
import { badPeerKey, type MlKem, type KeyPair, requireLength, requirePeerLength } from '@nacre/crypto';

import { hostRandom } from '../random.js';

const SEED_SIZE = 64;
const PUBLIC_KEY_SIZE = 1184;
const PRIVATE_KEY_SIZE = 2400;
const CIPHERTEXT_SIZE = 1088;
const MESSAGE_SIZE = 32;

export const nobleMlkem768: MlKem = {
  publicKeySize: PUBLIC_KEY_SIZE,
  ciphertextSize: CIPHERTEXT_SIZE,
  generate: async () => pairFromSeed(randomBytes(hostRandom, SEED_SIZE)),
  fromSeed: async seed => pairFromSeed(Uint8Array.from(seed)),
  async encapsulate(publicKey) {
    requirePeerLength('ML-KEM-768 key', publicKey, PUBLIC_KEY_SIZE);
    const message = randomBytes(hostRandom, MESSAGE_SIZE);
    const ownCopy = Uint8Array.from(publicKey);
    const kem = await library();
    try {
      const { cipherText, sharedSecret } = kem.encapsulate(ownCopy, message);
      return { ciphertext: cipherText, sharedSecret };
    } catch {
      throw badPeerKey("the peer's ML-KEM-768 key fails its check"); // the modulus check is all that is left to fail
    } finally {
      zeroize(message);
    }
  },
  async decapsulate(privateKey, ciphertext) {
    requireLength('ML-KEM-768 private key', privateKey, PRIVATE_KEY_SIZE);
    requirePeerLength('ML-KEM-768 ciphertext', ciphertext, CIPHERTEXT_SIZE);
    const [ownKey, ownCiphertext] = [Uint8Array.from(privateKey), Uint8Array.from(ciphertext)];
    const secret = (await library()).decapsulate(ownCiphertext, ownKey);
    zeroize(ownKey);
    return secret;
  },
};

/** Erases `seed`. */
async function pairFromSeed(seed: Uint8Array): Promise<KeyPair> {
  requireLength('ML-KEM-768 seed', seed, SEED_SIZE);
  const { publicKey, secretKey } = (await library()).keygen(seed);
  zeroize(seed);
  return { publicKey, privateKey: secretKey };
}

/** Loaded at first use: where ML-KEM is native it never is, and loading costs as much as ten handshakes. */
async function library(): Promise<MLKEM> {
  return (await import('@noble/post-quantum/ml-kem.js')).ml_kem768;
}
