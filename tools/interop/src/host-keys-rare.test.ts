/** The host key algorithms that OpenSSH does not have, plain and in certificates, with AsyncSSH on the other side. */

import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { type Client, connect, knownHosts, readKey } from '@nacre/client';
import { peersRequired, Workspace } from '@nacre/peers';
import { createServer, readCertificate, runCommands, type SshServer, withCertificate } from '@nacre/server';

import { asyncSsh, startAsyncSshClient, startAsyncSshServer, type Wanted } from './algorithms/asyncssh.js';

const ALGORITHMS: readonly (readonly [row: string, algorithm: string, key: string])[] = [
  ['ALG-62', 'ssh-ed448', 'ssh-ed448'],
  ['ALG-66', 'ecdsa-sha2-1.3.132.0.10', 'ecdsa-sha2-1.3.132.0.10'],
  ['ALG-69', 'ssh-rsa-sha224@ssh.com', 'ssh-rsa'],
  ['ALG-70', 'ssh-rsa-sha256@ssh.com', 'ssh-rsa'],
  ['ALG-71', 'ssh-rsa-sha384@ssh.com', 'ssh-rsa'],
  ['ALG-72', 'ssh-rsa-sha512@ssh.com', 'ssh-rsa'],
  ['ALG-84', 'ssh-ed448-cert-v01@openssh.com', 'ssh-ed448'],
  ['ALG-85', 'ecdsa-sha2-1.3.132.0.10-cert-v01@openssh.com', 'ecdsa-sha2-1.3.132.0.10'],
];
const KEYS = ['ssh-ed448', 'ecdsa-sha2-1.3.132.0.10', 'ssh-rsa'];
const HOST = '127.0.0.1';

/** Writes keys, their certificates for 127.0.0.1, and the public key of the authority. */
const MAKE_KEYS = `
import sys, asyncssh
folder, *types = sys.argv[1:]
authority = asyncssh.generate_private_key('ssh-ed448')
authority.write_public_key(f'{folder}/ca.pub')
for name in types:
    key = asyncssh.generate_private_key(name)
    key.write_private_key(f'{folder}/{name}')
    key.write_public_key(f'{folder}/{name}.pub')
    authority.generate_host_certificate(key, name, principals=['${HOST}']).write_certificate(f'{folder}/{name}-cert.pub')
`;
const PYTHON = process.env['NACRE_PEER_PYTHON'] ?? '/usr/bin/python3';

const peer = asyncSsh();
const title =
  typeof peer === 'string' ? `host keys: ${peer}` : `host keys that AsyncSSH ${peer.version} has, both ways`;

describe.skipIf(typeof peer === 'string' && !peersRequired)(title, () => {
  let workspace: Workspace;
  let server: SshServer;
  let theirPort: number;
  let attempt: (wanted: Wanted) => Promise<void>;

  beforeAll(async () => {
    if (typeof peer === 'string') throw new Error(peer);
    workspace = await Workspace.create();
    execFileSync(PYTHON, ['-W', 'ignore', '-c', MAKE_KEYS, workspace.folder, ...KEYS]);
    theirPort = await startAsyncSshServer(
      workspace,
      KEYS.map(name => workspace.path(name)),
    );
    const hostKeys = await Promise.all(
      KEYS.map(async name => {
        const key = await readKey(workspace.path(name), { ignorePermissions: true });
        return [key, withCertificate(key, await readCertificate(workspace.path(`${name}-cert.pub`)))];
      }),
    );
    server = createServer({
      hostKeys: hostKeys.flat(),
      auth: { password: () => true },
      session: { exec: runCommands() },
      algorithms: { hostKey: `+${ALGORITHMS.map(([, algorithm]) => algorithm).join(',')}` },
    });
    const { port } = await server.listen({ port: 0, host: HOST });
    attempt = startAsyncSshClient(workspace, port);
  });
  afterAll(async () => {
    await server?.close();
    await workspace?.[Symbol.asyncDispose]();
  });

  const publicLine = async (name: string): Promise<string> =>
    (await readFile(workspace.path(`${name}.pub`), 'utf8')).trim();
  const open = (text: string, algorithm: string): Promise<Client> =>
    connect({
      host: HOST,
      port: theirPort,
      user: 'alice',
      password: 'secret',
      hostKeys: knownHosts({ text }),
      algorithms: { hostKey: [algorithm] },
      dangerous: { allowTrivialAuth: true },
    });

  for (const [row, algorithm, name] of ALGORITHMS) {
    test(`[${row}] ${algorithm}`, async () => {
      const certified = algorithm.includes('-cert-');
      const lineFor = async (key: string): Promise<string> =>
        certified ? `@cert-authority * ${key}` : `[${HOST}]:${theirPort} ${key}`;
      await using client = await open(await lineFor(await publicLine(certified ? 'ca' : name)), algorithm);
      expect(client.info.hostKeyAlgorithm).toBe(algorithm);
      expect((await client.exec('cat', { input: 'hello' })).stdout).toBe('hello');
      const other = name === 'ssh-rsa' ? 'ssh-ed448' : 'ssh-rsa';
      await expect(open(await lineFor(await publicLine(other)), algorithm)).rejects.toMatchObject({
        code: certified ? 'HOST_KEY_UNKNOWN' : 'HOST_KEY_CHANGED',
      });
      await attempt({ hostKey: algorithm });
    });
  }
});
