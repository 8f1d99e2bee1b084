/** Peers that are known to be odd, by the version line that they send. */

import { once } from 'node:events';

import { describe, expect, test } from 'vitest';

import { memoryFiles, type ServerOptions, sftpServer, type SftpFileSystem } from '@nacre/server';
import { RawPeer, str } from '@nacre/testkit';

import { type Client, connect, type ConnectOptions, type SshError } from '../src/index.js';
import { afterTest, HOST, rejection, startServer } from './support.js';

interface Served {
  readonly peer: RawPeer;
  readonly connecting: Promise<Client>;
}

/** A client of ours that has asked a raw server with this version line for the method `none`. */
async function asked(version: string, options: Partial<ConnectOptions> = {}): Promise<Served> {
  const listener = await RawPeer.listen();
  afterTest(() => listener.close());
  const connecting = connect({
    host: HOST,
    port: listener.port,
    user: 'alice',
    dangerous: { acceptAnyHostKey: true },
    keepalive: false,
    ...options,
  });
  connecting.catch(() => {});
  const peer = await listener.accept();
  peer.sendVersion(version);
  await peer.version();
  peer.sendKexInit();
  await peer.receiveKexInit();
  await peer.answerEcdhInit();
  peer.sendNewKeys();
  await peer.receiveNewKeys();
  await peer.expect(5);
  peer.send(6, 'ssh-userauth');
  await peer.expect(50);
  return { peer, connecting };
}

describe('banner of cryptlib', () => {
  const banner = [53, 'Authorised use only\r\n', ''] as const;

  test('[PRO-16] a NUL behind it is taken from cryptlib, and from nobody else', async () => {
    const shown: string[] = [];
    const onBanner = (text: string) => shown.push(text);
    const odd = await asked('SSH-2.0-cryptlib', { onBanner });
    odd.peer.send(...banner, 0);
    odd.peer.send(...banner);
    odd.peer.send(52);
    await (await odd.connecting).close();
    expect(shown).toEqual(['Authorised use only\r\n', 'Authorised use only\r\n']);

    for (const [version, tail] of [
      ['SSH-2.0-Plain_1', [0]],
      ['SSH-2.0-cryptlib', [1]],
      ['SSH-2.0-cryptlib', [0, 0]],
    ] as const) {
      const { peer, connecting } = await asked(version);
      peer.send(...banner, ...tail);
      expect((await rejection<SshError>(connecting)).code).toMatch(/DECODE_ERROR|PROTOCOL_ERROR/);
    }
  });
});

describe('Cisco', () => {
  test('[PRO-15] IGNORE without its data is taken, before and after the login', async () => {
    const { peer, connecting } = await asked('SSH-2.0-Cisco-1.25');
    peer.send(2);
    peer.send(52);
    const client = await connecting;
    peer.send(2);
    peer.send(80, 'keepalive@openssh.com', 1);
    await peer.expect(81);
    await client.close();
  });
});

describe('Dropbear', () => {
  /** The largest piece of data that the server got in one message. */
  async function largest(server: Partial<ServerOptions>, client: Partial<ConnectOptions>): Promise<number> {
    let most = 0;
    const { connect: open } = await startServer({
      session: {
        exec: async ({ stdin }) => {
          stdin.on('data', (chunk: Buffer) => {
            most = Math.max(most, chunk.length); // one chunk is the data of one message
          });
          await once(stdin, 'end');
        },
      },
      ...server,
    });
    await (await open(client)).exec('count', { input: Buffer.alloc(512 * 1024, 7) });
    return most;
  }

  test('[PRO-17] with compression it gets one byte less than it says it takes; others get all', async () => {
    const dropbear = { ident: 'dropbear_2020.81' };
    const compression = { compression: true };
    expect(await largest({ ...dropbear, ...compression }, compression)).toBe(32 * 1024 - 1);
    expect(await largest(dropbear, {})).toBe(32 * 1024);
    expect(await largest(compression, compression)).toBe(32 * 1024);
  });
});

describe('Paramiko', () => {
  test('[PRO-20] the service may be asked for again and again during authentication', async () => {
    const { port } = await startServer();
    const peer = await RawPeer.connect(port);
    await peer.kex();
    for (let i = 0; i < 3; i++) {
      await peer.service();
      peer.send(50, 'alice', 'ssh-connection', 'password', 0, 'wrong');
      await peer.expect(51);
    }
    await peer.service();
    peer.send(50, 'alice', 'ssh-connection', 'password', 0, 'correct horse');
    await peer.expect(52);
    peer.close();
  });
});

describe('SYMLINK of SFTP', () => {
  /** What the file system of the server was told, for a client and a server that take each other for these programs. */
  async function told(serverIdent: string, clientIdent: string): Promise<readonly string[]> {
    const calls: string[] = [];
    const files: SftpFileSystem = {
      ...memoryFiles(),
      symlink: (target, path) => void calls.push(target, path),
    };
    const { connect: open } = await startServer({
      ident: serverIdent,
      session: { subsystems: { sftp: sftpServer(() => files) } },
    });
    const sftp = await (await open({ ident: clientIdent })).sftp();
    await sftp.symlink('/target', '/link');
    return calls;
  }

  const right = ['/target', '/link'];
  const swapped = ['/link', '/target'];

  test.each([
    ['OpenSSH_9.9', 'OpenSSH_9.9', right],
    ['paramiko_3.4.0', 'paramiko_3.4.0', right],
    ['Nacre_1', 'Unheard_of', right],
    ['AsyncSSH_2.14.2', 'AsyncSSH_2.14.2', right],
    ['ssh2js1.16.0', 'libssh_0.11.1', right],
    ['AsyncSSH_2.14.2', 'OpenSSH_9.9', swapped], // the client keeps to the draft, and the server takes it for OpenSSH
    ['OpenSSH_9.9', 'WinSCP_release_6.3', swapped],
    ['Nacre_1', 'libssh2_1.11.0', right],
  ])('[PRO-20] server %s, client %s', async (server, client, expected) => {
    expect(await told(server, client)).toEqual(expected);
  });
});

describe('surplus answers', () => {
  test('[PRO-23] late answers to authentication after success change nothing', async () => {
    const { peer, connecting } = await asked('SSH-2.0-Late_1');
    peer.send(52);
    const client = await connecting;
    peer.send(51, 'publickey', 0);
    peer.send(52);
    peer.send(80, 'keepalive@openssh.com', 1);
    await peer.expect(81);
    const ping = client.ping();
    await peer.expect(80);
    peer.send(81, str('').subarray(0, 0));
    expect(await ping).toBeGreaterThan(0);
    await client.close();
  });
});
