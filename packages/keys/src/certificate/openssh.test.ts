/** Certificates of ssh-keygen: what they say, and whether they are believed. */

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { crypto, failure, KeygenFolder } from '../../test/support.js';
import { fingerprint } from '../public-key/fingerprint.js';
import { parsePublicKey } from '../public-key/openssh-line.js';
import { type Certificate, parseCertificate } from './certificate.js';
import { checkHostCertificate, type HostCertificateQuery } from './check-host.js';

const folder = new KeygenFolder();
/** What ssh-keygen of OpenSSH 9.2 can make. */
const TYPES = [
  ['ed25519', '256'],
  ['ecdsa', '256'],
  ['ecdsa', '384'],
  ['ecdsa', '521'],
  ['rsa', '2048'],
  ['dsa', '1024'],
] as const;
const nameOf = ([type, bits]: readonly [type: string, bits: string]): string => `${type}-${bits}`;
const FROM = Date.UTC(2026, 0, 1);
const UNTIL = Date.UTC(2027, 0, 1);
const VALIDITY = '20260101000000Z:20270101000000Z';

beforeAll(() => {
  for (const type of TYPES) {
    folder.mustRun('-q', '-t', type[0], '-b', type[1], '-N', '', '-C', '', '-f', nameOf(type));
    folder.write(`ca-${nameOf(type)}`, folder.read(nameOf(type)));
    folder.write(`ca-${nameOf(type)}.pub`, folder.read(`${nameOf(type)}.pub`));
  }
});
afterAll(() => folder[Symbol.dispose]());

/** Signs the key `name` with `authority`, and reads what came out. */
function sign(authority: string, name: string, ...args: readonly string[]): Certificate {
  folder.mustRun('-q', '-s', authority, '-I', 'the id', '-z', '18446744073709551615', ...args, `${name}.pub`);
  return parseCertificate(folder.read(`${name}-cert.pub`));
}

const query = (
  certificate: Certificate,
  authority: string,
  changes: Partial<HostCertificateQuery> = {},
): HostCertificateQuery => ({
  certificate,
  host: 'Host.Example',
  now: FROM,
  authorities: [parsePublicKey(folder.read(`${authority}.pub`))],
  crypto,
  ...changes,
});

