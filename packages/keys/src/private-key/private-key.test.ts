import { describe, expect, test } from 'vitest';

import { encode } from '@nacre/wire';

import { crypto, failure, fixture, KeygenFolder, PASSPHRASE, providers, sshKeygen } from '../../test/support.js';
import { OpensshPrivateSection } from '../generated/index.js';
import { formatPublicKey, parsePublicKey } from '../public-key/openssh-line.js';
import { verifySignature } from '../signature/verify.js';
import { exportPrivateKey } from './export.js';
import { type GeneratedKeyType, generateKey } from './generate.js';
import { parsePrivateKey } from './parse.js';
import type { PrivateKey } from './private-key.js';

const PLAIN = ['ed25519', 'ecdsa', 'rsa'] as const;
const ENCRYPTED = [
  'ed25519-aes256-ctr',
  'ecdsa-aes128-ctr',
  'ed25519-aes256-gcm',
  'ed25519-chacha20',
  'rsa-aes256-cbc',
] as const;
const OPENSSH_TYPES: readonly GeneratedKeyType[] = [
  'ed25519',
  'ecdsa-nistp256',
  'ecdsa-nistp384',
  'ecdsa-nistp521',
  'rsa',
];
const OTHER_TYPES: readonly GeneratedKeyType[] = ['ed448', 'ecdsa-secp256k1'];
const TYPES = [...OPENSSH_TYPES, ...OTHER_TYPES];
const DATA = Uint8Array.of(1, 2, 3);

/** Signs with the secret half and verifies with the public one. */
async function works(key: PrivateKey): Promise<boolean> {
  for (const algorithm of key.algorithms) {
    const signature = await key.sign(DATA, algorithm);
    if (!(await verifySignature(crypto, key.publicKey.blob, algorithm, DATA, signature))) return false;
  }
  return true;
}

describe('keys that ssh-keygen wrote', () => {
  test.each(PLAIN)('%s: is read without being asked for a passphrase', async name => {
    const passphrase = (): never => {
      throw new Error('asked');
    };
    const key = await parsePrivateKey(fixture(name), { crypto, passphrase });
    expect(key.publicKey).toEqual(parsePublicKey(fixture(`${name}.pub`)));
    expect(await works(key)).toBe(true);
  });

  test.each([
    ['ecdsa', '384', 'ecdsa-sha2-nistp384'],
    ['ecdsa', '521', 'ecdsa-sha2-nistp521'],
    ['dsa', '1024', 'ssh-dss'],
  ])(
    '%s of %s bits: plain and encrypted, and ssh-keygen reads it when it is written again',
    async (type, bits, name) => {
      for (const passphrase of ['', PASSPHRASE]) {
        using folder = new KeygenFolder();
        folder.mustRun('-q', '-t', type, '-b', bits, '-a', '2', '-N', passphrase, '-C', 'c', '-f', 'key');
        const key = await parsePrivateKey(folder.read('key'), { crypto, passphrase });
        expect(key.publicKey).toMatchObject({ type: name, bits: Number(bits), comment: 'c', algorithms: [name] });
        expect(formatPublicKey(key.publicKey)).toBe(folder.read('key.pub').trim());
        expect(await works(key)).toBe(true);
        folder.write(
          'key',
          await exportPrivateKey(key, { crypto, ...(passphrase !== '' && { passphrase, rounds: 2 }) }),
        );
        const shown = folder.run(['-y', '-P', passphrase, '-f', 'key']);
        expect(shown).toEqual({ ok: true, output: folder.read('key.pub') });
      }
    },
  );

  test('dsa: halves that do not belong together are refused', async () => {
    using folder = new KeygenFolder();
    folder.mustRun('-q', '-t', 'dsa', '-N', '', '-C', 'c', '-f', 'key');
    const text = folder.read('key');
    const bytes = Buffer.from(text.split('\n').slice(1, -2).join(''), 'base64');
    const at = bytes.lastIndexOf(Buffer.from([0, 0, 0, 1, 0x63])) - 1; // the last byte of x
    bytes[at] = (bytes[at] as number) ^ 1;
    const changed = text.replace(/\n[A-Za-z0-9+/=\n]+\n/, `\n${bytes.toString('base64')}\n`);
    const error = await failure(() => parsePrivateKey(changed, { crypto }));
    expect(error).toEqual({ code: 'KEY_FORMAT', message: expect.stringContaining('does not fit its public key') });
  });

  test.each(ENCRYPTED)('%s: is decrypted with the passphrase', async name => {
    const key = await parsePrivateKey(fixture(name), { crypto, passphrase: PASSPHRASE });
    expect(formatPublicKey(key.publicKey)).toBe(fixture(`${name}.pub`).trim());
    expect(await works(key)).toBe(true);
  });

  test.each(ENCRYPTED)('%s: a wrong, empty or missing passphrase is KEY_PASSPHRASE', async name => {
    const parse = (options: object) => failure(() => parsePrivateKey(fixture(name), { crypto, ...options }));
    const code = 'KEY_PASSPHRASE';
    expect(await parse({ passphrase: 'wrong' })).toEqual({
      code,
      message: expect.stringContaining('passphrase is wrong'),
    });
    expect(await parse({ passphrase: '' })).toEqual({ code, message: 'The passphrase is empty' });
    expect(await parse({})).toEqual({ code, message: expect.stringContaining('no passphrase was given') });
    expect(await parse({ passphrase: () => undefined })).toEqual({
      code,
      message: expect.stringContaining('no passphrase'),
    });
  });

  test('the passphrase may be bytes, or come later', async () => {
    const bytes = new TextEncoder().encode(PASSPHRASE);
    const text = fixture('ed25519-aes256-ctr');
    await parsePrivateKey(text, { crypto, passphrase: bytes });
    expect(new TextDecoder().decode(bytes)).toBe(PASSPHRASE);
    await parsePrivateKey(text, { crypto, passphrase: async () => PASSPHRASE });
  });

  test.each(['\r\n', '\n\n'])('line ends %j are accepted only where they are line ends', async end => {
    const text = fixture('ed25519');
    const read = parsePrivateKey(`\n ${text.replaceAll('\n', '\r\n')}\r\n\n`, { crypto });
    expect((await read).publicKey.comment).toBe('ed25519@example');
    if (end === '\n\n') await parsePrivateKey(text.replaceAll('\n', end), { crypto });
  });
});

