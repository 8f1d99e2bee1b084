/** Signatures of FIDO security keys: of a device in software, and recorded ones of OpenSSH's. */

import { readFileSync } from 'node:fs';

import { describe, expect, test } from 'vitest';

import { encodeUtf8, fromHex } from '@nacre/core';
import { decode, encode } from '@nacre/wire';

import { type DeviceOptions, skEcdsa, skEd25519 } from '../../test/security-key.js';
import { writeSshSig, signedBytes } from '../../test/sshsig.js';
import { crypto, failure, KeygenFolder, providers, sshKeygen } from '../../test/support.js';
import { OpensshPrivateKey, Signature, SshSignature } from '../generated/index.js';
import type { VerifyPolicy } from '../key-types/policy.js';
import { exportPrivateKey } from '../private-key/export.js';
import { parsePrivateKey } from '../private-key/parse.js';
import { formatPublicKey } from '../public-key/openssh-line.js';
import type { Signer } from './signer.js';
import { verifySignature } from './verify.js';

const DATA = encodeUtf8('data to be signed');
const WEBAUTHN = 'webauthn-sk-ecdsa-sha2-nistp256@openssh.com';
const KINDS = [
  ['sk-ssh-ed25519@openssh.com', skEd25519],
  ['sk-ecdsa-sha2-nistp256@openssh.com', skEcdsa],
  [WEBAUTHN, skEcdsa],
] as const;

async function verdict(signer: Signer, algorithm: string, policy?: VerifyPolicy, data = DATA): Promise<boolean> {
  const signature = await signer.sign(data, algorithm);
  return verifySignature(crypto, signer.publicKey.blob, algorithm, data, signature, policy);
}

describe.each(KINDS)('%s', (algorithm, device) => {
  test.each(providers)('is verified by provider $name', async provider => {
    const signer = await device();
    const signature = await signer.sign(DATA, algorithm);
    expect(await verifySignature(provider, signer.publicKey.blob, algorithm, DATA, signature)).toBe(true);
    expect(await verifySignature(provider, signer.publicKey.blob, algorithm, DATA.subarray(1), signature)).toBe(false);
  });

  test.each<[number, VerifyPolicy, boolean]>([
    [0, {}, false],
    [1, {}, true],
    [4, {}, false],
    [5, {}, true],
    [0, { userPresence: false }, true],
    [4, { userPresence: false }, true],
    [1, { userVerification: true }, false],
    [4, { userVerification: true }, false],
    [5, { userVerification: true }, true],
    [4, { userPresence: false, userVerification: true }, true],
    [0, { userPresence: false, userVerification: true }, false],
    [1, { userPresence: undefined, userVerification: undefined }, true],
  ])('[SEC-079] flags %i under %j: %s', async (flags, policy, expected) => {
    expect(await verdict(await device({ flags }), algorithm, policy)).toBe(expected);
  });

  test('[SEC-079] flags and counter are under the signature, and cannot be cut off', async () => {
    const signer = await device({ flags: 1, counter: 0x01020304 });
    const signature = await signer.sign(DATA, algorithm);
    for (let length = 0; length < signature.length; length++) {
      const cut = signature.subarray(0, length);
      expect(await verifySignature(crypto, signer.publicKey.blob, algorithm, DATA, cut)).toBe(false);
    }
    for (let at = 0; at < signature.length; at++) {
      const changed = signature.map((byte, index) => (index === at ? byte ^ 0x01 : byte));
      expect(await verifySignature(crypto, signer.publicKey.blob, algorithm, DATA, changed)).toBe(false);
    }
  });

  test('the application is under the signature', async () => {
    const signer = await device();
    const signature = await signer.sign(DATA, algorithm);
    const blob = Uint8Array.from(signer.publicKey.blob);
    blob[blob.length - 1] = 0x3b; // 'ssh;'
    expect(await verifySignature(crypto, blob, algorithm, DATA, signature)).toBe(false);
  });
});

