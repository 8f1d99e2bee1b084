/** Keys and key files, made by ssh-keygen of each OpenSSH release that is installed. */

import { readFileSync, writeFileSync } from 'node:fs';

import { test } from 'vitest';

import { Workspace } from '@nacre/peers';

import { join, string } from '../octets.js';
import { blobOf, type OpensshRelease, opensshReleases, save, secretPart, sh, strings, unarmour } from '../save.js';

const TYPES: readonly (readonly [name: string, type: string, ...args: string[]])[] = [
  ['ed25519', 'ed25519'],
  ['ecdsa-256', 'ecdsa', '-b', '256'],
  ['ecdsa-384', 'ecdsa', '-b', '384'],
  ['ecdsa-521', 'ecdsa', '-b', '521'],
  ['rsa', 'rsa', '-b', '2048'],
  ['dsa', 'dsa'],
  ['mldsa44-ed25519', 'mldsa44-ed25519'],
];
const CIPHERS = [
  '3des-cbc',
  'aes128-ctr',
  'aes256-cbc',
  'aes256-ctr',
  'aes128-gcm@openssh.com',
  'aes256-gcm@openssh.com',
  'chacha20-poly1305@openssh.com',
];

for (const release of opensshReleases()) {
  const keygen = `${release.bin}/ssh-keygen`;

  test(`keys and key files of ${release.name}`, async () => {
    await using workspace = await Workspace.create();
    const cwd = workspace.folder;
    for (const [name, type, ...args] of TYPES) {
      const source = `${release.name} ssh-keygen -t ${[type, ...args].join(' ')}`;
      try {
        sh(keygen, ['-q', '-t', type, ...args, '-N', '', '-C', `vector ${name}`, '-f', name], { cwd });
      } catch {
        console.log(`${release.name} does not make keys of the type ${type}`);
        continue;
      }
      const rsa =
        name === 'rsa' ? { disagreement: 11, notes: 'Public blobs have e before n, private keys n before e.' } : {};
      const publicKey = blobOf(readFileSync(`${cwd}/${name}.pub`, 'utf8'));
      const file = unarmour(readFileSync(`${cwd}/${name}`, 'utf8'));
      const base = { origin: 'peer', source } as const;
      save(`keys/${release.short}-${name}-public`, { of: 'PublicKeyBlob', ...base, ...rsa, bytes: publicKey });
      save(`keys/${release.short}-${name}-file`, { of: 'OpensshPrivateKey', ...base, bytes: file });
      const params = { blockSize: 8, keyCount: 1 };
      save(`keys/${release.short}-${name}-section`, {
        of: 'OpensshPrivateSection',
        params,
        ...base,
        ...rsa,
        bytes: secretPart(file),
      });
    }
    for (const cipher of CIPHERS) {
      const name = cipher.split('@')[0] as string;
      sh(keygen, ['-q', '-t', 'ed25519', '-N', 'vectors', '-Z', cipher, '-a', '1', '-C', 'encrypted', '-f', name], {
        cwd,
      });
      save(`keys/${release.short}-file-${name}`, {
        of: 'OpensshPrivateKey',
        origin: 'peer',
        source: `${release.name} ssh-keygen -t ed25519 -Z ${cipher}`,
        ...(cipher.includes('@') && { disagreement: 13, notes: 'The tag stands outside the encrypted string.' }),
        bytes: unarmour(readFileSync(`${cwd}/${name}`, 'utf8')),
      });
    }
  });

  test(`numbers with surplus zeros, which ${release.name} reads`, async () => {
    await using workspace = await Workspace.create();
    surplusZeros(release, workspace.folder);
  });
}

function surplusZeros(release: OpensshRelease, cwd: string): void {
  const keygen = `${release.bin}/ssh-keygen`;
  sh(keygen, ['-q', '-t', 'rsa', '-b', '2048', '-N', '', '-C', '', '-f', 'key'], { cwd });
  const canonical = blobOf(readFileSync(`${cwd}/key.pub`, 'utf8'));
  const [type, e, n] = strings(canonical);
  if (type === undefined || e === undefined || n === undefined) throw new Error('the key has no numbers');
  const bytes = join(string(type), string(Buffer.alloc(2), e), string(Buffer.alloc(3), n));
  writeFileSync(`${cwd}/zeros.pub`, `ssh-rsa ${bytes.toString('base64')} \n`);
  const [shown, expected] = ['zeros.pub', 'key.pub'].map(file => sh(keygen, ['-l', '-f', file], { cwd }).toString());
  if (shown !== expected) throw new Error(`ssh-keygen reads another key: ${shown}`);
  save(`keys/${release.short}-rsa-surplus-zeros`, {
    of: 'PublicKeyBlob',
    origin: 'hand',
    source: `a key of ${release.name} with zeros in front of its numbers`,
    disagreement: 10,
    notes: `${release.name} ssh-keygen -l reads it as the key without the zeros. So do we; we write none.`,
    encodes: canonical,
    bytes,
  });
}
