import { expect, test } from 'vitest';

import { randomBytes, toHex } from '@nacre/core';

import { seededRandom } from './seeded-random.js';

test('the same seed gives the same bytes, another seed others', () => {
  const bytes = (seed: number): string => toHex(randomBytes(seededRandom(seed), 16));
  expect(bytes(1)).toBe(bytes(1));
  expect(bytes(1)).not.toBe(bytes(2));
});

test('below() stays in its range and reaches all of it', () => {
  const random = seededRandom(7);
  const drawn = new Set(Array.from({ length: 1000 }, () => random.below(7)));
  expect([...drawn].sort()).toEqual([0, 1, 2, 3, 4, 5, 6]);
});
