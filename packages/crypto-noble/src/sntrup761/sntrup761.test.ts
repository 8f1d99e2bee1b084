/** Tests of sntrup761 with known randomness, and of its parts against plain twins. What is public is in the compliance suite. */

import { createHash } from 'node:crypto';

import { afterEach, describe, expect, test, vi } from 'vitest';

import { type RandomSource, toHex } from '@nacre/core';

import { hostRandom } from '../random.js';
import { inverseMod3 } from './ring/inverse-mod-3.js';
import { inverseOf3Times, inverseWith } from './ring/inverse-mod-q.js';
import { ringMachine } from './ring/machine.js';
import { packedCombiner } from './ring/packed-pair.js';
import { HALF_Q, P, Q, WEIGHT } from './parameters.js';
import { multiplySmall, portableProduct } from './ring/product.js';
import { decodeLarge, decodeRounded, decodeSmall, encodeLarge, encodeRounded, encodeSmall } from './radix-encoding.js';
import { randomShort, randomSmall } from './samples.js';
import { sortConstantTime } from './sort.js';
import { decapsulate, encapsulateWith, generatePair } from './sntrup761.js';

afterEach(() => {
  vi.unstubAllGlobals();
  vi.resetModules();
});

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** SHA-512 digests of "nacre sntrup761:0", "nacre sntrup761:1" and so on. */
function knownRandom(): RandomSource {
  const blocks = Array.from({ length: 200 }, (_, i) => createHash('sha512').update(`nacre sntrup761:${i}`).digest());
  const stream = Buffer.concat(blocks);
  let position = 0;
  return {
    fill(bytes) {
      bytes.set(stream.subarray(position, position + bytes.length));
      position += bytes.length;
    },
  };
}

// What follows from that randomness was computed with liboqs 0.15.1.
describe('ALG-17 ALG-18: with known randomness', () => {
  test('key pair, ciphertext and secret are those of liboqs', () => {
    const random = knownRandom();
    const { publicKey, privateKey } = generatePair(random);
    expect(sha256(publicKey)).toBe('a307db2b56a816d4c6b99caa84a98c0c1940cdfd11efb9357aa4d34fbad08d15');
    expect(sha256(privateKey)).toBe('1343bc3431448b70cfc6c3e9acea73c352e7ad399cc6fc359dd7bd197d1fb615');
    const { ciphertext, sharedSecret } = encapsulateWith(random, publicKey);
    expect(sha256(ciphertext)).toBe('d326e71a9b9b04fe28b6b2bb24a3bc9089510159b35132ba859db8861db601c1');
    expect(toHex(sharedSecret)).toBe('f463130a4cd80236648b5faae592fd3c4a25d06621040b1dcc5b57e4625aa97a');
    expect(decapsulate(privateKey, ciphertext)).toEqual(sharedSecret);
  });

  test('a public key of ones alone decodes as in liboqs', () => {
    const { ciphertext, sharedSecret } = encapsulateWith(knownRandom(), new Uint8Array(1158).fill(255));
    expect(sha256(ciphertext)).toBe('df721c2faa01554a68423627341aab798bafaa3a3501a86bffa0147d3b596a7e');
    expect(toHex(sharedSecret)).toBe('499f7c34ab9f147d2ff4a526225611801142c46c766c3e96f564dff6f8b46005');
  });
});

