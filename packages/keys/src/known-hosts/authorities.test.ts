/** '@cert-authority' lines, and '@revoked' lines for authorities and for keys in certificates. */

import { beforeAll, describe, expect, test } from 'vitest';

import { issue } from '../../test/certificates.js';
import { crypto, failure, fixture } from '../../test/support.js';
import { type Certificate, parseCertificate } from '../certificate/certificate.js';
import { generateKey } from '../private-key/generate.js';
import { formatPublicKey, parsePublicKey } from '../public-key/openssh-line.js';
import { parseKnownHosts } from './known-hosts.js';

const KEY = parsePublicKey(fixture('ed25519.pub'));
let certificate: Certificate;
let authority: string;
const OTHER = fixture('ecdsa.pub').trim();
const PLAIN = fixture('ed25519.pub').trim();

beforeAll(async () => {
  const signer = await generateKey('ed25519', { crypto, comment: 'ca' });
  authority = formatPublicKey(signer.publicKey);
  certificate = parseCertificate(await issue(signer, KEY.blob));
});

/** `CA`, `KEY` and `OTHER` stand for lines of keys. */
function lookup(lines: string, host = 'host.example', port = 22) {
  const text = lines.replaceAll('CA', authority).replaceAll('KEY', PLAIN).replaceAll('OTHER', OTHER);
  const hosts = parseKnownHosts(text);
  const { status, entries } = hosts.checkAuthority({ host, port, certificate, crypto });
  return { status, lines: entries.map(({ line }) => line) };
}

describe('[KH-07] authorities', () => {
  test.each([
    ['nothing is known', '', 'unknown', []],
    ['for the host', '@cert-authority host.example CA', 'trusted', [1]],
    ['for a pattern', '@cert-authority *.example CA', 'trusted', [1]],
    ['for all hosts, beside others', '@cert-authority * OTHER\n@cert-authority * CA', 'trusted', [2]],
    ['for another host', '@cert-authority other.example CA', 'unknown', []],
    ['for all hosts but this', '@cert-authority *,!host.example CA', 'unknown', []],
    ['another authority', '@cert-authority * OTHER', 'unknown', []],
    ['the key of the authority as a host key', 'host.example CA', 'unknown', []],
    ['the certified key as an authority', '@cert-authority * KEY', 'unknown', []],
    ['the certified key as a host key', 'host.example KEY', 'unknown', []],
  ])('%s', (_name, lines, status, numbers) => {
    expect(lookup(lines)).toEqual({ status, lines: numbers });
  });

  test.each([
    ['a name without a port is for all ports', '@cert-authority host.example CA', 2222, 'trusted'],
    ['a name with the port', '@cert-authority [host.example]:2222 CA', 2222, 'trusted'],
    ['a name with another port', '@cert-authority [host.example]:2223 CA', 2222, 'unknown'],
    ['a name with a port is not for port 22', '@cert-authority [host.example]:2222 CA', 22, 'unknown'],
  ])('%s', (_name, lines, port, status) => {
    expect(lookup(lines, 'host.example', port).status).toBe(status);
  });

  test.each([
    ['the authority', '@cert-authority * CA\n@revoked * CA', [2]],
    ['the authority, before it is named', '@revoked host.example CA\n@cert-authority * CA', [1]],
    ['the certified key', '@cert-authority * CA\n@revoked * KEY', [2]],
    ['both', '@revoked * CA\n@revoked * KEY', [1, 2]],
    ['the authority on another port', '@cert-authority * CA\n@revoked host.example CA', [2]],
  ])('[SEC-081] revoked: %s', (_name, lines, numbers) => {
    expect(lookup(lines, 'host.example', 22)).toEqual({ status: 'revoked', lines: numbers });
    expect(lookup(lines, 'host.example', 2222)).toEqual({ status: 'revoked', lines: numbers });
  });

  test('what is revoked for other hosts is not revoked', () => {
    expect(lookup('@cert-authority * CA\n@revoked other CA\n@revoked other KEY').status).toBe('trusted');
  });
});

describe('the algorithms to ask for', () => {
  const algorithms = (lines: string, port = 22) =>
    parseKnownHosts(lines.replaceAll('CA', authority).replaceAll('KEY', PLAIN)).algorithmsFor('host', port, crypto);

  test('certificates first if an authority is known for the host, then those of the keys', () => {
    const names = algorithms('host KEY\n@cert-authority host CA');
    expect(names[0]).toBe('ssh-ed25519-cert-v01@openssh.com');
    expect(names).toContain('rsa-sha2-512-cert-v01@openssh.com');
    expect(names).not.toContain('ssh-rsa-cert-v01@openssh.com');
    expect(names.at(-1)).toBe('ssh-ed25519');
    expect(names.slice(0, -1).every(name => name.endsWith('-cert-v01@openssh.com'))).toBe(true);
  });

  test('no certificates without an authority for the host', () => {
    expect(algorithms('host KEY\n@cert-authority other CA')).toEqual(['ssh-ed25519']);
    expect(algorithms('@revoked host CA')).toEqual([]);
  });
});

test('a host with brackets or a port that is none is MISUSE', async () => {
  const hosts = parseKnownHosts('');
  for (const [host, port] of [
    ['[host]:22', 22],
    ['host', 0],
  ] as const) {
    expect((await failure(() => hosts.checkAuthority({ host, port, certificate, crypto }))).code).toBe('MISUSE');
    expect((await failure(() => hosts.authoritiesFor(host, port, crypto))).code).toBe('MISUSE');
  }
});
