import { expect, test } from 'vitest';

import { isSshError } from '@nacre/core';
import { nodeCrypto } from '@nacre/crypto-node';

import { parseOptions, type TransportOptions } from './options.js';

const random = { fill: (): void => {} };
const base: TransportOptions = { role: 'client', crypto: nodeCrypto, random, software: 'Nacre_1' };
const server: TransportOptions = {
  ...base,
  role: 'server',
  hostKeys: [{ blob: new Uint8Array(1), algorithms: ['ssh-ed25519'] }],
};

test('only what the provider can do is offered', () => {
  const { aesGcm, ...withoutGcm } = nodeCrypto;
  expect(aesGcm).toBeDefined();
  const { algorithms } = parseOptions({ ...base, crypto: { ...withoutGcm, poly1305: undefined } });
  expect(algorithms.cipher).toEqual(['aes256-ctr']);
});

test('a server offers the host key algorithms that its keys can sign', () => {
  expect(parseOptions(server).algorithms.hostKey).toEqual(['ssh-ed25519']);
});

test('a name given twice is offered once', () => {
  const algorithms = { kex: ['curve25519-sha256', 'curve25519-sha256'] };
  expect(parseOptions({ ...base, algorithms }).algorithms.kex).toEqual(['curve25519-sha256']);
});

test.each<readonly [string, TransportOptions, string]>([
  ['an unknown name', { ...base, algorithms: { cipher: ['rot13'] } }, 'rot13 is not known; known are aes256-gcm'],
  [
    'a name that the provider cannot do',
    {
      ...base,
      crypto: { ...nodeCrypto, poly1305: undefined },
      algorithms: { cipher: ['chacha20-poly1305@openssh.com'] },
    },
    'needs a primitive that the crypto provider',
  ],
  ['an empty list', { ...base, algorithms: { kex: [] } }, 'no kex algorithm'],
  ['a server without host keys', { ...base, role: 'server' }, 'needs a host key'],
  [
    'a server whose key signs nothing that is offered',
    { ...server, algorithms: { hostKey: ['rsa-sha2-512'] } },
    'needs a host key',
  ],
  ['a software name with a line end', { ...base, software: 'a\r\nb' }, 'software must be'],
])('%s is misuse', (_name, options, reason) => {
  try {
    parseOptions(options);
    expect.unreachable();
  } catch (error) {
    if (!isSshError(error, 'MISUSE')) throw error;
    expect(error.message).toContain(reason);
  }
});