describe('with and without WebAssembly', () => {
  test('this host has the program, and its memory holds nothing after a key was made and used', () => {
    const { publicKey, privateKey } = generatePair(hostRandom);
    decapsulate(privateKey, encapsulateWith(hostRandom, publicKey).ciphertext);
    expect(ringMachine()?.memory.every(byte => byte === 0)).toBe(true);
  });

  test('ALG-17 a host without it makes the same key pair, ciphertext and secrets', async () => {
    const random = knownRandom();
    const expected = [generatePair(random), encapsulateWith(random, generatePair(knownRandom()).publicKey)] as const;
    vi.stubGlobal('WebAssembly', undefined);
    vi.resetModules();
    const portable = await import('./sntrup761.js');
    expect((await import('./ring/machine.js')).ringMachine()).toBeUndefined();
    const again = knownRandom();
    expect(portable.generatePair(again)).toEqual(expected[0]);
    expect(portable.encapsulateWith(again, expected[0].publicKey)).toEqual(expected[1]);
    const { privateKey } = expected[0];
    const { ciphertext, sharedSecret } = expected[1];
    expect(portable.decapsulate(privateKey, ciphertext)).toEqual(sharedSecret);
    const wrong = new Uint8Array(1039).fill(0x11);
    expect(portable.decapsulate(privateKey, wrong)).toEqual(decapsulate(privateKey, wrong));
  });
});

test('twenty pairs of keys agree', () => {
  for (let i = 0; i < 20; i++) {
    const { publicKey, privateKey } = generatePair(hostRandom);
    const { ciphertext, sharedSecret } = encapsulateWith(hostRandom, publicKey);
    expect(decapsulate(privateKey, ciphertext)).toEqual(sharedSecret);
  }
});

test('a polynomial without an inverse modulo 3 is drawn again', () => {
  const random = knownRandom();
  let first = true;
  const zeroFirst: RandomSource = {
    fill(bytes) {
      // 0x15555556 * 3 >> 30 is 1, which stands for the coefficient 0
      if (first) new Int32Array(bytes.buffer).fill(0x15555556);
      else random.fill(bytes);
      first = false;
    },
  };
  expect(toHex(generatePair(zeroFirst).publicKey)).toBe(toHex(generatePair(knownRandom()).publicKey));
});

describe('products', () => {
  test('equal those of plain multiplication, at random and at the limits', () => {
    const large = Int16Array.from({ length: P }, (_, i) => ((i * i * 7919 + 13 * i) % Q) - HALF_Q);
    const small = randomSmall(hostRandom);
    const limits = [new Int16Array(P).fill(HALF_Q), new Int16Array(P).fill(-HALF_Q)];
    const smallLimits = [new Int8Array(P).fill(1), new Int8Array(P).fill(-1)];
    for (const a of [large, ...limits])
      for (const b of [small, ...smallLimits]) {
        expect(Array.from(multiplySmall(a, b))).toEqual(plainProduct(a, b));
        expect(Array.from(portableProduct(a, b))).toEqual(plainProduct(a, b));
      }
  });
});

describe('inverses', () => {
  test('modulo 3: the product is 1, or no inverse exists', () => {
    for (let i = 0; i < 20; i++) {
      const g = randomSmall(hostRandom);
      const inverse = inverseMod3(g);
      if (inverse !== undefined) expect(modulo(plainProduct(g, inverse), 3)).toEqual(one());
    }
    expect(inverseMod3(new Int8Array(P))).toBeUndefined();
    expect(Array.from(inverseMod3(Int8Array.from(one())) as Int8Array)).toEqual(one());
  });

  test('modulo q: three times the product is 1', () => {
    const all = new Int8Array(P).fill(1);
    const last = Int8Array.from({ length: P }, (_, i) => (i === P - 1 ? -1 : 0));
    for (const f of [all, last, Int8Array.from(one()), ...Array.from({ length: 10 }, () => randomShort(hostRandom))]) {
      const inverse = inverseOf3Times(f);
      expect(inverse.every(c => c >= -HALF_Q && c <= HALF_Q)).toBe(true);
      const product = plainProduct(inverse, f).map(c => 3 * c);
      expect(modulo(product, Q)).toEqual(one());
      expect(inverseWith(packedCombiner, f)).toEqual(inverse);
    }
  });
});

