/** Cases for AES in CTR and CBC mode (NIST SP 800-38A) and GCM (the test cases of McGrew and Viega's specification). */

import assert from 'node:assert/strict';

import { concatBytes } from '@nacre/core';
import type { CryptoProvider } from '@nacre/crypto';

import { type ComplianceCase, flipped, hex, inPieces, pattern, rejectsMisuse, same } from '../case.js';

const PLAIN = `6bc1bee22e409f96e93d7e117393172a ae2d8a571e03ac9c9eb76fac45af8e51
  30c81c46a35ce411e5fbc1191a0a52ef f69f2445df4f9b17ad2b417be66c3710`;
const KEY_128 = '2b7e151628aed2a6abf7158809cf4f3c';
const KEY_192 = '8e73b0f7da0e6452c810f32b809079e562f8ead2522c6b7b';
const KEY_256 = '603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4';

const CTR = [
  {
    section: 'F.5.1',
    key: KEY_128,
    cipher: `874d6191b620e3261bef6864990db6ce 9806f66b7970fdff8617187bb9fffdff
      5ae4df3edbd5d35e5b4f09020db03eab 1e031dda2fbe03d1792170a0f3009cee`,
  },
  {
    section: 'F.5.3',
    key: KEY_192,
    cipher: `1abc932417521ca24f2b0459fe7e6e0b 090339ec0aa6faefd5ccc2c6f4ce8e94
      1e36b26bd1ebc670d1bd1d665620abf7 4f78a7f6d29809585a97daec58c6b050`,
  },
  {
    section: 'F.5.5',
    key: KEY_256,
    cipher: `601ec313775789a5b7a7f504bbf3d228 f443e3ca4d62b59aca84e990cacaf5c5
      2b0930daa23de94ce87017ba2d84988d dfc9c58db67aada613c2dd08457941a6`,
  },
];
const CTR_START = 'f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff';

const CBC = [
  {
    section: 'F.2.1',
    key: KEY_128,
    cipher: `7649abac8119b246cee98e9b12e9197d 5086cb9b507219ee95db113a917678b2
      73bed6b8e3c1743b7116e69e22229516 3ff1caa1681fac09120eca307586e1a7`,
  },
  {
    section: 'F.2.3',
    key: KEY_192,
    cipher: `4f021db243bc633d7178183a9fa071e8 b4d9ada9ad7dedf4e5e738763f69145a
      571b242012fb7ae07fa9baac3df102e0 08b0e27988598881d920a9e64f5615cd`,
  },
  {
    section: 'F.2.5',
    key: KEY_256,
    cipher: `f58c4c04d6e5f1ba779eabfb5f7bfbd6 9cfc4e967edb808d679f777bc6702c7d
      39f23369a9d9bacfa530e26304231461 b2eb05e2c39be9fcda6c19078c6a9d1b`,
  },
];
const CBC_IV = '000102030405060708090a0b0c0d0e0f';

const GCM_KEY = 'feffe9928665731c6d6a8f9467308308';
const GCM_NONCE = 'cafebabefacedbaddecaf888';
const GCM_PLAIN = `d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72
  1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39`;
const GCM_AAD = 'feedfacedeadbeeffeedfacedeadbeefabaddad2';
const ZERO_NONCE = '00'.repeat(12);

const GCM = [
  {
    test: 1,
    key: '00'.repeat(16),
    nonce: ZERO_NONCE,
    aad: '',
    plain: '',
    cipher: '',
    tag: '58e2fccefa7e3061367f1d57a4e7455a',
  },
  {
    test: 4,
    key: GCM_KEY,
    nonce: GCM_NONCE,
    aad: GCM_AAD,
    plain: GCM_PLAIN,
    cipher: `42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e
      21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac973d58e091`,
    tag: '5bc94fbc3221a5db94fae95ae7121a47',
  },
  {
    test: 13,
    key: '00'.repeat(32),
    nonce: ZERO_NONCE,
    aad: '',
    plain: '',
    cipher: '',
    tag: '530f8afbc74536b9a963b4f1c4cb738b',
  },
  {
    test: 16,
    key: GCM_KEY + GCM_KEY,
    nonce: GCM_NONCE,
    aad: GCM_AAD,
    plain: GCM_PLAIN,
    cipher: `522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa
      8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662`,
    tag: '76fc6ece0f4e1768cddf8853bb2d551b',
  },
];

