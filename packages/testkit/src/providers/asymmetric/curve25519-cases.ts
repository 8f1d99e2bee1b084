/** Cases for X25519 (RFC 7748) and Ed25519 (RFC 8032). */

import assert from 'node:assert/strict';

import { concatBytes } from '@nacre/core';
import type { CryptoProvider } from '@nacre/crypto';

import { type ComplianceCase, flipped, hex, pattern, rejectsMisuse, rejectsPeerKey, same } from '../case.js';

const BASE_POINT = `09${'00'.repeat(31)}`;
const AGREEMENTS = [
  {
    name: 'section 5.2, first',
    scalar: 'a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4',
    point: 'e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c',
    result: 'c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552',
  },
  {
    name: 'section 5.2, second (top bit of the point set)',
    scalar: '4b66e9d4d1b4673c5ad22691957d6af5c11b6421e0ea01d42ca4169e7918ba0d',
    point: 'e5210f12786811d3f4b7959d0538ae2c31dbe7106fc03c3efc4cd549c715a493',
    result: '95cbde9476e8907d7aade45cb4b873f88b595a68799fa152e6f8f7647aac7957',
  },
  {
    name: 'section 5.2, one iteration',
    scalar: BASE_POINT,
    point: BASE_POINT,
    result: '422c8e7a6227d7bca1350b3e2bb7279f7897b87bb6854b783c60e80311ae3079',
  },
  {
    name: 'section 6.1, public key of Bob',
    scalar: '5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb',
    point: BASE_POINT,
    result: 'de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f',
  },
];

/** Every encoding of a point whose order divides eight. */
const SMALL_ORDER = [
  '00'.repeat(32),
  `01${'00'.repeat(31)}`,
  'e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800',
  '5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157',
  `ec${'ff'.repeat(30)}7f`,
  `ed${'ff'.repeat(30)}7f`,
  `ee${'ff'.repeat(30)}7f`,
].map(hex);

const SIGNATURES = [
  {
    test: 1,
    seed: '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60',
    publicKey: 'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
    data: '',
    signature: `e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555
      fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b`,
  },
  {
    test: 2,
    seed: '4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb',
    publicKey: '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c',
    data: '72',
    signature: `92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da
      085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00`,
  },
  {
    test: 3,
    seed: 'c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7',
    publicKey: 'fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025',
    data: 'af82',
    signature: `6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac
      18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a`,
  },
];

/** The order of the base point, little-endian: S + L is the other encoding of S that must not verify. */
const ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;

export function* x25519Cases({ x25519 }: CryptoProvider): Generator<ComplianceCase> {
  if (x25519 === undefined) return;
  for (const { name, scalar, point, result } of AGREEMENTS) {
    yield {
      name: `x25519: RFC 7748 ${name}`,
      run: async () => same(await x25519.agree(hex(scalar), hex(point)), result),
    };
  }
  yield {
    name: 'x25519: two fresh pairs agree, and no two pairs are alike',
    async run() {
      const [a, b] = [await x25519.generate(), await x25519.generate()];
      assert.equal(a.publicKey.length, x25519.publicKeySize);
      assert.notDeepEqual(a.publicKey, b.publicKey);
      same(await x25519.agree(a.privateKey, b.publicKey), await x25519.agree(b.privateKey, a.publicKey));
    },
  };
  yield {
    name: 'x25519: refuses every point of small order, with the top bit clear or set',
    async run() {
      const { privateKey } = await x25519.generate();
      for (const point of SMALL_ORDER) {
        await rejectsPeerKey(() => x25519.agree(privateKey, point));
        await rejectsPeerKey(() => x25519.agree(privateKey, flipped(point, 255)));
      }
    },
  };
  yield {
    name: 'x25519: refuses a public key of every wrong length',
    async run() {
      const { privateKey, publicKey } = await x25519.generate();
      for (const length of [0, 1, 31])
        await rejectsPeerKey(() => x25519.agree(privateKey, publicKey.subarray(0, length)));
      for (const extra of [1, 32]) {
        await rejectsPeerKey(() => x25519.agree(privateKey, concatBytes(publicKey, new Uint8Array(extra))));
      }
      await rejectsMisuse(() => x25519.agree(privateKey.subarray(1), publicKey));
    },
  };
}

export function* ed25519Cases({ ed25519 }: CryptoProvider): Generator<ComplianceCase> {
  if (ed25519 === undefined) return;
  for (const { test, seed, publicKey, data, signature } of SIGNATURES) {
    yield {
      name: `ed25519: RFC 8032 section 7.1 test ${test}`,
      async run() {
        same(await ed25519.publicKey(hex(seed)), publicKey);
        same(await ed25519.sign(hex(seed), hex(data)), signature);
        assert.equal(await ed25519.verify(hex(publicKey), hex(data), hex(signature)), true);
      },
    };
  }
  yield {
    name: 'ed25519: a changed bit of data, key or signature does not verify',
    async run() {
      const { privateKey, publicKey } = await ed25519.generate();
      const data = pattern(40);
      const signature = await ed25519.sign(privateKey, data);
      assert.equal(await ed25519.verify(publicKey, data, signature), true);
      for (const bit of [0, 255, 256, 511])
        assert.equal(await ed25519.verify(publicKey, data, flipped(signature, bit)), false);
      for (const bit of [0, 100, 255])
        assert.equal(await ed25519.verify(flipped(publicKey, bit), data, signature), false);
      assert.equal(await ed25519.verify(publicKey, flipped(data, 3), signature), false);
      assert.equal(await ed25519.verify(publicKey, data.subarray(1), signature), false);
    },
  };
  yield {
    name: 'ed25519: malformed keys and signatures give false, and S plus the group order does too',
    async run() {
      const { privateKey, publicKey } = await ed25519.generate();
      const data = pattern(10);
      const signature = await ed25519.sign(privateKey, data);
      for (const length of [0, 1, 32, 63])
        assert.equal(await ed25519.verify(publicKey, data, signature.subarray(0, length)), false);
      assert.equal(await ed25519.verify(publicKey, data, concatBytes(signature, new Uint8Array(1))), false);
      assert.equal(await ed25519.verify(publicKey, data, new Uint8Array(64)), false);
      for (const length of [0, 31])
        assert.equal(await ed25519.verify(publicKey.subarray(0, length), data, signature), false);
      assert.equal(await ed25519.verify(new Uint8Array(32).fill(255), data, signature), false);
      assert.equal(await ed25519.verify(publicKey, data, addOrder(signature)), false);
      await rejectsMisuse(() => ed25519.sign(privateKey.subarray(1), data));
    },
  };
}

function addOrder(signature: Uint8Array): Uint8Array {
  const copy = Uint8Array.from(signature);
  let sum = ORDER;
  for (let i = 63; i >= 32; i--) sum += BigInt(copy[i] as number) << BigInt(8 * (i - 32));
  for (let i = 32; i < 64; i++) copy[i] = Number((sum >> BigInt(8 * (i - 32))) & 255n);
  return copy;
}
