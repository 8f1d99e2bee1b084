/** The algorithms that no installed OpenSSH has, against AsyncSSH both ways; and what it lacks too, between our own providers. */

import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { type Client, connect, type ConnectOptions } from '@nacre/client';
import { availableAlgorithms, type CryptoProvider } from '@nacre/crypto';
import { nobleCrypto } from '@nacre/crypto-noble';
import { makeKey, newerOpenSsh, type OpenSsh, peersRequired, systemOpenSsh, Workspace } from '@nacre/peers';
import { defaultCrypto } from '@nacre/runtime-node';
import { createServer, readKey, runCommands, type SshServer } from '@nacre/server';

import { asyncSsh, startAsyncSshClient, startAsyncSshServer, type Wanted } from './asyncssh.js';
import { everything, row, unknownTo } from './table.js';

/** What AsyncSSH 2.10 lacks as well: proven between our two providers, and by vectors in spec/vectors. */
const OURS_ALONE = ['mlkem768nistp256-sha256', 'mlkem1024nistp384-sha384'];

/** Ciphers of OpenSSL's legacy provider, which Node loads only when told to: see legacy.test.ts. */
const LEGACY = ['blowfish-cbc', 'cast128-cbc', 'seed-cbc@ssh.com', 'arcfour256', 'arcfour128', 'arcfour'];

const peer = asyncSsh();
const openSshs = [systemOpenSsh(), newerOpenSsh()].filter((found): found is OpenSsh => typeof found !== 'string');
const rare = {
  kex: unknownTo(openSshs, 'kex'),
  cipher: unknownTo(openSshs, 'cipher'),
  mac: unknownTo(openSshs, 'mac'),
};

test('what OpenSSH lacks is what this file and legacy.test.ts prove', () => {
  const available = everything();
  for (const category of ['kex', 'cipher', 'mac'] as const) {
    const expected = [...available[category], ...(category === 'cipher' ? LEGACY : [])];
    expect(rare[category].filter(name => !expected.includes(name))).toEqual([]);
  }
});

describe.skipIf(typeof peer === 'string' && !peersRequired)(titleOf(peer), () => {
  let workspace: Workspace;
  let server: SshServer;
  let theirPort: number;
  let attempt: (wanted: Wanted) => Promise<void>;

  beforeAll(async () => {
    if (typeof peer === 'string') throw new Error(peer);
    workspace = await Workspace.create();
    const hostKey = await makeKey(workspace, 'host', 'ed25519');
    theirPort = await startAsyncSshServer(workspace, [hostKey]);
    server = createServer({
      hostKeys: [await readKey(hostKey)],
      auth: { password: () => true },
      session: { exec: runCommands() },
      algorithms: everything(),
    });
    const { port } = await server.listen({ port: 0, host: '127.0.0.1' });
    attempt = startAsyncSshClient(workspace, port);
    expect(await readFile(`${hostKey}.pub`, 'utf8')).toContain('ssh-ed25519');
  });
  afterAll(async () => {
    await server?.close();
    await workspace?.[Symbol.asyncDispose]();
  });

  for (const kex of rare.kex.filter(name => !OURS_ALONE.includes(name))) {
    test(`${row(kex)}${kex}`, async () => {
      await using client = await open(theirPort, { algorithms: { kex: [kex] } });
      expect(client.info.kex).toBe(kex);
      await roundTrip(client);
      client.rekey();
      await roundTrip(client);
      await attempt({ kex });
    });
  }
  for (const mac of rare.mac) {
    test(`${row(mac)}${mac}`, async () => {
      for (const cipher of ['aes128-ctr', 'aes256-cbc']) {
        await using client = await open(theirPort, { algorithms: { cipher: [cipher], mac: [mac] } });
        expect(client.info.mac.clientToServer).toBe(mac);
        await roundTrip(client);
        await attempt({ cipher, mac });
      }
    });
  }
  for (const compression of ['zlib@openssh.com', 'zlib']) {
    test(`${row(compression)}${compression}`, async () => {
      await using client = await open(theirPort, { algorithms: { compression: [compression] } });
      expect(client.info.compression.clientToServer).toBe(compression);
      await roundTrip(client);
      client.rekey();
      await roundTrip(client);
      await attempt({ compression });
    });
  }
});

describe('between our providers: what neither OpenSSH nor AsyncSSH has', () => {
  const sides: readonly CryptoProvider[] = [defaultCrypto(), nobleCrypto];
  for (const kex of OURS_ALONE) {
    test(`${row(kex)}${kex}, each provider on each side`, async () => {
      await using workspace = await Workspace.create();
      const hostKey = await readKey(await makeKey(workspace, 'host', 'ed25519'));
      for (const ours of sides) {
        expect(availableAlgorithms('kex', ours)).toContain(kex);
        const server = createServer({
          hostKeys: [hostKey],
          auth: { password: () => true },
          session: { exec: runCommands() },
          crypto: ours,
        });
        const { port } = await server.listen({ port: 0, host: '127.0.0.1' });
        for (const theirs of sides) {
          await using client = await open(port, { algorithms: { kex: [kex] }, crypto: theirs });
          expect(client.info.kex).toBe(kex);
          await roundTrip(client);
        }
        await server.close();
      }
    });
  }
});

function titleOf(found: ReturnType<typeof asyncSsh>): string {
  return typeof found === 'string'
    ? `rare algorithms: ${found}`
    : `rare algorithms, with AsyncSSH ${found.version} both ways`;
}

function open(port: number, options: Partial<ConnectOptions>): Promise<Client> {
  return connect({
    host: '127.0.0.1',
    port,
    user: 'alice',
    password: 'secret',
    dangerous: { acceptAnyHostKey: true, allowTrivialAuth: true },
    ...options,
  });
}

async function roundTrip(client: Client): Promise<void> {
  const data = Buffer.concat([randomBytes(200_000), Buffer.alloc(200_000)]);
  const { stdout } = await client.exec('cat', { input: data, encoding: 'buffer', stripFinalNewline: false });
  expect(data.equals(stdout)).toBe(true);
}
