/** Groups of group exchange: what is asked for, what is chosen, what is refused, and what a moduli file gives. */

import { readFileSync } from 'node:fs';

import { describe, expect, test } from 'vitest';

import { fromHex, isSshError, type RandomSource } from '@nacre/core';
import { bigIntToBytes, bytesToBigInt, type Modp, type ModpGroup, modpGroups } from '@nacre/crypto';
import { nobleCrypto } from '@nacre/crypto-noble';
import { nodeCrypto } from '@nacre/crypto-node';

import { checkGroup, checkPrime } from './check.js';
import { allowedSizes, chooseGroup, groupChooser } from './choose.js';
import { parseModuli } from './moduli.js';
import { bitLength, compareNumbers, isInRange, lessOne } from './numbers.js';
import { groupBitsFor, type GroupRequest } from './request.js';

/** The next number with that remainder by 101 that is like a safe prime by all smaller ones. */
function nextLike(p: bigint, rest: bigint): bigint {
  const smaller = [3n, 5n, 7n, 11n, 13n, 17n, 19n, 23n, 29n, 31n, 37n, 41n, 43n, 47n, 53n, 59n, 61n, 67n, 71n, 73n];
  const primes = [...smaller, 79n, 83n, 89n, 97n];
  for (let n = p + 4n; ; n += 4n) if (n % 101n === rest && primes.every(prime => n % prime > 1n)) return n;
}

const { group1, group14, group15, group16, group18 } = modpGroups;
const random = nobleCrypto.random as RandomSource;
const number = (value: bigint): Uint8Array => bigIntToBytes(value);
const limits = { leastGroupBits: 2048, mostGroupBits: 8192 };
const wide = { minBits: 2048, bits: 2048, maxBits: 8192 };

/** Two primes of 1024 bits, chosen so that neither their product nor half of it has a small divisor: it looks like a safe prime. */
const COMPOSITE = fromHex(
  'aacbd4b0e91f0c9d1c2be4d96da641c445b93af385093d4dea9fc54834ddcfc5f70b069dbb413eacee35c3e1fb758277e1cd240142527e6b8f14d595107730d3' +
    'a2e5515d4ca43560943d2d10da403efbc7d4dd20d5cce28ce0842f95499ea1d2c18d7b196c2c3e0169eaddc8cda553aa37c7b94d6ef8de7337a683cf66fda58e' +
    'b831236941dedc61db3172ba4ad2c7d6e0a446708b299fc8fb65dbeae19dae9e1fda8e934b535705df19ded12ac3cdbf2b36be58c0cf00e9ca01fb1d6f5a4ecd' +
    'cf9089d6eb9e06707dffdec35270244c230ad5271e3a3f4dee114d7c80f3b692a4e50f6ca261625157da5f8253eba784010b2e072c462a4e42970cb960da74eb',
);

test('numbers compare and have bits whatever their leading zeros', () => {
  const values = [0n, 1n, 2n, 3n, 127n, 128n, 255n, 256n, 65_535n, 2n ** 64n - 1n, 2n ** 64n, 2n ** 2048n - 1n];
  for (const [i, a] of values.entries()) {
    const padded = bigIntToBytes(a, 300);
    expect(bitLength(padded)).toBe(a === 0n ? 0 : a.toString(2).length);
    for (const [j, b] of values.entries()) expect(Math.sign(compareNumbers(padded, number(b)))).toBe(Math.sign(i - j));
  }
});

test('[SEC-044] only numbers from 2 to p - 2 are in range', () => {
  const p = bytesToBigInt(group14.p);
  const inRange = [2n, 3n, p >> 1n, p - 3n, p - 2n];
  const outside = [0n, 1n, p - 1n, p, p + 1n, p + 2n, 2n ** 4000n];
  for (const value of inRange) expect(isInRange(number(value), group14.p)).toBe(true);
  for (const value of outside) expect(isInRange(number(value), group14.p)).toBe(false);
  expect(lessOne(group14.p)).toEqual(number(p - 1n));
});

test.each([
  [56, 2048],
  [112, 2048],
  [128, 3072],
  [192, 7680],
  [256, 8192],
])('for %i bits of strength %i bits are asked for', (strength, bits) => {
  expect(groupBitsFor(strength)).toBe(bits);
});

