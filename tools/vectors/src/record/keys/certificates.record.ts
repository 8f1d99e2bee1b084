/** Certificates, revocation lists and signatures of files, made by ssh-keygen of each OpenSSH release. */

import { readFileSync, writeFileSync } from 'node:fs';

import { test } from 'vitest';

import { Workspace } from '@nacre/peers';

import { blobOf, opensshReleases, save, sh, unarmour } from '../save.js';

const ALL_OPTIONS = [
  'clear',
  'force-command=echo "vector"',
  'source-address=10.0.0.0/8,2001:db8::/32',
  'verify-required',
  'no-touch-required',
  'permit-X11-forwarding',
  'permit-agent-forwarding',
  'permit-port-forwarding',
  'permit-pty',
  'permit-user-rc',
  'critical:order@example.com=first',
  'extension:flag@example.com',
];

const KEY_LISTS: Readonly<Record<string, string>> = {
  serials: 'serial: 1\nserial: 70000\nserial: 18446744073709551615\n',
  ranges: 'serial: 5-100000\nid: one\nid: two\n',
  bitmap: Array.from({ length: 40 }, (_, i) => `serial: ${1000 + 2 * i + (i % 3)}\n`).join(''),
};

for (const release of opensshReleases()) {
  const keygen = `${release.bin}/ssh-keygen`;
  const source = (what: string): string => `${release.name} ssh-keygen ${what}`;
  const origin = 'peer' as const;

  test(`certificates of ${release.name}`, async () => {
    await using workspace = await Workspace.create();
    const cwd = workspace.folder;
    const read = (file: string): string => readFileSync(`${cwd}/${file}`, 'utf8');
    const make = (file: string, ...args: string[]): void => {
      sh(keygen, ['-q', ...args, '-N', '', '-C', file, '-f', file], { cwd });
    };
    for (const type of ['ed25519', 'ecdsa', 'rsa']) make(`ca-${type}`, '-t', type);
    const types = ['ed25519', 'ecdsa', 'rsa', ...(release.short === 'openssh92' ? ['dsa'] : [])];
    for (const type of types) {
      const name = `user-${type}`;
      make(name, '-t', type);
      const ca = type === 'dsa' ? 'ca-rsa' : `ca-${type}`;
      const options = type === 'ecdsa' ? [] : ALL_OPTIONS.flatMap(option => ['-O', option]);
      const args = ['-s', ca, '-I', `id of ${type}`, '-n', 'alice,bob', '-z', '18446744073709551614'];
      sh(keygen, ['-q', ...args, ...options, '-V', '20200101:20300101', `${name}.pub`], { cwd });
      save(`keys/${release.short}-certificate-user-${type}`, {
        of: 'CertificateBlob',
        origin,
        source: source(`-s ${ca} -O ... of a user key`),
        bytes: blobOf(read(`${name}-cert.pub`)),
      });
    }
    for (const bits of ['384', '521']) {
      make(`host-${bits}`, '-t', 'ecdsa', '-b', bits);
      sh(keygen, ['-q', '-s', 'ca-rsa', '-t', 'rsa-sha2-256', '-h', '-I', 'host', `host-${bits}.pub`], { cwd });
      save(`keys/${release.short}-certificate-host-${bits}`, {
        of: 'CertificateBlob',
        origin,
        source: source('-s ca-rsa -t rsa-sha2-256 -h'),
        bytes: blobOf(read(`host-${bits}-cert.pub`)),
      });
    }
  });

  test(`revocation lists of ${release.name}`, async () => {
    await using workspace = await Workspace.create();
    const cwd = workspace.folder;
    sh(keygen, ['-q', '-t', 'ed25519', '-N', '', '-C', 'ca', '-f', 'ca'], { cwd });
    const keys = Array.from({ length: 3 }, (_, i) => {
      sh(keygen, ['-q', '-t', i === 1 ? 'ecdsa' : 'ed25519', '-N', '', '-C', `key ${i}`, '-f', `key${i}`], { cwd });
      return readFileSync(`${cwd}/key${i}.pub`, 'utf8');
    });
    const lists = {
      ...KEY_LISTS,
      explicit: keys.map(key => `key: ${key}`).join(''),
      sha1: keys.map(key => `sha1: ${key}`).join(''),
      sha256: keys.map(key => `sha256: ${key}`).join(''),
    };
    for (const [name, text] of Object.entries(lists)) {
      writeFileSync(`${cwd}/${name}.txt`, text);
      const authority = name in KEY_LISTS ? ['-s', 'ca.pub'] : [];
      sh(keygen, ['-k', '-f', `${name}.krl`, '-z', '7', ...authority, `${name}.txt`], { cwd });
      const bytes = readFileSync(`${cwd}/${name}.krl`);
      save(`keys/${release.short}-krl-${name}`, { of: 'Krl', origin, source: source(`-k, list of ${name}`), bytes });
    }
    writeFileSync(`${cwd}/any.txt`, 'id: of any authority\n');
    sh(keygen, ['-k', '-f', 'any.krl', '-s', 'none', 'any.txt'], { cwd });
    const bytes = readFileSync(`${cwd}/any.krl`);
    save(`keys/${release.short}-krl-any-authority`, { of: 'Krl', origin, source: source('-k -s none'), bytes });
  });

  test(`signatures of files of ${release.name}`, async () => {
    await using workspace = await Workspace.create();
    const cwd = workspace.folder;
    writeFileSync(`${cwd}/message`, 'a message\n');
    for (const type of [
      'ed25519',
      'ecdsa',
      'ecdsa -b 384',
      'ecdsa -b 521',
      'rsa',
      ...(release.short === 'openssh92' ? ['dsa'] : []),
    ]) {
      sh(keygen, ['-q', '-t', ...type.split(' '), '-N', '', '-C', type, '-f', type], { cwd });
      const hash = type === 'rsa' ? 'sha256' : 'sha512';
      const args = ['-Y', 'sign', '-n', 'file@example.com', '-O', `hashalg=${hash}`, '-f', type];
      const bytes = unarmour(sh(keygen, args, { cwd, input: 'a message\n' }).toString());
      save(`keys/${release.short}-sshsig-${type.replace(' -b ', '-')}`, {
        of: 'SshSignature',
        origin,
        source: source(args.join(' ')),
        bytes,
      });
    }
  });
}
