/** OpenSSH's ssh against our server with every method, cipher and MAC that both know, each forced. */

import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { makeKey, run, type RunResult, Workspace } from '@nacre/peers';
import { authorizedKeys, createServer, readKey, runCommands, type SshServer } from '@nacre/server';

import { describeOpenSsh, newestOpenSsh } from '../suite.js';
import { failures } from './lanes.js';
import { everything, forcing, label, pairsOf, row, shared, someOf } from './table.js';

const MIB = 1024 * 1024;
const TABLE_MS = 300_000;

describeOpenSsh('table of algorithms, ssh against our server', openSsh => {
  const [kexes, ciphers, macs] = (['kex', 'cipher', 'mac'] as const).map(category => shared(openSsh, category));
  const pairs = pairsOf(ciphers as readonly string[], macs as readonly string[]);
  // the whole table with the newest, and with older ones enough to see that a method works
  const tried = newestVersion() === openSsh.version ? pairs : someOf(pairs);
  let workspace: Workspace;
  let server: SshServer;
  let port: number;

  beforeAll(async () => {
    workspace = await Workspace.create();
    const [hostKey, identity] = await Promise.all(
      ['host', 'identity'].map(name => makeKey(workspace, name, 'ed25519')),
    );
    server = createServer({
      hostKeys: [await readKey(hostKey as string)],
      auth: { publickey: authorizedKeys(`${identity}.pub`) },
      session: { exec: runCommands() },
      algorithms: everything(),
      limits: { startups: 1000 },
    });
    ({ port } = await server.listen({ port: 0, host: '127.0.0.1' }));
    await writeFile(workspace.path('known_hosts'), `[127.0.0.1]:${port} ${await readFile(`${hostKey}.pub`, 'utf8')}`);
  });
  afterAll(async () => {
    await server.close();
    await workspace[Symbol.asyncDispose]();
  });

  const ssh = (command: readonly string[], options: readonly string[], input?: Uint8Array): Promise<RunResult> =>
    run(
      workspace,
      openSsh.ssh,
      [
        ...[
          '-F',
          'none',
          '-o',
          `UserKnownHostsFile=${workspace.path('known_hosts')}`,
          '-o',
          'StrictHostKeyChecking=yes',
        ],
        ...['-o', 'BatchMode=yes', '-o', 'IdentitiesOnly=yes', '-i', workspace.path('identity')],
        ...options.flatMap(option => ['-o', option]),
        ...['-p', String(port), ...command.slice(0, -1), 'alice@127.0.0.1', ...command.slice(-1)],
      ],
      input === undefined ? {} : { input },
    );

  describe('connects with', () => {
    for (const kex of kexes as readonly string[]) {
      test(`${row(kex)}${kex} and each of ${tried.length} pairs of cipher and MAC`, { timeout: TABLE_MS }, async () => {
        const failed = await failures(tried, label, async pair => {
          const { exitCode, stderr } = await ssh(['exit 7'], forcing(kex, pair));
          expect({ exitCode, stderr }).toMatchObject({ exitCode: 7 });
        });
        expect(failed).toEqual([]);
      });
    }
  });

  describe('moves a MiB each way, with new keys in between, with', () => {
    for (const pair of pairs) {
      test(`${row(pair.cipher)}${pair.mac === undefined ? '' : row(pair.mac)}${label(pair)}`, async () => {
        const data = randomBytes(MIB);
        const options = [...forcing('curve25519-sha256', pair), 'RekeyLimit=256K', 'LogLevel=DEBUG1'];
        const { exitCode, stdout, stderr } = await ssh(['cat'], options, data);
        expect({ exitCode, equal: data.equals(stdout) }).toEqual({ exitCode: 0, equal: true });
        expect(stderr.match(/rekey/gi)?.length ?? 0).toBeGreaterThanOrEqual(3);
      });
    }
  });
});

function newestVersion(): string | undefined {
  const newest = newestOpenSsh();
  return typeof newest === 'string' ? undefined : newest.version;
}
