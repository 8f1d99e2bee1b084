import { describe, expect, test } from 'vitest';

import { concatBytes, encodeUtf8, fromHex } from '@nacre/core';
import { offeredAlgorithms } from '@nacre/crypto';
import { encode } from '@nacre/wire';

import { crypto, failure, fixture, sshKeygen } from '../../test/support.js';
import { PublicKeyBlob, type PublicKeyFields } from '../generated/index.js';
import { limits } from '../limits.js';
import { fingerprint } from './fingerprint.js';
import { formatPublicKey, parsePublicKey } from './openssh-line.js';
import { publicKeyFromBlob } from './public-key.js';

const KEYS = ['ed25519', 'ecdsa', 'rsa', 'rsa-pem'] as const;
const blobOf = (key: PublicKeyFields): Uint8Array => encode(PublicKeyBlob, { key });
const filled = (length: number, last = 0xff): Uint8Array => new Uint8Array(length).fill(0xff).fill(last, length - 1);
const rsa = (e: Uint8Array, n: Uint8Array): Uint8Array => blobOf({ keyType: 'ssh-rsa', e, n });
const F4 = fromHex('010001');

describe('one OpenSSH line', () => {
  test.each(KEYS)('%s: size, fingerprint and comment are those that ssh-keygen tells', name => {
    const text = fixture(`${name}.pub`);
    const key = parsePublicKey(text);
    const [bits, print, comment] = sshKeygen({ 'key.pub': text }, ['-l', '-f', 'key.pub']).output.split(' ');
    expect({ bits: String(key.bits), print: fingerprint(key, crypto), comment: key.comment }).toEqual({
      bits,
      print,
      comment,
    });
    expect(fingerprint(key.blob, crypto)).toBe(print);
  });

  test.each(KEYS)('%s: is written as it was read', name => {
    const text = fixture(`${name}.pub`);
    expect(`${formatPublicKey(parsePublicKey(text))}\n`).toBe(text);
  });

  test('algorithms are listed best first', () => {
    expect(parsePublicKey(fixture('rsa.pub')).algorithms).toEqual(['rsa-sha2-512', 'rsa-sha2-256']);
    expect(parsePublicKey(fixture('ecdsa.pub')).algorithms).toEqual(['ecdsa-sha2-nistp256']);
  });

  test('comments keep inner spaces and may be missing', () => {
    const [type, base64] = fixture('ed25519.pub').split(' ');
    expect(parsePublicKey(`${type} ${base64}  two  words \r\n`).comment).toBe('two  words');
    expect(parsePublicKey(`\t${type}\t${base64}`).comment).toBe('');
    expect(formatPublicKey(parsePublicKey(`${type} ${base64}`))).toBe(`${type} ${base64}`);
  });

  test('a comment with a line end cannot be written', async () => {
    const key = { ...parsePublicKey(fixture('ed25519.pub')), comment: 'a\nssh-rsa AAAA' };
    expect((await failure(() => formatPublicKey(key))).code).toBe('MISUSE');
  });

  const line = fixture('ed25519.pub').trim();
  const [, ed25519Base64 = ''] = line.split(' ');
  test.each([
    ['a private key', fixture('ed25519'), 'KEY_FORMAT', /private key/],
    ['a PEM public key', '-----BEGIN PUBLIC KEY-----\nAAAA\n', 'KEY_FORMAT', /PEM/],
    ['two lines', `${line}\n${line}\n`, 'KEY_FORMAT', /more than one line/],
    ['NUL', `${line}\0`, 'KEY_FORMAT', /control characters/],
    ['no base64', 'ssh-ed25519', 'KEY_FORMAT', /expected/],
    ['empty', '', 'KEY_FORMAT', /expected/],
    ['cut base64', line.slice(0, 40), 'KEY_FORMAT', /base64|truncated/],
    [
      'another type than the blob',
      `ssh-rsa ${ed25519Base64}`,
      'KEY_FORMAT',
      /says 'ssh-rsa', but its key is of type 'ssh-ed25519'/,
    ],
    ['options in front', `no-pty ${line}`, 'KEY_FORMAT', /base64/],
    ['a type that is not known', 'ssh-other AAAACXNzaC1vdGhlcgAAAAA=', 'UNSUPPORTED', /'ssh-other' is not supported/],
    ['too long', 'A'.repeat(limits.lineChars + 1), 'LIMIT_EXCEEDED', /lineChars/],
  ])('refuses %s', async (_name, text, code, message) => {
    const error = await failure(() => parsePublicKey(text));
    expect(error).toEqual({ code, message: expect.stringMatching(message) });
  });
});

describe('[SEC-050] ECDSA keys name their curve twice', () => {
  const types = [
    'ecdsa-sha2-nistp256',
    'ecdsa-sha2-nistp384',
    'ecdsa-sha2-nistp521',
    'ecdsa-sha2-1.3.132.0.10',
  ] as const;
  const curves = ['nistp256', 'nistp384', 'nistp521', '1.3.132.0.10'];
  const lengths = [65, 97, 133, 65];

  test.each(types)('%s: only with its own curve and the length of its points', async keyType => {
    const accepted: string[] = [];
    for (const curve of [...curves, 'secp256k1', '']) {
      for (const length of [64, ...new Set(lengths)]) {
        const point = filled(length);
        point[0] = 4;
        try {
          const { bits } = publicKeyFromBlob(blobOf({ keyType, curve, point }));
          accepted.push(`${curve} ${length} ${bits}`);
        } catch (error) {
          expect((error as { code: string }).code).toBe('KEY_FORMAT');
        }
      }
    }
    const index = types.indexOf(keyType);
    expect(accepted).toEqual([`${curves[index]} ${lengths[index]} ${[256, 384, 521, 256][index]}`]);
  });
});

