/** Keys, certificates, signatures and attestations of security keys, made by ssh-keygen with a device in software. */

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { test } from 'vitest';

import { Workspace } from '@nacre/peers';

import { blobOf, opensshReleases, save, secretPart, sh, unarmour } from '../save.js';

const PROVIDER = fileURLToPath(new URL('../../../security-key/provider.c', import.meta.url));

for (const release of opensshReleases()) {
  test(`security keys of ${release.name}`, async () => {
    await using workspace = await Workspace.create();
    const cwd = workspace.folder;
    const env = { SSH_SK_HELPER: `${release.lib}/ssh-sk-helper`, SK_SIGNED_DATA: `${cwd}/signed` };
    sh('gcc', ['-shared', '-fPIC', '-O1', '-o', 'provider.so', PROVIDER, '-lcrypto'], { cwd });
    const keygen = (...args: readonly string[]): Buffer =>
      sh(`${release.bin}/ssh-keygen`, args, { cwd, env, input: 'a message\n' });
    keygen('-q', '-t', 'ed25519', '-N', '', '-f', 'ca');
    for (const type of ['ed25519-sk', 'ecdsa-sk']) {
      const base = { origin: 'peer', source: `${release.name} ssh-keygen -t ${type}, device in software` } as const;
      const name = (what: string): string => `keys/${release.short}-${type}-${what}`;
      const made = ['-q', '-t', type, '-w', `${cwd}/provider.so`, '-N', '', '-C', type, '-f', type];
      keygen(...made, '-O', 'no-touch-required', '-O', `write-attestation=${cwd}/${type}.attestation`);
      const file = unarmour(readFileSync(`${cwd}/${type}`, 'utf8'));
      save(name('public'), { of: 'PublicKeyBlob', ...base, bytes: blobOf(readFileSync(`${cwd}/${type}.pub`, 'utf8')) });
      const params = { blockSize: 8, keyCount: 1 };
      save(name('section'), { of: 'OpensshPrivateSection', params, ...base, bytes: secretPart(file) });
      save(name('attestation'), { of: 'SkAttestation', ...base, bytes: readFileSync(`${cwd}/${type}.attestation`) });
      keygen('-q', '-s', 'ca', '-I', type, '-n', 'alice', '-O', 'no-touch-required', `${type}.pub`);
      const certificate = blobOf(readFileSync(`${cwd}/${type}-cert.pub`, 'utf8'));
      save(name('certificate'), { of: 'CertificateBlob', ...base, bytes: certificate });
      const signature = keygen('-Y', 'sign', '-n', 'file', '-f', type, '-w', `${cwd}/provider.so`).toString();
      save(name('sshsig'), { of: 'SshSignature', ...base, bytes: unarmour(signature) });
      save(name('signed-data'), { of: 'SkSignedData', ...base, bytes: readFileSync(`${cwd}/signed`) });
    }
  });
}
