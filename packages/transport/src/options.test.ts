import { describe, expect, test } from 'vitest';

import { isSshError } from '@nacre/core';
import { catalogue } from '@nacre/crypto';
import { nodeCrypto } from '@nacre/crypto-node';
import { decode } from '@nacre/wire';

import { ServerSigAlgs } from './generated/index.js';
import { parseOptions, type TransportOptions } from './options.js';
import { cipherBytes, type RekeyLimits } from './rekey-limits.js';

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
  expect(algorithms.cipher).toEqual(['aes256-ctr', 'aes192-ctr', 'aes128-ctr']);
});

test('a server offers the host key algorithms that its keys can sign', () => {
  expect(parseOptions(server).algorithms.hostKey).toEqual(['ssh-ed25519']);
});

test('a name given twice is offered once', () => {
  const algorithms = { kex: ['curve25519-sha256', 'curve25519-sha256'] };
  expect(parseOptions({ ...base, algorithms }).algorithms.kex).toEqual(['curve25519-sha256']);
});

test.each<readonly [string, TransportOptions, string]>([
  ['an unknown name', { ...base, algorithms: { cipher: ['rot13'] } }, '"rot13" is not known; known are aes256-gcm'],
  [
    'a name that the provider cannot do',
    {
      ...base,
      crypto: { ...nodeCrypto, poly1305: undefined },
      algorithms: { cipher: ['chacha20-poly1305@openssh.com'] },
    },
    'needs poly1305, which the crypto provider',
  ],
  ['an empty list', { ...base, algorithms: { kex: [] } }, 'no kex algorithm'],
  ['a server without host keys', { ...base, role: 'server' }, 'needs a host key'],
  [
    'a server whose key signs nothing that is offered',
    { ...server, algorithms: { hostKey: ['rsa-sha2-512'] } },
    'needs a host key',
  ],
  ['a software name with a line end', { ...base, software: 'a\r\nb' }, 'software must be'],
  ['comments with a line end', { ...base, comments: 'a\nb' }, 'comments must be'],
  ['a version line of 256 bytes', { ...base, software: 'x', comments: 'x'.repeat(244) }, 'a version line of 256 bytes'],
  ['a limit that is no count', { ...base, limits: { heldBytes: Number.NaN } }, 'limits.heldBytes must be an integer'],
  ['a limit of zero', { ...base, limits: { packetBytes: 0 } }, 'limits.packetBytes must be an integer of at least 1'],
  ['a limit that nobody knows', { ...base, limits: { bites: 1 } as never }, 'limits.bites is not known'],
  ['a policy that nobody knows', { ...base, strictKex: 'demand' as never }, 'strictKex must be one of offer, require'],
  ['a Terrapin policy that nobody knows', { ...base, terrapinPolicy: 'no' as never }, 'terrapinPolicy must be one of'],
  ['an extension name with a comma', { ...base, extInfo: { 'a,b': new Uint8Array(0) } }, '"a,b" is no extension name'],
  [
    'an extension name that is too long',
    { ...base, extInfo: { ['x'.repeat(65)]: new Uint8Array(0) } },
    'is no extension',
  ],
])('%s is misuse', (_name, options, reason) => {
  try {
    parseOptions(options);
    expect.unreachable();
  } catch (error) {
    if (!isSshError(error, 'MISUSE')) throw error;
    expect(error.message).toContain(reason);
  }
});

describe('[CON-20] rekey limits', () => {
  test.each<readonly [Partial<RekeyLimits>, string]>([
    [{ bytes: 1023 }, 'rekey.bytes must be an integer, at least 1024, not 1023'],
    [{ bytes: 1e6 + 0.5 }, 'rekey.bytes'],
    [{ bytes: Number.NaN }, 'rekey.bytes'],
    [{ bytes: -1 }, 'rekey.bytes'],
    [{ bytes: '1G' as never }, 'rekey.bytes'],
    [{ packets: 15 }, 'rekey.packets must be an integer, 16 to 2147483648, not 15'],
    [{ packets: 2 ** 31 + 1 }, 'rekey.packets'],
    [{ packets: Number.POSITIVE_INFINITY }, 'rekey.packets'],
    [{ milliseconds: 999 }, 'rekey.milliseconds must be an integer, at least 1000, not 999'],
    [{ milliseconds: 0 }, 'rekey.milliseconds'],
  ])('%j is misuse', (rekey, reason) => {
    expect(() => parseOptions({ ...base, rekey })).toThrow(reason);
  });

  test('have defaults one by one, and may be off but for packets', () => {
    expect(parseOptions(base).rekey).toEqual({ bytes: 2 ** 30, packets: 2 ** 31, milliseconds: 3_600_000 });
    const off = { bytes: Number.POSITIVE_INFINITY, milliseconds: Number.POSITIVE_INFINITY };
    expect(parseOptions({ ...base, rekey: off }).rekey).toEqual({ ...off, packets: 2 ** 31 });
  });

  test('are lowered to what the blocks of a cipher bear', () => {
    const cipherNames = catalogue.cipher.map(({ name }) => name);
    const small = cipherNames.filter(name => cipherBytes(name) === 2 ** 30);
    expect(small).toEqual(['3des-cbc', 'blowfish-cbc', 'cast128-cbc']);
    expect(cipherNames.filter(name => cipherBytes(name) === 2 ** 36)).toHaveLength(cipherNames.length - small.length);
  });
});

test('server-sig-algs names signatures, not what stands for certificates', () => {
  const announced = (options: TransportOptions): readonly string[] => {
    const value = parseOptions(options).extInfo.get('server-sig-algs') as Uint8Array;
    return decode(ServerSigAlgs, value).algorithms;
  };
  const all = announced(server);
  expect(all).toEqual(expect.arrayContaining(['ssh-ed25519', 'rsa-sha2-512', 'sk-ssh-ed25519@openssh.com']));
  expect(all.filter(name => name.includes('cert'))).toEqual([]);
  const userKeyAlgorithms = ['ssh-ed25519-cert-v01@openssh.com', 'ssh-rsa', 'rsa-sha2-256-cert-v01@openssh.com'];
  expect(announced({ ...server, userKeyAlgorithms })).toEqual(['ssh-rsa']);
});

test('what EXT_INFO announces may be replaced and taken away', () => {
  const names = (options: TransportOptions): readonly string[] => [...parseOptions(options).extInfo.keys()];
  expect(names(base)).toEqual(['ext-info-in-auth@openssh.com', 'ping@openssh.com']);
  expect(names(server)).toEqual(['server-sig-algs', 'ping@openssh.com']);
  const changed = { 'ping@openssh.com': undefined, 'acme@example.com': Uint8Array.of(1) };
  expect(names({ ...server, extInfo: changed })).toEqual(['server-sig-algs', 'acme@example.com']);
  const replaced = parseOptions({ ...server, extInfo: { 'server-sig-algs': Uint8Array.of(120) } });
  expect(replaced.extInfo.get('server-sig-algs')).toEqual(Uint8Array.of(120));
});
