/** Each crypto provider alone, and both together, against OpenSSH both ways: handshakes, new keys, and data. */

import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { connect, knownHosts, readKey } from '@nacre/client';
import type { CryptoProvider } from '@nacre/crypto';
import { nobleCrypto } from '@nacre/crypto-noble';
import { nodeCrypto } from '@nacre/crypto-node';
import {
  hashFile,
  makeFile,
  makeKey,
  type OpenSsh,
  peersRequired,
  run,
  type Sshd,
  startSshd,
  Workspace,
} from '@nacre/peers';
import { defaultCrypto } from '@nacre/runtime-node';
import { authorizedKeys, createServer, readKey as readHostKey, runCommands, type SshServer } from '@nacre/server';

import { newestOpenSsh } from '../suite.js';

const MIB = 1024 * 1024;
const DATA_MS = 180_000;
const HANDSHAKES = 20;

interface Subject {
  readonly name: string;
  readonly crypto: CryptoProvider;
  /** Portable ciphers do some 25 MB/s. */
  readonly mebibytes: number;
}

const SUBJECTS: readonly Subject[] = [
  { name: 'node only', crypto: nodeCrypto, mebibytes: 1024 },
  { name: 'noble only', crypto: nobleCrypto, mebibytes: 32 },
  { name: 'merged', crypto: defaultCrypto(), mebibytes: 1024 },
];

const openSsh = newestOpenSsh();

describe.skipIf(typeof openSsh === 'string' && !peersRequired)(`crypto providers with ${titleOf(openSsh)}`, () => {
  const peer = typeof openSsh === 'string' ? undefined : openSsh;
  let workspace: Workspace;
  let sshd: Sshd;

  beforeAll(async () => {
    workspace = await Workspace.create();
    sshd = await startSshd(workspace, { ...(peer && { openSsh: peer }), config: ['MaxStartups 1000'] });
  });
  afterAll(async () => {
    await workspace[Symbol.asyncDispose]();
  });

  for (const { name, crypto, mebibytes } of SUBJECTS) {
    const open = async () =>
      connect({
        host: '127.0.0.1',
        port: sshd.port,
        user: sshd.user,
        identities: [await readKey(sshd.identityFile)],
        hostKeys: knownHosts({ policy: 'strict', text: sshd.knownHosts }),
        rekey: { bytes: (mebibytes / 8) * MIB },
        crypto,
      });

    describe(`our client, ${name}`, () => {
      test(`shakes hands ${HANDSHAKES} times, with new keys each time`, { timeout: DATA_MS }, async () => {
        for (let i = 0; i < HANDSHAKES; i++) {
          await using client = await open();
          client.rekey();
          expect((await client.exec('echo ok')).stdout).toBe('ok');
          expect(client.info.rekeys).toBeGreaterThanOrEqual(1);
        }
      });

      test(`moves ${mebibytes} MiB each way at once, with new keys on the way`, { timeout: DATA_MS }, async () => {
        await makeFile(workspace.path('input'), mebibytes * MIB);
        await using client = await open();
        const input = createReadStream(workspace.path('input'), { highWaterMark: 256 * 1024 });
        const job = client.exec('cat', { input, encoding: 'buffer', buffer: false });
        const hash = createHash('sha256');
        for await (const chunk of job.stdout) hash.update(chunk as Buffer);
        expect((await job).exitCode).toBe(0);
        expect(hash.digest('hex')).toBe(await hashFile(workspace.path('input')));
        expect(client.info.rekeys).toBeGreaterThanOrEqual(8);
      });
    });

    describe(`our server, ${name}`, () => {
      let server: SshServer;
      let options: readonly string[];

      beforeAll(async () => {
        const [hostKey, identity] = await Promise.all(
          ['host', 'identity'].map(file => makeKey(workspace, `${name} ${file}`.replaceAll(' ', '_'), 'ed25519')),
        );
        server = createServer({
          hostKeys: [await readHostKey(hostKey as string)],
          auth: { publickey: authorizedKeys(`${identity}.pub`) },
          session: { exec: runCommands() },
          rekey: { bytes: (mebibytes / 8) * MIB },
          crypto,
        });
        const { port } = await server.listen({ port: 0, host: '127.0.0.1' });
        const hosts = `${hostKey}.hosts`;
        await writeFile(hosts, `[127.0.0.1]:${port} ${await readFile(`${hostKey}.pub`, 'utf8')}`);
        options = [
          ...['-F', 'none', '-o', `UserKnownHostsFile=${hosts}`, '-o', 'BatchMode=yes', '-o', 'IdentitiesOnly=yes'],
          ...['-o', 'StrictHostKeyChecking=yes', '-i', identity as string, '-p', String(port), 'alice@127.0.0.1'],
        ];
      });
      afterAll(async () => {
        await server.close();
      });

      test(`shakes hands ${HANDSHAKES} times`, { timeout: DATA_MS }, async () => {
        for (let i = 0; i < HANDSHAKES; i++) {
          expect(await run(workspace, peer?.ssh ?? 'ssh', [...options, 'exit 7'])).toMatchObject({ exitCode: 7 });
        }
      });

      test(`moves ${mebibytes} MiB each way at once, with new keys on the way`, { timeout: DATA_MS }, async () => {
        await makeFile(workspace.path('input'), mebibytes * MIB);
        const child = workspace.spawn(peer?.ssh ?? 'ssh', [...options, 'cat']);
        const ended = new Promise(resolve => child.once('close', resolve));
        const { stdin, stdout } = child;
        if (stdin === null || stdout === null) throw new Error('ssh has no pipes');
        await Promise.all([
          pipeline(createReadStream(workspace.path('input')), stdin),
          pipeline(stdout, createWriteStream(workspace.path('output'))),
        ]);
        expect(await ended).toBe(0);
        expect(await hashFile(workspace.path('output'))).toBe(await hashFile(workspace.path('input')));
      });
    });
  }
});

function titleOf(found: OpenSsh | string): string {
  return typeof found === 'string' ? found : found.version;
}
