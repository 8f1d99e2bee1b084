import { describe, expect, test } from 'vitest';

import { encode } from '@nacre/wire';

import { crypto, failure, fixture, PASSPHRASE } from '../../test/support.js';
import { OpensshPrivateKey, OpensshPrivateSection, type PrivateKeyFields } from '../generated/index.js';
import { encodePublicKey, type PublicKey } from '../public-key/public-key.js';
import { findKeyType } from '../key-types/table.js';
import { limits } from '../limits.js';
import { addArmour, removeArmour } from './armour.js';
import { parsePrivateKey } from './parse.js';
import { secretOf } from './private-key.js';

const text = fixture('ed25519');
const lines = text.trim().split('\n');
const rearmoured = (edit: (bytes: Uint8Array) => Uint8Array): string => addArmour(edit(removeArmour(text)));

async function partsOf(name: string): Promise<{ secret: PrivateKeyFields; publicKey: PublicKey }> {
  const key = await parsePrivateKey(fixture(name), { crypto });
  return { secret: secretOf(key), publicKey: key.publicKey };
}

/** A plain key file with any content. */
function file(
  secret: PrivateKeyFields,
  parts: { blob?: Uint8Array; cipherName?: string; authTag?: Uint8Array; comment?: Uint8Array } = {},
): string {
  const type = findKeyType(secret.keyType);
  const blob = parts.blob ?? encodePublicKey((type as NonNullable<typeof type>).publicFields(secret));
  const section = { check1: 7, keys: [{ key: secret, comment: parts.comment ?? new Uint8Array(0) }] };
  const encrypted = encode(OpensshPrivateSection, section, { blockSize: 8, keyCount: 1 });
  const { cipherName = 'none', authTag = new Uint8Array(0) } = parts;
  return addArmour(
    encode(OpensshPrivateKey, { cipherName, kdfOptions: { kdfName: 'none' }, publicKeys: [blob], encrypted, authTag }),
  );
}

/** An encrypted key file whose content does not matter. */
function sealed(cipherName: string, rounds: number, length: number, tag = 0): string {
  const file = {
    cipherName,
    kdfOptions: { kdfName: 'bcrypt', salt: new Uint8Array(16), rounds },
    publicKeys: [publicBlob],
    encrypted: new Uint8Array(length),
    authTag: new Uint8Array(tag),
  } as const;
  return addArmour(encode(OpensshPrivateKey, file));
}
const publicBlob = (await partsOf('ed25519')).publicKey.blob;