describe('keys that are written', () => {
  test.each(TYPES)('%s: plain and encrypted files are read again, here and by ssh-keygen', async type => {
    const key = await generateKey(type, { crypto, comment: 'made here', ...(type === 'rsa' && { bits: 2048 }) });
    const line = formatPublicKey(key.publicKey);
    for (const passphrase of [undefined, 'öpen sesame']) {
      const text = await exportPrivateKey(key, { crypto, ...(passphrase !== undefined && { passphrase, rounds: 2 }) });
      const again = await parsePrivateKey(text, { crypto, ...(passphrase !== undefined && { passphrase }) });
      expect(formatPublicKey(again.publicKey)).toBe(line);
      expect(await works(again)).toBe(true);
      if (OTHER_TYPES.includes(type)) continue; // ssh-keygen does not know them
      const shown = sshKeygen({ key: text }, ['-y', '-P', passphrase ?? '', '-f', 'key']);
      expect(shown).toEqual({ ok: true, output: `${line}\n` });
      if (passphrase !== undefined) expect(sshKeygen({ key: text }, ['-y', '-P', 'wrong', '-f', 'key']).ok).toBe(false);
    }
  });

  test('two files of one key differ in salt and check numbers', async () => {
    const key = await generateKey('ed25519', { crypto });
    const write = () => exportPrivateKey(key, { crypto, passphrase: 'x', rounds: 1 });
    expect(await write()).not.toBe(await write());
  });

  test('the comment can be replaced; rounds are limited; an empty passphrase is refused', async () => {
    const key = await generateKey('ed25519', { crypto, comment: 'old' });
    const text = await exportPrivateKey(key, { crypto, comment: 'new' });
    expect((await parsePrivateKey(text, { crypto })).publicKey.comment).toBe('new');
    expect((await failure(() => exportPrivateKey(key, { crypto, passphrase: '' }))).code).toBe('KEY_PASSPHRASE');
    for (const rounds of [0, 1.5, 2049]) {
      expect((await failure(() => exportPrivateKey(key, { crypto, passphrase: 'x', rounds }))).code).toBe('MISUSE');
    }
    expect((await failure(() => exportPrivateKey(key, { crypto, rounds: 2 }))).code).toBe('MISUSE');
  });
});

describe('generateKey', () => {
  test.each(providers)('works with provider $name', async provider => {
    const bits = { ed25519: 256, 'ecdsa-nistp256': 256, 'ecdsa-nistp384': 384 } as const;
    for (const type of ['ed25519', 'ecdsa-nistp256', 'ecdsa-nistp384'] as const) {
      const key = await generateKey(type, { crypto: provider, comment: 'c' });
      expect([key.publicKey.bits, key.publicKey.comment, await works(key)]).toEqual([bits[type], 'c', true]);
    }
  });

  test('RSA keys have 3072 bits unless told otherwise', async () => {
    expect((await generateKey('rsa', { crypto })).publicKey.bits).toBe(3072);
  });

  test.each([
    ['rsa', 1024],
    ['rsa', 16385],
    ['rsa', 2048.5],
    ['ed25519', 255],
    ['ecdsa-nistp256', 384],
    ['ecdsa-nistp521', 512],
    ['ed448', 256],
    ['dsa', undefined],
    ['toString', undefined],
  ])('%s with %s bits is MISUSE', async (type, bits) => {
    const options = { crypto, ...(bits !== undefined && { bits }) };
    expect((await failure(() => generateKey(type as GeneratedKeyType, options))).code).toBe('MISUSE');
  });
});

describe('a disposed key', () => {
  test('cannot sign or be written, and its public half stays', async () => {
    const key = await parsePrivateKey(fixture('rsa'), { crypto });
    key.dispose();
    key[Symbol.dispose]();
    expect((await failure(() => key.sign(DATA, 'rsa-sha2-512'))).code).toBe('MISUSE');
    expect((await failure(() => exportPrivateKey(key, { crypto }))).code).toBe('MISUSE');
    expect(key.publicKey.comment).toBe('rsa@example');
  });

  test('shows no secrets when it is printed', async () => {
    const key = await parsePrivateKey(fixture('ed25519'), { crypto });
    expect(Object.keys(key)).toEqual(['publicKey', 'algorithms']);
    expect(JSON.stringify(key)).not.toContain('seed');
  });
});

test('the section codec pads to whole blocks', () => {
  const key = { keyType: 'ssh-ed25519', publicKey: new Uint8Array(32), seedAndPublicKey: new Uint8Array(64) } as const;
  for (const blockSize of [8, 16]) {
    const section = { check1: 1, keys: [{ key, comment: Uint8Array.of(0x63) }] };
    expect(encode(OpensshPrivateSection, section, { blockSize, keyCount: 1 }).length % blockSize).toBe(0);
  }
});