describe('host certificates of ssh-keygen', () => {
  test.each(TYPES)('a certificate of a key %s-%s says what it was told, and is believed', async (...type) => {
    const authority = 'ca-ed25519-256';
    const certificate = sign(authority, nameOf(type), '-h', '-n', 'other,host.example', '-V', VALIDITY);
    const key = parsePublicKey(folder.read(`${nameOf(type)}.pub`));
    expect(certificate).toMatchObject({
      role: 'host',
      serial: 2n ** 64n - 1n,
      keyId: 'the id',
      principals: ['other', 'host.example'],
      validAfter: BigInt(FROM / 1000),
      validBefore: BigInt(UNTIL / 1000),
      criticalOptions: [],
      extensions: [],
      signatureAlgorithm: 'ssh-ed25519',
    });
    expect(certificate.key.blob).toEqual(key.blob);
    expect(certificate.authority.blob).toEqual(parsePublicKey(folder.read(`${authority}.pub`)).blob);
    expect(fingerprint(certificate.blob, crypto)).toBe(fingerprint(key, crypto));
    await checkHostCertificate(query(certificate, authority));
  });

  test.each(TYPES.slice(0, 5))('an authority with a key %s-%s is believed', async (...type) => {
    const authority = `ca-${nameOf(type)}`;
    const certificate = sign(authority, 'ed25519-256', '-h', '-n', 'host.example', '-V', VALIDITY);
    await checkHostCertificate(query(certificate, authority));
    const other = query(certificate, authority, { authorities: [certificate.key] });
    expect((await failure(() => checkHostCertificate({ ...other, authorities: [] }))).code).toBe('CERTIFICATE_REFUSED');
  });

  test.each([
    ['ca-rsa-2048', 'ssh-rsa'],
    ['ca-dsa-1024', 'ssh-dss'],
  ])(
    '[ALG-136] %s: a signature of an authority with SHA-1 is believed on request only',
    async (authority, algorithm) => {
      const certificate = sign(authority, 'ed25519-256', '-t', algorithm, '-h', '-n', 'host.example', '-V', VALIDITY);
      expect(certificate.signatureAlgorithm).toBe(algorithm);
      const refused = await failure(() => checkHostCertificate(query(certificate, authority)));
      expect(refused.message).toMatch(new RegExp(`signed with '${algorithm}', which is not allowed`));
      await checkHostCertificate(query(certificate, authority, { caSignatureAlgorithms: [algorithm] }));
      const others = { caSignatureAlgorithms: ['ssh-ed25519', 'rsa-sha2-512'] };
      expect((await failure(() => checkHostCertificate(query(certificate, authority, others)))).code).toBe(
        'CERTIFICATE_REFUSED',
      );
    },
  );

  test('each second of its time, and none before or after', async () => {
    const certificate = sign('ca-ed25519-256', 'ed25519-256', '-h', '-n', 'host.example', '-V', VALIDITY);
    const at = (now: number) => checkHostCertificate(query(certificate, 'ca-ed25519-256', { now }));
    await at(FROM);
    await at(UNTIL - 1);
    expect((await failure(() => at(FROM - 1))).message).toMatch(/refused: it becomes valid in 1 second$/);
    expect((await failure(() => at(UNTIL))).message).toMatch(/refused: it expired 0 seconds ago$/);
    expect((await failure(() => at(UNTIL + 10 * 86_400_000))).message).toMatch(/expired 10 days ago/);
  });

  test('a certificate without end is believed', async () => {
    const certificate = sign('ca-ed25519-256', 'ed25519-256', '-h', '-n', 'host.example');
    expect(certificate).toMatchObject({ validAfter: 0n, validBefore: 2n ** 64n - 1n });
    await checkHostCertificate(query(certificate, 'ca-ed25519-256', { now: Date.UTC(9999, 0, 1) }));
  });

  test.each([
    ['no -n', [], /it names no host$/],
    ['-n of other hosts', ['-n', 'a.example,b.example'], /it is for a\.example, b\.example, not for 'host\.example'$/],
    ['-n of many', ['-n', 'a,b,c,d,e,f'], /it is for a, b, c, d and 2 more, not/],
  ])('%s: refused', async (_name, args, message) => {
    const certificate = sign('ca-ed25519-256', 'ed25519-256', '-h', '-V', VALIDITY, ...args);
    expect((await failure(() => checkHostCertificate(query(certificate, 'ca-ed25519-256')))).message).toMatch(message);
  });

  test('a certificate for users is refused', async () => {
    const certificate = sign('ca-ed25519-256', 'ed25519-256', '-n', 'host.example', '-V', VALIDITY);
    expect(certificate.role).toBe('user');
    expect(certificate.extensions.map(({ option }) => option)).toContain('permit-pty');
    const error = await failure(() => checkHostCertificate(query(certificate, 'ca-ed25519-256')));
    expect(error.message).toMatch(/it is for users, not for hosts/);
  });

  test('a critical option is refused, an unknown extension is not looked at', async () => {
    const args = ['-h', '-n', 'host.example', '-V', VALIDITY];
    const extended = sign('ca-ed25519-256', 'ed25519-256', ...args, '-O', 'extension:x@example.org=1');
    await checkHostCertificate(query(extended, 'ca-ed25519-256'));
    const critical = sign('ca-ed25519-256', 'ed25519-256', ...args, '-O', 'critical:x@example.org=1');
    expect((await failure(() => checkHostCertificate(query(critical, 'ca-ed25519-256')))).message).toMatch(
      /critical option 'x@example.org'/,
    );
  });
});
