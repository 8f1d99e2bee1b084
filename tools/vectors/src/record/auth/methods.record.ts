/** User authentication by every method: clients against asyncssh, and asyncssh against servers of OpenSSH. */

import { test } from 'vitest';

import { newerOpenSsh, startSshd, systemOpenSsh, Workspace } from '@nacre/peers';

import { opensshReleases } from '../save.js';
import { dropbearClient, opensshClients, plink, prepare } from '../ssh/programs.js';
import { SshSession } from '../ssh/session.js';
import { ASYNCSSH, tapClient, tapServer } from '../ssh/tap.js';

const METHODS: readonly (readonly [user: string, method: string, action: string])[] = [
  ['alice', 'publickey', 'key'],
  ['password', 'password', 'password'],
  ['change', 'password', 'password that has expired'],
  ['kbdint', 'keyboard-interactive', 'keyboard-interactive'],
  ['anyone', 'none', 'login without a method'],
];

for (const program of [...opensshClients().toReversed(), dropbearClient(), plink()]) {
  test(`methods of ${program.name}`, async () => {
    await using workspace = await Workspace.create();
    prepare(workspace);
    const version = 'OpenSSH_9.6 AsyncSSH';
    const server = await tapServer(workspace, { openssh: true, banner: true, version });
    for (const [user, method, action] of METHODS) {
      server.use(new SshSession({ client: program, server: ASYNCSSH, tapped: 'server', action }));
      const args = program.short.startsWith('openssh') ? ['-o', `PreferredAuthentications=${method}`] : [];
      await program.run(workspace, server, { user, args, command: ['exit'] });
    }
  });
}

test('methods of asyncssh', async () => {
  await using workspace = await Workspace.create();
  prepare(workspace);
  const server = await tapServer(workspace, { banner: true });
  const key = workspace.path('id');
  for (const [user, method, action] of [...METHODS, ['alice', 'hostbased', 'hostbased'] as const]) {
    server.use(new SshSession({ client: ASYNCSSH, server: ASYNCSSH, tapped: 'server', action }));
    const session = new SshSession({ client: ASYNCSSH, server: ASYNCSSH, tapped: 'client', action });
    const does = method === 'hostbased' ? method : 'none';
    await tapClient(workspace, { port: server.port, user, key, action: does, method }, session);
  }
});

for (const mode of ['short', 'no-integrity', 'error', 'client-error']) {
  test(`gssapi-with-mic, ${mode}`, async () => {
    await using workspace = await Workspace.create();
    prepare(workspace);
    const kex = 'curve25519-sha256';
    const server = await tapServer(workspace, { gss: mode, kex });
    const caveat = 'a stand-in for the GSS-API library made the tokens and MICs';
    const action = `gssapi-with-mic, ${mode}`;
    const session = new SshSession({ client: ASYNCSSH, server: ASYNCSSH, tapped: 'client', action, caveat });
    const options = { port: server.port, user: 'alice', action: 'none', kex, gss: mode, method: 'gssapi-with-mic' };
    await tapClient(workspace, options, session, 5000);
  });
}

for (const openSsh of [newerOpenSsh(), systemOpenSsh()]) {
  test(`methods of ${typeof openSsh === 'string' ? openSsh : openSsh.version} sshd`, async () => {
    if (typeof openSsh === 'string') throw new Error(openSsh);
    await using workspace = await Workspace.create();
    prepare(workspace);
    const release = opensshReleases().find(({ name }) => name.replace(' ', '_') === openSsh.version);
    if (release === undefined) throw new Error(`no ${openSsh.version}`);
    const server = { short: release.short, name: `${release.name} sshd` };
    const config = [
      `Banner ${workspace.path('id.pub')}`,
      'PasswordAuthentication yes',
      'PermitRootLogin yes',
      'AuthenticationMethods publickey,password',
    ];
    const sshd = await startSshd(workspace, { openSsh, config });
    for (const [action, method] of [
      ['key, then password', 'publickey,password'] as const,
      ['login', 'none'] as const,
    ]) {
      const session = new SshSession({ client: ASYNCSSH, server, tapped: 'client', action });
      const options = { port: sshd.port, user: sshd.user, key: sshd.identityFile, action: 'none', method };
      await tapClient(workspace, options, session, 8000);
    }
  });
}
