import { describe, expect, test } from 'vitest';

import { encodeUtf8, toBase64 } from '@nacre/core';

import { crypto, failure, fixture, sshKeygen } from '../../test/support.js';
import { limits } from '../limits.js';
import { fingerprint } from '../public-key/fingerprint.js';
import { parsePublicKey } from '../public-key/openssh-line.js';
import { formatKnownHostsLine } from './format.js';
import { wildcardMatches } from './host-pattern.js';
import { type HostKeyQuery, parseKnownHosts } from './known-hosts.js';

const ed25519 = parsePublicKey(fixture('ed25519.pub'));
const ecdsa = parsePublicKey(fixture('ecdsa.pub'));
const rsa = parsePublicKey(fixture('rsa.pub'));
const text = (key: { type: string; blob: Uint8Array }): string => `${key.type} ${toBase64(key.blob)}`;
const ED = text(ed25519);
const EC = text(ecdsa);
const P384 = fixture('p384.pub').trim();
const OTHER = 'ssh-other AAAACXNzaC1vdGhlcgAAAAA=';

function check(lines: string, query: Partial<HostKeyQuery> = {}) {
  const hosts = parseKnownHosts(lines, { file: 'known_hosts' });
  const result = hosts.check({ host: 'host', port: 22, key: ed25519, crypto, ...query });
  return { status: result.status, lines: result.entries.map(entry => entry.line) };
}

function hashed(name: string, salt = new Uint8Array(20).fill(7)): string {
  const mac = crypto.hmac?.('sha1', salt).compute(encodeUtf8(name)) ?? new Uint8Array(0);
  return `|1|${toBase64(salt)}|${toBase64(mac)}`;
}

describe('what a key is told to be', () => {
  test.each([
    ['unknown: nothing is known', '', 'unknown', []],
    ['unknown: other hosts', `other ${ED}\nhost2 ${ED}`, 'unknown', []],
    ['trusted', `host ${ED}`, 'trusted', [1]],
    ['trusted: another key of the host before', `host ${EC}\nhost ${ED}`, 'trusted', [2]],
    [
      'changed: another key of the same type',
      `host ${text(parsePublicKey(fixture('ed25519-chacha20.pub')))}`,
      'changed',
      [1],
    ],
    ['changed: only keys of other types', `host ${EC}\nhost ${text(rsa)}`, 'changed', [1, 2]],
    ['changed: only a key of a type that is not supported', `host ${OTHER}`, 'changed', [1]],
    ['changed: only a key that is too short', `host ${fixture('rsa1024.pub')}`, 'changed', [1]],
    ['revoked, though trusted before', `host ${ED}\n@revoked host ${ED}`, 'revoked', [2]],
    ['revoked for all hosts', `@revoked * ${ED}\nhost ${ED}`, 'revoked', [1]],
    ['unknown: another key is revoked', `@revoked * ${EC}`, 'unknown', []],
    ['unknown: the key is revoked for another host', `@revoked other ${ED}`, 'unknown', []],
    ['unknown: a certificate authority is no host key', `@cert-authority * ${ED}`, 'unknown', []],
  ])('%s', (_name, lines, status, numbers) => {
    expect(check(lines)).toEqual({ status, lines: numbers });
  });

  test('the report names file, line and fingerprint of what is known', () => {
    const hosts = parseKnownHosts(`# comment\n\nhost ${EC}`, { file: '/home/me/known_hosts' });
    expect(hosts.check({ host: 'host', port: 22, key: ed25519.blob, crypto })).toEqual({
      status: 'changed',
      entries: [
        { file: '/home/me/known_hosts', line: 3, keyType: ecdsa.type, fingerprint: fingerprint(ecdsa, crypto) },
      ],
    });
  });

  test('several files are one, each entry keeping its own', () => {
    const hosts = parseKnownHosts(`host ${EC}`, { file: 'a' }).concat(
      parseKnownHosts(`bad\nhost ${ED}`, { file: 'b' }),
    );
    expect(hosts.check({ host: 'host', port: 22, key: ed25519, crypto }).entries).toMatchObject([
      { file: 'b', line: 2 },
    ]);
    expect(hosts.warnings).toMatchObject([{ file: 'b', line: 1 }]);
  });

  test('the algorithms to ask for are those of the keys that are known', () => {
    const hosts = parseKnownHosts(
      `host ${text(rsa)}\n@revoked host ${EC}\nhost ${OTHER}\nhost ${P384}\nh* ${ED}\nother ${EC}`,
    );
    const expected = ['rsa-sha2-512', 'rsa-sha2-256', 'ecdsa-sha2-nistp384', 'ssh-ed25519'];
    expect(hosts.algorithmsFor('host', 22, crypto)).toEqual(expected);
    expect(hosts.algorithmsFor('host', 2222, crypto)).toEqual([]);
  });
});

