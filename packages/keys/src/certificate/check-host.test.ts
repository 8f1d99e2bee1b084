/** Host certificates of an authority of ours, with one thing wrong at a time. */

import { beforeAll, describe, expect, test } from 'vitest';

import { concatBytes, encodeUtf8 } from '@nacre/core';

import { type Claims, issue, NOW, USER } from '../../test/certificates.js';
import { skEcdsa, skEd25519 } from '../../test/security-key.js';
import { crypto, failure, fixture } from '../../test/support.js';
import { type GeneratedKeyType, generateKey } from '../private-key/generate.js';
import type { PrivateKey } from '../private-key/private-key.js';
import { type Signer, signWith } from '../signature/signer.js';
import { verifySignature } from '../signature/verify.js';
import { parseCertificate } from './certificate.js';
import { checkHostCertificate, type HostCertificateQuery } from './check-host.js';
import { hostKeyFromBlob } from './host-key.js';
import { withCertificate } from './with-certificate.js';

const TYPES: readonly GeneratedKeyType[] = [
  'ed25519',
  'ed448',
  'ecdsa-nistp256',
  'ecdsa-nistp384',
  'ecdsa-nistp521',
  'ecdsa-secp256k1',
  'rsa',
];
const keys = new Map<string, Signer>();
const keyOf = (name: string): Signer => keys.get(name) as Signer;
let authority: PrivateKey;

beforeAll(async () => {
  authority = await generateKey('ed25519', { crypto });
  for (const type of TYPES) keys.set(type, await generateKey(type, { crypto, ...(type === 'rsa' && { bits: 2048 }) }));
  keys.set('sk-ed25519', await skEd25519());
  keys.set('sk-ecdsa', await skEcdsa());
}, 60_000);

async function check(claims: Claims = {}, changes: Partial<HostCertificateQuery> = {}, key = keyOf('ed25519')) {
  const certificate = parseCertificate(await issue(authority, key.publicKey.blob, claims));
  const query = { certificate, host: 'host.example', now: NOW, authorities: [authority.publicKey], crypto, ...changes };
  return checkHostCertificate(query);
}

async function refusal(claims: Claims, changes: Partial<HostCertificateQuery> = {}): Promise<unknown> {
  try {
    await check(claims, changes);
  } catch (error) {
    expect((error as { code: string }).code).toBe('CERTIFICATE_REFUSED');
    return (error as { details: { rule: unknown } }).details.rule;
  }
  return 'believed';
}

const MAX = 2n ** 64n - 1n;
const seconds = BigInt(NOW / 1000);
const unknownOption = (name: string) => ({ value: { option: undefined, name, data: new Uint8Array(4) } }) as const;

