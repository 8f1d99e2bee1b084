import { describe, expect, test } from 'vitest';

import { defaultCrypto } from '@nacre/runtime-node';
import { defaultAlgorithms } from '@nacre/transport';

import { algorithmLists } from './algorithms.js';

const defaults = defaultAlgorithms.cipher;

describe('algorithm lists', () => {
  test.each([
    [
      ['a', 'b'],
      ['a', 'b'],
    ],
    ['a,b', ['a', 'b']],
    ['+aes256-cbc', [...defaults, 'aes256-cbc']],
    ['+aes256-ctr', defaults],
    ['^aes256-ctr', ['aes256-ctr', ...defaults.filter(name => name !== 'aes256-ctr')]],
    ['-aes*-gcm@openssh.com', defaults.filter(name => !name.includes('gcm'))],
    ['-aes256-ctr,chacha20*', defaults.filter(name => name.includes('gcm'))],
    ['-aes???-ctr', defaults.filter(name => name !== 'aes256-ctr')],
  ])('%j stands for %j', (choice, expected) => {
    expect(algorithmLists({ cipher: choice }, [], defaultCrypto()).cipher).toEqual(expected);
  });

  test.each(['', '+', 'a,,b', '-'])('%j is refused', choice => {
    expect(() => algorithmLists({ cipher: choice }, [], defaultCrypto())).toThrow(
      expect.objectContaining({ code: 'MISUSE' }),
    );
  });

  test('known host keys come first, unless the caller chose', () => {
    const preferred = ['rsa-sha2-512', 'unknown-algorithm'];
    const { hostKey } = algorithmLists({}, preferred, defaultCrypto());
    expect(hostKey?.[0]).toBe('rsa-sha2-512');
    expect([...(hostKey ?? [])].sort()).toEqual([...defaultAlgorithms.hostKey].sort());
    expect(algorithmLists({ hostKey: ['ssh-ed25519'] }, preferred, defaultCrypto()).hostKey).toEqual(['ssh-ed25519']);
  });
});
