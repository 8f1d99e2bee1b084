import { mkdir, readFile, writeFile } from 'node:fs/promises';

import { afterAll, beforeAll, expect, test } from 'vitest';

import { connect, isFileError, knownHosts, readKey } from '@nacre/client';
import { encodeUtf8, type TraceSink } from '@nacre/core';
import { makeKey, run, type Sshd, startSshd, Workspace } from '@nacre/peers';
import {
  authorizedKeys,
  createServer,
  defineExtension,
  localFiles,
  onMessage,
  type ServerConnection,
  type ServerOptions,
  type SshServer,
  sftpServer,
} from '@nacre/server';
import type { MemberDef, MessageDef } from '@nacre/wire';

import { atLeast, describeOpenSsh } from './suite.js';

/** A request of any kind that no OpenSSH knows. */
function unheardOf(union: string): MemberDef<string> {
  return {
    name: 'AcmeUnheardOf',
    union,
    key: 'unheard-of@acme.example',
    write: (writer, value) => writer.utf8('AcmeUnheardOf.text', value, 100),
    read: reader => reader.utf8('AcmeUnheardOf.text', 100),
  };
}

const globalRequest = unheardOf('GlobalRequestBody');
const channelRequest = unheardOf('ChannelRequestBody');
const channelType = unheardOf('ChannelOpenBody');
const sftpRequest = unheardOf('SftpExtendedRequest');

const notice: MessageDef<string> = {
  name: 'AcmeNotice',
  space: 'ssh',
  number: 200,
  direction: 'both',
  reference: 'acme',
  trailing: 'error',
  write: (writer, value) => writer.utf8('AcmeNotice.text', value, 100),
  read: reader => reader.utf8('AcmeNotice.text', 100),
};

async function rejection(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    value => expect.fail(`It did not reject, but gave ${String(value)}`),
    (error: unknown) => error,
  );
}

describeOpenSsh('extensions that sshd does not know', openSsh => {
  let workspace: Workspace;
  let sshd: Sshd;

  beforeAll(async () => {
    workspace = await Workspace.create();
    sshd = await startSshd(workspace, { openSsh });
  });
  afterAll(async () => {
    await workspace[Symbol.asyncDispose]();
  });

  const open = async (trace: TraceSink = () => {}) =>
    connect({
      trace,
      host: '127.0.0.1',
      port: sshd.port,
      user: sshd.user,
      identities: [await readKey(sshd.identityFile)],
      hostKeys: knownHosts({ policy: 'strict', text: sshd.knownHosts }),
      extensions: [defineExtension({ name: 'acme', handlers: [onMessage(notice, () => {})] })],
    });

  test('a global request is refused, and the connection goes on', async () => {
    await using client = await open();
    expect(await rejection(client.request(globalRequest, 'x'))).toMatchObject({ code: 'GLOBAL_REQUEST_FAILED' });
    expect((await client.exec('echo on')).stdout).toBe('on');
  });

  test('a channel request is refused, and the command goes on', async () => {
    await using client = await open();
    const job = client.exec('cat');
    expect(await rejection(job.request(channelRequest, 'x'))).toMatchObject({ code: 'CHANNEL_REQUEST_FAILED' });
    job.stdin.end('on');
    expect((await job).stdout).toBe('on');
  });

  test('a channel type is refused, and the connection goes on', async () => {
    await using client = await open();
    expect(await rejection(client.open(channelType, 'x'))).toMatchObject({ code: 'CHANNEL_OPEN_FAILED' });
    expect((await client.exec('echo on')).stdout).toBe('on');
  });

  // numbers from 192 on are for private use; older releases take them for nonsense
  if (atLeast(openSsh, 10, 0))
    test('a message is answered with UNIMPLEMENTED, and the connection goes on', async () => {
      let answered: () => void = () => {};
      const answer = new Promise<void>(resolve => {
        answered = resolve;
      });
      await using client = await open(({ name }) => name === 'peer-did-not-understand' && answered());
      await client.send(notice, 'x');
      await answer;
      expect((await client.exec('echo on')).stdout).toBe('on');
    });
  else
    test('a message ends the connection, so that it may only be sent to a peer that announces it', async () => {
      await using client = await open();
      expect(client.extInfo.has('acme@acme.example')).toBe(false);
      await client.send(notice, 'x');
      expect(await client.closed).toMatchObject({ code: 'DISCONNECTED' });
    });

  test('an SFTP extension is not supported, and the session goes on', async () => {
    await using client = await open();
    await using sftp = await client.sftp();
    expect(isFileError(await rejection(sftp.extended(sftpRequest, 'x')), 'ENOSYS')).toBe(true);
    expect(await sftp.realpath('/')).toBe('/');
  });
});

