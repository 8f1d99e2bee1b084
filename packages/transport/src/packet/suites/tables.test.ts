import { describe, expect, test } from 'vitest';

import { fromHex, toHex } from '@nacre/core';
import { type CbcMaker, catalogue, type CryptoProvider, mergeProviders, type StreamCipher } from '@nacre/crypto';
import { nobleCrypto } from '@nacre/crypto-noble';
import { nodeCrypto } from '@nacre/crypto-node';

import { isAead, isChainedThenMac, suiteFor } from '../ciphers.js';
import { cipherKind } from './cipher-table.js';
import { macKind } from './mac-table.js';

const crypto: CryptoProvider = mergeProviders(nodeCrypto, nobleCrypto);
const names = (category: 'cipher' | 'mac'): readonly string[] => catalogue[category].map(({ name }) => name);

test('there is a suite for every cipher and MAC of the catalogue', () => {
  for (const cipher of names('cipher')) {
    for (const mac of names('mac')) expect(suiteFor(cipher, mac).keyBytes).toBeGreaterThanOrEqual(16);
    if (isAead(cipher)) expect(suiteFor(cipher, undefined).macKeyBytes).toBe(0);
    else expect(() => suiteFor(cipher, undefined)).toThrow('No suite');
  }
  expect(() => suiteFor('rot13', 'hmac-sha1')).toThrow('No suite');
  expect(() => suiteFor('aes128-ctr', 'hmac-rot13')).toThrow('No suite');
});

/** Bytes of key, iv and block: RFC 4253 section 6.3, RFC 4344 section 4, RFC 4345. */
const CIPHERS: readonly (readonly [name: string, key: number, iv: number, block: number])[] = [
  ['aes256-ctr', 32, 16, 16],
  ['aes192-ctr', 24, 16, 16],
  ['aes128-ctr', 16, 16, 16],
  ['aes256-cbc', 32, 16, 16],
  ['aes192-cbc', 24, 16, 16],
  ['aes128-cbc', 16, 16, 16],
  ['3des-cbc', 24, 8, 8],
  ['blowfish-cbc', 16, 8, 8],
  ['cast128-cbc', 16, 8, 8],
  ['seed-cbc@ssh.com', 16, 16, 16],
  ['arcfour256', 32, 0, 8],
  ['arcfour128', 16, 0, 8],
  ['arcfour', 16, 0, 8],
];

describe('ciphers', () => {
  test.each(CIPHERS)('%s has a key of %i, an iv of %i and blocks of %i bytes', (name, key, iv, block) => {
    const kind = cipherKind(name);
    expect([kind?.keyBytes, kind?.ivBytes, kind?.blockBytes]).toEqual([key, iv, block]);
    expect(kind?.chained).toBe(name.includes('-cbc'));
    const made: unknown[] = [];
    kind?.make(listening(made), 'decrypt', new Uint8Array(key), new Uint8Array(iv));
    expect(made).toHaveLength(1);
    if (name.includes('-cbc')) expect(made).toEqual([['decrypt', key, iv]]);
  });

  test('are all that the catalogue has beside AEAD', () => {
    expect(names('cipher').filter(name => !isAead(name))).toEqual(CIPHERS.map(([name]) => name));
  });

  test.each([
    ['arcfour', 16, '9ac7cc9a609d1ef7b2932899cde41b97'],
    ['arcfour128', 16, 'ffa0b514647ec04f6306b892ae661181'],
    ['arcfour256', 32, '3e34135c79db010200767651cf263073'],
  ])('%s starts where RFC 4253 or RFC 4345 says, in the streams of RFC 6229', (name, size, stream) => {
    const key = Uint8Array.from({ length: size }, (_, i) => i + 1);
    const cipher = cipherKind(name)?.make({ ...crypto, arcfour: rc4 }, 'encrypt', key, new Uint8Array(0));
    expect(toHex(cipher?.update(new Uint8Array(16)) ?? new Uint8Array(0))).toBe(stream);
  });
});

/** Bytes of key and tag: RFC 4253 section 6.4, RFC 6668, OpenSSH mac.c. */
const MACS: readonly (readonly [name: string, key: number, tag: number])[] = [
  ['hmac-sha2-256', 32, 32],
  ['hmac-sha2-512', 64, 64],
  ['hmac-sha1', 20, 20],
  ['hmac-md5', 16, 16],
  ['hmac-sha2-256-96', 32, 12],
  ['hmac-sha2-512-96', 64, 12],
  ['hmac-sha1-96', 20, 12],
  ['hmac-md5-96', 16, 12],
  ['hmac-sha256@ssh.com', 16, 32],
  ['hmac-sha256-2@ssh.com', 32, 32],
  ['hmac-sha224@ssh.com', 28, 28],
  ['hmac-sha384@ssh.com', 48, 48],
  ['hmac-sha512@ssh.com', 64, 64],
  ['umac-64@openssh.com', 16, 8],
  ['umac-128@openssh.com', 16, 16],
];
const ETM = /^(hmac-(?:sha2-\d+|sha1|md5)(?:-96)?|umac-\d+)(?:@openssh\.com)?$/;