describe('[SEC-080] host certificates', () => {
  test.each([...TYPES, 'sk-ed25519', 'sk-ecdsa'])('a right one for a key %s is believed', async type => {
    await check({}, {}, keyOf(type));
  });

  test.each<[string, Claims, string]>([
    ['for users', { role: USER }, 'role'],
    ['for role 0', { role: 0 }, 'role'],
    ['for role 3', { role: 3 }, 'role'],
    ['for role 2^32 - 1', { role: 0xffffffff }, 'role'],
    ['without hosts', { principals: [] }, 'no-principals'],
    ['with an empty name', { principals: [''] }, 'principal'],
    ['for another host', { principals: ['other.example'] }, 'principal'],
    ['for a host that begins alike', { principals: ['host.example.org'] }, 'principal'],
    ['for a host that ends alike', { principals: ['example'] }, 'principal'],
    ['for two hosts in one name', { principals: ['host.example,other'] }, 'principal'],
    ['for the host after a blank', { principals: [' host.example'] }, 'principal'],
    ['for everything but the host', { principals: ['!host.example'] }, 'principal'],
    ['not valid yet', { validAfter: seconds + 1n }, 'not-yet-valid'],
    ['valid in the far future', { validAfter: MAX }, 'not-yet-valid'],
    ['expired this second', { validBefore: seconds }, 'expired'],
    ['expired from the start', { validAfter: 0n, validBefore: 0n }, 'expired'],
    ['valid backwards', { validAfter: seconds + 10n, validBefore: seconds - 10n }, 'not-yet-valid'],
    ['with an option for users', { criticalOptions: [{ value: { option: 'verify-required' } }] }, 'critical-option'],
    ['with an unknown option', { criticalOptions: [unknownOption('x@example.org')] }, 'critical-option'],
    [
      'with a signature of another key',
      { signature: right => right.map((byte, at) => (at === 30 ? byte ^ 1 : byte)) },
      'signature',
    ],
    ['with a signature of no algorithm', { signature: () => new Uint8Array(4) }, 'signature-algorithm'],
  ])('%s: refused', async (_name, claims, rule) => {
    expect(await refusal(claims)).toBe(rule);
  });

  test.each<[string, Claims]>([
    ['with the host among 256', { principals: [...Array.from({ length: 255 }, (_, i) => `h${i}`), 'host.example'] }],
    ['with the host in upper case', { principals: ['HOST.Example'] }],
    ['with a wildcard that takes the host in', { principals: ['*.example'] }],
    ['valid for ever', { validAfter: 0n, validBefore: MAX }],
    ['valid for this second only', { validAfter: seconds, validBefore: seconds + 1n }],
    ['with unknown extensions', { extensions: [unknownOption('a@example.org'), unknownOption('b@example.org')] }],
    ['with serial number and id of any kind', { serial: MAX, keyId: 'é\n' }],
  ])('%s: believed', async (_name, claims) => {
    expect(await refusal(claims)).toBe('believed');
  });

  test('an authority that is not trusted, or only for its key type, is refused', async () => {
    const other = await generateKey('ed25519', { crypto });
    expect(await refusal({}, { authorities: [other.publicKey] })).toBe('authority');
    expect(await refusal({}, { authorities: [] })).toBe('authority');
    expect(await refusal({}, { authorities: [other.publicKey, authority.publicKey.blob] })).toBe('believed');
    expect(await refusal({ signatureKey: other.publicKey.blob }, { authorities: [other.publicKey] })).toBe('signature');
  });

  test('an authority with a key that is too weak, or of a type that is not known, is told so', async () => {
    const weak = Buffer.from(fixture('rsa1024.pub').split(' ')[1] as string, 'base64');
    const refused = failure(() => check({ signatureKey: weak }, { authorities: [weak] }));
    expect((await refused).message).toMatch(/authority cannot be used: .*1024 bits is outside 2048/);
    const unknown = concatBytes(Uint8Array.of(0, 0, 0, 9), encodeUtf8('ssh-other'), new Uint8Array(4));
    expect(await refusal({ signatureKey: unknown }, { authorities: [unknown] })).toBe('authority');
  });

  test('the key that is certified is no authority for itself', async () => {
    const key = keyOf('ed25519');
    const certificate = parseCertificate(await issue(key, key.publicKey.blob));
    const query = { certificate, host: 'host.example', now: NOW, authorities: [authority.publicKey], crypto };
    expect((await failure(() => checkHostCertificate(query))).message).toMatch(/authority is not trusted/);
  });

  test('the algorithm of the signature must be allowed by name', async () => {
    expect(await refusal({}, { caSignatureAlgorithms: ['ssh-ed448', 'rsa-sha2-512'] })).toBe('signature-algorithm');
    expect(await refusal({}, { caSignatureAlgorithms: [] })).toBe('signature-algorithm');
    expect(await refusal({}, { caSignatureAlgorithms: ['ssh-ed25519'] })).toBe('believed');
  });

  test('the authority may be a security key that nobody touched', async () => {
    for (const signer of [await skEd25519({ flags: 0 }), await skEcdsa({ flags: 0 })]) {
      const certificate = parseCertificate(await issue(signer, keyOf('rsa').publicKey.blob));
      const query = { certificate, host: 'host.example', now: NOW, authorities: [signer.publicKey], crypto };
      await checkHostCertificate(query);
    }
  });

  test('any bit that is changed is noticed', async () => {
    const blob = await issue(authority, keyOf('ed25519').publicKey.blob);
    const query = { host: 'host.example', now: NOW, authorities: [authority.publicKey], crypto };
    for (let bit = 0; bit < 8 * blob.length; bit += 3) {
      const changed = new Uint8Array(blob);
      changed[bit >> 3] = (changed[bit >> 3] as number) ^ (1 << (bit & 7));
      const { code } = await failure(() => checkHostCertificate({ ...query, certificate: parseCertificate(changed) }));
      expect(code).toMatch(/^(?:CERTIFICATE_REFUSED|KEY_FORMAT|UNSUPPORTED)$/);
    }
  });

  test('a time that is no number is MISUSE', async () => {
    expect((await failure(() => check({}, { now: Number.NaN }))).code).toBe('MISUSE');
  });
});