describe('encodings', () => {
  test('decode what they encoded, at the limits too', () => {
    const polynomials = [
      Int16Array.from({ length: P }, (_, i) => ((i * i * 31) % Q) - HALF_Q),
      new Int16Array(P).fill(HALF_Q),
      new Int16Array(P).fill(-HALF_Q),
    ];
    for (const polynomial of polynomials) {
      const bytes = new Uint8Array(1158);
      encodeLarge(polynomial, bytes);
      expect(decodeLarge(bytes)).toEqual(polynomial);
      const rounded = polynomial.map(c => Math.round(c / 3) * 3);
      const roundedBytes = new Uint8Array(1007);
      encodeRounded(rounded, roundedBytes);
      expect(decodeRounded(roundedBytes)).toEqual(rounded);
    }
    const small = randomSmall(hostRandom);
    const bytes = new Uint8Array(191).fill(255);
    encodeSmall(small, bytes);
    expect(decodeSmall(bytes)).toEqual(small);
  });

  test('any bytes decode to coefficients in range', () => {
    for (const fill of [0, 1, 127, 255]) {
      const large = decodeLarge(new Uint8Array(1158).fill(fill));
      expect(large.every(c => c >= -HALF_Q && c <= HALF_Q)).toBe(true);
      const rounded = decodeRounded(new Uint8Array(1007).fill(fill));
      expect(rounded.every(c => c >= -HALF_Q && c <= HALF_Q && (c + HALF_Q) % 3 === 0)).toBe(true);
    }
  });
});

describe('samples', () => {
  test('short polynomials have their weight, and both signs anywhere', () => {
    const sums = new Float64Array(P);
    for (let i = 0; i < 400; i++) {
      const short = randomShort(hostRandom);
      expect(short.filter(c => c !== 0)).toHaveLength(WEIGHT);
      short.forEach((c, j) => (sums[j] = (sums[j] as number) + Math.abs(c)));
    }
    // 400 * 286 / 761 is 150, with a deviation of 10
    expect(Math.min(...sums)).toBeGreaterThan(90);
    expect(Math.max(...sums)).toBeLessThan(210);
  });

  test('small polynomials have the three coefficients equally often', () => {
    const counts = new Map<number, number>();
    for (let i = 0; i < 50; i++) for (const c of randomSmall(hostRandom)) counts.set(c, (counts.get(c) ?? 0) + 1);
    expect([...counts.keys()].sort()).toEqual([-1, 0, 1]);
    for (const count of counts.values()) expect(Math.abs(count - (50 * P) / 3)).toBeLessThan(800);
  });
});

test('sorting orders every length and the extreme numbers', () => {
  for (const length of [0, 1, 2, 3, 5, 16, 17, 100, 761]) {
    const values = Int32Array.from({ length }, (_, i) => Math.imul(i + 1, 0x9e3779b1));
    values.set([-(2 ** 31), 2 ** 31 - 1, 0, -1].slice(0, length));
    const expected = Int32Array.from(values).sort();
    sortConstantTime(values);
    expect(values).toEqual(expected);
  }
});

/** Coefficients over the integers, with x^761 replaced by x + 1. */
function plainProduct(a: ArrayLike<number>, b: ArrayLike<number>): readonly number[] {
  const product = new Array<number>(2 * P).fill(0);
  for (let i = 0; i < P; i++)
    for (let j = 0; j < P; j++) product[i + j] = (product[i + j] as number) + (a[i] as number) * (b[j] as number);
  for (let i = 2 * P - 1; i >= P; i--) {
    product[i - P] = (product[i - P] as number) + (product[i] as number);
    product[i - P + 1] = (product[i - P + 1] as number) + (product[i] as number);
  }
  return product.slice(0, P);
}

function modulo(coefficients: readonly number[], modulus: number): readonly number[] {
  return coefficients.map(c => ((c % modulus) + modulus) % modulus);
}

function one(): readonly number[] {
  return [1, ...new Array<number>(P - 1).fill(0)];
}
