/** Host certificates between our client and our server, signed by ssh-keygen. */

import { execFileSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, test, vi } from 'vitest';

import { createServer } from '@nacre/server';

import {
  type Certificate,
  certificateAuthority,
  type ConnectOptions,
  connect,
  fetchHostKey,
  fingerprint,
  formatPublicKey,
  generateKey,
  type HostKeyRequest,
  knownHosts,
  parseCertificate,
  type PrivateKey,
  parsePublicKey,
  pinned,
  readCertificate,
  type SshError,
  withCertificate,
} from '../src/index.js';
import { HOST, rejection, startServer, temporaryFolder, testKeys } from './support.js';

const ED25519_CERTIFICATE = 'ssh-ed25519-cert-v01@openssh.com';

interface Made {
  readonly certificate: Certificate;
  /** Line of the authority. */
  readonly authority: string;
}

/** A certificate for `key` by a new authority; `args` are those of ssh-keygen beside -s, -I and -h. */
async function certify(
  key: PrivateKey,
  args: readonly string[] = ['-n', HOST],
  ca: readonly string[] = ['ed25519'],
): Promise<Made> {
  const cwd = await temporaryFolder();
  const keygen = (...all: readonly string[]) => execFileSync('ssh-keygen', ['-q', ...all], { cwd, stdio: 'pipe' });
  keygen('-t', ...ca, '-N', '', '-C', 'ca', '-f', 'ca');
  await writeFile(join(cwd, 'key.pub'), `${formatPublicKey(key.publicKey)}\n`);
  keygen('-s', 'ca', '-I', 'the host', '-z', '42', '-h', ...args, 'key.pub');
  const certificate = await readCertificate(join(cwd, 'key-cert.pub'));
  return { certificate, authority: (await readFile(join(cwd, 'ca.pub'), 'utf8')).trim() };
}

/** A server that shows the certificate, and its key to who does not want certificates. */
async function certifiedServer({ certificate }: Made) {
  const { host } = await testKeys();
  return startServer({ hostKeys: [host, withCertificate(host, certificate)] });
}

describe('[AUTH-21] known_hosts with an authority', () => {
  test('the certificate is asked for first, and accepted', async () => {
    const { host } = await testKeys();
    const made = await certify(host);
    const { options } = await certifiedServer(made);
    const text = `@cert-authority ${HOST} ${made.authority}\n`;
    await using ssh = await connect({ ...options, hostKeys: knownHosts({ text }) });
    expect(ssh.info.hostKeyAlgorithm).toBe(ED25519_CERTIFICATE);
    expect(ssh.hostKey.blob).toEqual(host.publicKey.blob);
    expect(ssh.info.fingerprint).toBe(fingerprint(host.publicKey));
    ssh.rekey();
    expect((await ssh.exec('echo hello')).stdout).toBe('hello');
  });

  test.each([
    ['for another host', ['-n', 'other.example'], /is for other\.example, not for '127\.0\.0\.1'/],
    ['for no host', [], /names no host/],
    ['expired', ['-n', HOST, '-V', '20200101:20210101'], /expired \d+ days ago/],
    ['not valid yet', ['-n', HOST, '-V', '21000101:21010101'], /becomes valid in \d+ days/],
    ['with a critical option', ['-n', HOST, '-O', 'critical:x@example.org'], /critical option 'x@example.org'/],
  ])('[SEC-092] a certificate %s: the plain key is looked up, and decides', async (_name, args, reason) => {
    const { host } = await testKeys();
    const made = await certify(host, args);
    const { options, known, port } = await certifiedServer(made);
    const authority = `@cert-authority ${HOST} ${made.authority}`;
    const via = (text: string): ConnectOptions => ({
      ...options,
      algorithms: { hostKey: [ED25519_CERTIFICATE] },
      hostKeys: knownHosts({ text }),
    });
    await using ssh = await connect(via(`${authority}\n${known}`));
    expect(ssh.info.hostKeyAlgorithm).toBe(ED25519_CERTIFICATE);

    const unknown = await rejection<SshError>(connect(via(authority)));
    expect(unknown).toMatchObject({ code: 'HOST_KEY_UNKNOWN', message: expect.stringMatching(reason) });
    const other = await generateKey('ed25519');
    const otherLine = `[${HOST}]:${port} ${formatPublicKey(other.publicKey)}`;
    const changed = await rejection<SshError>(connect(via(`${authority}\n${otherLine}`)));
    expect(changed).toMatchObject({ code: 'HOST_KEY_CHANGED', message: expect.stringMatching(reason) });
  });

  test('an authority of other hosts is none', async () => {
    const { host } = await testKeys();
    const made = await certify(host);
    const { options } = await certifiedServer(made);
    const text = `@cert-authority other.example ${made.authority}`;
    const error = await rejection<SshError>(connect({ ...options, hostKeys: knownHosts({ text }) }));
    expect(error).toMatchObject({
      code: 'HOST_KEY_UNKNOWN',
      message: expect.stringContaining('not trusted for this host'),
    });
  });

  test('[SEC-081] a revoked authority, and a revoked key in a certificate, are refused', async () => {
    const { host } = await testKeys();
    const made = await certify(host);
    const { options, known } = await certifiedServer(made);
    const lines = `@cert-authority * ${made.authority}\n${known}`;
    for (const revoked of [made.authority, formatPublicKey(host.publicKey)]) {
      const hostKeys = knownHosts({ text: `${lines}\n@revoked * ${revoked}` });
      const error = await rejection<SshError>(
        connect({ ...options, hostKeys, algorithms: { hostKey: [ED25519_CERTIFICATE] } }),
      );
      expect(error).toMatchObject({ code: 'HOST_KEY_REVOKED', details: { entries: [{ line: 3 }] } });
    }
  });

  test('[ALG-136] an authority that signs with SHA-1 is believed on request only', async () => {
    const { host } = await testKeys();
    const made = await certify(host, ['-n', HOST, '-t', 'ssh-rsa'], ['rsa', '-b', '2048']);
    const { options } = await certifiedServer(made);
    const hostKeys = knownHosts({ text: `@cert-authority ${HOST} ${made.authority}` });
    const error = await rejection<SshError>(connect({ ...options, hostKeys }));
    expect(error.message).toContain("signed with 'ssh-rsa', which is not allowed");
    await using ssh = await connect({ ...options, hostKeys, caSignatureAlgorithms: '+ssh-rsa' });
    expect(ssh.info.hostKeyAlgorithm).toBe(ED25519_CERTIFICATE);
  });
});

