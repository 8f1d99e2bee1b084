/** Cases for X25519 and X448 (RFC 7748). */

import assert from 'node:assert/strict';

import { concatBytes } from '@nacre/core';
import type { CryptoProvider, KeyAgreement } from '@nacre/crypto';

import { type ComplianceCase, flipped, hex, rejectsMisuse, rejectsPeerKey, same } from '../case.js';

interface Suite {
  readonly name: 'x25519' | 'x448';
  /** Features and threats that refusing every bad point proves. */
  readonly proves: string;
  readonly size: number;
  readonly agreements: readonly {
    readonly section: string;
    readonly scalar: string;
    readonly point: string;
    readonly result: string;
  }[];
  /** Every encoding of a point whose order divides the cofactor. */
  readonly smallOrder: readonly string[];
}

const BASE_25519 = `09${'00'.repeat(31)}`;
const X25519: Suite = {
  name: 'x25519',
  proves: 'SEC-042',
  size: 32,
  agreements: [
    {
      section: '5.2, first',
      scalar: 'a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4',
      point: 'e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c',
      result: 'c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552',
    },
    {
      section: '5.2, second (top bit of the point set)',
      scalar: '4b66e9d4d1b4673c5ad22691957d6af5c11b6421e0ea01d42ca4169e7918ba0d',
      point: 'e5210f12786811d3f4b7959d0538ae2c31dbe7106fc03c3efc4cd549c715a493',
      result: '95cbde9476e8907d7aade45cb4b873f88b595a68799fa152e6f8f7647aac7957',
    },
    {
      section: '5.2, one iteration',
      scalar: BASE_25519,
      point: BASE_25519,
      result: '422c8e7a6227d7bca1350b3e2bb7279f7897b87bb6854b783c60e80311ae3079',
    },
    {
      section: '6.1, public key of Bob',
      scalar: '5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb',
      point: BASE_25519,
      result: 'de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f',
    },
  ],
  smallOrder: [
    '00'.repeat(32),
    `01${'00'.repeat(31)}`,
    'e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800',
    '5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157',
    `ec${'ff'.repeat(30)}7f`,
    `ed${'ff'.repeat(30)}7f`,
    `ee${'ff'.repeat(30)}7f`,
    // the same with the top bit set, which RFC 7748 section 5 ignores
    `${'00'.repeat(31)}80`,
    `01${'00'.repeat(30)}80`,
    'e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b880',
    '5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f11d7',
    `ec${'ff'.repeat(31)}`,
    `ed${'ff'.repeat(31)}`,
    `ee${'ff'.repeat(31)}`,
  ],
};