export function* ctrCases({ aesCtr }: CryptoProvider): Generator<ComplianceCase> {
  if (aesCtr === undefined) return;
  for (const { section, key, cipher } of CTR) {
    yield {
      name: `aes-ctr: SP 800-38A ${section}, whole and in pieces of any length`,
      run() {
        for (const size of [64, 16, 32, 1, 7, 33]) {
          same(inPieces(aesCtr(hex(key), hex(CTR_START)), hex(PLAIN), size), cipher);
        }
      },
    };
  }
  yield {
    name: 'aes-ctr: the counter carries through all 16 bytes and wraps',
    run() {
      const key = hex(KEY_256);
      const wrapped = aesCtr(key, new Uint8Array(16).fill(255));
      wrapped.update(new Uint8Array(16));
      same(wrapped.update(new Uint8Array(16)), aesCtr(key, new Uint8Array(16)).update(new Uint8Array(16)));
    },
  };
  yield {
    name: 'aes-ctr: keeps its own key and counter, leaves its input alone, and refuses wrong sizes',
    async run() {
      const [key, counter, data] = [hex(KEY_128), hex(CTR_START), hex(PLAIN)];
      const cipher = aesCtr(key, counter);
      key.fill(0);
      counter.fill(0);
      same(cipher.update(data), CTR[0]?.cipher ?? '');
      same(data, PLAIN);
      await rejectsMisuse(() => aesCtr(new Uint8Array(31), hex(CTR_START)));
      await rejectsMisuse(() => aesCtr(hex(KEY_128), new Uint8Array(12)));
    },
  };
}

export function* cbcCases({ aesCbc }: CryptoProvider): Generator<ComplianceCase> {
  if (aesCbc === undefined) return;
  for (const { section, key, cipher } of CBC) {
    yield {
      name: `aes-cbc: SP 800-38A ${section}, both ways, by any number of blocks`,
      run() {
        for (const size of [64, 16, 32, 48]) {
          same(inPieces(aesCbc('encrypt', hex(key), hex(CBC_IV)), hex(PLAIN), size), cipher);
          same(inPieces(aesCbc('decrypt', hex(key), hex(CBC_IV)), hex(cipher), size), PLAIN);
        }
      },
    };
  }
  yield {
    name: 'aes-cbc: keeps its own key and iv, and refuses wrong sizes',
    async run() {
      const [key, iv] = [hex(KEY_192), hex(CBC_IV)];
      const cipher = aesCbc('encrypt', key, iv);
      key.fill(0);
      iv.fill(0);
      same(cipher.update(hex(PLAIN)), CBC[1]?.cipher ?? '');
      for (const size of [0, 8, 20, 33])
        await rejectsMisuse(() => aesCbc('encrypt', new Uint8Array(size), hex(CBC_IV)));
      for (const size of [0, 8, 17]) await rejectsMisuse(() => aesCbc('decrypt', hex(KEY_256), new Uint8Array(size)));
    },
  };
}

export function* gcmCases({ aesGcm }: CryptoProvider): Generator<ComplianceCase> {
  if (aesGcm === undefined) return;
  for (const { test, key, nonce, aad, plain, cipher, tag } of GCM) {
    yield {
      name: `aes-gcm: test case ${test}`,
      run() {
        const aead = aesGcm(hex(key));
        const sealed = aead.seal(hex(nonce), hex(aad), hex(plain));
        same(sealed.ciphertext, cipher);
        same(sealed.tag, tag);
        same(aead.open(hex(nonce), hex(aad), hex(cipher), hex(tag)) as Uint8Array, plain);
      },
    };
  }
  yield {
    name: 'aes-gcm: refuses any changed bit of nonce, associated data, ciphertext or tag',
    run() {
      const aead = aesGcm(pattern(32));
      const [nonce, aad] = [pattern(12), pattern(4)];
      const { ciphertext, tag } = aead.seal(nonce, aad, pattern(33));
      assert.ok(aead.open(nonce, aad, ciphertext, tag) !== undefined);
      for (let bit = 0; bit < 8 * tag.length; bit++) {
        assert.equal(aead.open(nonce, aad, ciphertext, flipped(tag, bit)), undefined);
      }
      for (const bit of [0, 100, 263]) assert.equal(aead.open(nonce, aad, flipped(ciphertext, bit), tag), undefined);
      for (const bit of [0, 95]) assert.equal(aead.open(flipped(nonce, bit), aad, ciphertext, tag), undefined);
      for (const bit of [0, 31]) assert.equal(aead.open(nonce, flipped(aad, bit), ciphertext, tag), undefined);
    },
  };
  yield {
    name: 'aes-gcm: refuses a tag of every other length, even one that is a prefix of the right one',
    run() {
      const aead = aesGcm(pattern(16));
      const { ciphertext, tag } = aead.seal(pattern(12), pattern(4), pattern(64));
      for (let length = 0; length < 16; length++) {
        assert.equal(aead.open(pattern(12), pattern(4), ciphertext, tag.subarray(0, length)), undefined);
      }
      assert.equal(aead.open(pattern(12), pattern(4), ciphertext, concatBytes(tag, new Uint8Array(1))), undefined);
    },
  };
  yield {
    name: 'aes-gcm: keeps its own key, serves many packets, and refuses wrong sizes',
    async run() {
      const key = hex(GCM_KEY);
      const aead = aesGcm(key);
      key.fill(0);
      for (let i = 0; i < 3; i++) same(aead.seal(hex(GCM_NONCE), hex(GCM_AAD), hex(GCM_PLAIN)).tag, GCM[1]?.tag ?? '');
      await rejectsMisuse(() => aesGcm(new Uint8Array(20)));
      await rejectsMisuse(() => aead.seal(new Uint8Array(16), pattern(4), pattern(16)));
      await rejectsMisuse(() => aead.open(new Uint8Array(8), pattern(4), pattern(16), pattern(16)));
    },
  };
}
