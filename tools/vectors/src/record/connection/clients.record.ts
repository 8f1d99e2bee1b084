/** Sessions, forwardings and requests of clients, with asyncssh as the server. */

import { writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

import { test } from 'vitest';

import { freePort, waitForPort, Workspace } from '@nacre/peers';

import { dropbearClient, opensshClients, plink, prepare } from '../ssh/programs.js';
import { SshSession } from '../ssh/session.js';
import { ASYNCSSH, type TapServer, tapClient, tapServer } from '../ssh/tap.js';

/** Announced so that clients use what they keep for servers of OpenSSH. */
const VERSION = 'OpenSSH_9.6 AsyncSSH';
const MANY = 40;

for (const program of opensshClients().toReversed()) {
  test(`connection of ${program.name}`, async () => {
    await using workspace = await Workspace.create();
    prepare(workspace);
    const server = await tapServer(workspace, { openssh: true, version: VERSION });
    const use = async (
      action: string,
      args: readonly string[],
      command: readonly string[],
      more = {},
    ): Promise<void> => {
      server.use(new SshSession({ client: program, server: ASYNCSSH, tapped: 'server', action }));
      await program.run(workspace, server, { user: 'alice', timeout: 5000, args, command, ...more });
    };
    await use('command', ['-o', 'SetEnv=NACRE_ONE=1'], ['run']);
    await use('errors', [], ['errors']);
    await use('killed', [], ['signal']);
    await use('control of the flow', ['-tt'], ['xon']);
    await use('shell with a terminal', ['-tt'], [], { env: { TERM: 'xterm' } });
    await use('subsystem', ['-s'], ['sftp']);
    await use('X11', ['-Y'], ['display'], {
      env: { DISPLAY: '127.0.0.1:99', XAUTHORITY: workspace.path('xauthority') },
    });
    await use('keepalive', ['-o', 'ServerAliveInterval=1', '-N'], [], { timeout: 2500 });
    await use('stdio', ['-W', `127.0.0.1:${server.port}`], [], { timeout: 1500 });
    await use('refused', ['-W', '127.0.0.1:1'], []);
    await use('tunnel', ['-w', 'any:any'], ['run']);
    writeFileSync(workspace.path('one'), server.knownHosts.split('\n')[0] ?? '');
    const update = ['-o', 'UpdateHostKeys=yes', '-o', `UserKnownHostsFile=${workspace.path('one')}`];
    await use('host keys', update, ['wait'], { user: 'hostkeys' });
    await use('output that nobody reads', [], ['many'], { closeOutput: true });
    await agent(workspace, use);
    await forwardings(workspace, server, use);
  });
}

test('keystrokes and breaks on a terminal', async () => {
  await using workspace = await Workspace.create();
  prepare(workspace);
  const [program] = opensshClients().toReversed();
  if (program === undefined) throw new Error('no ssh');
  const server = await tapServer(workspace, { openssh: true, version: VERSION });
  const options = ['-F', 'none', '-o', 'StrictHostKeyChecking=no', '-o', 'UserKnownHostsFile=/dev/null', '-tt'];
  const args = [...options, '-i', workspace.path('id'), '-p', String(server.port), 'alice@127.0.0.1'];
  server.use(new SshSession({ client: program, server: ASYNCSSH, tapped: 'server', action: 'keystrokes' }));
  const line = `${program.bin}/ssh ${args.join(' ')}`;
  const child = workspace.spawn('script', ['-qfc', line, '/dev/null'], { stdio: ['pipe', 'ignore', 'ignore'] });
  await sleep(1500);
  for (const key of ['a', 'b', 'c', 'd', 'e', 'f', '\r', '~', 'B']) {
    child.stdin?.write(key);
    await sleep(60);
  }
  await sleep(1000);
});

for (const program of [plink(), plink('psftp'), dropbearClient()]) {
  test(`connection of ${program.name}`, async () => {
    await using workspace = await Workspace.create();
    prepare(workspace);
    const server = await tapServer(workspace, { kbdint: false });
    const use = async (
      action: string,
      args: readonly string[],
      command: readonly string[],
      more = {},
    ): Promise<void> => {
      server.use(new SshSession({ client: program, server: ASYNCSSH, tapped: 'server', action }));
      await program.run(workspace, server, { user: 'password', timeout: 4000, args, command, ...more });
    };
    if (program.name.includes('psftp')) return use('file transfer', [], []);
    const user = program.short === 'dropbear' ? { user: 'alice' } : {};
    await use('command', [], ['run'], user);
    await use('shell with a terminal', ['-t'], [], { ...user, env: { TERM: 'xterm' } });
    await use('subsystem', ['-s'], ['sftp'], user);
    await use('killed', [], ['signal'], user);
    if (program.short === 'putty') {
      const env = { DISPLAY: '127.0.0.1:99', XAUTHORITY: workspace.path('xauthority') };
      await use('X11', ['-X'], ['display'], { env });
      await use('much output', ['-L', `${await freePort()}:127.0.0.1:1`], ['many']);
    }
    await forwardings(workspace, server, use, user, false);
    return undefined;
  });
}

test('connection of asyncssh', async () => {
  await using workspace = await Workspace.create();
  prepare(workspace);
  const server = await tapServer(workspace, {});
  for (const action of ['session', 'forward', 'x11']) {
    server.use(new SshSession({ client: ASYNCSSH, server: ASYNCSSH, tapped: 'server', action }));
    const session = new SshSession({ client: ASYNCSSH, server: ASYNCSSH, tapped: 'client', action });
    await tapClient(workspace, { port: server.port, user: 'alice', key: workspace.path('id'), action }, session);
  }
});

type Use = (action: string, args: readonly string[], command: readonly string[], more?: object) => Promise<void>;

async function agent(workspace: Workspace, use: Use): Promise<void> {
  const socket = workspace.path('agent');
  workspace.spawn('ssh-agent', ['-D', '-a', socket], { stdio: 'ignore' });
  await sleep(300);
  await use('agent', ['-A'], ['agent'], { env: { SSH_AUTH_SOCK: socket } });
}

/** Each forwarding is used once while the client runs. */
async function forwardings(
  workspace: Workspace,
  server: TapServer,
  use: Use,
  more: object = {},
  sockets = true,
): Promise<void> {
  const [local, remote] = [await freePort(), await freePort()];
  const target = `127.0.0.1:${server.port}`;
  const tcp = use('forwarded ports', ['-L', `${local}:${target}`, '-R', `${remote}:${target}`, '-N'], [], more);
  await Promise.all([tcp, touch(local), touch(remote)]);
  if (!sockets) return;
  const [path, far] = [workspace.path('local.sock'), workspace.path('remote.sock')];
  const arguments_ = ['-L', `${path}:${workspace.path('none')}`, '-R', `${far}:${workspace.path('none')}`, '-N'];
  await Promise.all([use('forwarded sockets', arguments_, [], more), touch(path), touch(far)]);
  await use('a port that the server chooses', ['-R', `0:${target}`, '-N'], [], { timeout: 1500, ...more });
}

async function touch(where: number | string): Promise<void> {
  if (typeof where === 'number') await waitForPort(where, () => {}).catch(() => {});
  for (let attempt = 0; attempt < MANY; attempt++) {
    await sleep(100);
    const socket = typeof where === 'number' ? connect(where, '127.0.0.1') : connect(where);
    const open = await new Promise<boolean>(resolve => {
      socket.once('connect', () => resolve(true));
      socket.once('error', () => resolve(false));
    });
    if (!open) continue;
    socket.write('hello\n');
    await sleep(200);
    return void socket.destroy();
  }
}