const BASE_448 = `05${'00'.repeat(55)}`;
const X448: Suite = {
  name: 'x448',
  proves: 'SEC-042',
  size: 56,
  agreements: [
    {
      section: '5.2, first',
      scalar: `3d262fddf9ec8e88495266fea19a34d28882acef045104d0d1aae121
        700a779c984c24f8cdd78fbff44943eba368f54b29259a4f1c600ad3`,
      point: `06fce640fa3487bfda5f6cf2d5263f8aad88334cbd07437f020f08f9
        814dc031ddbdc38c19c6da2583fa5429db94ada18aa7a7fb4ef8a086`,
      result: `ce3e4ff95a60dc6697da1db1d85e6afbdf79b50a2412d7546d5f239f
        e14fbaadeb445fc66a01b0779d98223961111e21766282f73dd96b6f`,
    },
    {
      section: '5.2, second',
      scalar: `203d494428b8399352665ddca42f9de8fef600908e0d461cb021f8c5
        38345dd77c3e4806e25f46d3315c44e0a5b4371282dd2c8d5be3095f`,
      point: `0fbcc2f993cd56d3305b0b7d9e55d4c1a8fb5dbb52f8e9a1e9b6201b
        165d015894e56c4d3570bee52fe205e28a78b91cdfbde71ce8d157db`,
      result: `884a02576239ff7a2f2f63b2db6a9ff37047ac13568e1e30fe63c4a7
        ad1b3ee3a5700df34321d62077e63633c575c1c954514e99da7c179d`,
    },
    {
      section: '6.2, public key of Bob',
      scalar: `1c306a7ac2a0e2e0990b294470cba339e6453772b075811d8fad0d1d
        6927c120bb5ee8972b0d3e21374c9c921b09d1b0366f10b65173992d`,
      point: BASE_448,
      result: `3eb7a829b0cd20f5bcfc0b599b6feccf6da4627107bdb0d4f345b430
        27d8b972fc3e34fb4232a13ca706dcb57aec3dae07bdc1c67bf33609`,
    },
    {
      section: '6.2, shared secret',
      scalar: `9a8f4925d1519f5775cf46b04b5800d4ee9ee8bae8bc5565d498c28d
        d9c9baf574a9419744897391006382a6f127ab1d9ac2d8c0a598726b`,
      point: `3eb7a829b0cd20f5bcfc0b599b6feccf6da4627107bdb0d4f345b430
        27d8b972fc3e34fb4232a13ca706dcb57aec3dae07bdc1c67bf33609`,
      result: `07fff4181ac6cc95ec1c16a94a0f74d12da232ce40a77552281d282b
        b60c0b56fd2464c335543936521c24403085d59a449a5037514a879d`,
    },
  ],
  smallOrder: [
    '00'.repeat(56),
    `01${'00'.repeat(55)}`,
    `fe${'ff'.repeat(27)}fe${'ff'.repeat(27)}`, // p - 1
    `${'ff'.repeat(28)}fe${'ff'.repeat(27)}`, // p, which is 0
    `${'00'.repeat(28)}${'ff'.repeat(28)}`, // p + 1, which is 1
  ],
};

export function x25519Cases({ x25519 }: CryptoProvider): readonly ComplianceCase[] {
  return x25519 === undefined ? [] : agreementCases(X25519, x25519);
}

export function x448Cases({ x448 }: CryptoProvider): readonly ComplianceCase[] {
  return x448 === undefined ? [] : agreementCases(X448, x448);
}

function agreementCases(suite: Suite, curve: KeyAgreement): readonly ComplianceCase[] {
  const { name, proves, size } = suite;
  const known = suite.agreements.map(({ section, scalar, point, result }) => ({
    name: `${name}: RFC 7748 section ${section}`,
    run: async () => same(await curve.agree(hex(scalar), hex(point)), result),
  }));
  return [
    ...known,
    { name: `${name}: two fresh pairs agree, and no two pairs are alike`, run: () => agreesWithItself(curve, size) },
    {
      name: `${proves}: ${name}: refuses every point of small order, in every encoding`,
      async run() {
        const { privateKey } = await curve.generate();
        for (const point of suite.smallOrder) await rejectsPeerKey(() => curve.agree(privateKey, hex(point)));
      },
    },
    {
      name: `${proves}: ${name}: refuses a public key of every wrong length`,
      async run() {
        const { privateKey, publicKey } = await curve.generate();
        for (const length of [0, 1, size - 1])
          await rejectsPeerKey(() => curve.agree(privateKey, publicKey.subarray(0, length)));
        for (const extra of [1, size])
          await rejectsPeerKey(() => curve.agree(privateKey, concatBytes(publicKey, new Uint8Array(extra))));
        await rejectsMisuse(() => curve.agree(privateKey.subarray(1), publicKey));
      },
    },
  ];
}

async function agreesWithItself(curve: KeyAgreement, size: number): Promise<void> {
  const [a, b] = [await curve.generate(), await curve.generate()];
  assert.equal(a.publicKey.length, size);
  assert.equal(curve.publicKeySize, size);
  assert.equal(curve.secretSize, size);
  assert.notDeepEqual(a.publicKey, b.publicKey);
  const [ownKey, peerKey] = [Uint8Array.from(a.privateKey), Uint8Array.from(b.publicKey)];
  const pending = curve.agree(ownKey, peerKey);
  ownKey.fill(0); // arguments are taken at the call
  peerKey.fill(0);
  const secret = await pending;
  assert.equal(secret.length, size);
  same(await curve.agree(b.privateKey, a.publicKey), secret);
  const other = await curve.agree(flipped(a.privateKey, 100), b.publicKey);
  assert.notDeepEqual(other, secret);
}
