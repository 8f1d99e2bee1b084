/** Runs the compliance suite on each crypto provider, on their merge, and on the pairs of them. */

import { describe, expect, test } from 'vitest';

import { mergeProviders } from '@nacre/crypto';
import { nobleCrypto } from '@nacre/crypto-noble';
import { nobleComplement } from '@nacre/crypto-noble/complement';
import { nodeCrypto } from '@nacre/crypto-node';

import { complianceCases, missingPrimitives, pairCases } from './compliance.js';
import { wycheproofCases } from './wycheproof/wycheproof-cases.js';

const merged = mergeProviders(nodeCrypto, nobleCrypto);
const folder = process.env['NACRE_WYCHEPROOF'];

describe.each([nodeCrypto, nobleCrypto, merged])('crypto provider $name', provider => {
  for (const { name, run } of complianceCases(provider)) test(name, run);

  if (folder !== undefined) {
    for (const { name, run } of wycheproofCases(folder, provider)) test(name, run, 120_000);
  }
});

describe('crypto providers together', () => {
  for (const { name, run } of pairCases(nodeCrypto, nobleCrypto)) test(name, run);
  for (const { name, run } of pairCases(nobleCrypto, nodeCrypto)) test(name, run);
});

test('noble and both merges have every primitive, node all but what node:crypto lacks', () => {
  expect(missingPrimitives(nobleCrypto)).toEqual([]);
  expect(missingPrimitives(merged)).toEqual([]);
  expect(missingPrimitives(mergeProviders(nodeCrypto, nobleComplement))).toEqual([]);
  expect(missingPrimitives(nodeCrypto).filter(name => name !== 'mlkem768')).toEqual(['poly1305', 'bcryptPbkdf']);
});

test.runIf(folder === undefined)('runs without the Wycheproof vectors: NACRE_WYCHEPROOF names no folder', () => {
  expect(folder).toBeUndefined();
});
