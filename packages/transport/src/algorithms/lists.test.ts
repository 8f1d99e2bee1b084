import { describe, expect, test } from 'vitest';

import { type AlgorithmCategory, catalogue, type CryptoProvider, offeredAlgorithms } from '@nacre/crypto';

import { type AlgorithmChoice, readAlgorithms } from './lists.js';

/** A provider that has everything. The lists look only for presence. */
const everything: CryptoProvider = (() => {
  const hashes = Object.fromEntries(['md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512'].map(name => [name, {}]));
  const needs = Object.values(catalogue).flatMap(entries => entries.flatMap(entry => entry.needs));
  return {
    name: 'everything',
    hashes,
    ...Object.fromEntries(needs.map(need => [need, {}])),
  } as unknown as CryptoProvider;
})();

/** The same without the primitives named. */
function lacking(...names: readonly string[]): CryptoProvider {
  return Object.fromEntries(
    Object.entries(everything).filter(([name]) => !names.includes(name)),
  ) as unknown as CryptoProvider;
}

const read = (category: AlgorithmCategory, choice?: AlgorithmChoice, crypto = everything) =>
  readAlgorithms(category, choice, 'client', crypto);
const DEFAULT = read('cipher');
const misuse = (...texts: readonly string[]) =>
  expect.objectContaining({
    code: 'MISUSE',
    message: expect.stringMatching(new RegExp(texts.map(text => text.replace(/[*+?.]/g, '\\$&')).join('.*'), 's')),
  });

describe('[ALG-131] lists', () => {
  const CBC = ['aes256-cbc', 'aes192-cbc', 'aes128-cbc'];
  const CTR = ['aes256-ctr', 'aes192-ctr', 'aes128-ctr'];
  const without = (...names: readonly string[]) => DEFAULT.filter(name => !names.includes(name));

  test.each<[AlgorithmChoice | undefined, readonly string[]]>([
    [undefined, DEFAULT],
    [
      ['aes128-ctr', 'aes256-cbc'],
      ['aes128-ctr', 'aes256-cbc'],
    ],
    ['aes128-ctr,aes256-cbc', ['aes128-ctr', 'aes256-cbc']],
    [' aes128-ctr , aes256-cbc ', ['aes128-ctr', 'aes256-cbc']],
    ['+aes256-cbc', [...DEFAULT, 'aes256-cbc']],
    ['+aes256-cbc,3des-cbc', [...DEFAULT, 'aes256-cbc', '3des-cbc']],
    ['+aes128-ctr', DEFAULT], // what is there stays where it is
    ['-aes128-ctr', without('aes128-ctr')],
    ['-aes*ctr', without(...CTR)],
    ['-blowfish-cbc', DEFAULT], // taking away what is not there is no mistake
    ['-no-such-*', DEFAULT],
    ['^aes128-ctr', ['aes128-ctr', ...without('aes128-ctr')]],
    ['^aes256-cbc,aes128-ctr', ['aes256-cbc', 'aes128-ctr', ...without('aes128-ctr')]],
    ['aes*ctr', CTR],
    ['aes???-cbc', CBC],
    ['+aes*-cbc', [...DEFAULT, ...CBC]],
    ['default', DEFAULT],
    ['aes256-cbc,default', ['aes256-cbc', ...DEFAULT]],
    ['default,aes256-cbc', [...DEFAULT, 'aes256-cbc']],
    ['aes128-ctr,aes128-ctr,aes*-ctr', ['aes128-ctr', 'aes256-ctr', 'aes192-ctr']],
    [['aes128-ctr', 'aes128-ctr'], ['aes128-ctr']],
  ])('%j', (choice, names) => {
    expect(read('cipher', choice)).toEqual(names);
  });

  test('a wildcard reaches what is offered only on request, and what the runtime lacks is not matched', () => {
    expect(read('cipher', 'arcfour*')).toEqual(['arcfour256', 'arcfour128', 'arcfour']);
    expect(read('cipher', '*-cbc', lacking('tripleDesCbc', 'aesCbc'))).not.toContain('3des-cbc');
  });

  test('a dot in a pattern is a dot, and many stars cost nothing', () => {
    expect(() => read('kex', 'curve25519.sha256')).toThrow(misuse('curve25519.sha256'));
    const started = performance.now();
    expect(() => read('cipher', `${'*a'.repeat(40)}*!`)).toThrow(misuse('matches'));
    expect(performance.now() - started).toBeLessThan(200);
  });

  test('servers and clients have defaults of their own', () => {
    const client = readAlgorithms('kex', undefined, 'client', everything);
    const server = readAlgorithms('kex', undefined, 'server', everything);
    expect(client.filter(name => !server.includes(name))).toEqual(
      client.filter(name => name.startsWith('diffie-hellman')),
    );
    expect(server.every(name => client.includes(name))).toBe(true);
    expect(client).toEqual(offeredAlgorithms('kex', 'client', everything));
  });
});

describe('[ALG-131] what is refused', () => {
  test.each<[AlgorithmCategory, AlgorithmChoice, readonly string[]]>([
    ['cipher', ['rot13'], ['cipher', '"rot13" is not known', 'aes256-ctr']],
    ['cipher', 'aes256-ctr,rot13', ['"rot13" is not known']],
    ['cipher', '+rot13', ['"rot13" is not known']],
    ['cipher', '^rot13', ['"rot13" is not known']],
    ['cipher', ['AES256-CTR'], ['"AES256-CTR" is not known']],
    ['cipher', 'none', ['switch protection off']],
    ['mac', 'none', ['switch protection off']],
    ['kex', 'gss-group14-sha256-toWM5Slw5Ew8Mqkay+al2g==', ['known but not supported', 'GSS-API']],
    ['hostKey', 'x509v3-ssh-rsa', ['known but not supported', 'X.509']],
    ['cipher', 'nothing*', ['matches', '"nothing*"']],
    ['cipher', '', ['empty name']],
    ['cipher', 'aes256-ctr,', ['empty name']],
    ['cipher', '+', ['empty name']],
    ['cipher', [], ['cipher']],
    ['kex', '-*', ['kex']],
    ['compression', [], ['compression']],
    ['cipher', ['*'], ['is not known']], // arrays hold names, not patterns
    ['cipher', ['default'], ['is not known']],
  ])('%s %j', (category, choice, texts) => {
    expect(() => read(category, choice)).toThrow(misuse(...texts));
  });

  test('[ALG-135] a known name that the runtime cannot do says what is missing; in the defaults it is simply absent', () => {
    const crypto = lacking('aesGcm', 'umac');
    expect(read('cipher', undefined, crypto)).not.toContain('aes256-gcm@openssh.com');
    expect(read('mac', undefined, crypto).join()).not.toMatch(/umac/);
    expect(() => read('cipher', 'aes256-gcm@openssh.com', crypto)).toThrow(
      misuse('needs aesGcm', 'everything', 'does not have'),
    );
    expect(() => read('cipher', '*gcm*', crypto)).toThrow(misuse('matches'));
  });

  test('[ALG-134] only the list of MACs may be empty', () => {
    expect(read('mac', [])).toEqual([]);
    expect(read('mac', '-*')).toEqual([]);
  });
});
