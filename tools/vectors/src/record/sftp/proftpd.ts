/** A server of ProFTPD with mod_sftp and all its extensions, for one key. */

import { mkdirSync, writeFileSync } from 'node:fs';

import { freePort, waitForPort, type Workspace } from '@nacre/peers';

import { sh } from '../save.js';

const EXTENSIONS = [
  'checkFile',
  'copyFile',
  'fsync',
  'vendorID',
  'versionSelect',
  'posixRename',
  'spaceAvailable',
  'statvfs',
  'hardlink',
  'homeDirectory',
];

/** Its user is `vector`, whose folder is `home` in the workspace. */
export async function startProftpd(
  workspace: Workspace,
  key: string,
): Promise<{ readonly port: number; readonly name: string }> {
  const port = await freePort();
  for (const type of ['rsa', 'ecdsa']) {
    sh('ssh-keygen', ['-q', '-t', type, '-m', 'PEM', '-N', '', '-f', `host-${type}`], { cwd: workspace.folder });
  }
  const rfc4716 = sh('ssh-keygen', ['-e', '-f', `${key}.pub`], { cwd: workspace.folder });
  mkdirSync(workspace.path('home'));
  writeFileSync(workspace.path('authorized'), rfc4716);
  writeFileSync(workspace.path('passwd'), `vector:x:0:0::${workspace.path('home')}:/bin/sh\n`, { mode: 0o600 });
  writeFileSync(workspace.path('group'), 'root:x:0:\n', { mode: 0o600 });
  writeFileSync(workspace.path('proftpd.conf'), configuration(workspace, port));
  workspace.spawn('/usr/sbin/proftpd', ['-n', '-c', workspace.path('proftpd.conf')], { stdio: 'ignore' });
  await waitForPort(port, () => {});
  const release = /[\d.]+\w*/.exec(sh('/usr/sbin/proftpd', ['-v'], { cwd: '/' }).toString())?.[0] ?? '';
  return { port, name: `ProFTPD ${release} mod_sftp` };
}

function configuration(workspace: Workspace, port: number): string {
  return `
ServerType standalone
Port ${port}
DefaultAddress 127.0.0.1
User root
Group root
UseIPv6 off
PidFile ${workspace.path('pid')}
ScoreboardFile none
DelayEngine off
SystemLog ${workspace.path('system.log')}
ModulePath /usr/lib/proftpd
LoadModule mod_sftp.c
AuthUserFile ${workspace.path('passwd')}
AuthGroupFile ${workspace.path('group')}
AuthOrder mod_auth_file.c
RequireValidShell off
RootLogin on
AllowOverwrite on
AllowStoreRestart on
SFTPEngine on
SFTPHostKey ${workspace.path('host-rsa')}
SFTPHostKey ${workspace.path('host-ecdsa')}
SFTPAuthMethods publickey
SFTPAuthorizedUserKeys file:${workspace.path('authorized')}
SFTPExtensions ${EXTENSIONS.map(name => `+${name}`).join(' ')}
SFTPLog ${workspace.path('sftp.log')}
`;
}
