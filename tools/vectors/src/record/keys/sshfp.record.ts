/** SSHFP records, printed by ssh-keygen of each OpenSSH release that is installed. */

import { test } from 'vitest';

import { Workspace } from '@nacre/peers';

import { opensshReleases, save, sh } from '../save.js';

for (const release of opensshReleases()) {
  test(`SSHFP records of ${release.name}`, async () => {
    await using workspace = await Workspace.create();
    const cwd = workspace.folder;
    for (const type of ['ed25519', 'rsa']) {
      sh(`${release.bin}/ssh-keygen`, ['-q', '-t', type, '-N', '', '-f', type], { cwd });
      const text = sh(`${release.bin}/ssh-keygen`, ['-r', 'host', '-g', '-f', `${type}.pub`], { cwd }).toString();
      for (const [i, record] of text.trim().split('\n').entries()) {
        const data = / TYPE44 \\# \d+ ([0-9a-f ]+)$/.exec(record)?.[1]?.replaceAll(' ', '');
        if (data === undefined) throw new Error(`not an SSHFP record: ${record}`);
        const source = `${release.name} ssh-keygen -r host -g, ${type} key`;
        const bytes = Buffer.from(data, 'hex');
        save(`keys/${release.short}-sshfp-${type}-${i + 1}`, { of: 'SshfpRdata', origin: 'peer', source, bytes });
      }
    }
  });
}
