/** The binary parts of PPK files, made by puttygen; their MAC proves that its input is put together rightly. */

import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';

import { test } from 'vitest';

import { Workspace } from '@nacre/peers';

import { save, sh } from '../save.js';

const TYPES: readonly (readonly [name: string, ...args: string[]])[] = [
  ['rsa', '-t', 'rsa', '-b', '2048'],
  ['dsa', '-t', 'dsa', '-b', '1024'],
  ['ecdsa-256', '-t', 'ecdsa', '-b', '256'],
  ['ecdsa-384', '-t', 'ecdsa', '-b', '384'],
  ['ecdsa-521', '-t', 'ecdsa', '-b', '521'],
  ['ed25519', '-t', 'ed25519'],
  ['ed448', '-t', 'ed448'],
];

test('PPK files', async () => {
  await using workspace = await Workspace.create();
  const cwd = workspace.folder;
  const release = /[\d.]+/.exec(sh('puttygen', ['--version'], { cwd }).toString())?.[0];
  for (const [name, ...args] of TYPES) {
    const source = `PuTTY ${release} puttygen ${args.join(' ')}`;
    sh('puttygen', ['-q', ...args, '-C', name, '-o', name, '--new-passphrase', '/dev/null'], { cwd });
    const file = parse(readFileSync(`${cwd}/${name}`, 'utf8'));
    const base = { origin: 'peer', source } as const;
    save(`keys/puttygen-${name}-public`, { of: 'PublicKeyBlob', ...base, bytes: file.publicBlob });
    const params = { keyType: file.keyType };
    save(`keys/puttygen-${name}-private`, { of: 'PpkPrivateBlob', params, ...base, bytes: file.privateBlob });
    const parts = [file.keyType, file.encryption, file.comment, file.publicBlob, file.privateBlob];
    const macInput = Buffer.concat(parts.map(part => string(Buffer.from(part))));
    // The key of the MAC is empty when the file has no passphrase.
    const mac = createHmac('sha256', Buffer.alloc(0)).update(macInput).digest('hex');
    if (mac !== file.mac) throw new Error(`the MAC of ${name} is over something else`);
    const notes = 'The MAC that puttygen wrote into the file is that of these bytes.';
    if (name === 'ed25519') save('keys/puttygen-mac-input', { of: 'PpkMacInput', ...base, notes, bytes: macInput });
  }
});

function parse(text: string) {
  const lines = text.split(/\r?\n/);
  const value = (name: string): string => {
    const line = lines.find(candidate => candidate.startsWith(`${name}: `));
    if (line === undefined) throw new Error(`the file has no ${name}`);
    return line.slice(name.length + 2);
  };
  const block = (name: string): Buffer => {
    const start = lines.findIndex(line => line.startsWith(`${name}: `)) + 1;
    return Buffer.from(lines.slice(start, start + Number(value(name))).join(''), 'base64');
  };
  return {
    keyType: value('PuTTY-User-Key-File-3'),
    encryption: value('Encryption'),
    comment: value('Comment'),
    publicBlob: block('Public-Lines'),
    privateBlob: block('Private-Lines'),
    mac: value('Private-MAC'),
  };
}

function string(bytes: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}
