/** Cases for Ed25519 and Ed448 (RFC 8032). */

import assert from 'node:assert/strict';

import { concatBytes } from '@nacre/core';
import type { CryptoProvider, EdDsa } from '@nacre/crypto';

import { type ComplianceCase, flipped, hex, pattern, rejectsMisuse, same } from '../case.js';

interface Suite {
  readonly name: 'ed25519' | 'ed448';
  readonly section: string;
  /** Bytes of a key; a signature has twice as many. */
  readonly size: number;
  /** The order of the base point: S plus the order is the other encoding of S that must not verify. */
  readonly order: bigint;
  readonly prime: bigint;
  readonly signatures: readonly {
    readonly test: string;
    readonly seed: string;
    readonly publicKey: string;
    readonly data: string;
    readonly signature: string;
  }[];
}

const ED25519: Suite = {
  name: 'ed25519',
  section: '7.1',
  size: 32,
  order: 2n ** 252n + 27742317777372353535851937790883648493n,
  prime: 2n ** 255n - 19n,
  signatures: [
    {
      test: '1',
      seed: '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60',
      publicKey: 'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
      data: '',
      signature: `e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555
        fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b`,
    },
    {
      test: '2',
      seed: '4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb',
      publicKey: '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c',
      data: '72',
      signature: `92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da
        085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00`,
    },
    {
      test: '3',
      seed: 'c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7',
      publicKey: 'fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025',
      data: 'af82',
      signature: `6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac
        18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a`,
    },
  ],
};

const ED448: Suite = {
  name: 'ed448',
  section: '7.4',
  size: 57,
  order: 2n ** 446n - 13818066809895115352007386748515426880336692474882178609894547503885n,
  prime: 2n ** 448n - 2n ** 224n - 1n,
  signatures: [
    {
      test: 'blank',
      seed: `6c82a562cb808d10d632be89c8513ebf6c929f34ddfa8c9f63c9960ef6e348a3
        528c8a3fcc2f044e39a3fc5b94492f8f032e7549a20098f95b`,
      publicKey: `5fd7449b59b461fd2ce787ec616ad46a1da1342485a70e1f8a0ea75d80e96778
        edf124769b46c7061bd6783df1e50f6cd1fa1abeafe8256180`,
      data: '',
      signature: `533a37f6bbe457251f023c0d88f976ae2dfb504a843e34d2074fd823d41a591f
        2b233f034f628281f2fd7a22ddd47d7828c59bd0a21bfd3980ff0d2028d4b18a
        9df63e006c5d1c2d345b925d8dc00b4104852db99ac5c7cdda8530a113a0f4db
        b61149f05a7363268c71d95808ff2e652600`,
    },
    {
      test: '1 octet',
      seed: `c4eab05d357007c632f3dbb48489924d552b08fe0c353a0d4a1f00acda2c463a
        fbea67c5e8d2877c5e3bc397a659949ef8021e954e0a12274e`,
      publicKey: `43ba28f430cdff456ae531545f7ecd0ac834a55d9358c0372bfa0c6c6798c086
        6aea01eb00742802b8438ea4cb82169c235160627b4c3a9480`,
      data: '03',
      signature: `26b8f91727bd62897af15e41eb43c377efb9c610d48f2335cb0bd0087810f435
        2541b143c4b981b7e18f62de8ccdf633fc1bf037ab7cd779805e0dbcc0aae1cb
        cee1afb2e027df36bc04dcecbf154336c19f0af7e0a6472905e799f1953d2a0f
        f3348ab21aa4adafd1d234441cf807c03a00`,
    },
  ],
};

export function ed25519Cases({ ed25519 }: CryptoProvider): readonly ComplianceCase[] {
  return ed25519 === undefined ? [] : signatureCases(ED25519, ed25519);
}

export function ed448Cases({ ed448 }: CryptoProvider): readonly ComplianceCase[] {
  return ed448 === undefined ? [] : signatureCases(ED448, ed448);
}

