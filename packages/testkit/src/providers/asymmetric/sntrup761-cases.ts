/**
 * Cases for Streamlined NTRU Prime 761. The known answers were computed with liboqs 0.15.1, whose randomness was replaced by the SHA-512
 * digests of "nacre sntrup761:0", "nacre sntrup761:1" and so on.
 */

import assert from 'node:assert/strict';

import { concatBytes } from '@nacre/core';
import type { CryptoProvider, Kem } from '@nacre/crypto';

import {
  type ComplianceCase,
  different,
  flipped,
  hex,
  pattern,
  rejectsMisuse,
  rejectsPeerKey,
  repeat,
  same,
} from '../case.js';
import { SNTRUP761_VECTOR as KNOWN } from './sntrup761-vector.js';

export function* sntrup761Cases({ sntrup761 }: CryptoProvider): Generator<ComplianceCase> {
  if (sntrup761 === undefined) return;
  yield {
    name: 'ALG-17 sntrup761: a known private key opens a known ciphertext, and gives known secrets for wrong ones',
    async run() {
      const [privateKey, ciphertext] = [hex(KNOWN.privateKey), hex(KNOWN.ciphertext)];
      same(await sntrup761.decapsulate(privateKey, ciphertext), KNOWN.sharedSecret);
      same(await sntrup761.decapsulate(privateKey, flipped(ciphertext, 0)), KNOWN.rejections.firstBitTurned);
      const lastByte = 8 * (ciphertext.length - 1);
      same(await sntrup761.decapsulate(privateKey, flipped(ciphertext, lastByte)), KNOWN.rejections.confirmationTurned);
      same(await sntrup761.decapsulate(privateKey, repeat(0x11, 1039)), KNOWN.rejections.all0x11);
    },
  };
  yield {
    name: 'ALG-17 ALG-18 sntrup761: both sides get the same 32 bytes, anew each time',
    async run() {
      const { publicKey, privateKey } = await sntrup761.generate();
      const [first, second] = [await sntrup761.encapsulate(publicKey), await sntrup761.encapsulate(publicKey)];
      assert.equal(publicKey.length, 1158);
      assert.equal(sntrup761.publicKeySize, 1158);
      assert.equal(first.ciphertext.length, 1039);
      assert.equal(sntrup761.ciphertextSize, 1039);
      assert.equal(first.sharedSecret.length, 32);
      same(await sntrup761.decapsulate(privateKey, first.ciphertext), first.sharedSecret);
      same(await sntrup761.decapsulate(privateKey, second.ciphertext), second.sharedSecret);
      different(first.sharedSecret, second.sharedSecret);
      different((await sntrup761.generate()).publicKey, publicKey);
    },
  };
  yield* sntrup761WrongCases(sntrup761);
}

function* sntrup761WrongCases(sntrup761: Kem): Generator<ComplianceCase> {
  yield {
    name: 'SEC-048 sntrup761: a wrong ciphertext gives another secret, always the same one, and no error',
    async run() {
      const { publicKey, privateKey } = await sntrup761.generate();
      const { ciphertext, sharedSecret } = await sntrup761.encapsulate(publicKey);
      const wrongOnes = [0, 4000, 8055, 8056, 8311].map(bit => flipped(ciphertext, bit));
      for (const wrong of [...wrongOnes, new Uint8Array(1039), repeat(255, 1039)]) {
        const secret = await sntrup761.decapsulate(privateKey, wrong);
        different(secret, sharedSecret);
        same(await sntrup761.decapsulate(privateKey, wrong), secret);
      }
    },
  };
  yield {
    name: 'sntrup761: a public key that nobody would make encapsulates, as everywhere',
    async run() {
      for (const publicKey of [new Uint8Array(1158), repeat(255, 1158)]) {
        assert.equal((await sntrup761.encapsulate(publicKey)).ciphertext.length, 1039);
      }
    },
  };
  yield {
    name: 'sntrup761: takes its arguments at the call',
    async run() {
      const { publicKey, privateKey } = await sntrup761.generate();
      const { ciphertext, sharedSecret } = await sntrup761.encapsulate(publicKey);
      const pending = sntrup761.decapsulate(privateKey, ciphertext);
      privateKey.fill(0);
      ciphertext.fill(0);
      same(await pending, sharedSecret);
    },
  };
  yield {
    name: 'SEC-048 sntrup761: refuses public keys, ciphertexts and private keys of a wrong length',
    async run() {
      const { publicKey, privateKey } = await sntrup761.generate();
      const { ciphertext } = await sntrup761.encapsulate(publicKey);
      for (const bad of resized(publicKey)) await rejectsPeerKey(async () => sntrup761.encapsulate(bad));
      for (const bad of resized(ciphertext)) await rejectsPeerKey(async () => sntrup761.decapsulate(privateKey, bad));
      for (const bad of resized(privateKey)) await rejectsMisuse(async () => sntrup761.decapsulate(bad, ciphertext));
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