describeOpenSsh('extensions that ssh and sftp do not know', openSsh => {
  let workspace: Workspace;
  let server: SshServer;
  let port: number;
  let answers: unknown[] = [];

  /** Asks the client everything while its command runs. */
  const exec: NonNullable<ServerOptions['session']>['exec'] = async session => {
    const peer = server.connections[0] as ServerConnection<unknown>;
    answers = [
      await rejection(peer.request(globalRequest, 'x')),
      await rejection(session.request(channelRequest, 'x')),
      await rejection(peer.open(channelType, 'x')),
    ];
    session.stdout.write('still here\n');
    return 7;
  };

  beforeAll(async () => {
    workspace = await Workspace.create();
    const [host, user] = await Promise.all(['host', 'user'].map(name => makeKey(workspace, name, 'ed25519')));
    await writeFile(workspace.path('authorized_keys'), await readFile(`${user}.pub`), { mode: 0o600 });
    await mkdir(workspace.path('root'));
    server = createServer({
      hostKeys: [await readKey(host as string)],
      auth: { publickey: authorizedKeys(workspace.path('authorized_keys')) },
      session: { exec, subsystems: { sftp: sftpServer(() => localFiles({ root: workspace.path('root') })) } },
      extensions: [
        defineExtension({
          name: 'acme',
          handlers: [onMessage(notice, () => {})],
          extInfo: { 'acme@acme.example': encodeUtf8('1') },
        }),
      ],
    });
    ({ port } = await server.listen({ port: 0, host: '127.0.0.1' }));
    const line = `[127.0.0.1]:${port} ${await readFile(`${host}.pub`, 'utf8')}`;
    await writeFile(workspace.path('known_hosts'), line);
  });
  afterAll(async () => {
    await server.close();
    await workspace[Symbol.asyncDispose]();
  });

  const options = () => [
    ...['-F', 'none', '-o', `UserKnownHostsFile=${workspace.path('known_hosts')}`, '-o', 'StrictHostKeyChecking=yes'],
    ...['-o', 'BatchMode=yes', '-o', 'IdentitiesOnly=yes', '-i', workspace.path('user')],
  ];

  test('are refused by ssh, and its command runs on to its exit code', async () => {
    const result = await run(workspace, openSsh.ssh, [...options(), '-p', String(port), 'alice@127.0.0.1', 'x']);
    expect(result.stdout.toString()).toBe('still here\n');
    expect(result.exitCode).toBe(7);
    expect(answers).toEqual([
      expect.objectContaining({ code: 'GLOBAL_REQUEST_FAILED' }),
      expect.objectContaining({ code: 'CHANNEL_REQUEST_FAILED' }),
      expect.objectContaining({ code: 'CHANNEL_OPEN_FAILED' }),
    ]);
  });

  test('do not disturb sftp, which sees an announcement that it does not know', async () => {
    await writeFile(workspace.path('root/file'), 'content');
    const args = [...options(), '-b', '-', '-P', String(port), 'alice@127.0.0.1'];
    const result = await run(workspace, openSsh.sftp, args, { input: 'ls -1\n' });
    expect(result.exitCode).toBe(0);
    expect(result.stdout.toString()).toContain('file');
  });
});
