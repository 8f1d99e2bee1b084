/** AsyncSSH and Paramiko, for what they do in another way than OpenSSH: the paths of SYMLINK, and asking for the service again. */

import { mkdir, readlink, writeFile } from 'node:fs/promises';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { connect, generateKey } from '@nacre/client';
import {
  freePort,
  peersRequired,
  python as pythonProgram,
  pythonModule,
  run,
  waitForPort,
  Workspace,
} from '@nacre/peers';
import { createServer, localFiles, sftpServer, type SshServer } from '@nacre/server';

const asyncssh = pythonModule('asyncssh');
const paramiko = pythonModule('paramiko');
const title = (name: string, found: typeof asyncssh) =>
  typeof found === 'string' ? `(${found})` : `${name} ${found.version}`;
const absent = (found: typeof asyncssh) => typeof found === 'string' && !peersRequired;

describe('Python programs', () => {
  let workspace: Workspace;
  let server: SshServer;
  let port: number;

  beforeAll(async () => {
    workspace = await Workspace.create();
    await mkdir(workspace.path('root'));
    server = createServer({
      hostKeys: [await generateKey('ed25519')],
      auth: { password: ({ password }) => password === 'correct horse' },
      session: { subsystems: { sftp: sftpServer(() => localFiles({ root: workspace.path('root') })) } },
    });
    ({ port } = await server.listen({ port: 0, host: '127.0.0.1' }));
  });
  afterAll(async () => {
    await server.close();
    await workspace[Symbol.asyncDispose]();
  });

  const python = async (script: string) => {
    const result = await run(workspace, pythonProgram, ['-c', script], { timeout: 60_000 });
    expect(result, result.stderr).toMatchObject({ exitCode: 0 });
  };

  test.skipIf(absent(asyncssh))(`[PRO-20] ${title('AsyncSSH', asyncssh)} makes a link on our server`, async () => {
    await python(`
import asyncio, asyncssh
async def main():
    options = dict(port=${port}, username='alice', password='correct horse', known_hosts=None, client_keys=None, config=None)
    async with asyncssh.connect('127.0.0.1', **options) as connection:
        async with connection.start_sftp_client() as sftp:
            await sftp.symlink('target', 'by-asyncssh')
asyncio.run(main())`);
    expect(await readlink(workspace.path('root/by-asyncssh'))).toBe('target');
  });

  test.skipIf(absent(asyncssh))(`[PRO-20] we make a link on a server of ${title('AsyncSSH', asyncssh)}`, async () => {
    const theirs = await freePort();
    const root = workspace.path('theirs');
    await mkdir(root);
    const script = workspace.path('server.py');
    await writeFile(
      script,
      `
import asyncio, asyncssh
class Server(asyncssh.SSHServer):
    def begin_auth(self, username): return False
class Files(asyncssh.SFTPServer):
    def __init__(self, chan): super().__init__(chan, chroot='${root}')
async def main():
    key = asyncssh.generate_private_key('ssh-ed25519')
    await asyncssh.create_server(Server, '127.0.0.1', ${theirs}, server_host_keys=[key], sftp_factory=Files)
    await asyncio.sleep(60)
asyncio.run(main())`,
    );
    const child = workspace.spawn(pythonProgram, [script]);
    let errors = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      errors += chunk.toString();
    });
    await waitForPort(theirs, () => {
      if (child.exitCode !== null) throw new Error(`the server ended: ${errors}`);
    });
    const dangerous = { acceptAnyHostKey: true };
    await using client = await connect({ host: '127.0.0.1', port: theirs, user: 'alice', dangerous });
    await using sftp = await client.sftp();
    await sftp.symlink('target', 'by-us');
    expect(await readlink(`${root}/by-us`)).toBe('target');
  });

  test.skipIf(absent(paramiko))(
    `[PRO-20] ${title('Paramiko', paramiko)} tries again, and makes a link on our server`,
    async () => {
      await python(`
import paramiko
transport = paramiko.Transport(('127.0.0.1', ${port}))
transport.start_client()
for password in ('wrong', 'still wrong', 'correct horse'):
    try:
        transport.auth_password('alice', password)
    except paramiko.AuthenticationException:
        pass
assert transport.is_authenticated()
sftp = paramiko.SFTPClient.from_transport(transport)
sftp.symlink('target', 'by-paramiko')
transport.close()`);
      expect(await readlink(workspace.path('root/by-paramiko'))).toBe('target');
    },
  );
});
