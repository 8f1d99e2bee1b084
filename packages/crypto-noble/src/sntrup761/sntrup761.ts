/**
 * The key encapsulation mechanism sntrup761: Streamlined NTRU Prime (NTRU Prime round 3, section 3;
 * draft-josefsson-ntruprime-streamlined), as in OpenSSH. Portable, and in constant time as far as the language allows: nothing
 * branches on a secret or looks it up in a table, and only public numbers are divided.
 */

import { sha512 } from '@noble/hashes/sha2.js';

import { concatBytes, equalConstantTime, type RandomSource, zeroize } from '@nacre/core';
import { type KeyPair, requireLength, requirePeerLength } from '@nacre/crypto';

import { inverseMod3 } from './ring/inverse-mod-3.js';
import { inverseOf3Times } from './ring/inverse-mod-q.js';
import {
  CIPHERTEXT_SIZE,
  HASH_SIZE,
  type LargePolynomial,
  P,
  PRIVATE_KEY_SIZE,
  PUBLIC_KEY_SIZE,
  reduce,
  reduceBy3,
  ROUNDED_SIZE,
  SMALL_SIZE,
  type SmallPolynomial,
  WEIGHT,
} from './parameters.js';
import { multiplySmall } from './ring/product.js';
import { decodeLarge, decodeRounded, decodeSmall, encodeLarge, encodeRounded, encodeSmall } from './radix-encoding.js';
import { randomShort, randomSmall } from './samples.js';

/** What is hashed is told apart by its first byte. */
const HASH_PREFIX = { rejection: 0, session: 1, confirmation: 2, input: 3, publicKey: 4 } as const;

/** Private keys are laid out as in the reference implementation. `random` is an argument for known answers. */
export function generatePair(random: RandomSource): KeyPair {
  const [g, inverseOfG] = invertibleSmall(random);
  const f = randomShort(random);
  const publicPolynomial = reduceAll(multiplySmall(inverseOf3Times(f), g)); // h = g / 3f
  const publicKey = new Uint8Array(PUBLIC_KEY_SIZE);
  encodeLarge(publicPolynomial, publicKey);
  const privateKey = new Uint8Array(PRIVATE_KEY_SIZE);
  const { encodedF, encodedInverse, publicCopy, rho, publicHash } = privateParts(privateKey);
  encodeSmall(f, encodedF);
  encodeSmall(inverseOfG, encodedInverse);
  publicCopy.set(publicKey);
  random.fill(rho);
  publicHash.set(hash(HASH_PREFIX.publicKey, publicKey));
  for (const secret of [f, g, inverseOfG]) secret.fill(0);
  return { publicKey, privateKey };
}

/** Of public keys nothing but the length can be wrong: every one of that length decodes. */
export function encapsulateWith(
  random: RandomSource,
  publicKey: Uint8Array,
): { readonly ciphertext: Uint8Array; readonly sharedSecret: Uint8Array } {
  requirePeerLength('sntrup761 key', publicKey, PUBLIC_KEY_SIZE);
  const input = randomShort(random);
  const encodedInput = new Uint8Array(SMALL_SIZE);
  encodeSmall(input, encodedInput);
  const ciphertext = encrypt(input, encodedInput, publicKey, hash(HASH_PREFIX.publicKey, publicKey));
  const sharedSecret = sessionSecret(HASH_PREFIX.session, encodedInput, ciphertext);
  input.fill(0);
  zeroize(encodedInput);
  return { ciphertext, sharedSecret };
}

/** The contract is that of `Kem`. */
export function decapsulate(privateKey: Uint8Array, ciphertext: Uint8Array): Uint8Array {
  requireLength('sntrup761 private key', privateKey, PRIVATE_KEY_SIZE);
  requirePeerLength('sntrup761 ciphertext', ciphertext, CIPHERTEXT_SIZE);
  const { encodedF, encodedInverse, publicCopy, rho, publicHash } = privateParts(privateKey);
  const input = decrypt(decodeRounded(ciphertext.subarray(0, ROUNDED_SIZE)), encodedF, encodedInverse);
  const encodedInput = new Uint8Array(SMALL_SIZE);
  encodeSmall(input, encodedInput);
  const again = encrypt(input, encodedInput, publicCopy, publicHash);
  // A wrong ciphertext gives a secret made from rho instead: nothing shows which of the two it is.
  const accepted = Number(equalConstantTime(again, ciphertext));
  for (let i = 0; i < SMALL_SIZE; i++) {
    const chosen = rho[i] as number;
    encodedInput[i] = chosen ^ (-accepted & (chosen ^ (encodedInput[i] as number)));
  }
  const sharedSecret = sessionSecret(HASH_PREFIX.rejection + accepted, encodedInput, ciphertext);
  input.fill(0);
  zeroize(encodedInput, again);
  return sharedSecret;
}

