/** Cases for ML-KEM-768 and ML-KEM-1024 (FIPS 203). The known answers were computed with OpenSSL 3.5. */

import assert from 'node:assert/strict';

import { concatBytes } from '@nacre/core';
import type { CryptoProvider, Hash, MlKem } from '@nacre/crypto';

import {
  type ComplianceCase,
  different,
  flipped,
  pattern,
  rejectsMisuse,
  rejectsPeerKey,
  repeat,
  same,
} from '../case.js';

interface Suite {
  readonly name: string;
  readonly publicKeySize: number;
  readonly ciphertextSize: number;
  /** Of the public key for the seed 00 01 02 ... 3f. */
  readonly publicKeySha256: string;
  /** The secret that implicit rejection gives under that seed for a ciphertext of all 0x11. */
  readonly rejection: string;
}

const ML_KEM_768: Suite = {
  name: 'ml-kem-768',
  publicKeySize: 1184,
  ciphertextSize: 1088,
  publicKeySha256: '0b7934c83125c788995e2ba6bd761e33046b3e40571be53e023309a29f398cc9',
  rejection: 'd3cfab20800cdfadff4f1de74628d77b56fbccea8c0045d5648d69edae79b6f2',
};
const ML_KEM_1024: Suite = {
  name: 'ml-kem-1024',
  publicKeySize: 1568,
  ciphertextSize: 1568,
  publicKeySha256: 'c7b8fa0aa471d5ae18922d6ccad5b31e1d84f92ae723abfd13747018740a8530',
  rejection: '7cc603d66c72d20a44e07139f4354c4ccdc61fc9be5962a18bdb60abea8e6f98',
};

export function mlkem768Cases({ mlkem768, hashes }: CryptoProvider): readonly ComplianceCase[] {
  return mlkem768 === undefined ? [] : kemCases(ML_KEM_768, mlkem768, hashes.sha256);
}

export function mlkem1024Cases({ mlkem1024, hashes }: CryptoProvider): readonly ComplianceCase[] {
  return mlkem1024 === undefined ? [] : kemCases(ML_KEM_1024, mlkem1024, hashes.sha256);
}

function kemCases(suite: Suite, kem: MlKem, sha256: Hash | undefined): readonly ComplianceCase[] {
  const { name } = suite;
  return [
    {
      name: `${name}: the public key and the implicit rejection of a known seed`,
      async run() {
        const { publicKey, privateKey } = await kem.fromSeed(Uint8Array.from({ length: 64 }, (_, i) => i));
        if (sha256 !== undefined) same(sha256.digest(publicKey), suite.publicKeySha256);
        same(await kem.decapsulate(privateKey, repeat(0x11, suite.ciphertextSize)), suite.rejection);
        await rejectsMisuse(() => kem.fromSeed(new Uint8Array(32)));
      },
    },
    { name: `${name}: both sides get the same 32 bytes, anew each time`, run: () => agrees(suite, kem) },
    {
      name: `${name}: a wrong ciphertext gives another secret, always the same one, and no error`,
      run: () => rejectsImplicitly(suite, kem),
    },
    { name: `${name}: takes its arguments at the call`, run: () => takesArguments(kem) },
    {
      name: `${name}: refuses a public key with a coefficient that is not below 3329, at either end`,
      run: () => refusesCoefficients(suite, kem),
    },
    {
      name: `${name}: refuses public keys and ciphertexts of a wrong length`,
      async run() {
        const { publicKey, privateKey } = await kem.generate();
        const { ciphertext } = await kem.encapsulate(publicKey);
        for (const bad of resized(publicKey)) await rejectsPeerKey(() => kem.encapsulate(bad));
        for (const bad of resized(ciphertext)) await rejectsPeerKey(() => kem.decapsulate(privateKey, bad));
        await rejectsMisuse(() => kem.decapsulate(privateKey.subarray(1), ciphertext));
      },
    },
  ];
}

async function agrees({ publicKeySize, ciphertextSize }: Suite, kem: MlKem): Promise<void> {
  const { publicKey, privateKey } = await kem.generate();
  const [first, second] = [await kem.encapsulate(publicKey), await kem.encapsulate(publicKey)];
  assert.equal(publicKey.length, publicKeySize);
  assert.equal(kem.publicKeySize, publicKeySize);
  assert.equal(first.ciphertext.length, ciphertextSize);
  assert.equal(kem.ciphertextSize, ciphertextSize);
  assert.equal(first.sharedSecret.length, 32);
  same(await kem.decapsulate(privateKey, first.ciphertext), first.sharedSecret);
  same(await kem.decapsulate(privateKey, second.ciphertext), second.sharedSecret);
  different(first.sharedSecret, second.sharedSecret);
}

async function rejectsImplicitly({ ciphertextSize }: Suite, kem: MlKem): Promise<void> {
  const { publicKey, privateKey } = await kem.generate();
  const { ciphertext, sharedSecret } = await kem.encapsulate(publicKey);
  for (const wrong of [
    flipped(ciphertext, 0),
    flipped(ciphertext, 8 * ciphertextSize - 1),
    new Uint8Array(ciphertextSize),
    repeat(255, ciphertextSize),
  ]) {
    const secret = await kem.decapsulate(privateKey, wrong);
    different(secret, sharedSecret);
    same(await kem.decapsulate(privateKey, wrong), secret);
  }
}

async function takesArguments(kem: MlKem): Promise<void> {
  const { publicKey, privateKey } = await kem.generate();
  const { ciphertext, sharedSecret } = await kem.encapsulate(publicKey);
  const pending = kem.decapsulate(privateKey, ciphertext);
  privateKey.fill(0);
  ciphertext.fill(0);
  same(await pending, sharedSecret);
}

async function refusesCoefficients({ publicKeySize }: Suite, kem: MlKem): Promise<void> {
  const { publicKey } = await kem.generate();
  const withFirst = Uint8Array.from(publicKey);
  withFirst.set([0x01, 0x0d | ((withFirst[1] as number) & 0xf0)]); // 0xd01 = 3329, the modulus
  const withLast = Uint8Array.from(publicKey);
  withLast.set([0xff, 0xff, 0xff], publicKeySize - 32 - 3); // a seed of 32 bytes follows the coefficients
  for (const bad of [withFirst, withLast, repeat(255, publicKeySize)]) await rejectsPeerKey(() => kem.encapsulate(bad));
}

function resized(bytes: Uint8Array): readonly Uint8Array[] {
  return [
    new Uint8Array(0),
    bytes.subarray(1),
    bytes.subarray(0, -1),
    concatBytes(bytes, pattern(1)),
    concatBytes(bytes, bytes),
  ];
}
