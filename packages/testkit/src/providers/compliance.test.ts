/** Runs the compliance suite on each crypto provider, on their merge, and on the pairs of them. */

import { afterAll, describe, expect, test } from 'vitest';

import { mergeProviders } from '@nacre/crypto';
import { nobleCrypto } from '@nacre/crypto-noble';
import { nobleComplement } from '@nacre/crypto-noble/complement';
import { nodeCrypto } from '@nacre/crypto-node';

import { complianceCases, missingPrimitives } from './compliance.js';
import { pairCases } from './pairs.js';
import { unknownFiles, untriedFiles, type WycheproofCase, wycheproofCases } from './wycheproof/wycheproof-cases.js';

const merged = mergeProviders(nodeCrypto, nobleCrypto);
const folder = process.env['NACRE_WYCHEPROOF'];

describe.each([nodeCrypto, nobleCrypto, merged])('crypto provider $name', provider => {
  for (const { name, run } of complianceCases(provider)) test(name, run);

  if (folder !== undefined) {
    const cases = wycheproofCases(folder, provider);
    for (const { name, run } of cases) test(name, run, 120_000);
    afterAll(() => print(provider.name, cases));
  }
});

describe('crypto providers together', () => {
  for (const { name, run } of pairCases(nodeCrypto, nobleCrypto)) test(name, run);
  for (const { name, run } of pairCases(nobleCrypto, nodeCrypto)) test(name, run);
});

/** What only OpenSSL has, and most of it only on request; what newer versions of Node have; what no runtime has. */
const LEGACY = ['tripleDesCbc', 'blowfishCbc', 'cast128Cbc', 'seedCbc', 'arcfour'];
const NEWER = ['mlkem768', 'mlkem1024'];
const PORTABLE = ['poly1305', 'chachaPoly', 'umac', 'sntrup761', 'bcryptPbkdf'];

test('noble and both merges have every primitive but the ciphers for old equipment, node all but what node:crypto lacks', () => {
  expect(missingPrimitives(nobleCrypto)).toEqual(LEGACY);
  for (const whole of [merged, mergeProviders(nodeCrypto, nobleComplement)]) {
    expect(missingPrimitives(whole).filter(name => !LEGACY.includes(name))).toEqual([]);
    expect(whole.tripleDesCbc).toBe(nodeCrypto.tripleDesCbc);
  }
  expect(nodeCrypto.tripleDesCbc).toBeDefined();
  const missing = missingPrimitives(nodeCrypto).filter(name => ![...LEGACY, ...NEWER].includes(name));
  expect(missing).toEqual(PORTABLE);
});

describe.runIf(folder !== undefined)('the Wycheproof vectors', () => {
  test('every file of the folder is tried, and no file is missing', () => {
    expect(unknownFiles(folder as string)).toEqual([]);
  });

  test('noble and the merge try every file, node all but those for what it lacks', () => {
    expect(untriedFiles(nobleCrypto)).toEqual([]);
    expect(untriedFiles(merged)).toEqual([]);
    expect(untriedFiles(nodeCrypto)).toEqual([
      'chacha20_poly1305_test.json',
      ...(nodeCrypto.mlkem768 === undefined ? ['mlkem_768_test.json', 'mlkem_1024_test.json'] : []),
    ]);
  });
});

test.runIf(folder === undefined)('runs without the Wycheproof vectors: NACRE_WYCHEPROOF names no folder', () => {
  expect(folder).toBeUndefined();
});

/** What was tried, for the log: a vector that is not in these numbers was not looked at. */
function print(provider: string, cases: readonly WycheproofCase[]): void {
  const lines = cases.map(
    ({ counts: { file, accepted, refused } }) => `  ${file}: ${accepted} accepted, ${refused} refused`,
  );
  process.stdout.write(`Wycheproof with ${provider}:\n${lines.join('\n')}\n`);
}