/** A small polynomial that has an inverse modulo 3 and x^761 - x - 1, and this inverse. Nearly every one has. */
function invertibleSmall(random: RandomSource): readonly [SmallPolynomial, SmallPolynomial] {
  for (;;) {
    const g = randomSmall(random);
    const inverse = inverseMod3(g);
    if (inverse !== undefined) return [g, inverse];
  }
}

/** The rounded product of input and public key, and the hash that confirms the input. */
function encrypt(
  input: SmallPolynomial,
  encodedInput: Uint8Array,
  publicKey: Uint8Array,
  publicHash: Uint8Array,
): Uint8Array {
  const product = reduceAll(multiplySmall(decodeLarge(publicKey), input));
  for (let i = 0; i < P; i++) product[i] = (product[i] as number) - reduceBy3(product[i] as number);
  const ciphertext = new Uint8Array(CIPHERTEXT_SIZE);
  encodeRounded(product, ciphertext);
  const inputHash = hash(HASH_PREFIX.input, encodedInput);
  ciphertext.set(hash(HASH_PREFIX.confirmation, inputHash, publicHash), ROUNDED_SIZE);
  product.fill(0);
  zeroize(inputHash);
  return ciphertext;
}

/** The input, or a fixed short polynomial when what comes out has another weight. */
function decrypt(rounded: LargePolynomial, encodedF: Uint8Array, encodedInverse: Uint8Array): SmallPolynomial {
  const f = decodeSmall(encodedF);
  const inverse = decodeSmall(encodedInverse);
  const timesF = multiplySmall(rounded, f);
  const masked = new Int8Array(P);
  for (let i = 0; i < P; i++) masked[i] = reduceBy3(reduce(3 * (timesF[i] as number)));
  const output = multiplySmall(masked, inverse);
  const input = new Int8Array(P);
  let weight = 0;
  for (let i = 0; i < P; i++) {
    const coefficient = reduceBy3(output[i] as number) | 0;
    input[i] = coefficient;
    weight += coefficient & 1;
  }
  const wrong = ((weight - WEIGHT) >> 31) | ((WEIGHT - weight) >> 31); // all ones, or 0
  for (let i = 0; i < P; i++) {
    const instead = i < WEIGHT ? 1 : 0;
    input[i] = instead ^ (~wrong & (instead ^ (input[i] as number)));
  }
  for (const secret of [f, inverse, timesF, masked, output]) secret.fill(0);
  return input;
}

function sessionSecret(prefix: number, encodedInput: Uint8Array, ciphertext: Uint8Array): Uint8Array {
  const inputHash = hash(HASH_PREFIX.input, encodedInput);
  const secret = hash(prefix, inputHash, ciphertext);
  zeroize(inputHash);
  return secret;
}

function hash(prefix: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const message = concatBytes(Uint8Array.of(prefix), ...parts);
  const digest = sha512(message);
  zeroize(message);
  const result = Uint8Array.from(digest.subarray(0, HASH_SIZE));
  zeroize(digest);
  return result;
}

function reduceAll(coefficients: Float64Array): LargePolynomial {
  const result = new Int16Array(P);
  for (let i = 0; i < P; i++) result[i] = reduce(coefficients[i] as number);
  coefficients.fill(0);
  return result;
}

/** Views into a private key. */
function privateParts(privateKey: Uint8Array) {
  const sizes = { encodedF: SMALL_SIZE, encodedInverse: SMALL_SIZE, publicCopy: PUBLIC_KEY_SIZE, rho: SMALL_SIZE };
  let start = 0;
  const part = (size: number) => privateKey.subarray(start, (start += size));
  return {
    encodedF: part(sizes.encodedF),
    encodedInverse: part(sizes.encodedInverse),
    publicCopy: part(sizes.publicCopy),
    rho: part(sizes.rho),
    publicHash: part(HASH_SIZE),
  };
}