describe('[SEC-080] certificates that are none', () => {
  const blobOf = (claims: Claims) => issue(authority, keyOf('ed25519').publicKey.blob, claims);

  test('one signed by a certificate is refused before anything is verified, however deep they nest', async () => {
    let nested = await blobOf({});
    for (let depth = 0; depth < 1000 && nested.length < 200_000; depth++)
      nested = await blobOf({ signatureKey: nested });
    const error = await failure(() => parseCertificate(nested));
    expect(error).toEqual({ code: 'KEY_FORMAT', message: expect.stringContaining('by another certificate') });
    const signature = await keyOf('ed25519').sign(nested, 'ssh-ed25519');
    const algorithm = 'ssh-ed25519-cert-v01@openssh.com';
    expect(await verifySignature(crypto, nested, algorithm, nested, signature)).toBe(false);
  });

  test('every truncation, and one byte more', async () => {
    const blob = await blobOf({});
    for (let length = 0; length < blob.length; length++) {
      expect((await failure(() => parseCertificate(blob.subarray(0, length)))).code).toBe('KEY_FORMAT');
    }
    expect((await failure(() => parseCertificate(concatBytes(blob, Uint8Array.of(0))))).code).toBe('KEY_FORMAT');
  });

  test('a plain key, a certificate of an unknown type, and a text that is neither', async () => {
    const key = keyOf('ed25519').publicKey.blob;
    expect((await failure(() => parseCertificate(key))).code).toBe('UNSUPPORTED');
    const unknown = concatBytes(Uint8Array.of(0, 0, 0, 22), encodeUtf8('other-cert-v01@openssh'), key);
    expect((await failure(() => parseCertificate(unknown))).code).toBe('UNSUPPORTED');
    expect((await failure(() => parseCertificate('not a certificate'))).code).toBe('KEY_FORMAT');
  });

  test('one with a signature that is cut, longer or empty', async () => {
    for (const signature of [
      (right: Uint8Array) => right.subarray(0, -1),
      (right: Uint8Array) => concatBytes(right, Uint8Array.of(0)),
      () => new Uint8Array(0),
    ]) {
      expect((await failure(async () => parseCertificate(await blobOf({ signature })))).code).toBe('KEY_FORMAT');
    }
  });

  test('more than 256 names', async () => {
    const names = Array.from({ length: 255 }, (_, i) => `host${i}`);
    const blob = Buffer.from(await blobOf({ principals: [...names, 'a\0\0\0\0'] }));
    expect(parseCertificate(blob).principals).toHaveLength(256);
    const at = blob.indexOf(Buffer.from([0, 0, 0, 5, 0x61, 0, 0, 0, 0]));
    blob.writeUInt32BE(1, at); // the four zeros are now the length of an empty name
    const error = await failure(() => parseCertificate(blob));
    expect(error).toEqual({ code: 'KEY_FORMAT', message: expect.stringContaining('more than 256 items') });
  });
});

describe('withCertificate', () => {
  test.each([...TYPES, 'sk-ed25519', 'sk-ecdsa'])('%s: signs under the names of certificates only', async type => {
    const plain = keyOf(type);
    const signer = withCertificate(plain, await issue(authority, plain.publicKey.blob));
    const data = encodeUtf8('data');
    for (const algorithm of signer.algorithms) {
      expect(algorithm).toMatch(/-cert-v01@openssh\.com$/);
      const signature = await signWith(crypto, signer, data, algorithm);
      expect(await verifySignature(crypto, signer.publicKey.blob, algorithm, data, signature)).toBe(true);
      expect(await verifySignature(crypto, plain.publicKey.blob, algorithm, data, signature)).toBe(false);
    }
    const own = plain.algorithms[0] as string;
    expect((await failure(() => signer.sign(data, own))).code).toBe('UNSUPPORTED');
    const { key, certificate } = hostKeyFromBlob(signer.publicKey.blob);
    expect(key.blob).toEqual(plain.publicKey.blob);
    expect(certificate?.type).toBe(signer.publicKey.type);
  });

  test('RSA: SHA-1 is among the algorithms of the signer, and not of its public key', async () => {
    const signer = withCertificate(keyOf('rsa'), await issue(authority, keyOf('rsa').publicKey.blob));
    expect(signer.algorithms).toContain('ssh-rsa-cert-v01@openssh.com');
    const names = ['rsa-sha2-512-cert-v01@openssh.com', 'rsa-sha2-256-cert-v01@openssh.com'];
    expect(signer.publicKey.algorithms).toEqual(names);
  });

  test('the certificate of another key is MISUSE', async () => {
    const blob = await issue(authority, keyOf('rsa').publicKey.blob);
    expect((await failure(() => withCertificate(keyOf('ed25519'), blob))).code).toBe('MISUSE');
  });
});
