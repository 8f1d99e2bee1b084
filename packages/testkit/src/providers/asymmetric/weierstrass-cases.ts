/** Cases for ECDH and ECDSA over each Weierstrass curve. */

import assert from 'node:assert/strict';

import { concatBytes, encodeUtf8 } from '@nacre/core';
import { bigIntToBytes, bytesToBigInt, type CryptoProvider, type Ecdsa, type KeyAgreement } from '@nacre/crypto';

import { type ComplianceCase, flipped, hex, pattern, rejectsMisuse, rejectsPeerKey, same } from '../case.js';
import { WEIERSTRASS_VECTORS, type WeierstrassVectors } from './weierstrass-vectors.js';

type Cases = (provider: CryptoProvider) => readonly ComplianceCase[];

export const ecdhP256Cases: Cases = provider => ecdhCases(WEIERSTRASS_VECTORS.P256, provider);
export const ecdhP384Cases: Cases = provider => ecdhCases(WEIERSTRASS_VECTORS.P384, provider);
export const ecdhP521Cases: Cases = provider => ecdhCases(WEIERSTRASS_VECTORS.P521, provider);
export const ecdhSecp256k1Cases: Cases = provider => ecdhCases(WEIERSTRASS_VECTORS.SECP256K1, provider);

export const ecdsaP256Cases: Cases = provider => ecdsaCases(WEIERSTRASS_VECTORS.P256, provider);
export const ecdsaP384Cases: Cases = provider => ecdsaCases(WEIERSTRASS_VECTORS.P384, provider);
export const ecdsaP521Cases: Cases = provider => ecdsaCases(WEIERSTRASS_VECTORS.P521, provider);
export const ecdsaSecp256k1Cases: Cases = provider => ecdsaCases(WEIERSTRASS_VECTORS.SECP256K1, provider);

function ecdhCases(vectors: WeierstrassVectors, provider: CryptoProvider): readonly ComplianceCase[] {
  const curve = provider[vectors.ecdh] as KeyAgreement | undefined;
  if (curve === undefined) return [];
  const title = `ecdh ${vectors.name}`;
  const { source, i, gi, r, gr, shared } = vectors.agreement;
  const refusals = Object.entries(badPoints(vectors)).map(([what, point]) => ({
    name: `SEC-043: ${title}: refuses a public key: ${what}`,
    run: () => rejectsPeerKey(() => curve.agree(hex(i), point)),
  }));
  return [
    {
      name: `${title}: ${source}, from both sides`,
      async run() {
        same(await curve.agree(hex(i), uncompressed(gr)), shared);
        same(await curve.agree(hex(r), uncompressed(gi)), shared);
      },
    },
    { name: `${title}: fresh pairs agree on as many bytes as a coordinate has`, run: () => freshPairs(vectors, curve) },
    ...refusals,
    {
      name: `${title}: refuses a private key outside the group`,
      async run() {
        for (const scalar of ['00', vectors.order, `01${'00'.repeat(vectors.size)}`])
          await rejectsMisuse(() => curve.agree(hex(scalar), uncompressed(gr)));
      },
    },
  ];
}

async function freshPairs({ size }: WeierstrassVectors, curve: KeyAgreement): Promise<void> {
  for (let round = 0; round < 3; round++) {
    const [a, b] = [await curve.generate(), await curve.generate()];
    assert.equal(curve.publicKeySize, 1 + 2 * size);
    assert.equal(curve.secretSize, size);
    assert.equal(a.publicKey.length, curve.publicKeySize);
    assert.equal(a.privateKey.length, size);
    assert.equal(a.publicKey[0], 4);
    const [ownKey, peerKey] = [Uint8Array.from(a.privateKey), Uint8Array.from(b.publicKey)];
    const pending = curve.agree(ownKey, peerKey);
    ownKey.fill(0); // arguments are taken at the call
    peerKey.fill(0);
    const secret = await pending;
    assert.equal(secret.length, size);
    same(await curve.agree(b.privateKey, a.publicKey), secret);
  }
}

function ecdsaCases(vectors: WeierstrassVectors, provider: CryptoProvider): readonly ComplianceCase[] {
  const scheme = provider[vectors.ecdsa] as Ecdsa | undefined;
  if (scheme === undefined) return [];
  const title = `ecdsa ${vectors.name}`;
  const { source, scalar } = vectors.signature;
  const { publicKey, data, r, s } = signed(vectors);
  return [
    {
      name: `${title}: ${source}: the public key, and the signature in each way to write its numbers`,
      async run() {
        same(await scheme.publicKey(hex(scalar)), publicKey);
        assert.equal(await scheme.verify(publicKey, data, { r, s }), true);
        const padded = { r: concatBytes(new Uint8Array(1), r), s: concatBytes(new Uint8Array(3), s) };
        assert.equal(await scheme.verify(publicKey, data, padded), true);
        // SSH has no rule of a low s: the other one is as right
        const otherS = bigIntToBytes(bytesToBigInt(hex(vectors.order)) - bytesToBigInt(s));
        assert.equal(await scheme.verify(publicKey, data, { r, s: otherS }), true);
      },
    },
    { name: `${title}: own signatures verify, and have no leading zeros`, run: () => ownSignatures(scheme) },
    {
      name: `${title}: changed, zero, out-of-range and over-long numbers do not verify`,
      run: () => refusesNumbers(vectors, scheme),
    },
    {
      name: `SEC-043: ${title}: nothing verifies under a key that is not an uncompressed point on the curve`,
      async run() {
        for (const [what, point] of Object.entries(badPoints(vectors)))
          assert.equal(await scheme.verify(point, data, { r, s }), false, what);
      },
    },
    {
      name: `${title}: refuses a private key outside the group`,
      async run() {
        for (const bad of ['00', vectors.order, `01${'00'.repeat(vectors.size)}`]) {
          await rejectsMisuse(() => scheme.sign(hex(bad), data));
          await rejectsMisuse(() => scheme.publicKey(hex(bad)));
        }
      },
    },
  ];
}

