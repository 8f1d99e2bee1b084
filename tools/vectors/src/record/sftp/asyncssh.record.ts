/** SFTP versions 3 to 6 between asyncssh and itself, OpenSSH and ProFTPD. */

import { test } from 'vitest';

import { makeKey, startSshd, Workspace } from '@nacre/peers';

import { startProftpd } from './proftpd.js';
import { SftpSession, type SftpSessionOptions } from './session.js';
import { asyncsshName, runTapClient, startTapServer, type Tapped } from './tap.js';

const VERSIONS = [3, 4, 5, 6];
const EXTENDED = 200;

test('asyncssh with itself', async () => {
  await using workspace = await Workspace.create();
  const key = await makeKey(workspace, 'key', 'ed25519');
  const port = await startTapServer(workspace);
  for (const version of VERSIONS) {
    const client = await runTapClient(workspace, { port, user: 'x', key, action: 'files', version });
    keep(client, { prefix: `sftp/asyncssh-v${version}`, client: asyncsshName, server: asyncsshName, symlink: 'draft' });
  }
});

test('asyncssh with ProFTPD', async () => {
  await using workspace = await Workspace.create();
  const key = await makeKey(workspace, 'key', 'ed25519');
  const { port, name: server } = await startProftpd(workspace, key);
  for (const version of VERSIONS) {
    for (const action of ['files', 'extended'] as const) {
      const client = await runTapClient(workspace, { port, user: 'vector', key, action, version });
      const prefix = `sftp/proftpd-v${version}${action === 'files' ? '' : '-extended'}`;
      keep(client, {
        prefix,
        client: asyncsshName,
        server,
        symlink: 'draft',
        checkFile: 'proftpd',
        only: 'server',
      });
    }
  }
});

test('asyncssh with OpenSSH', async () => {
  await using workspace = await Workspace.create();
  const sshd = await startSshd(workspace);
  const options = { port: sshd.port, user: sshd.user, key: sshd.identityFile, action: 'files', version: 3 } as const;
  const client = await runTapClient(workspace, options);
  keep(client, { prefix: 'sftp/sshd-v3', client: asyncsshName, server: 'OpenSSH 9.2p1 sftp-server', only: 'server' });
});

function keep(tapped: readonly Tapped[], options: SftpSessionOptions): void {
  const session = new SftpSession(options);
  for (const { direction, hex, type, made } of tapped) {
    if (made && type !== EXTENDED) continue;
    session.add(direction === 'sent' ? 'client' : 'server', Buffer.from(hex, 'hex'), made);
  }
}
