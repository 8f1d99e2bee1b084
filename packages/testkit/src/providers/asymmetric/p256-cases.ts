/** Cases for ECDH and ECDSA over P-256 (RFC 5903, RFC 6979). */

import assert from 'node:assert/strict';

import { concatBytes } from '@nacre/core';
import type { CryptoProvider, Ecdsa } from '@nacre/crypto';

import { type ComplianceCase, flipped, hex, pattern, rejectsMisuse, rejectsPeerKey, same } from '../case.js';

/** RFC 5903 section 8.1. */
const AGREEMENT = {
  i: 'c88f01f510d9ac3f70a292daa2316de544e9aab8afe84049c62a9c57862d1433',
  gi: `04 dad0b65394221cf9b051e1feca5787d098dfe637fc90b9ef945d0c3772581180
    5271a0461cdb8252d61f1c456fa3e59ab1f45b33accf5f58389e0577b8990bb3`,
  r: 'c6ef9c5d78ae012a011164acb397ce2088685d8f06bf9be0b283ab46476bee53',
  gr: `04 d12dfb5289c8d4f81208b70270398c342296970a0bccb74c736fc7554494bf63
    56fbf3ca366cc23e8157854c13c58d6aac23f046ada30f8353e74f33039872ab`,
  shared: 'd6840f6b42f6edafd13116e0e12565202fef8e9ece7dce03812464d04b9442de',
};

/** RFC 6979 appendix A.2.5 with SHA-256. */
const SIGNATURE = {
  scalar: 'c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721',
  publicKey: `04 60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6
    7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299`,
  data: '73616d706c65',
  r: 'efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716',
  s: 'f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8',
};

const ORDER = 'ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551';
const PRIME = 'ffffffff00000001000000000000000000000000ffffffffffffffffffffffff';

/** Anything but the plain uncompressed form of a point on the curve. */
const BAD_POINTS = {
  nothing: '',
  'the point at infinity': '00',
  'all ones': `04${'01'.repeat(64)}`,
  'all zero': `04${'00'.repeat(64)}`,
  compressed: `03${AGREEMENT.gi.slice(3, 67)}`,
  hybrid: AGREEMENT.gi.replace('04', '07'),
  'hybrid with the other sign': AGREEMENT.gi.replace('04', '06'),
  'no form at all': AGREEMENT.gi.replace('04', '05'),
  'x equal to the prime': `04${PRIME}${'00'.repeat(32)}`,
  'x off by one': AGREEMENT.gi.replace('81180', '81181'),
  'cut short': AGREEMENT.gi.slice(0, -2),
  'too long': `${AGREEMENT.gi}00`,
};

export function* ecdhP256Cases({ ecdhP256 }: CryptoProvider): Generator<ComplianceCase> {
  if (ecdhP256 === undefined) return;
  yield {
    name: 'ecdh p-256: RFC 5903 section 8.1, from both sides',
    async run() {
      same(await ecdhP256.agree(hex(AGREEMENT.i), hex(AGREEMENT.gr)), AGREEMENT.shared);
      same(await ecdhP256.agree(hex(AGREEMENT.r), hex(AGREEMENT.gi)), AGREEMENT.shared);
    },
  };
  yield {
    name: 'ecdh p-256: fresh pairs agree on 32 bytes, leading zeros included',
    async run() {
      for (let i = 0; i < 5; i++) {
        const a = await ecdhP256.generate();
        const b = await ecdhP256.generate();
        assert.equal(a.publicKey.length, ecdhP256.publicKeySize);
        assert.equal(a.publicKey[0], 4);
        const secret = await ecdhP256.agree(a.privateKey, b.publicKey);
        assert.equal(secret.length, 32);
        same(await ecdhP256.agree(b.privateKey, a.publicKey), secret);
      }
    },
  };
  for (const [what, point] of Object.entries(BAD_POINTS)) {
    yield {
      name: `ecdh p-256: refuses a public key: ${what}`,
      run: () => rejectsPeerKey(() => ecdhP256.agree(hex(AGREEMENT.i), hex(point))),
    };
  }
  yield {
    name: 'ecdh p-256: refuses a private key outside the group',
    async run() {
      for (const scalar of ['00', ORDER, `01${'00'.repeat(32)}`]) {
        await rejectsMisuse(() => ecdhP256.agree(hex(scalar), hex(AGREEMENT.gr)));
      }
    },
  };
}

const r = hex(SIGNATURE.r);
const s = hex(SIGNATURE.s);
const publicKey = hex(SIGNATURE.publicKey);
const data = hex(SIGNATURE.data);

export function* ecdsaP256Cases({ ecdsaP256 }: CryptoProvider): Generator<ComplianceCase> {
  if (ecdsaP256 === undefined) return;
  yield {
    name: 'ecdsa p-256: RFC 6979 appendix A.2.5: the public key, and the signature with its high s',
    async run() {
      same(await ecdsaP256.publicKey(hex(SIGNATURE.scalar)), publicKey);
      assert.equal(await ecdsaP256.verify(publicKey, data, { r, s }), true);
      const padded = { r: concatBytes(new Uint8Array(1), r), s: concatBytes(new Uint8Array(3), s) };
      assert.equal(await ecdsaP256.verify(publicKey, data, padded), true);
    },
  };
  yield {
    name: 'ecdsa p-256: own signatures verify, and have no leading zeros',
    async run() {
      const pair = await ecdsaP256.generate();
      same(await ecdsaP256.publicKey(pair.privateKey), pair.publicKey);
      for (let length = 0; length < 20; length++) {
        const signature = await ecdsaP256.sign(pair.privateKey, pattern(length));
        assert.notEqual(signature.r[0], 0);
        assert.notEqual(signature.s[0], 0);
        assert.equal(await ecdsaP256.verify(pair.publicKey, pattern(length), signature), true);
        assert.equal(await ecdsaP256.verify(pair.publicKey, pattern(length + 1), signature), false);
      }
    },
  };
  yield* badSignatureCases(ecdsaP256);
}

function* badSignatureCases(ecdsaP256: Ecdsa): Generator<ComplianceCase> {
  yield {
    name: 'ecdsa p-256: changed, zero, out-of-range and over-long numbers do not verify',
    async run() {
      const zero = new Uint8Array(32);
      const order = hex(ORDER);
      const long = concatBytes(Uint8Array.of(1), r);
      const bad = [
        { r: flipped(r, 7), s },
        { r, s: flipped(s, 255) },
        { r: s, s: r },
        { r: zero, s },
        { r, s: zero },
        { r: zero, s: zero },
        { r: new Uint8Array(0), s: new Uint8Array(0) },
        { r: order, s },
        { r, s: order },
        { r: long, s },
        { r, s: long },
      ];
      for (const signature of bad) assert.equal(await ecdsaP256.verify(publicKey, data, signature), false);
      assert.equal(await ecdsaP256.verify(publicKey, flipped(data, 0), { r, s }), false);
    },
  };
  yield {
    name: 'ecdsa p-256: nothing verifies under a key that is not an uncompressed point on the curve',
    async run() {
      for (const point of Object.values(BAD_POINTS)) {
        assert.equal(await ecdsaP256.verify(hex(point), data, { r, s }), false);
      }
      await rejectsMisuse(() => ecdsaP256.sign(new Uint8Array(32), data));
    },
  };
}
