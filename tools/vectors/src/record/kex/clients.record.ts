/** Key exchanges of every family that a client and asyncssh have in common, with what is hashed in them. */

import { test } from 'vitest';

import { Workspace } from '@nacre/peers';

import { dropbearClient, opensshClients, paramikoClient, plink, prepare } from '../ssh/programs.js';
import { SshSession } from '../ssh/session.js';
import { ASYNCSSH, tapClient, tapServer } from '../ssh/tap.js';

const METHODS = [
  'curve25519-sha256',
  'ecdh-sha2-nistp521',
  'diffie-hellman-group14-sha256',
  'diffie-hellman-group-exchange-sha256',
  'rsa2048-sha256',
];
/** Each with another protection of packets, so that all of them are seen. */
const PROTECTION: Readonly<Record<string, readonly [cipher: string, mac: string]>> = {
  'curve25519-sha256': ['chacha20-poly1305@openssh.com', 'hmac-sha2-256'],
  'ecdh-sha2-nistp521': ['aes256-gcm@openssh.com', 'hmac-sha2-256'],
  'diffie-hellman-group14-sha256': ['aes128-ctr', 'hmac-sha2-256'],
  'diffie-hellman-group-exchange-sha256': ['aes256-ctr', 'hmac-sha2-512-etm@openssh.com'],
  'rsa2048-sha256': ['aes256-ctr', 'hmac-sha2-512'],
};

for (const method of METHODS) {
  const programs = [...opensshClients().toReversed(), plink(), dropbearClient(), paramikoClient()];
  test(`${method} of clients`, async () => {
    await using workspace = await Workspace.create();
    prepare(workspace);
    const [cipher, mac] = PROTECTION[method] ?? [];
    const server = await tapServer(workspace, { kex: method, cipher, mac, kbdint: false });
    for (const program of programs) {
      server.use(new SshSession({ client: program, server: ASYNCSSH, tapped: 'server', action: method }));
      await program.run(workspace, server, { user: 'password', command: ['exit'] });
    }
    const session = new SshSession({ client: ASYNCSSH, server: ASYNCSSH, tapped: 'client', action: method });
    const key = workspace.path('id');
    server.use(new SshSession({ client: ASYNCSSH, server: ASYNCSSH, tapped: 'server', action: method }));
    await tapClient(workspace, { port: server.port, user: 'alice', key, action: 'none', kex: method }, session);
  });
}

test('the old request for a group', async () => {
  await using workspace = await Workspace.create();
  prepare(workspace);
  const kex = 'diffie-hellman-group-exchange-sha1';
  const server = await tapServer(workspace, { kex });
  const action = `${kex} with the request of old clients`;
  const only = { start: 'Gex', suffix: 'old' };
  const session = new SshSession({ client: ASYNCSSH, server: ASYNCSSH, tapped: 'client', action, only });
  const key = workspace.path('id');
  await tapClient(workspace, { port: server.port, user: 'alice', key, action: 'none', kex, oldGroup: true }, session);
});

for (const kex of ['gss-group14-sha256', 'gss-gex-sha256', 'gss-nistp256-sha256']) {
  for (const mode of ['short', 'long', 'error', 'no-integrity']) {
    test(`${kex}, ${mode}`, async () => {
      await using workspace = await Workspace.create();
      prepare(workspace);
      const caveat = 'a stand-in for the GSS-API library made the tokens and MICs';
      const server = await tapServer(workspace, { gss: mode, kex });
      const action = `${kex}, ${mode}`;
      const session = new SshSession({ client: ASYNCSSH, server: ASYNCSSH, tapped: 'client', action, caveat });
      const user = mode === 'no-integrity' ? 'nobody' : 'alice';
      await tapClient(workspace, { port: server.port, user, action: 'none', kex, gss: mode }, session, 5000);
    });
  }
}