describe('lines', () => {
  test('[KH-01] names and addresses in a list; blank lines, comments and lines that cannot be read are skipped', () => {
    const lines = `# c\n\n   \nhost,10.0.0.1 ${ED} a comment\nhost2 ssh-ed25519 !!!\nhost3 ${EC}`;
    expect(check(lines)).toEqual({ status: 'trusted', lines: [4] });
    expect(check(lines, { host: '10.0.0.1' }).status).toBe('trusted');
    expect(check(lines, { host: 'host2' }).status).toBe('unknown');
    expect(check(lines, { host: 'host3', key: ecdsa })).toEqual({ status: 'trusted', lines: [6] });
  });

  test('[KH-02] wildcards match, and a negated pattern removes the entry', () => {
    const lines = `*.example,!bad.example,n?de ${ED}`;
    const status = (host: string) => check(lines, { host }).status;
    expect(['a.example', 'a.b.example', 'node'].map(status)).toEqual(['trusted', 'trusted', 'trusted']);
    expect(['bad.example', 'example', 'nde', 'noode'].map(status)).toEqual([
      'unknown',
      'unknown',
      'unknown',
      'unknown',
    ]);
  });

  test('[KH-03] other ports than 22 have entries of their own; others count only where asked for', () => {
    const lines = `host ${ED}\n[host]:2222 ${EC}`;
    expect(check(lines, { port: 2222, key: ecdsa })).toEqual({ status: 'trusted', lines: [2] });
    expect(check(lines, { port: 2222 }).status).toBe('changed');
    expect(check(lines, { port: 2223 }).status).toBe('unknown');
    expect(check(lines, { port: 2223, acceptPortlessEntry: true })).toEqual({ status: 'trusted', lines: [1] });
    expect(check(lines, { port: 2223, key: ecdsa, acceptPortlessEntry: true }).status).toBe('unknown');
    expect(check(lines, { port: 2222, acceptPortlessEntry: true }).status).toBe('changed');
  });

  test('[KH-04] hashed names, with a port too; malformed ones are ignored with a warning', () => {
    expect(check(`${hashed('host')} ${ED}`)).toEqual({ status: 'trusted', lines: [1] });
    expect(check(`${hashed('[host]:2222')} ${ED}`, { port: 2222 }).status).toBe('trusted');
    expect(check(`${hashed('[host]:2222')} ${ED}`).status).toBe('unknown');
    expect(check(`@revoked ${hashed('host')} ${ED}`).status).toBe('revoked');
    expect(parseKnownHosts(`|1|AAAA|AAAA ${ED}`).warnings).toHaveLength(1);
  });

  test('[KH-10] entries for the address count, but only when none stand under the name', () => {
    const addresses = ['192.0.2.1'];
    expect(check(`192.0.2.1 ${ED}`, { addresses })).toEqual({ status: 'trusted', lines: [1] });
    expect(check(`192.0.2.1 ${EC}`, { addresses }).status).toBe('changed');
    expect(check(`host ${ED}\n192.0.2.1 ${EC}`, { addresses }).status).toBe('trusted');
    expect(check(`host ${EC}\n192.0.2.1 ${ED}`, { addresses })).toEqual({ status: 'changed', lines: [1] });
    expect(check(`host ${ED}\n@revoked 192.0.2.1 ${ED}`, { addresses })).toEqual({ status: 'revoked', lines: [2] });
    expect(check(`[192.0.2.1]:2222 ${ED}`, { addresses, port: 2222 }).status).toBe('trusted');
  });

  test('a key that is revoked for a host is revoked on every port', () => {
    expect(check(`@revoked host ${ED}\n[host]:2222 ${ED}`, { port: 2222 })).toEqual({ status: 'revoked', lines: [1] });
    expect(check(`@revoked [host]:2222 ${ED}\nhost ${ED}`).status).toBe('trusted');
  });

  const wrongSalt = `|1|${toBase64(new Uint8Array(19))}|${toBase64(new Uint8Array(20))}`;
  test.each([
    ['a no-break space as separator', `host\u00a0${ED}`, /expected|base64/],
    ['a no-break space in front of the key', `host \u00a0${ED}`, /base64|says/],
    ['an ideographic space', `host\u3000ssh-ed25519 ${toBase64(ed25519.blob)}`, /base64|says/],
    ['two markers', `@cert-authority @revoked host ${ED}`, /more than one marker/],
    ['one marker twice', `@revoked @revoked host ${ED}`, /more than one marker/],
    ['an unknown marker', `@foo host ${ED}`, /marker '@foo' is not known/],
    ['a marker in another case', `@Revoked host ${ED}`, /not known/],
    ['a marker without a space', `@revokedhost ${ED}`, /not known/],
    ['another type than the blob', `host ssh-rsa ${toBase64(ed25519.blob)}`, /says 'ssh-rsa'/],
    ['a line of 1 MiB', `host ${ED} ${'x'.repeat(1 << 20)}`, /characters, limit/],
    ['NUL in the host', `ho\0st ${ED}`, /control characters/],
    ['NUL in the comment', `host ${ED} a\0b`, /control characters/],
    ['CR inside', `host ${ED}\rhost2`, /control characters/],
    ['a salt of the wrong length', `${wrongSalt} ${ED}`, /20 bytes/],
    ['a hash without padding', `${hashed('host').slice(0, -1)} ${ED}`, /20 bytes/],
    ['a hash with a name after it', `${hashed('host')},host ${ED}`, /20 bytes/],
    ['a hash with a part more', `${hashed('host')}|AAAA ${ED}`, /20 bytes/],
    ['a hash of another version', `|2|${hashed('host').slice(3)} ${ED}`, /hashed in an unknown way/],
    ['no key', 'host', /expected/],
    ['no host', ED, /base64|expected/],
    ['a list without names', `,, ${ED}`, /no host name/],
    ['a pattern over the limit', `${'a'.repeat(limits.patternChars + 2)} ${ED}`, /pattern is over/],
    ['a cut key', `host ${ED.slice(0, -8)}`, /base64|truncated/],
    ['a key of SSH 1', 'host 1024 35 1234567890', /base64|says/],
    ['escape characters in a marker', '@\u202eabc host x', /\\u\{202e\}/],
  ])('[SEC-093] %s: the line is ignored, with a warning, and its neighbours are not', (_name, line, reason) => {
    const hosts = parseKnownHosts(`before ${ED}\n${line}\nafter ${EC}\n`, { file: 'f' });
    expect(hosts.entries.map(entry => entry.line)).toEqual([1, 3]);
    expect(hosts.warnings).toEqual([{ file: 'f', line: 2, reason: expect.stringMatching(reason) }]);
    expect(hosts.check({ host: 'host', port: 22, key: ed25519, crypto }).status).toBe('unknown');
  });

  test('[SEC-093] CRLF ends a line as LF does, and a backslash continues none', () => {
    const hosts = parseKnownHosts(`host ${ED}\r\nhost2 ${EC} \\\r\nhost3 ${ED}\r\n`);
    expect(hosts.warnings).toEqual([]);
    expect(hosts.entries.map(entry => [entry.line, entry.comment])).toEqual([
      [1, ''],
      [2, '\\'],
      [3, ''],
    ]);
  });
});