describe('MACs', () => {
  test.each(MACS)('%s has a key of %i and a tag of %i bytes', (name, key, tag) => {
    const base = ETM.exec(name)?.[1];
    for (const full of base === undefined ? [name] : [name, `${base}-etm@openssh.com`]) {
      const kind = macKind(full);
      expect([full, kind?.keyBytes, kind?.make(crypto, new Uint8Array(key)).tagBytes]).toEqual([full, key, tag]);
      expect(kind?.coversCiphertext).toBe(full !== name);
    }
  });

  test('are all that the catalogue has', () => {
    const all = MACS.flatMap(([name]) => (ETM.test(name) ? [name, `${ETM.exec(name)?.[1]}-etm@openssh.com`] : [name]));
    expect([...all].sort()).toEqual([...names('mac')].sort());
  });

  test('HMAC covers the sequence number and the data, and a short tag is the start of the long one (RFC 4231, case 2)', () => {
    // the key "Jefe" and the text "what do ya want for nothing?", whose first four bytes stand for a sequence number
    const key = fromHex('4a656665');
    const [sequence, rest] = [0x77686174, new TextEncoder().encode(' do ya want for nothing?')];
    const tag = '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843';
    expect(toHex(macKind('hmac-sha2-256')?.make(crypto, key).tag(sequence, rest) ?? key)).toBe(tag);
    const short = macKind('hmac-sha2-256-96')?.make(crypto, key);
    expect(toHex(short?.tag(sequence, rest.subarray(0, 9), rest.subarray(9)) ?? key)).toBe(tag.slice(0, 24));
  });

  test('UMAC takes the sequence number as a nonce of eight bytes', () => {
    const key = new Uint8Array(16).fill(9);
    const data = Uint8Array.of(1, 2, 3);
    const umac = crypto.umac?.(crypto.aesCbc as CbcMaker, key, 8);
    const expected = umac?.compute(Uint8Array.of(0, 0, 0, 0, 0x89, 0xab, 0xcd, 0xef), data);
    const authenticator = macKind('umac-64@openssh.com')?.make(crypto, key);
    expect(authenticator?.tag(0x89abcdef, data)).toEqual(expected);
    expect(authenticator?.tag(0x89abcdef, data.subarray(0, 1), data.subarray(1))).toEqual(expected);
    expect(authenticator?.tag(0x89abcdee, data)).not.toEqual(expected);
  });

  test.each(['umac-128@openssh.com', 'umac-128-etm@openssh.com'])(
    '%s is erased with the keys of its direction',
    mac => {
      const suite = suiteFor('aes128-ctr', mac);
      const keys = { iv: new Uint8Array(16), key: new Uint8Array(16), macKey: new Uint8Array(16).fill(9) };
      const sealing = suite.seal(crypto, keys);
      expect(sealing.seal(0, new Uint8Array(32))).toBeDefined();
      sealing.erase();
      expect(keys.macKey).toEqual(new Uint8Array(16));
      expect(() => sealing.seal(1, new Uint8Array(32))).toThrow('after its key was erased');
    },
  );
});

test('only chained ciphers with a MAC over ciphertext are open to Terrapin', () => {
  for (const cipher of names('cipher')) {
    for (const mac of names('mac'))
      expect([cipher, mac, isChainedThenMac(cipher, mac)]).toEqual([
        cipher,
        mac,
        cipher.includes('-cbc') && mac.includes('-etm@'),
      ]);
    expect(isChainedThenMac(cipher, undefined)).toBe(false);
  }
});

/** A provider that tells with how much its ciphers were made. */
function listening(made: unknown[]): CryptoProvider {
  const same: StreamCipher = { update: data => data };
  const cbc: CbcMaker = (direction, key, iv) => (made.push([direction, key.length, iv.length]), same);
  return {
    ...crypto,
    aesCtr: (key, counter) => (made.push([key.length, counter.length]), same),
    aesCbc: cbc,
    tripleDesCbc: cbc,
    blowfishCbc: cbc,
    cast128Cbc: cbc,
    seedCbc: cbc,
    arcfour: key => (made.push([key.length]), same),
  };
}

/** RC4, which no provider has by default. */
function rc4(key: Uint8Array): StreamCipher {
  const state = Uint8Array.from({ length: 256 }, (_, i) => i);
  const swap = (a: number, b: number): void => {
    [state[a], state[b]] = [state[b] as number, state[a] as number];
  };
  for (let i = 0, j = 0; i < 256; i++) {
    j = (j + (state[i] as number) + (key[i % key.length] as number)) & 255;
    swap(i, j);
  }
  let [i, j] = [0, 0];
  const next = (): number => {
    i = (i + 1) & 255;
    j = (j + (state[i] as number)) & 255;
    swap(i, j);
    return state[((state[i] as number) + (state[j] as number)) & 255] as number;
  };
  return { update: data => Uint8Array.from(data, byte => byte ^ next()) };
}
