/** ML-KEM (FIPS 203) on @noble/post-quantum. Private keys are the expanded decapsulation key. */

import type { MLKEM } from '@noble/post-quantum/ml-kem.js';

import { randomBytes, zeroize } from '@nacre/core';
import { badPeerKey, type MlKem, type KeyPair, requireLength, requirePeerLength } from '@nacre/crypto';

import { hostRandom } from '../random.js';

const SEED_SIZE = 64;
const MESSAGE_SIZE = 32;

/** A parameter set: sizes in bytes of FIPS 203 section 8. */
interface Parameters {
  readonly name: string;
  readonly export: 'ml_kem768' | 'ml_kem1024';
  readonly publicKeySize: number;
  readonly privateKeySize: number;
  readonly ciphertextSize: number;
}

export const nobleMlkem768: MlKem = /*@__PURE__*/ kemOver({
  name: 'ML-KEM-768',
  export: 'ml_kem768',
  publicKeySize: 1184,
  privateKeySize: 2400,
  ciphertextSize: 1088,
});

export const nobleMlkem1024: MlKem = /*@__PURE__*/ kemOver({
  name: 'ML-KEM-1024',
  export: 'ml_kem1024',
  publicKeySize: 1568,
  privateKeySize: 3168,
  ciphertextSize: 1568,
});

function kemOver(parameters: Parameters): MlKem {
  const { name, publicKeySize, privateKeySize, ciphertextSize } = parameters;
  return {
    publicKeySize,
    ciphertextSize,
    generate: async () => pairFromSeed(parameters, randomBytes(hostRandom, SEED_SIZE)),
    fromSeed: async seed => pairFromSeed(parameters, Uint8Array.from(seed)),
    async encapsulate(publicKey) {
      requirePeerLength(`${name} key`, publicKey, publicKeySize);
      const message = randomBytes(hostRandom, MESSAGE_SIZE);
      const ownCopy = Uint8Array.from(publicKey);
      const kem = await library(parameters);
      try {
        const { cipherText, sharedSecret } = kem.encapsulate(ownCopy, message);
        return { ciphertext: cipherText, sharedSecret };
      } catch {
        throw badPeerKey(`the peer's ${name} key fails its check`); // the modulus check is all that is left to fail
      } finally {
        zeroize(message);
      }
    },
    async decapsulate(privateKey, ciphertext) {
      requireLength(`${name} private key`, privateKey, privateKeySize);
      requirePeerLength(`${name} ciphertext`, ciphertext, ciphertextSize);
      const [ownKey, ownCiphertext] = [Uint8Array.from(privateKey), Uint8Array.from(ciphertext)];
      const secret = (await library(parameters)).decapsulate(ownCiphertext, ownKey);
      zeroize(ownKey);
      return secret;
    },
  };
}

/** Erases `seed`. */
async function pairFromSeed(parameters: Parameters, seed: Uint8Array): Promise<KeyPair> {
  requireLength(`${parameters.name} seed`, seed, SEED_SIZE);
  const { publicKey, secretKey } = (await library(parameters)).keygen(seed);
  zeroize(seed);
  return { publicKey, privateKey: secretKey };
}

/** Loaded at first use: where ML-KEM is native it never is, and loading costs as much as ten handshakes. */
async function library(parameters: Parameters): Promise<MLKEM> {
  return (await import('@noble/post-quantum/ml-kem.js'))[parameters.export];
}