describe('formatKnownHostsLine', () => {
  test.each([
    ['host', 22, 'host'],
    ['Host.Example', 2222, '[host.example]:2222'],
    ['2001:db8::1', 22, '2001:db8::1'],
    ['[2001:db8::1]', 2222, '[2001:db8::1]:2222'],
    ['fe80::1%eth0', 22, 'fe80::1%eth0'],
  ])('%s port %i is found again, here and by ssh-keygen', (host, port, name) => {
    const line = formatKnownHostsLine(host, port, { ...ed25519, comment: 'left out' });
    expect(line).toBe(`${name} ${ED}`);
    expect(check(line, { host, port }).status).toBe('trusted');
    expect(sshKeygen({ file: `${line}\n` }, ['-F', name, '-f', 'file']).ok).toBe(true);
  });

  test.each(['', '*', 'a,b', '!a', 'a b', '@revoked', '|1|a', '#a', 'a\nb', '[a]:22', 'ä.example', 'a?'])(
    'refuses %j as a host',
    async host => {
      expect((await failure(() => formatKnownHostsLine(host, 22, ed25519))).code).toBe('MISUSE');
    },
  );
});

test.each([
  ['', 22],
  ['[host]:2222', 22],
  ['host', 0],
  ['host', 65536],
  ['host', 1.5],
])('a lookup of %j port %d is MISUSE', async (host, port) => {
  expect((await failure(() => check(`host ${ED}`, { host, port }))).code).toBe('MISUSE');
});

test('hashed names without HMAC are told, not passed over', async () => {
  const bare = { ...crypto, hmac: undefined };
  expect((await failure(() => check(`${hashed('host')} ${ED}`, { crypto: bare }))).code).toBe('UNSUPPORTED');
  expect(check(`host ${ED}`, { crypto: bare }).status).toBe('trusted');
});

test('matching of many stars takes no time to speak of', () => {
  const start = process.cpuUsage().user;
  expect(wildcardMatches('*a'.repeat(limits.patternChars / 2), 'a'.repeat(400))).toBe(false);
  expect(process.cpuUsage().user - start).toBeLessThan(50_000);
});