describe('certificateAuthority', () => {
  test('accepts what the authority has signed, and nothing else', async () => {
    const { host } = await testKeys();
    const made = await certify(host);
    const { options } = await certifiedServer(made);
    await using ssh = await connect({ ...options, hostKeys: certificateAuthority(made.authority) });
    expect(ssh.info.hostKeyAlgorithm).toBe(ED25519_CERTIFICATE);
    const other = await generateKey('ed25519');
    const both = certificateAuthority(other.publicKey, parsePublicKey(made.authority));
    await using again = await connect({ ...options, hostKeys: both });
    expect(again.isClosed).toBe(false);
    const error = await rejection<SshError>(connect({ ...options, hostKeys: certificateAuthority(other.publicKey) }));
    expect(error).toMatchObject({ code: 'HOST_KEY_UNKNOWN', details: { certificate: { rule: 'authority' } } });
  });

  test('refuses a host without a certificate', async () => {
    const { host } = await testKeys();
    const { options } = await startServer();
    const error = await rejection<SshError>(connect({ ...options, hostKeys: certificateAuthority(host.publicKey) }));
    expect(error).toMatchObject({
      code: 'HOST_KEY_UNKNOWN',
      message: expect.stringContaining('showed no certificate'),
    });
  });

  test('needs keys', () => {
    expect(() => certificateAuthority()).toThrow(/at least one key/);
    expect(() => certificateAuthority('ssh-ed25519')).toThrow(/cannot be read/);
  });
});

describe('other policies, and a host that shows a certificate', () => {
  test('[CON-40] a function is told of the certificate, and gets the key in it', async () => {
    const { host } = await testKeys();
    const made = await certify(host);
    const { options } = await certifiedServer(made);
    const hostKeys = vi.fn((request: HostKeyRequest) => request.certificate !== undefined);
    await using ssh = await connect({ ...options, hostKeys });
    expect(ssh.isClosed).toBe(false);
    expect(hostKeys.mock.calls[0]?.[0]).toMatchObject({
      key: { type: 'ssh-ed25519', blob: host.publicKey.blob },
      fingerprint: fingerprint(host.publicKey),
      certificate: {
        role: 'host',
        keyId: 'the host',
        serial: 42n,
        principals: [HOST],
        authorityFingerprint: fingerprint(parsePublicKey(made.authority)),
      },
    });
  });

  test('[SEC-080] a function is never told of a certificate that is forged or not valid, but why it is not', async () => {
    const { host } = await testKeys();
    const good = await certify(host);
    const forged = Uint8Array.from(good.certificate.blob);
    forged[forged.length - 1] = (forged.at(-1) as number) ^ 1;
    const old = await certify(host, ['-n', HOST, '-V', '20200101:20210101']);
    for (const [certificate, rule] of [
      [parseCertificate(forged), 'signature'],
      [old.certificate, 'expired'],
    ] as const) {
      const { options } = await certifiedServer({ ...good, certificate });
      const hostKeys = vi.fn((_request: HostKeyRequest) => true);
      await using ssh = await connect({ ...options, hostKeys });
      expect(ssh.info.hostKeyAlgorithm).toBe(ED25519_CERTIFICATE);
      expect(hostKeys.mock.calls[0]?.[0]).toMatchObject({
        certificate: undefined,
        certificateFault: { code: 'CERTIFICATE_REFUSED', details: { rule } },
      });
    }
  });

  test('the fingerprint of the key is enough for pinned, and fetchHostKey gets the plain key', async () => {
    const { host } = await testKeys();
    const { options, port } = await certifiedServer(await certify(host));
    await using ssh = await connect({ ...options, hostKeys: pinned(fingerprint(host.publicKey)) });
    expect(ssh.info.hostKeyAlgorithm).toBe(ED25519_CERTIFICATE);
    expect((await fetchHostKey({ host: HOST, port })).blob).toEqual(host.publicKey.blob);
  });

  test('a key that is known by itself is asked for first, so that nothing changes for those without an authority', async () => {
    const { host } = await testKeys();
    const { options, known } = await certifiedServer(await certify(host));
    await using ssh = await connect({ ...options, hostKeys: knownHosts({ text: known }) });
    expect(ssh.info.hostKeyAlgorithm).toBe('ssh-ed25519');
  });
});

test('a server shows one certificate of each type, beside one key of each type', async () => {
  const { host } = await testKeys();
  const [first, second] = [await certify(host), await certify(host)];
  const hostKeys = [host, withCertificate(host, first.certificate), withCertificate(host, second.certificate)];
  expect(() => createServer({ hostKeys })).toThrow(/Only one host key of each type/);
});
