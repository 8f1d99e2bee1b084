/** Tests of Blowfish's tables and of bcrypt_pbkdf against keys that ssh-keygen encrypted. */

import { describe, expect, test } from 'vitest';

import { encodeUtf8, fromBase64, toHex } from '@nacre/core';

import { aesCtr } from '../symmetric/aes.js';
import { Blowfish } from './blowfish.js';
import { bcryptPbkdf } from './pbkdf.js';
import { piFractionWords } from './pi.js';

describe('pi', () => {
  test('its fraction begins and ends as the published tables of Blowfish do', () => {
    const words = piFractionWords(18 + 1024);
    const at = (...indexes: readonly number[]) => indexes.map(i => (words[i] as number).toString(16).padStart(8, '0'));
    expect(at(0, 1, 2, 3)).toEqual(['243f6a88', '85a308d3', '13198a2e', '03707344']);
    expect(at(16, 17)).toEqual(['9216d5d9', '8979fb1b']);
    expect(at(18, 19, 18 + 255)).toEqual(['d1310ba6', '98dfb5ac', '6e85076a']);
    expect(at(18 + 256, 18 + 512, 18 + 768)).toEqual(['4b7a70e9', 'e93d5a68', '3a39ce37']);
    expect(at(18 + 1022, 18 + 1023)).toEqual(['578fdfe3', '3ac372e6']);
  });

  test('fewer words are the same words', () => {
    expect([...piFractionWords(4)]).toEqual([...piFractionWords(40)].slice(0, 4));
  });
});

describe('Blowfish', () => {
  /** Key, clear and cipher of Eric Young's set of vectors. */
  const VECTORS = [
    ['0000000000000000', '0000000000000000', '4ef997456198dd78'],
    ['ffffffffffffffff', 'ffffffffffffffff', '51866fd5b85ecb8a'],
    ['0123456789abcdef', '1111111111111111', '61f9c3802281b096'],
    ['fedcba9876543210', '0123456789abcdef', '0aceab0fc6a0a28d'],
  ] as const;

  test.each(VECTORS)('key %s turns %s into %s', (key, clear, cipher) => {
    const blowfish = new Blowfish();
    blowfish.expandKey(words(key));
    const block = words(clear);
    blowfish.encrypt(block);
    expect([...block]).toEqual([...words(cipher)]);
  });

  test('is useless after erase', () => {
    const blowfish = new Blowfish();
    blowfish.expandKey(words('0123456789abcdef'));
    blowfish.erase();
    const block = words('1111111111111111');
    blowfish.encrypt(block);
    expect([...block]).toEqual([...words('1111111111111111')]); // all tables zero: the halves change places twice
  });
});

describe('bcryptPbkdf', () => {
  test.each([
    {
      passphrase: 'correct horse',
      salt: 'kRX7Y9V2QaTUeaFdt0zptQ==',
      rounds: 16,
      start: 'KLxp2ZEJTfm/EaA5r0GjX/VnG6SmcLPbnjhb',
    },
    {
      passphrase: '\u00fc\u4e2d',
      salt: '7mEWD23vdUOmgYlLj+Yohg==',
      rounds: 3,
      start: 'Ewyp7osd53cYPJhk6tX4kja7dva6ONH877gD',
    },
  ])('opens a key that ssh-keygen encrypted with $rounds rounds', async ({ passphrase, salt, rounds, start }) => {
    const key = await bcryptPbkdf(encodeUtf8(passphrase), fromBase64(salt) as Uint8Array, rounds, 48);
    const opened = aesCtr(key.subarray(0, 32), key.subarray(32)).update(fromBase64(start) as Uint8Array);
    const text = toHex(opened);
    expect(text.slice(0, 8)).toBe(text.slice(8, 16)); // the two check numbers
    expect(text.slice(16)).toBe(toHex(encodeUtf8('\0\0\0\x0bssh-ed25519\0\0\0 ')));
  });
});

function words(hex: string): Int32Array {
  return Int32Array.from({ length: hex.length / 8 }, (_, i) => Number.parseInt(hex.slice(8 * i, 8 * i + 8), 16));
}
