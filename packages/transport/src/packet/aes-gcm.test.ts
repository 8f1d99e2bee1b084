import { expect, test } from 'vitest';

import { fromHex, toHex } from '@nacre/core';

import { incrementNonce } from './aes-gcm.js';

test.each([
  ['000000000000000000000000', '000000000000000000000001'],
  ['0102030400000000000000ff', '010203040000000000000100'],
  ['01020304000000000000ffff', '010203040000000000010000'],
  ['0102030400000000ffffffff', '010203040000000100000000'],
  ['01020304ffffffffffffffff', '010203040000000000000000'], // carries only inside the counter
])('the nonce after %s is %s', (before, after) => {
  const nonce = fromHex(before);
  incrementNonce(nonce);
  expect(toHex(nonce)).toBe(after);
});