async function ownSignatures(scheme: Ecdsa): Promise<void> {
  const pair = await scheme.generate();
  same(await scheme.publicKey(pair.privateKey), pair.publicKey);
  for (let length = 0; length < 8; length++) {
    const signature = await scheme.sign(pair.privateKey, pattern(length));
    assert.notEqual(signature.r[0], 0);
    assert.notEqual(signature.s[0], 0);
    assert.equal(await scheme.verify(pair.publicKey, pattern(length), signature), true);
    assert.equal(await scheme.verify(pair.publicKey, pattern(length + 1), signature), false);
  }
}

async function refusesNumbers(vectors: WeierstrassVectors, scheme: Ecdsa): Promise<void> {
  const { publicKey, data, r, s } = signed(vectors);
  const order = hex(vectors.order);
  const zero = new Uint8Array(vectors.size);
  const none = new Uint8Array(0);
  const plusOrder = (number: Uint8Array) => bigIntToBytes(bytesToBigInt(number) + bytesToBigInt(order));
  const long = (number: Uint8Array) => concatBytes(Uint8Array.of(1), toSize(number, vectors.size));
  const bad = [
    { r: flipped(r, 15), s },
    { r, s: flipped(s, 8 * s.length - 1) },
    { r: s, s: r },
    { r: zero, s },
    { r, s: zero },
    { r: zero, s: zero },
    { r: none, s: none },
    { r: order, s },
    { r, s: order },
    { r: plusOrder(r), s },
    { r, s: plusOrder(s) },
    { r: long(r), s },
    { r, s: long(s) },
  ];
  for (const [i, signature] of bad.entries())
    assert.equal(await scheme.verify(publicKey, data, signature), false, `number ${i}`);
  assert.equal(await scheme.verify(publicKey, flipped(data, 0), { r, s }), false);
}

function signed({ signature }: WeierstrassVectors) {
  return {
    publicKey: uncompressed(signature.publicKey),
    data: encodeUtf8(signature.data),
    r: hex(signature.r),
    s: hex(signature.s),
  };
}

/** Anything but the plain uncompressed form of a point on the curve. */
function badPoints(vectors: WeierstrassVectors): Readonly<Record<string, Uint8Array>> {
  const { size, prime } = vectors;
  const good = uncompressed(vectors.agreement.gi);
  const x = good.subarray(1, 1 + size);
  const isOdd = ((good.at(-1) as number) & 1) === 1;
  const withForm = (form: number) => concatBytes(Uint8Array.of(form), good.subarray(1));
  return {
    nothing: new Uint8Array(0),
    'the point at infinity': Uint8Array.of(0),
    'the point at infinity, as long as any': new Uint8Array(1 + 2 * size),
    'all ones': concatBytes(Uint8Array.of(4), new Uint8Array(2 * size).fill(1)),
    'all zero': concatBytes(Uint8Array.of(4), new Uint8Array(2 * size)),
    compressed: concatBytes(Uint8Array.of(isOdd ? 3 : 2), x),
    hybrid: withForm(isOdd ? 7 : 6),
    'hybrid with the other sign': withForm(isOdd ? 6 : 7),
    'no form at all': withForm(5),
    'x equal to the prime': concatBytes(Uint8Array.of(4), hex(prime), new Uint8Array(size)),
    'a point of the curve with the prime added to x': pointWithLargeX(vectors),
    'y off by one': flipped(good, 8 * good.length - 8),
    'x off by one': flipped(good, 8 * size),
    'cut short': good.subarray(0, -1),
    'too long': concatBytes(good, new Uint8Array(1)),
  };
}

/** The point with the smallest x, which is written as x + p: right in every way but that x is not below p. */
function pointWithLargeX({ agreement, prime, size, name }: WeierstrassVectors): Uint8Array {
  const p = bytesToBigInt(hex(prime));
  const a = name === 'secp256k1' ? 0n : -3n;
  const point = hex(agreement.gi);
  const [knownX, knownY] = [bytesToBigInt(point.subarray(0, size)), bytesToBigInt(point.subarray(size))];
  const b = knownY * knownY - knownX ** 3n - a * knownX;
  for (let x = 0n; ; x++) {
    const square = (((x ** 3n + a * x + b) % p) + p) % p;
    const y = power(square, (p + 1n) / 4n, p); // each p here is 3 modulo 4
    if ((y * y) % p === square)
      return concatBytes(Uint8Array.of(4), bigIntToBytes(x + p, size), bigIntToBytes(y, size));
  }
}

function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n;
  for (const bit of exponent.toString(2)) result = (result * result * (bit === '1' ? base : 1n)) % modulus;
  return result;
}

function uncompressed(coordinates: string): Uint8Array {
  return concatBytes(Uint8Array.of(4), hex(coordinates));
}

function toSize(number: Uint8Array, size: number): Uint8Array {
  return bigIntToBytes(bytesToBigInt(number), size);
}