describe('[SEC-079] what a web browser says (PROTOCOL.u2f)', () => {
  const check = async (options: DeviceOptions, data = DATA) => verdict(await skEcdsa(options), WEBAUTHN, {}, data);

  test.each<[string, DeviceOptions]>([
    ['more members after the origin', {}],
    ['nothing after the origin', { clientData: text => text.replace(',"crossOrigin":false', '') }],
    ['extensions, with their flag', { flags: 0x81, extensions: Uint8Array.of(0xa0) }],
    ['an origin of any kind', { origin: 'https://söme.example:8443' }],
  ])('accepted: %s', async (_name, options) => {
    expect(await check(options)).toBe(true);
  });

  test('the challenge is base64url without padding, whatever the data', async () => {
    for (const data of [new Uint8Array(0), Uint8Array.of(0xfb, 0xff, 0xfe), new Uint8Array(64).fill(0xff)]) {
      expect(await check({}, data)).toBe(true);
    }
  });

  test.each<[string, DeviceOptions]>([
    ['another type', { clientData: text => text.replace('webauthn.get', 'webauthn.create') }],
    ['another challenge', { clientData: text => text.replace('challenge":"Z', 'challenge":"Y') }],
    ['a challenge that goes on', { clientData: text => text.replace('","origin"', '=","origin"') }],
    ['another origin', { clientData: text => text.replace('example.org', 'example.com') }],
    ['an origin that goes on', { clientData: text => text.replace('example.org"', 'example.org.evil"') }],
    ['something before the type', { clientData: text => text.replace('{', '{"x":1,') }],
    ['blanks', { clientData: text => text.replace('{', '{ ') }],
    ['another order', { clientData: text => text.replace(/("type":"webauthn.get"),("challenge":"[^"]*")/, '$2,$1') }],
    [
      'something else than , or } after the origin',
      { clientData: text => text.replace('",crossOrigin', '" ,crossOrigin').replace('",', '" ,') },
    ],
    ['nothing behind the origin', { clientData: text => text.slice(0, text.indexOf(',"cross')) }],
    ['nothing at all', { clientData: () => '' }],
    ['a quote in the origin', { origin: 'https://example.org","x":"' }],
    ['a backslash in the origin', { origin: 'https://example.org\\' }],
    ['attested data', { flags: 0x41 }],
    ['extensions without their flag', { flags: 0x01, extensions: Uint8Array.of(0xa0) }],
    ['the flag of extensions without any', { flags: 0x81 }],
  ])('refused: %s', async (_name, options) => {
    expect(await check(options)).toBe(false);
  });
});

interface Vector {
  readonly hex: string;
}

function vector(name: string): Uint8Array {
  const url = new URL(`../../../../spec/vectors/keys/${name}.json`, import.meta.url);
  return fromHex((JSON.parse(readFileSync(url, 'utf8')) as Vector).hex);
}

/** Recorded from ssh-keygen, which signed 'a message' with a device in software that says that nobody touched it. */
describe.each(['openssh92', 'openssh100'])('signatures of security keys that %s asked', peer => {
  test.each(['ed25519-sk', 'ecdsa-sk'])('%s', async type => {
    const { publicKey, signature } = decode(SshSignature, vector(`${peer}-${type}-sshsig`));
    const blob = encode(Signature, signature);
    const message = signedBytes('file', encodeUtf8('a message\n'));
    const check = (policy: VerifyPolicy) =>
      verifySignature(crypto, publicKey, signature.body.algorithm as string, message, blob, policy);
    expect(await check({ userPresence: false })).toBe(true);
    expect(await check({})).toBe(false);
  });

  test.each(['ed25519-sk', 'ecdsa-sk'])(
    '%s: the file is read and written, and the key cannot sign without its device',
    async type => {
      const publicBlob = vector(`${peer}-${type}-public`);
      const file = {
        cipherName: 'none',
        kdfOptions: { kdfName: 'none' },
        publicKeys: [publicBlob],
        encrypted: vector(`${peer}-${type}-section`),
        authTag: new Uint8Array(0),
      } as const;
      const base64 = Buffer.from(encode(OpensshPrivateKey, file)).toString('base64');
      const text = `-----BEGIN OPENSSH PRIVATE KEY-----\n${base64}\n-----END OPENSSH PRIVATE KEY-----\n`;
      const key = await parsePrivateKey(text, { crypto });
      expect(key.publicKey.blob).toEqual(publicBlob);
      expect(key.algorithms).toEqual([]);
      expect((await failure(() => key.sign(DATA, key.publicKey.type))).message).toMatch(/Only its device can sign/);
      const written = await exportPrivateKey(key, { crypto });
      expect(sshKeygen({ key: written }, ['-y', '-P', '', '-f', 'key'])).toEqual({
        ok: true,
        output: `${formatPublicKey(key.publicKey)}\n`,
      });
      expect((await parsePrivateKey(written, { crypto })).publicKey).toEqual(key.publicKey);
    },
  );
});

describe('ssh-keygen', () => {
  test.each(KINDS.slice(0, 2))('accepts a %s signature of ours', async (algorithm, device) => {
    const signer = await device();
    const signature = await signer.sign(signedBytes('nacre-test', DATA), algorithm);
    using folder = new KeygenFolder({
      signers: `me ${formatPublicKey(signer.publicKey)}\n`,
      sig: writeSshSig({ publicKey: signer.publicKey.blob, namespace: 'nacre-test', signature }),
    });
    const args = ['-Y', 'verify', '-f', 'signers', '-I', 'me', '-n', 'nacre-test', '-s', 'sig'];
    expect(folder.run(args, 'data to be signed')).toMatchObject({ ok: true });
    expect(folder.run(args, 'other data').ok).toBe(false);
  });
});