describe('[SEC-045] a client', () => {
  const p = bytesToBigInt(group14.p);
  const sane = (change: Partial<Record<keyof ModpGroup, bigint>>): ModpGroup => ({
    p: change.p === undefined ? group14.p : number(change.p),
    g: change.g === undefined ? group14.g : number(change.g),
  });

  test('takes the groups of RFC 3526', () => {
    for (const group of [group14, group15, group16, group18]) checkGroup(group, wide);
  });

  type Row = readonly [string, ModpGroup, string, Partial<typeof wide>?];
  const refused: readonly Row[] = [
    ['of 512 bits', sane({ p: 2n ** 512n - 569n }), 'has 512 bits'],
    ['of 1024 bits', group1, 'has 1024 bits'],
    ['of more than 8192 bits', sane({ p: (1n << 8192n) + 3n }), 'has 8193 bits'],
    ['larger than asked for', group16, 'not 2048 to 3072', { maxBits: 3072 }],
    ['smaller than asked for', group14, 'not 3072 to 8192', { minBits: 3072 }],
    ['that is zero', sane({ p: 0n }), 'has 0 bits'],
    ['that is even', sane({ p: p - 1n }), 'no safe prime'],
    ['whose half is even', sane({ p: p + 2n }), 'no safe prime'],
    ['with a small divisor', sane({ p: nextLike(p, 0n) }), '101 divides it'],
    ['whose half has a small divisor', sane({ p: nextLike(p, 1n) }), '101 divides it or its half'],
    ['with the generator 0', sane({ g: 0n }), 'generator'],
    ['with the generator 1', sane({ g: 1n }), 'generator'],
    ['with the generator p - 1', sane({ g: p - 1n }), 'generator'],
    ['with a generator larger than p', sane({ g: p + 2n }), 'generator'],
  ];
  test.each(refused.map(([name, group, reason, sizes]) => [name, group, reason, sizes ?? {}] as const))(
    'refuses a group %s',
    (_name, group, reason, sizes) => {
      try {
        checkGroup(group, { ...wide, ...sizes });
        expect.unreachable();
      } catch (error) {
        if (!isSshError(error, 'PROTOCOL_ERROR')) throw error;
        expect([error.disconnect, error.origin]).toEqual([3, 'peer']);
        expect(error.message).toContain(reason);
      }
    },
  );

  const providers = [
    ['node', nodeCrypto.modp],
    ['noble', nobleCrypto.modp],
  ] as const;
  test.each(providers)('sees by the arithmetic of %s that a number is not prime', async (_name, modp) => {
    if (modp === undefined) throw new Error('the provider has no modp');
    checkGroup({ p: COMPOSITE, g: group14.g }, wide); // nothing cheaper sees it
    for (let i = 0; i < 5; i++) {
      await expect(checkPrime({ p: COMPOSITE, g: group14.g }, modp, random)).rejects.toMatchObject({
        code: 'PROTOCOL_ERROR',
        disconnect: 3,
        origin: 'peer',
      });
    }
    // a safe prime that is not built in, as OpenSSH comes with it
    const { groups } = parseModuli(readFileSync(moduliFile, 'utf8'));
    const smallest = groups.find(({ p }) => bitLength(p) === 2048) as ModpGroup;
    for (let i = 0; i < 5; i++) await checkPrime(smallest, modp, random);
  });

  test('spends nothing on groups that it has itself', async () => {
    const never = { agree: () => expect.unreachable(), generate: () => expect.unreachable() } as unknown as Modp;
    for (const group of Object.values(modpGroups)) await checkPrime(group, never, random);
  });
});

