/** Signatures of ssh.com's algorithms and certificates of secp256k1 keys, which asyncssh makes and OpenSSH does not. */

import { fileURLToPath } from 'node:url';

import { test } from 'vitest';

import { save, sh } from '../save.js';

const SCRIPT = fileURLToPath(new URL('../../../peers/asyncssh-vendor-names.py', import.meta.url));

const LAYOUTS: Readonly<Record<string, string>> = {
  'ssh-com-rsa-public': 'PublicKeyBlob',
  'ssh-com-sha224-signature': 'Signature',
  'ssh-com-sha256-signature': 'Signature',
  'ssh-com-sha384-signature': 'Signature',
  'ssh-com-sha512-signature': 'Signature',
  'secp256k1-certificate': 'CertificateBlob',
  'secp256k1-certified-private': 'CommentedPrivateKey',
};

test('asyncssh', () => {
  const made = JSON.parse(sh('/usr/bin/python3', [SCRIPT], { cwd: '/' }).toString()) as Record<string, string>;
  for (const [name, of] of Object.entries(LAYOUTS)) {
    const text = made[name];
    if (text === undefined) throw new Error(`${SCRIPT} made no ${name}`);
    const source = `asyncssh 2.10.1, ${name}`;
    save(`keys/asyncssh-${name}`, { of, origin: 'peer', source, bytes: Buffer.from(text, 'hex') });
  }
});
