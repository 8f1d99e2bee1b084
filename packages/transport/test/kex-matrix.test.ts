/** Every key exchange method between every two providers that can do it, from the first byte to new keys. */

import { describe, expect, test } from 'vitest';

import { availableAlgorithms, catalogue, type CryptoProvider } from '@nacre/crypto';
import { nobleCrypto } from '@nacre/crypto-noble';
import { nodeCrypto } from '@nacre/crypto-node';

import type { ShareMethod } from '../src/kex/method.js';
import { kexMethod } from '../src/kex/methods.js';
import { crypto as merged, message, Pair, random } from './pair.js';
import { RawPeer } from './raw-peer.js';

const names = catalogue.kex.map(({ name }) => name);
/** A provider on its own lacks what is not about key exchange. */
const providers = { node: nodeCrypto, noble: nobleCrypto, merged } as const;
type ProviderName = keyof typeof providers;

/** Rows of FEATURES.md. */
const ROWS: Readonly<Record<string, string>> = Object.fromEntries(
  [
    ['mlkem768x25519-sha256', 14],
    ['mlkem768nistp256-sha256', 15],
    ['mlkem1024nistp384-sha384', 16],
    ['sntrup761x25519-sha512', 17],
    ['sntrup761x25519-sha512@openssh.com', 18],
    ['curve25519-sha256', 19],
    ['curve25519-sha256@libssh.org', 20],
    ['curve448-sha512', 21],
    ['ecdh-sha2-nistp521', 22],
    ['ecdh-sha2-nistp384', 23],
    ['ecdh-sha2-nistp256', 24],
    ['ecdh-sha2-1.3.132.0.10', 25],
    ['diffie-hellman-group-exchange-sha256', 26],
    ['diffie-hellman-group14-sha256', 27],
    ['diffie-hellman-group15-sha512', 28],
    ['diffie-hellman-group16-sha512', 29],
    ['diffie-hellman-group17-sha512', 30],
    ['diffie-hellman-group18-sha512', 31],
    ['diffie-hellman-group14-sha256@ssh.com', 32],
    ['diffie-hellman-group14-sha1', 33],
    ['rsa2048-sha256', 34],
    ['diffie-hellman-group-exchange-sha224@ssh.com', 37],
    ['diffie-hellman-group-exchange-sha384@ssh.com', 38],
    ['diffie-hellman-group-exchange-sha512@ssh.com', 39],
    ['diffie-hellman-group-exchange-sha1', 40],
    ['diffie-hellman-group14-sha224@ssh.com', 41],
    ['diffie-hellman-group15-sha256@ssh.com', 42],
    ['diffie-hellman-group15-sha384@ssh.com', 43],
    ['diffie-hellman-group16-sha384@ssh.com', 44],
    ['diffie-hellman-group16-sha512@ssh.com', 45],
    ['diffie-hellman-group18-sha512@ssh.com', 46],
    ['diffie-hellman-group1-sha1', 47],
    ['rsa1024-sha1', 48],
  ].map(([name, row]) => [name, `ALG-${row}`]),
) as Readonly<Record<string, string>>;

test('there is a row for every method, and the providers together can do all', () => {
  expect(Object.keys(ROWS).sort()).toEqual([...names].sort());
  expect(availableAlgorithms('kex', merged)).toEqual(names);
  // what the portable provider cannot do, nobody could do in a browser
  expect(names.filter(name => !availableAlgorithms('kex', nobleCrypto).includes(name))).toEqual([]);
});

/** Who meets whom: nobody only itself. */
const PAIRS: readonly (readonly [ProviderName, ProviderName])[] = [
  ['node', 'noble'],
  ['noble', 'node'],
  ['merged', 'merged'],
];

const rows = names.flatMap(name =>
  PAIRS.map(([client, server]) => {
    const able = (provider: ProviderName): ProviderName =>
      availableAlgorithms('kex', providers[provider]).includes(name) ? provider : 'merged';
    return [ROWS[name] as string, name, able(client), able(server)] as const;
  }),
);

async function connect(kex: string, client: CryptoProvider, server: CryptoProvider, chunk?: number): Promise<Pair> {
  const algorithms = { kex: [kex], hostKey: ['ssh-ed25519'], cipher: ['aes256-ctr'] };
  const pair = new Pair({
    client: { algorithms, crypto: client },
    server: { algorithms, crypto: server },
    ...(chunk && { chunk }),
  });
  await pair.open();
  return pair;
}

describe('a key exchange', () => {
  test.each(rows)('[%s] by %s between %s and %s', async (_row, kex, client, server) => {
    const pair = await connect(kex, providers[client], providers[server]);
    pair.client.engine.send(message(100, 1));
    pair.server.engine.send(message(100, 2));
    await pair.run();
    expect(pair.server.payloads).toEqual([message(100, 1)]);
    expect(pair.client.payloads).toEqual([message(100, 2)]);
    expect(pair.client.engine.sessionId).toEqual(pair.server.engine.sessionId);
    expect(pair.client.engine.info?.kex).toBe(kex);
    pair.client.engine.rekey();
    await pair.run();
    expect(pair.client.engine.info?.rekeys).toBe(1);
    pair.server.engine.send(message(100, 3));
    await pair.run();
    expect(pair.client.payloads.at(-1)).toEqual(message(100, 3));
  });

  const families = [
    'sntrup761x25519-sha512',
    'curve448-sha512',
    'diffie-hellman-group14-sha256',
    'diffie-hellman-group-exchange-sha256',
    'rsa1024-sha1',
  ];
  test.each(families)('by %s does not mind how its bytes arrive', async kex => {
    const pair = await connect(kex, merged, merged, 1);
    expect([pair.client.error, pair.server.error]).toEqual([undefined, undefined]);
    expect(pair.client.engine.sessionId).toEqual(pair.server.engine.sessionId);
  });
});

test('[NEW-29] what is offered first resists quantum computers, on every provider that can do it', () => {
  for (const provider of [nobleCrypto, merged]) {
    const offered = availableAlgorithms('kex', provider);
    expect(offered.slice(0, 2)).toEqual(['mlkem768x25519-sha256', 'sntrup761x25519-sha512']);
  }
});

describe.each(['client', 'server'] as const)('an engine that meets a %s', role => {
  test('[SEC-053] keeps the session id of the first exchange, however long later hashes are', async () => {
    const order = [
      'curve25519-sha256',
      'ecdh-sha2-nistp521', // SHA-512
      'diffie-hellman-group14-sha1',
      'ecdh-sha2-nistp384',
      'sntrup761x25519-sha512',
      'curve25519-sha256',
    ];
    for (const cipher of ['aes256-ctr', 'chacha20-poly1305@openssh.com', 'aes128-gcm@openssh.com']) {
      const algorithms = { hostKey: ['ssh-ed25519'], cipher: [cipher], kex: order };
      const peer = new RawPeer({ role, cipher, engine: { algorithms } });
      await peer.begin();
      await peer.finish();
      const id = peer.end.engine.sessionId;
      expect(id).toHaveLength(32);
      for (const [i, kex] of order.entries()) {
        peer.method = kexMethod(kex, merged, random) as ShareMethod;
        await peer.send(peer.kexInit({ kexAlgorithms: [kex] }));
        await peer.finish();
        expect(peer.end.engine.info).toMatchObject({ kex, rekeys: i + 1 });
        expect(peer.end.engine.sessionId).toEqual(id);
        expect(peer.result?.exchangeHash).toHaveLength(peer.method.hash.size);
      }
    }
  });
});