describe('each fault has a sentence of its own', () => {
  test.each([
    ['nothing', '', 'KEY_FORMAT', 'The private key is empty'],
    ['other text', 'hello', 'KEY_FORMAT', 'This is not a private key in a known format'],
    ['a public key', fixture('ed25519.pub'), 'KEY_FORMAT', 'This is a public key; a private key was expected'],
    ['a PKCS#1 file', fixture('rsa-pem'), 'UNSUPPORTED', /^PEM \(PKCS#1\) private keys are not supported yet/],
    ['a PKCS#8 file', fixture('rsa-pkcs8'), 'UNSUPPORTED', /^PKCS#8 private keys are not supported yet/],
    ['an encrypted PKCS#8 file', '-----BEGIN ENCRYPTED PRIVATE KEY-----\n', 'UNSUPPORTED', /^Encrypted PKCS#8/],
    ['a SEC1 file', '-----BEGIN EC PRIVATE KEY-----\n', 'UNSUPPORTED', /^PEM \(SEC1\)/],
    [
      'a PuTTY file',
      'PuTTY-User-Key-File-3: ssh-ed25519\n',
      'UNSUPPORTED',
      /^PuTTY private keys are not supported yet/,
    ],
    ['an ssh.com file', '---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----\n', 'UNSUPPORTED', /^ssh\.com private keys/],
    ['a missing END line', lines.slice(0, -1).join('\n'), 'KEY_FORMAT', /truncated: its END line is missing/],
    ['text after the END line', `${text}x\n`, 'KEY_FORMAT', /text after its END line/],
    ['two keys', text + text, 'KEY_FORMAT', /text after its END line/],
    ['a missing line', [...lines.slice(0, 2), ...lines.slice(3)].join('\n'), 'KEY_FORMAT', /private key/],
    ['base64 with a space', text.replace('AAAA', 'AA AA'), 'KEY_FORMAT', /base64/],
    ['base64 with a foreign letter', text.replace('AAAA', 'AA-A'), 'KEY_FORMAT', /base64/],
    ['no base64', `${lines[0]}\n${lines.at(-1)}\n`, 'KEY_FORMAT', /base64/],
    ['another magic', rearmoured(b => b.map((byte, at) => (at === 13 ? 0x32 : byte))), 'KEY_FORMAT', /malformed/],
    ['too much text', ' '.repeat(limits.privateKeyChars + 1), 'LIMIT_EXCEEDED', /privateKeyChars/],
    ['an RSA key of 1024 bits', fixture('rsa1024'), 'UNSUPPORTED', /1024 bits/],
    ['an unknown cipher', sealed('rot13', 2, 128), 'UNSUPPORTED', /'rot13'/],
    ['no rounds', sealed('aes256-ctr', 0, 128), 'KEY_FORMAT', /0 rounds/],
    ['rounds over the limit', sealed('aes256-ctr', 0xffffffff, 128), 'KEY_FORMAT', /4294967295 rounds; 1 to 2048/],
    ['a broken block', sealed('aes256-ctr', 2, 120), 'KEY_FORMAT', /whole blocks of 16/],
    ['an empty secret part', sealed('aes256-ctr', 2, 0), 'KEY_FORMAT', /whole blocks/],
    ['a missing tag', sealed('aes256-gcm@openssh.com', 2, 128), 'KEY_FORMAT', /tag of 16 bytes, not 0/],
    ['a tag too long', sealed('chacha20-poly1305@openssh.com', 2, 128, 17), 'KEY_FORMAT', /tag of 16 bytes, not 17/],
    ['a tag where there is none', sealed('aes256-ctr', 2, 128, 16), 'KEY_FORMAT', /16 bytes left over/],
    ['rounds for no cipher', sealed('none', 2, 128), 'KEY_FORMAT', /key derivation but no cipher/],
  ])('%s', async (_name, content, code, message) => {
    const error = await failure(() => parsePrivateKey(content, { crypto, passphrase: PASSPHRASE }));
    expect(error).toEqual({ code, message: typeof message === 'string' ? message : expect.stringMatching(message) });
  });

  test('a cipher without key derivation, and bytes left over', async () => {
    const { secret } = await partsOf('ed25519');
    const parse = (content: string) => failure(() => parsePrivateKey(content, { crypto, passphrase: PASSPHRASE }));
    expect((await parse(file(secret, { cipherName: 'aes256-ctr' }))).message).toMatch(/a cipher but no key derivation/);
    expect((await parse(file(secret, { authTag: Uint8Array.of(1) }))).message).toMatch(/1 bytes left over/);
    expect((await parsePrivateKey(file(secret), { crypto })).publicKey.type).toBe('ssh-ed25519');
  });

  test('a file without a key', async () => {
    const content = encode(OpensshPrivateKey, {
      cipherName: 'none',
      kdfOptions: { kdfName: 'none' },
      publicKeys: [],
      encrypted: new Uint8Array(8),
      authTag: new Uint8Array(0),
    });
    expect((await failure(() => parsePrivateKey(addArmour(content), { crypto }))).message).toMatch(/holds no key/);
  });
});

describe('halves that do not fit', () => {
  test('the public half in front is that of another key', async () => {
    const { secret } = await partsOf('ed25519');
    const { publicKey } = await partsOf('ecdsa');
    const error = await failure(() => parsePrivateKey(file(secret, { blob: publicKey.blob }), { crypto }));
    expect(error).toEqual({ code: 'KEY_FORMAT', message: expect.stringContaining('shows another public key') });
  });

  const flipped = (bytes: Uint8Array, at: number): Uint8Array => bytes.map((byte, i) => (i === at ? byte ^ 2 : byte));
  test.each([
    ['ed25519', 'seedAndPublicKey', 0],
    ['ed25519', 'seedAndPublicKey', 40],
    ['ecdsa', 'd', 5],
    ['rsa', 'd', 100],
    ['rsa', 'p', 50],
    ['rsa', 'q', 50],
    ['rsa', 'iqmp', 50],
  ])('%s: a changed byte in %s at %i', async (name, field, at) => {
    const { secret } = await partsOf(name);
    const bytes = (secret as unknown as Record<string, Uint8Array>)[field] as Uint8Array;
    const changed = { ...secret, [field]: flipped(bytes, at) } as PrivateKeyFields;
    const error = await failure(() => parsePrivateKey(file(changed), { crypto }));
    expect(error).toEqual({ code: 'KEY_FORMAT', message: expect.stringContaining('does not fit its public key') });
  });

  test.each([
    ['p of one', { p: Uint8Array.of(1) }],
    ['p of zero', { p: new Uint8Array(0) }],
    ['p as long as n', { p: new Uint8Array(256).fill(0xff) }],
    ['d longer than n', { d: new Uint8Array(300).fill(0xff) }],
  ])('rsa: %s', async (_name, fields) => {
    const { secret } = await partsOf('rsa');
    const error = await failure(() => parsePrivateKey(file({ ...secret, ...fields } as PrivateKeyFields), { crypto }));
    expect(error).toEqual({ code: 'KEY_FORMAT', message: expect.stringContaining('does not fit its public key') });
  });

  test.each([
    ['zero', new Uint8Array(0)],
    ['the order and more', new Uint8Array(32).fill(0xff)],
    ['too long', new Uint8Array(40).fill(0xff)],
  ])('ecdsa: a private number that is %s', async (_name, d) => {
    const { secret } = await partsOf('ecdsa');
    const error = await failure(() => parsePrivateKey(file({ ...secret, d } as PrivateKeyFields), { crypto }));
    expect(error.code).toBe('KEY_FORMAT');
  });
});

describe('damage', () => {
  test('every truncation of a plain key is KEY_FORMAT', async () => {
    const length = removeArmour(text).length;
    for (let size = 0; size < length; size++) {
      const content = size === 0 ? `${lines[0]}\n${lines.at(-1)}` : rearmoured(bytes => bytes.slice(0, size));
      expect((await failure(() => parsePrivateKey(content, { crypto }))).code).toBe('KEY_FORMAT');
    }
  });

  test('a comment that is not UTF-8 does not refuse the key', async () => {
    const { secret } = await partsOf('ed25519');
    const comment = Uint8Array.of(0x63, 0x61, 0x66, 0xe9); // 'café' in Latin-1
    expect((await parsePrivateKey(file(secret, { comment }), { crypto })).publicKey.comment).toBe('caf\ufffd');
  });

  test('every changed byte of a plain key is noticed, or is in the comment', async () => {
    const length = removeArmour(text).length;
    const unnoticed: string[] = [];
    for (let at = 0; at < length; at++) {
      try {
        const content = rearmoured(bytes => bytes.map((byte, i) => (i === at ? byte ^ 1 : byte)));
        unnoticed.push((await parsePrivateKey(content, { crypto })).publicKey.comment);
      } catch (error) {
        expect((error as { code: string }).code).toMatch(/^(?:KEY_FORMAT|UNSUPPORTED|KEY_PASSPHRASE)$/);
      }
    }
    expect(unnoticed.every(comment => comment !== 'ed25519@example')).toBe(true);
    expect(unnoticed.length).toBeLessThanOrEqual('ed25519@example'.length);
  });

  test('padding must count up from one', async () => {
    const bytes = removeArmour(text);
    bytes[bytes.length - 1] = (bytes[bytes.length - 1] as number) ^ 0xff;
    expect((await failure(() => parsePrivateKey(addArmour(bytes), { crypto }))).message).toMatch(/padding/);
  });

  test('no message holds text of the key', async () => {
    const secrets = lines.slice(1, -1).join('').match(/.{12}/g) ?? [];
    const { message } = await failure(() => parsePrivateKey(text.replace('AAAA', 'AA-A'), { crypto }));
    expect(secrets.some(part => message.includes(part))).toBe(false);
  });
});
