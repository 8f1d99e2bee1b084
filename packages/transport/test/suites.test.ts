/** Every cipher with every MAC between two engines, across providers, and from one to another while messages travel. */

import { describe, expect, test } from 'vitest';

import { concatBytes } from '@nacre/core';
import { availableAlgorithms, type CryptoProvider } from '@nacre/crypto';
import { nobleCrypto } from '@nacre/crypto-noble';
import { nodeCrypto } from '@nacre/crypto-node';

import { isAead } from '../src/packet/ciphers.js';
import { Opener } from '../src/packet/opener.js';
import { Sealer } from '../src/packet/sealer.js';
import { codeOf, crypto, message, Pair, random } from './pair.js';
import { type Kind, kindsOf, typicalKinds } from './protections.js';
import { RawPeer } from './raw-peer.js';

const kinds = kindsOf(crypto);
const FEW_SIZES = [...Array.from({ length: 40 }, (_, i) => i + 1), 255, 256, 257];
const SIZES = [...FEW_SIZES, 32_768];

/** The rows of docs/features.yaml that a suite proves. */
const ROWS: Readonly<Record<string, string>> = {
  'chacha20-poly1305@openssh.com': 'ALG-87',
  'aes256-gcm@openssh.com': 'ALG-88',
  'aes128-gcm@openssh.com': 'ALG-89',
  'aes256-ctr': 'ALG-90',
  'aes192-ctr': 'ALG-91',
  'aes128-ctr': 'ALG-92',
  'aes256-cbc': 'ALG-93',
  'aes192-cbc': 'ALG-94',
  'aes128-cbc': 'ALG-95',
  '3des-cbc': 'ALG-96',
  'umac-64-etm@openssh.com': 'ALG-103',
  'umac-128-etm@openssh.com': 'ALG-104',
  'umac-64@openssh.com': 'ALG-105',
  'umac-128@openssh.com': 'ALG-106',
  'hmac-sha2-256-etm@openssh.com': 'ALG-107',
  'hmac-sha2-512-etm@openssh.com': 'ALG-108',
  'hmac-sha2-256': 'ALG-109',
  'hmac-sha2-512': 'ALG-110',
  'hmac-sha1-etm@openssh.com': 'ALG-111',
  'hmac-sha1': 'ALG-112',
  'hmac-sha256-2@ssh.com': 'ALG-113',
  'hmac-sha224@ssh.com': 'ALG-114',
  'hmac-sha384@ssh.com': 'ALG-115',
  'hmac-sha512@ssh.com': 'ALG-116',
  'hmac-sha256@ssh.com': 'ALG-117',
  'hmac-md5': 'ALG-118',
  'hmac-sha1-96': 'ALG-119',
  'hmac-md5-96': 'ALG-120',
  'hmac-sha2-256-96': 'ALG-121',
  'hmac-sha2-512-96': 'ALG-122',
  'hmac-md5-etm@openssh.com': 'ALG-123',
  'hmac-sha2-256-96-etm@openssh.com': 'ALG-124',
  'hmac-sha2-512-96-etm@openssh.com': 'ALG-125',
  'hmac-sha1-96-etm@openssh.com': 'ALG-126',
  'hmac-md5-96-etm@openssh.com': 'ALG-127',
};

const fast = { kex: ['curve25519-sha256'], hostKey: ['ssh-ed25519'] };

/** As toEqual, which takes a millisecond for some thousand bytes. */
function expectMessages(actual: readonly Uint8Array[], expected: readonly Uint8Array[]): void {
  expect(actual.map(({ length }) => length)).toEqual(expected.map(({ length }) => length));
  expect(Buffer.compare(concatBytes(...actual), concatBytes(...expected))).toBe(0);
}

/** AEAD ciphers go without a MAC in the offer. */
function offer({ cipher, mac }: Kind): { readonly cipher: readonly string[]; readonly mac: readonly string[] } {
  return { cipher: [cipher ?? ''], mac: mac === undefined ? [] : [mac] };
}

async function openPair(kind: Kind, chunk?: number): Promise<Pair> {
  const algorithms = { ...fast, ...offer(kind) };
  const pair = new Pair({ client: { algorithms }, server: { algorithms }, ...(chunk && { chunk }) });
  await pair.open();
  return pair;
}

async function exchangeMessages(pair: Pair, sizes: readonly number[]): Promise<void> {
  for (const size of sizes) {
    pair.client.engine.send(message(size, size));
    pair.server.engine.send(message(size, size + 1));
  }
  await pair.run();
  expectMessages(
    pair.server.payloads,
    sizes.map(size => message(size, size)),
  );
  expectMessages(
    pair.client.payloads,
    sizes.map(size => message(size, size + 1)),
  );
}

describe.each(kinds.map(kind => ({ ...kind, rows: [kind.cipher, kind.mac].map(name => ROWS[name ?? '']) })))(
  '$name',
  kind => {
    const rows = kind.rows.filter(row => row !== undefined).map(row => `[${row}]`);

    test(`${rows.join(' ')} carries messages of all sizes both ways`, async () => {
      const pair = await openPair(kind);
      expect(pair.client.engine.info?.cipher).toEqual({ clientToServer: kind.cipher, serverToClient: kind.cipher });
      expect(pair.client.engine.info?.mac).toEqual({ clientToServer: kind.mac, serverToClient: kind.mac });
      await exchangeMessages(pair, SIZES);
    });
  },
);

