/**
 * A crypto provider whose key exchange costs nothing, for targets that look at what is read and not at arithmetic. It has the shapes
 * of the real one, the same results each time, and takes no signature for valid.
 */

import { copyBytes, type RandomSource } from '@nacre/core';
import type { CryptoProvider, Kem, KeyAgreement, MlKem, Modp, Rsa, RsaOaep } from '@nacre/crypto';

import { crypto } from '../fixtures.js';

/** Bytes that are neither zero nor random: as a number, less than each prime of a group of its length. */
const some = (length: number): Uint8Array => new Uint8Array(length).fill(0x42);

function agreement({ publicKeySize, secretSize }: KeyAgreement): KeyAgreement {
  return {
    publicKeySize,
    secretSize,
    generate: () => ({ publicKey: some(publicKeySize), privateKey: some(32) }),
    agree: () => some(secretSize),
  };
}

function kem<K extends Kem>({ publicKeySize, ciphertextSize }: K): MlKem {
  const pair = () => ({ publicKey: some(publicKeySize), privateKey: some(64) });
  return {
    publicKeySize,
    ciphertextSize,
    generate: pair,
    fromSeed: pair,
    encapsulate: () => ({ ciphertext: some(ciphertextSize), sharedSecret: some(32) }),
    decapsulate: () => some(32),
  };
}

const modp: Modp = {
  generate: ({ p }) => ({ publicKey: some(p.length - 1), privateKey: some(64) }),
  // the test of primes must fail as it does for nearly every number that is not one
  agree: ({ p }) => some(p.length - 1),
};

const oaepMessage = (): Uint8Array => Uint8Array.of(0, 0, 0, 2, 0x42, 0x42);

const rsaOaep: RsaOaep = {
  encrypt: ({ n }) => some(n.length),
  decrypt: oaepMessage,
};

function needed<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('the crypto providers lack what the targets need');
  return value;
}

const transientKey = await needed(crypto.rsa).generate(1024);

const rsa: Rsa = {
  generate: () => ({ ...transientKey, d: some(128), p: some(64), q: some(64), iqmp: some(64) }),
  sign: ({ n }) => some(n.length),
  verify: () => false,
};

export const fakeCrypto: CryptoProvider = {
  ...crypto,
  x25519: agreement(needed(crypto.x25519)),
  x448: agreement(needed(crypto.x448)),
  ecdhP256: agreement(needed(crypto.ecdhP256)),
  ecdhP384: agreement(needed(crypto.ecdhP384)),
  mlkem768: kem(needed(crypto.mlkem768)),
  mlkem1024: kem(needed(crypto.mlkem1024)),
  sntrup761: kem(needed(crypto.sntrup761)),
  modp,
  rsa,
  rsaOaep,
  ed25519: { ...needed(crypto.ed25519), verify: () => false },
};

/** Real arithmetic, with one transient key for all exchanges: to make one takes longer than a thousand runs. */
const { rsa: realRsa } = crypto;
const realKey = await needed(realRsa).generate(2048);
export const realCrypto: CryptoProvider = {
  ...crypto,
  rsa: {
    ...needed(realRsa),
    // each exchange erases its key
    generate: () => ({
      ...realKey,
      d: copyBytes(realKey.d),
      p: copyBytes(realKey.p),
      q: copyBytes(realKey.q),
      iqmp: copyBytes(realKey.iqmp),
    }),
  },
};

/** The same bytes each time: engines and their fakes then do the same for the same input. */
export const fixedRandom: RandomSource = {
  fill(bytes) {
    bytes.fill(0x42);
  },
};
