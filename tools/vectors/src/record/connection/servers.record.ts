/** What servers of OpenSSH and Dropbear answer to the requests and channels of asyncssh. */

import { spawnSync } from 'node:child_process';

import { test } from 'vitest';

import { freePort, newerOpenSsh, startSshd, systemOpenSsh, waitForPort, Workspace } from '@nacre/peers';

import { opensshReleases } from '../save.js';
import { prepare } from '../ssh/programs.js';
import { SshSession } from '../ssh/session.js';
import { ASYNCSSH, tapClient } from '../ssh/tap.js';

/** Said so that servers use what they keep for clients of OpenSSH. */
const VERSION = 'OpenSSH_9.6 AsyncSSH';
const CONFIG = ['X11Forwarding yes', 'X11UseLocalhost yes', 'PermitTunnel yes', 'AllowStreamLocalForwarding yes'];

for (const openSsh of [newerOpenSsh(), systemOpenSsh()]) {
  test(`connection of ${typeof openSsh === 'string' ? openSsh : openSsh.version} sshd`, async () => {
    if (typeof openSsh === 'string') throw new Error(openSsh);
    await using workspace = await Workspace.create();
    prepare(workspace);
    const release = opensshReleases().find(({ name }) => name.replace(' ', '_') === openSsh.version);
    if (release === undefined) throw new Error(`no ${openSsh.version}`);
    const side = { short: release.short, name: `${release.name} sshd` };
    const sshd = await startSshd(workspace, { openSsh, config: [...CONFIG, 'ClientAliveInterval 1'] });
    const hostKeys = sshd.knownHosts
      .trim()
      .split('\n')
      .map(line => Buffer.from(line.split(' ')[2] ?? '', 'base64').toString('hex'));
    const socket = workspace.path('agent');
    workspace.spawn('ssh-agent', ['-D', '-a', socket], { stdio: 'ignore' });
    const use = (action: string, more: object = {}): Promise<void> => {
      const session = new SshSession({ client: ASYNCSSH, server: side, tapped: 'client', action });
      const login = { port: sshd.port, user: sshd.user, key: sshd.identityFile, version: VERSION, hostKeys };
      return tapClient(workspace, { ...login, action, ...more }, session);
    };
    await use('session');
    await use('forward');
    await use('x11');
    await use('agent', { agent: socket });
    await use('special');
    await use('tunnel');
    await use('run', { command: 'exec 0<&-; sleep 1' });
    await use('run', { command: 'sleep 3' });
    await use('none', { after: 3 });
    await use('renew', { after: 1 });
    await use('none', { keepalive: 1, after: 2 });
  });
}

test('connection of the Dropbear server', async () => {
  await using workspace = await Workspace.create();
  prepare(workspace);
  const release = /v([\d.]+)/.exec(spawnSync('dropbear', ['-V'], { encoding: 'utf8' }).stderr)?.[1] ?? '';
  const side = { short: 'dropbear', name: `Dropbear ${release}` };
  for (const type of ['ed25519', 'rsa']) spawnSync('dropbearkey', ['-t', type, '-f', workspace.path(`host_${type}`)]);
  const port = await freePort();
  const keys = ['-r', workspace.path('host_ed25519'), '-r', workspace.path('host_rsa')];
  const banner = ['-b', workspace.path('id.pub')];
  workspace.spawn('/usr/sbin/dropbear', ['-F', '-E', '-p', `127.0.0.1:${port}`, ...keys, ...banner], {
    stdio: 'ignore',
    env: { ...process.env, HOME: workspace.folder },
  });
  await waitForPort(port, () => {});
  const action = 'a login that fails';
  const session = new SshSession({ client: ASYNCSSH, server: side, tapped: 'client', action });
  await tapClient(workspace, { port, user: 'root', key: workspace.path('id'), action: 'none' }, session);
});