describe('public key blobs', () => {
  test('are copied', () => {
    const blob = Buffer.from(parsePublicKey(fixture('ed25519.pub')).blob);
    const key = publicKeyFromBlob(blob, 'c');
    const before = fingerprint(key, crypto);
    blob.fill(0);
    expect(fingerprint(key, crypto)).toBe(before);
    expect(key.comment).toBe('c');
  });

  test.each(KEYS)('%s: every truncation and one byte more are refused', async name => {
    const { blob } = parsePublicKey(fixture(`${name}.pub`));
    for (let length = 0; length < blob.length; length++) {
      expect((await failure(() => publicKeyFromBlob(blob.subarray(0, length)))).code).toBe('KEY_FORMAT');
    }
    const longer = await failure(() => publicKeyFromBlob(concatBytes(blob, Uint8Array.of(0))));
    expect(longer).toEqual({ code: 'KEY_FORMAT', message: expect.stringContaining('left over') });
  });

  describe('[SEC-073] ssh-dss', () => {
    const dsa = (p: number, q: number, g = 128, y = 128): Uint8Array =>
      blobOf({ keyType: 'ssh-dss', p: filled(p), q: filled(q), g: filled(g, 1), y: filled(y, 1) });

    test('a key of 1024 bits is read, and no client and no server offers its algorithm unasked', () => {
      expect(publicKeyFromBlob(dsa(128, 20))).toMatchObject({ bits: 1024, algorithms: ['ssh-dss'] });
      for (const role of ['client', 'server'] as const) {
        const offered = offeredAlgorithms('hostKey', role, crypto);
        expect(offered.filter(name => name.includes('dss'))).toEqual([]);
      }
    });

    test.each([
      ['a short prime', dsa(96, 20), 'UNSUPPORTED', /768 bits is outside 1024 to 3072/],
      ['an order of 161 bits or more', dsa(128, 21), 'UNSUPPORTED', /order/],
      ['a short order', dsa(128, 19), 'UNSUPPORTED', /order/],
      ['a generator longer than the prime', dsa(128, 20, 129), 'KEY_FORMAT', /out of range/],
      ['a public number longer than the prime', dsa(128, 20, 128, 129), 'KEY_FORMAT', /out of range/],
    ])('%s is refused', async (_name, blob, code, message) => {
      expect(await failure(() => publicKeyFromBlob(blob))).toEqual({ code, message: expect.stringMatching(message) });
    });

    test('an order of millions of bits is refused by its length, whatever it is', async () => {
      const head = fromHex('00000007 7373682d647373 00000001 07 00200000');
      const error = await failure(() => publicKeyFromBlob(concatBytes(head, new Uint8Array(0x200000).fill(0x7f))));
      expect(error).toEqual({ code: 'KEY_FORMAT', message: expect.stringContaining('DsaPublicKey.q') });
    });
  });

  test.each([
    ['1024 bits', rsa(F4, filled(128)), /1024 bits is outside/],
    ['2047 bits', rsa(F4, concatBytes(Uint8Array.of(0x7f), filled(255))), /2047 bits is outside/],
    ['an even modulus', rsa(F4, filled(256, 0xfe)), /modulus .* must be odd/],
    ['exponent 1', rsa(Uint8Array.of(1), filled(256)), /exponent/],
    ['exponent 0', rsa(new Uint8Array(0), filled(256)), /exponent/],
    ['an even exponent', rsa(Uint8Array.of(4), filled(256)), /exponent/],
    ['an exponent of 33 bits', rsa(fromHex('0100000001'), filled(256)), /exponent/],
  ])('RSA with %s is refused', async (_name, blob, message) => {
    expect(await failure(() => publicKeyFromBlob(blob))).toEqual({
      code: 'UNSUPPORTED',
      message: expect.stringMatching(message),
    });
  });

  test('RSA of 2048 to 16384 bits is accepted, more is not', async () => {
    expect(publicKeyFromBlob(rsa(F4, filled(256))).bits).toBe(2048);
    expect(publicKeyFromBlob(rsa(Uint8Array.of(3), filled(2048))).bits).toBe(16384);
    const larger = concatBytes(fromHex('00000007 7373682d727361 00000003 010001 00000802 00'), filled(2049));
    expect((await failure(() => publicKeyFromBlob(larger))).code).toBe('KEY_FORMAT');
  });

  test.each([
    ['a compressed point', { keyType: 'ecdsa-sha2-nistp256', curve: 'nistp256', point: filled(33, 2) }, /uncompressed/],
    [
      'the point at infinity',
      { keyType: 'ecdsa-sha2-nistp256', curve: 'nistp256', point: Uint8Array.of(0) },
      /uncompressed/,
    ],
    ['the name of another curve', { keyType: 'ecdsa-sha2-nistp256', curve: 'nistp384', point: filled(65) }, /curve/],
  ] as const)('ECDSA with %s is refused', async (_name, fields, message) => {
    const error = await failure(() => publicKeyFromBlob(blobOf(fields)));
    expect(error).toEqual({ code: 'KEY_FORMAT', message: expect.stringMatching(message) });
  });

  test('a certificate is told from a key', async () => {
    const blob = concatBytes(Uint8Array.of(0, 0, 0, 32), encodeUtf8('ssh-ed25519-cert-v01@openssh.com'));
    expect((await failure(() => publicKeyFromBlob(blob))).message).toMatch(/is a certificate/);
  });
});