function signatureCases(suite: Suite, scheme: EdDsa): readonly ComplianceCase[] {
  const { name, section } = suite;
  const known = suite.signatures.map(({ test, seed, publicKey, data, signature }) => ({
    name: `${name}: RFC 8032 section ${section} test ${test}`,
    async run() {
      same(await scheme.publicKey(hex(seed)), publicKey);
      same(await scheme.sign(hex(seed), hex(data)), signature);
      assert.equal(await scheme.verify(hex(publicKey), hex(data), hex(signature)), true);
    },
  }));
  return [
    ...known,
    {
      name: `${name}: a changed bit of data, key or signature does not verify`,
      run: () => refusesChanges(suite, scheme),
    },
    {
      name: `${name}: malformed keys and signatures give false, and S plus the group order does too`,
      run: () => refusesMalformed(suite, scheme),
    },
    {
      name: `${name}: a public key or R whose coordinate is not below the prime does not verify`,
      run: () => refusesNonCanonical(suite, scheme),
    },
  ];
}

async function refusesChanges({ size }: Suite, scheme: EdDsa): Promise<void> {
  const { privateKey, publicKey } = await scheme.generate();
  same(await scheme.publicKey(privateKey), publicKey);
  const data = pattern(40);
  const signature = await scheme.sign(privateKey, data);
  assert.equal(await scheme.verify(publicKey, data, signature), true);
  for (const bit of [0, 8 * size - 1, 8 * size, 16 * size - 1])
    assert.equal(await scheme.verify(publicKey, data, flipped(signature, bit)), false);
  for (const bit of [0, 100, 8 * size - 1])
    assert.equal(await scheme.verify(flipped(publicKey, bit), data, signature), false);
  assert.equal(await scheme.verify(publicKey, flipped(data, 3), signature), false);
  assert.equal(await scheme.verify(publicKey, data.subarray(1), signature), false);
}

async function refusesMalformed({ size, order }: Suite, scheme: EdDsa): Promise<void> {
  const { privateKey, publicKey } = await scheme.generate();
  const data = pattern(10);
  const signature = await scheme.sign(privateKey, data);
  for (const length of [0, 1, size, 2 * size - 1])
    assert.equal(await scheme.verify(publicKey, data, signature.subarray(0, length)), false);
  assert.equal(await scheme.verify(publicKey, data, concatBytes(signature, new Uint8Array(1))), false);
  assert.equal(await scheme.verify(publicKey, data, new Uint8Array(2 * size)), false);
  for (const length of [0, size - 1])
    assert.equal(await scheme.verify(publicKey.subarray(0, length), data, signature), false);
  assert.equal(await scheme.verify(new Uint8Array(size).fill(255), data, signature), false);
  const s = littleEndian(signature.subarray(size));
  for (const other of [s + order, order]) {
    const changed = concatBytes(signature.subarray(0, size), toLittleEndian(other, size));
    assert.equal(await scheme.verify(publicKey, data, changed), false);
  }
  await rejectsMisuse(() => scheme.sign(privateKey.subarray(1), data));
  await rejectsMisuse(() => scheme.publicKey(concatBytes(privateKey, new Uint8Array(1))));
}

/** Under the neutral element as public key, R = neutral element and S = 0 fit any data: what is left is how they are written. */
async function refusesNonCanonical({ size, prime }: Suite, scheme: EdDsa): Promise<void> {
  const neutral = toLittleEndian(1n, size);
  const overlong = toLittleEndian(prime + 1n, size);
  const negativeZero = flipped(neutral, 8 * size - 1);
  const zero = new Uint8Array(size);
  for (const bad of [overlong, negativeZero]) {
    assert.equal(await scheme.verify(bad, pattern(3), concatBytes(neutral, zero)), false, 'public key');
    assert.equal(await scheme.verify(neutral, pattern(3), concatBytes(bad, zero)), false, 'R');
  }
}

function littleEndian(bytes: Uint8Array): bigint {
  return bytes.reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n);
}

function toLittleEndian(value: bigint, size: number): Uint8Array {
  return Uint8Array.from({ length: size }, (_, i) => Number((value >> BigInt(8 * i)) & 255n));
}
