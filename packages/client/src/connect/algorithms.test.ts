import { expect, test } from 'vitest';

import { defaultCrypto } from '@nacre/runtime-node';
import { readAlgorithms } from '@nacre/transport';

import { preferringKnown } from './algorithms.js';

test('[SEC-057] known host keys come first, unless the caller chose a fixed order', () => {
  const preferred = ['rsa-sha2-512', 'unknown-algorithm'];
  const { hostKey } = preferringKnown({}, preferred, defaultCrypto());
  expect(hostKey?.[0]).toBe('rsa-sha2-512');
  expect([...(hostKey ?? [])].sort()).toEqual(
    [...readAlgorithms('hostKey', undefined, 'client', defaultCrypto())].sort(),
  );
  const fixed = ['ssh-ed25519', 'rsa-sha2-512'];
  expect(preferringKnown({ hostKey: fixed }, preferred, defaultCrypto()).hostKey).toEqual(fixed);
  expect(preferringKnown({ hostKey: '-ecdsa*' }, preferred, defaultCrypto()).hostKey).toBe('-ecdsa*');
});
