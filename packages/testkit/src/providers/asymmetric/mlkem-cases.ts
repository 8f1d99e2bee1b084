/** Cases for ML-KEM-768 (FIPS 203). The known answers were computed with OpenSSL 3.5. */

import assert from 'node:assert/strict';

import { concatBytes } from '@nacre/core';
import type { CryptoProvider, Kem } from '@nacre/crypto';

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

/** For the seed 00 01 02 ... 3f. */
const KNOWN = {
  publicKeySha256: '0b7934c83125c788995e2ba6bd761e33046b3e40571be53e023309a29f398cc9',
  /** The secret that implicit rejection gives for a ciphertext of 1088 bytes 0x11. */
  rejection: 'd3cfab20800cdfadff4f1de74628d77b56fbccea8c0045d5648d69edae79b6f2',
};

export function* mlkem768Cases({ mlkem768, hashes }: CryptoProvider): Generator<ComplianceCase> {
  if (mlkem768 === undefined) return;
  yield {
    name: 'ml-kem-768: the public key and the implicit rejection of a known seed',
    async run() {
      const { publicKey, privateKey } = await mlkem768.fromSeed(Uint8Array.from({ length: 64 }, (_, i) => i));
      if (hashes.sha256 !== undefined) same(hashes.sha256.digest(publicKey), KNOWN.publicKeySha256);
      same(await mlkem768.decapsulate(privateKey, repeat(0x11, 1088)), KNOWN.rejection);
      await rejectsMisuse(() => mlkem768.fromSeed(new Uint8Array(32)));
    },
  };
  yield {
    name: 'ml-kem-768: both sides get the same 32 bytes, anew each time',
    async run() {
      const { publicKey, privateKey } = await mlkem768.generate();
      const [first, second] = [await mlkem768.encapsulate(publicKey), await mlkem768.encapsulate(publicKey)];
      assert.equal(publicKey.length, 1184);
      assert.equal(mlkem768.publicKeySize, 1184);
      assert.equal(first.ciphertext.length, 1088);
      assert.equal(mlkem768.ciphertextSize, 1088);
      assert.equal(first.sharedSecret.length, 32);
      same(await mlkem768.decapsulate(privateKey, first.ciphertext), first.sharedSecret);
      same(await mlkem768.decapsulate(privateKey, second.ciphertext), second.sharedSecret);
      different(first.sharedSecret, second.sharedSecret);
    },
  };
  yield {
    name: 'ml-kem-768: a wrong ciphertext gives another secret, always the same one, and no error',
    async run() {
      const { publicKey, privateKey } = await mlkem768.generate();
      const { ciphertext, sharedSecret } = await mlkem768.encapsulate(publicKey);
      for (const wrong of [
        flipped(ciphertext, 0),
        flipped(ciphertext, 8703),
        new Uint8Array(1088),
        repeat(255, 1088),
      ]) {
        const secret = await mlkem768.decapsulate(privateKey, wrong);
        different(secret, sharedSecret);
        same(await mlkem768.decapsulate(privateKey, wrong), secret);
      }
    },
  };
  yield {
    name: 'ml-kem-768: takes its arguments at the call',
    async run() {
      const { publicKey, privateKey } = await mlkem768.generate();
      const { ciphertext, sharedSecret } = await mlkem768.encapsulate(publicKey);
      const pending = mlkem768.decapsulate(privateKey, ciphertext);
      privateKey.fill(0);
      ciphertext.fill(0);
      same(await pending, sharedSecret);
    },
  };
  yield* mlkem768RefusalCases(mlkem768);
}

function* mlkem768RefusalCases(mlkem768: Kem): Generator<ComplianceCase> {
  yield {
    name: 'ml-kem-768: refuses a public key with a coefficient that is not below 3329, at either end',
    async run() {
      const { publicKey } = await mlkem768.generate();
      const withFirst = Uint8Array.from(publicKey);
      withFirst.set([0x01, 0x0d | ((withFirst[1] as number) & 0xf0)]); // 0xd01 = 3329, the modulus
      const withLast = Uint8Array.from(publicKey);
      withLast.set([0xff, 0xff, 0xff], 1149);
      for (const bad of [withFirst, withLast, repeat(255, 1184)]) await rejectsPeerKey(() => mlkem768.encapsulate(bad));
    },
  };
  yield {
    name: 'ml-kem-768: refuses public keys and ciphertexts of a wrong length',
    async run() {
      const { publicKey, privateKey } = await mlkem768.generate();
      const { ciphertext } = await mlkem768.encapsulate(publicKey);
      for (const bad of resized(publicKey)) await rejectsPeerKey(() => mlkem768.encapsulate(bad));
      for (const bad of resized(ciphertext)) await rejectsPeerKey(() => mlkem768.decapsulate(privateKey, bad));
    },
  };
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
