/** Keys, certificates and signatures of types that only asyncssh makes. */

import { fileURLToPath } from 'node:url';

import { test } from 'vitest';

import { save, secretPart, sh, unarmour } from '../save.js';

const SCRIPT = fileURLToPath(new URL('../../../peers/asyncssh-keys.py', import.meta.url));

const LAYOUTS: readonly (readonly [suffix: string, of: string])[] = [
  ['certified-private', 'CommentedPrivateKey'],
  ['certificate', 'CertificateBlob'],
  ['signature', 'Signature'],
  ['public', 'PublicKeyBlob'],
];

test('asyncssh', () => {
  const made = JSON.parse(sh('/usr/bin/python3', [SCRIPT], { cwd: '/' }).toString()) as Record<string, string>;
  for (const [name, text] of Object.entries(made)) {
    const base = { origin: 'peer', source: `asyncssh 2.10.1, ${name}` } as const;
    if (name.endsWith('-file')) {
      const bytes = secretPart(unarmour(text));
      const params = { blockSize: 8, keyCount: 1 };
      save(`keys/asyncssh-${name.replace('file', 'section')}`, { of: 'OpensshPrivateSection', params, ...base, bytes });
      continue;
    }
    const of = LAYOUTS.find(([suffix]) => name.endsWith(suffix))?.[1] ?? 'PublicKeyBlob';
    save(`keys/asyncssh-${name}`, { of, ...base, bytes: Buffer.from(text, 'hex') });
  }
});
