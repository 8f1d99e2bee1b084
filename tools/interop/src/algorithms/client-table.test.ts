/** Our client against sshd with every method, cipher and MAC that both know, each forced. */

import { randomBytes } from 'node:crypto';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { type Client, type ConnectOptions, connect, knownHosts, readKey } from '@nacre/client';
import { type Sshd, startSshd, Workspace } from '@nacre/peers';

import { describeOpenSsh, newestOpenSsh } from '../suite.js';
import { failures } from './lanes.js';
import { forced, label, pairsOf, row, shared, someOf } from './table.js';

const MIB = 1024 * 1024;
const TABLE_MS = 300_000;

describeOpenSsh('table of algorithms, client against sshd', openSsh => {
  const [kexes, ciphers, macs] = (['kex', 'cipher', 'mac'] as const).map(category => shared(openSsh, category));
  const pairs = pairsOf(ciphers as readonly string[], macs as readonly string[]);
  // the whole table with the newest, and with older ones enough to see that a method works
  const tried = newestVersion() === openSsh.version ? pairs : someOf(pairs);
  let workspace: Workspace;
  let sshd: Sshd;

  beforeAll(async () => {
    workspace = await Workspace.create();
    const config = [
      `KexAlgorithms ${kexes?.join(',')}`,
      `Ciphers ${ciphers?.join(',')}`,
      `MACs ${macs?.join(',')}`,
      'MaxStartups 1000',
    ];
    sshd = await startSshd(workspace, { openSsh, config });
  });
  afterAll(async () => {
    await workspace[Symbol.asyncDispose]();
  });

  const open = async (options: Partial<ConnectOptions>): Promise<Client> =>
    connect({
      host: '127.0.0.1',
      port: sshd.port,
      user: sshd.user,
      identities: [await readKey(sshd.identityFile)],
      hostKeys: knownHosts({ policy: 'strict', text: sshd.knownHosts }),
      ...options,
    });

  describe('connects with', () => {
    for (const kex of kexes as readonly string[]) {
      test(`${row(kex)}${kex} and each of ${tried.length} pairs of cipher and MAC`, { timeout: TABLE_MS }, async () => {
        const failed = await failures(tried, label, async pair => {
          await using client = await open({ algorithms: forced(kex, pair) });
          const { cipher, mac } = pair;
          expect(client.info).toMatchObject({
            kex,
            cipher: { clientToServer: cipher, serverToClient: cipher },
            mac: { clientToServer: mac, serverToClient: mac },
          });
        });
        expect(failed).toEqual([]);
      });
    }
  });

  describe('moves a MiB each way, before and after new keys, with', () => {
    for (const pair of pairs) {
      test(`${row(pair.cipher)}${pair.mac === undefined ? '' : row(pair.mac)}${label(pair)}`, async () => {
        await using client = await open({ algorithms: forced('curve25519-sha256', pair) });
        await roundTrip(client);
        client.rekey();
        await roundTrip(client);
        expect(client.info.rekeys).toBeGreaterThanOrEqual(1);
      });
    }
  });

  describe('while both directions are full, new keys come every 256 KiB with', () => {
    for (const cipher of ciphers as readonly string[]) {
      test(`[PRO-06] [CON-20] ${row(cipher)}${cipher}`, async () => {
        await using client = await open({ algorithms: { cipher: [cipher] }, rekey: { bytes: MIB / 4 } });
        await roundTrip(client, 4 * MIB);
        expect(client.info.rekeys).toBeGreaterThanOrEqual(4);
      });
    }
  });
});

/** Random data through `cat`, in both directions at once. */
async function roundTrip(client: Client, size = MIB): Promise<void> {
  const data = randomBytes(size);
  const { stdout } = await client.exec('cat', { input: data, encoding: 'buffer', stripFinalNewline: false });
  expect({ length: stdout.length, equal: data.equals(stdout) }).toEqual({ length: size, equal: true });
}

function newestVersion(): string | undefined {
  const newest = newestOpenSsh();
  return typeof newest === 'string' ? undefined : newest.version;
}
