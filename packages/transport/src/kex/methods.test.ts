/** Every method of the catalogue can be made, of exactly the parts that the catalogue says it needs. */

import { describe, expect, test } from 'vitest';

import { catalogue, type CryptoProvider, mergeProviders, type Need } from '@nacre/crypto';
import { nobleCrypto } from '@nacre/crypto-noble';
import { nodeCrypto } from '@nacre/crypto-node';
import type { RandomSource } from '@nacre/core';

import { type KexRecipe, kexMethod, kexRecipes, startsWithClientShare } from './methods.js';

const crypto = mergeProviders(nodeCrypto, nobleCrypto);
const random = crypto.random as RandomSource;
const names = catalogue.kex.map(({ name }) => name);

function partsOf(recipe: KexRecipe): readonly Need[] {
  switch (recipe.of) {
    case 'ecdh':
      return [recipe.curve, recipe.hash];
    case 'hybrid':
      return [recipe.kem, recipe.curve, recipe.hash];
    case 'dh':
    case 'gex':
      return ['modp', recipe.hash];
    case 'rsa':
      return ['rsaOaep', 'rsa', recipe.hash];
  }
}

test('the catalogue and the recipes name the same methods', () => {
  expect([...kexRecipes.keys()].sort()).toEqual([...names].sort());
});

describe.each(catalogue.kex)('$name', ({ name, needs }) => {
  test('is made of what it needs', () => {
    expect(partsOf(kexRecipes.get(name) as KexRecipe)).toEqual(needs);
    expect(kexMethod(name, crypto, random).name).toBe(name);
  });

  test('has the hash of its name', () => {
    const hash = /-(sha\d+)/.exec(name)?.[1] ?? 'sha256'; // RFC 5656 section 6.2.1: ecdh-sha2- names the hash by the curve
    const byCurve = { 'ecdh-sha2-nistp384': 'sha384', 'ecdh-sha2-nistp521': 'sha512' }[name];
    expect(kexMethod(name, crypto, random).hash.name).toBe(
      name.startsWith('ecdh-sha2-') ? (byCurve ?? 'sha256') : hash,
    );
  });

  test.each(needs)('cannot be had without %s', need => {
    const { [need as 'sha256']: _hash, ...hashes } = crypto.hashes;
    const without = { ...crypto, hashes, [need]: undefined } as CryptoProvider;
    expect(() => kexMethod(name, without, random)).toThrow('not available');
  });
});

test('only hybrids resist quantum computers', () => {
  const resistant = names.filter(name => kexMethod(name, crypto, random).postQuantum);
  expect(resistant).toEqual(names.filter(name => /mlkem|sntrup/.test(name)));
});

test('a guess is made for what starts with a share of the client', () => {
  const others = names.filter(name => !startsWithClientShare(name));
  expect(others).toEqual(names.filter(name => name.includes('group-exchange') || name.startsWith('rsa')));
  for (const name of names) expect(startsWithClientShare(name)).toBe(kexMethod(name, crypto, random).flow === 'shares');
});
