/** What ssh says to the ssh that shares its connection, and the answers, for each OpenSSH release. */

import { test } from 'vitest';

import { freePort, Workspace } from '@nacre/peers';

import { opensshReleases } from '../save.js';
import { startMaster } from './session.js';

for (const release of opensshReleases()) {
  test(`shared connection of ${release.name}`, async () => {
    await using workspace = await Workspace.create();
    const { use, where, cwd, sshd } = await startMaster(workspace, release, false);
    await use('check', '-O', 'check', where);
    await use('session', '-o', 'SendEnv=VECTOR_*', where, 'exit 3');
    await use('terminal', '-tt', where, 'true');
    await use('subsystem', '-s', where, 'sftp');
    const local = `127.0.0.1:${await freePort()}:127.0.0.1:22`;
    await use('forward-local', '-O', 'forward', '-L', local, where);
    await use('forward-path', '-O', 'forward', '-L', `${cwd}/socket:${cwd}/target`, where);
    await use('forward-remote', '-O', 'forward', '-R', '0:127.0.0.1:22', where);
    await use('forward-dynamic', '-O', 'forward', '-D', String(await freePort()), where);
    await use('cancel', '-O', 'cancel', '-L', local, where);
    await use('cancel-unknown', '-O', 'cancel', '-L', '1:127.0.0.1:22', where);
    await use('stdio', '-W', `127.0.0.1:${sshd.port}`, where);
    await use('proxy', '-O', 'proxy', where);
    await use('exit', '-O', 'exit', where);
  });

  test(`shared connection of ${release.name} that asks before everything`, async () => {
    await using workspace = await Workspace.create();
    const { use, where } = await startMaster(workspace, release, true);
    await use('refused', where, 'true');
  });

  test(`shared connection of ${release.name} that is told to stop`, async () => {
    await using workspace = await Workspace.create();
    const { use, where } = await startMaster(workspace, release, false);
    await use('stop', '-O', 'stop', where);
  });
}