describe('[SEC-045] a server', () => {
  const range = (minBits: number, bits: number, maxBits: number): GroupRequest => ({
    form: 'range',
    minBits,
    bits,
    maxBits,
  });
  const groups = [group1, group14, group15, group16, group18];
  const rows: readonly (readonly [string, GroupRequest, number | undefined])[] = [
    ['the wanted size', range(2048, 3072, 8192), 3072],
    ['the next larger one', range(2048, 2049, 8192), 3072],
    ['never less than 2048 bits', range(1024, 1024, 8192), 2048],
    ['never less than 2048 bits to an old request either', { form: 'old', bits: 1024 }, 2048],
    ['the wanted size to an old request', { form: 'old', bits: 4000 }, 4096],
    ['the largest to an old request for more', { form: 'old', bits: 2 ** 32 - 1 }, 8192],
    ['the largest where none is as large as wished', range(2048, 4000, 3500), 3072],
    ['the smallest where less is wished than the least', range(3000, 100, 8192), 3072],
    ['nothing where nothing is between', range(2100, 2100, 2200), undefined],
    ['all sizes', range(0, 0, 2 ** 32 - 1), 2048],
  ];
  test.each(rows)('answers with %s', (_name, request, bits) => {
    const group = chooseGroup(groups, allowedSizes(request, limits), random);
    expect(group && bitLength(group.p)).toBe(bits);
  });

  test.each([
    ['min over max', range(4096, 4096, 2048)],
    ['less than the least', range(512, 1024, 1536)],
    ['more than the most', range(9000, 10_000, 16_384)],
  ])('refuses a request for %s', (_name, request) => {
    expect(() => allowedSizes(request, limits)).toThrow(
      expect.objectContaining({ code: 'PROTOCOL_ERROR', disconnect: 3 }),
    );
  });

  test('chooses among equals at random', () => {
    const equals = Array.from({ length: 4 }, (_, i) => ({ p: group14.p, g: Uint8Array.of(i + 2) }));
    const seen = new Set(Array.from({ length: 200 }, () => chooseGroup(equals, wide, random)));
    expect(seen.size).toBe(4);
  });

  test('leaves groups out whose generator cannot be right', () => {
    const broken = [Uint8Array.of(), Uint8Array.of(0), Uint8Array.of(1), lessOne(group14.p), group14.p];
    for (const g of broken) expect(chooseGroup([{ p: group14.p, g }], wide, random)).toBeUndefined();
  });

  test('offers the groups of RFC 3526 if it has no others', async () => {
    const choose = groupChooser(undefined, random);
    for (const bits of [2048, 3072, 4096, 6144, 8192]) {
      const group = await choose({ ...wide, bits });
      expect(group && bitLength(group.p)).toBe(bits);
    }
  });

  test("asks its owner's function, and checks the answer", async () => {
    const choose = groupChooser(({ bits }) => (bits === 4096 ? group1 : bits === 3072 ? undefined : group14), random);
    expect(await choose(wide)).toBe(group14);
    expect(await choose({ ...wide, bits: 3072 })).toBeUndefined();
    await expect(choose({ ...wide, bits: 4096 })).rejects.toMatchObject({ code: 'MISUSE' });
  });
});

const moduliFile = new URL('../../../test/moduli.txt', import.meta.url);

describe('a moduli file', () => {
  test('of OpenSSH gives groups of every size, all of which clients take', () => {
    const { groups, warnings } = parseModuli(readFileSync(moduliFile, 'utf8'));
    expect(warnings).toEqual([]);
    expect(groups.map(({ p }) => bitLength(p))).toEqual([2048, 2048, 3072, 4096, 6144, 7680, 8192]);
    for (const group of groups) checkGroup(group, wide);
  });

  const hex = Buffer.from(group14.p).toString('hex');
  const good = `20220714110357 2 6 100 2047 2 ${hex}`;
  const bad: readonly (readonly [string, string, string])[] = [
    ['a field is missing', '20220714110357 2 6 100 2047 2', 'seven fields'],
    ['there is a field too many', `${good} 1`, 'seven fields'],
    ['the number is not called safe', good.replace(' 2 6', ' 4 6'), 'safe prime'],
    ['the number is known to be composite', good.replace(' 2 6', ' 2 7'), 'no test'],
    ['the number was never tested', good.replace(' 2 6', ' 2 0'), 'no test'],
    ['a field is no number', good.replace(' 100 ', ' many '), 'no number'],
    ['a field is negative', good.replace(' 100 ', ' -1 '), 'no number'],
    ['the modulus is not hexadecimal', good.replace(hex, `x${hex.slice(1)}`), 'not hexadecimal'],
    ['the size is wrong', good.replace('2047', '2048'), 'size'],
    ['the modulus is even', good.slice(0, -1) + 'e', 'go together'],
    ['the generator is 1', good.replace('2047 2', '2047 1'), 'go together'],
    ['the line is endless', `${good}${'0'.repeat(9000)}`, 'seven fields'],
  ];
  test.each(bad)('is read without the line in which %s', (_name, line, reason) => {
    const { groups, warnings } = parseModuli(`# comment\n\n${line}\r\n${good}\n`);
    expect(groups).toEqual([group14]);
    expect(warnings).toEqual([{ line: 3, reason: expect.stringContaining(reason) }]);
  });

  test('of any length gives so many groups and warnings at most', () => {
    const many = parseModuli(`${good}\n`.repeat(10_001));
    expect([many.groups.length, many.warnings.length]).toEqual([10_000, 1]);
    const none = parseModuli('nonsense\n'.repeat(5000));
    expect([none.groups.length, none.warnings.length]).toEqual([0, 101]);
  });
});