test.each(typicalKinds(crypto))('$name is taken byte by byte', async kind => {
  await exchangeMessages(await openPair(kind, 1), FEW_SIZES);
});

describe.each([
  ['node', 'noble', nodeCrypto, nobleCrypto],
  ['noble', 'node', nobleCrypto, nodeCrypto],
  ['node and noble', 'noble', crypto, nobleCrypto],
  ['noble', 'node and noble', nobleCrypto, crypto],
] as const)('what %s seals is opened by %s', (_from, _to, sealing: CryptoProvider, opening: CryptoProvider) => {
  const can = (provider: CryptoProvider, { cipher, mac }: Kind): boolean =>
    availableAlgorithms('cipher', provider).includes(cipher ?? '') &&
    (mac === undefined || availableAlgorithms('mac', provider).includes(mac));

  test.each(kinds.filter(kind => can(sealing, kind) && can(opening, kind)))('$name', kind => {
    const sealer = new Sealer({ random, maxPayload: 70_000 });
    const opener = new Opener({ maxLength: 70_000 });
    sealer.install(kind.seal(sealing), { resetSequence: true });
    opener.install(kind.open(opening), { resetSequence: true });
    for (const size of SIZES) {
      const packet = concatBytes(...sealer.seal([message(size, size)]));
      expect(opener.open(packet, 0)).toBe(packet.length);
      expectMessages([opener.payload], [message(size, size)]);
    }
  });
});

describe('mixed', () => {
  test('[ALG-134] no MAC need be offered when all ciphers are AEAD; with others it is missed', async () => {
    const aead = availableAlgorithms('cipher', crypto).filter(isAead);
    const client = { algorithms: { ...fast, cipher: aead, mac: [] } };
    const pair = new Pair({ client, server: { algorithms: fast } });
    await pair.open();
    await exchangeMessages(pair, [1, 100]);
    const without = new Pair({
      client: { algorithms: { ...fast, cipher: ['aes256-ctr'], mac: [] } },
      server: { algorithms: fast },
    });
    await without.run();
    expect([codeOf(without.client), codeOf(without.server)]).toEqual(['NO_COMMON_ALGORITHM', 'NO_COMMON_ALGORITHM']);
    expect(without.client.error?.message).toContain('MAC client to server');
  });

  test('each direction has its own cipher, MAC and compression', async () => {
    for (const role of ['client', 'server'] as const) {
      const engine = { algorithms: { ...fast, cipher: 'aes*', mac: 'hmac-*', compression: ['none', 'zlib'] } };
      const peer = new RawPeer({ role, engine });
      await peer.begin({
        encryptionClientToServer: ['aes256-cbc'],
        macClientToServer: ['hmac-sha2-512'],
        compressionClientToServer: ['none'],
        encryptionServerToClient: ['aes128-ctr'],
        macServerToClient: ['hmac-sha1-etm@openssh.com'],
        compressionServerToClient: ['zlib'],
      });
      const [toServer, toClient] = [
        { cipher: 'aes256-cbc', mac: 'hmac-sha2-512' },
        { cipher: 'aes128-ctr', mac: 'hmac-sha1-etm@openssh.com', compression: 'zlib' },
      ];
      peer.suite = role === 'client' ? toServer : toClient;
      peer.suiteOfEngine = role === 'client' ? toClient : toServer;
      await peer.finish();
      expect(peer.end.engine.info).toMatchObject({
        cipher: { clientToServer: 'aes256-cbc', serverToClient: 'aes128-ctr' },
        mac: { clientToServer: 'hmac-sha2-512', serverToClient: 'hmac-sha1-etm@openssh.com' },
        compression: { clientToServer: 'none', serverToClient: 'zlib' },
      });
      await peer.send(Uint8Array.of(4, 0, 0, 0, 0, 0, 0, 0, 0, 0));
      expect([codeOf(peer.end), peer.end.count('debug')]).toEqual(['open', 1]);
    }
  });
});

describe.each(['client', 'server'] as const)('a rekey that a %s asks for', role => {
  const typical = typicalKinds(crypto);

  test.each(typical)('[PRO-06] from $name to each other suite loses nothing', async from => {
    for (const to of typical) {
      const engine = { algorithms: { ...fast, cipher: '*', mac: '*' } };
      const peer = new RawPeer({ role, engine });
      const use = ({ cipher, mac }: Kind): void => {
        peer.suite = { cipher: cipher ?? '', mac: mac ?? 'hmac-sha2-256' };
      };
      use(from);
      await peer.begin();
      await peer.finish();
      const sent: Uint8Array[] = [];
      const push = (seed: number): void => {
        const payload = message(500 + seed, seed);
        sent.push(payload);
        peer.end.engine.send(payload);
      };
      for (let i = 0; i < 5; i++) push(i);
      await peer.take();
      use(to);
      push(5);
      await peer.send(debug(1), peer.kexInit());
      push(6); // is held
      await peer.finish();
      push(7);
      await peer.send(debug(2));
      await peer.take();
      expect([to.name, codeOf(peer.end), peer.end.count('debug')]).toEqual([to.name, 'open', 2]);
      expectMessages(
        peer.inbox.filter(payload => payload[0] === 94),
        sent,
      );
    }
  });
});

/** DEBUG with a text of its own: it may come at any time outside a key exchange. */
function debug(letter: number): Uint8Array {
  return Uint8Array.of(4, 0, 0, 0, 0, 1, 64 + letter, 0, 0, 0, 0);
}
