/** When payloads are compressed, that every change of keys starts afresh, and what a decompressor does not take. */

import { constants, deflateSync } from 'node:zlib';

import { describe, expect, test } from 'vitest';

import { concatBytes, randomBytes } from '@nacre/core';
import type { Deflater } from '@nacre/crypto';

import { codeOf, crypto, type End, message, Pair, type PairOptions, random } from './pair.js';
import { disconnectReason, RawPeer } from './raw-peer.js';

const fast = { kex: ['curve25519-sha256'], hostKey: ['ssh-ed25519'], cipher: ['aes128-gcm@openssh.com'] };
const SUCCESS = Uint8Array.of(52);
const MIB = 1024 * 1024;

async function openPair(compression: string | readonly string[], more: PairOptions = {}): Promise<Pair> {
  const algorithms = { ...fast, compression };
  const pair = new Pair({ ...more, client: { algorithms, ...more.client }, server: { algorithms, ...more.server } });
  await pair.open();
  return pair;
}

/** Bytes on the wire for a message that compresses well. */
async function sizeOf(pair: Pair, sender: End, payload: Uint8Array = zeros(20_000)): Promise<number> {
  const before = sender.engine.info?.bytesOut ?? 0;
  sender.engine.send(payload);
  await pair.run();
  return (sender.engine.info?.bytesOut ?? 0) - before;
}

function zeros(size: number): Uint8Array {
  const payload = new Uint8Array(size);
  payload[0] = 94;
  return payload;
}

function errorsOf(pair: Pair): readonly string[] {
  return [codeOf(pair.client), codeOf(pair.server)];
}

describe('[PRO-13]', () => {
  test('[SEC-014] [ALG-128] nothing is compressed unless both sides ask for it', async () => {
    for (const [client, server] of [
      [undefined, undefined],
      [undefined, ['zlib@openssh.com', 'zlib', 'none']],
      [['zlib@openssh.com', 'zlib', 'none'], undefined],
    ] as const) {
      const pair = new Pair({
        client: { algorithms: { ...fast, compression: client } },
        server: { algorithms: { ...fast, compression: server } },
      });
      await pair.open();
      expect(pair.client.engine.info?.compression).toEqual({ clientToServer: 'none', serverToClient: 'none' });
      expect(await sizeOf(pair, pair.client)).toBeGreaterThan(20_000);
    }
  });

  test('[ALG-130] zlib compresses from the first packet under new keys, both ways', async () => {
    for (const chunk of [1, undefined]) {
      const pair = await openPair('zlib', chunk ? { chunk } : {});
      expect(pair.client.engine.info?.compression).toEqual({ clientToServer: 'zlib', serverToClient: 'zlib' });
      for (const end of [pair.client, pair.server]) expect(await sizeOf(pair, end)).toBeLessThan(300);
      for (let i = 1; i < 200; i += 7) {
        pair.client.engine.send(message(i, i), message(i, 2 * i));
        pair.server.engine.send(message(3 * i, i));
      }
      await pair.run();
      expect(errorsOf(pair)).toEqual(['open', 'open']);
      const sizes = Array.from({ length: 29 }, (_, i) => 1 + 7 * i);
      expect(pair.server.payloads.slice(1)).toEqual(sizes.map(i => concatBytes(message(i, i), message(i, 2 * i))));
      expect(pair.client.payloads.slice(1)).toEqual(sizes.map(i => message(3 * i, i)));
    }
  });

  test('[ALG-129] zlib@openssh.com compresses nothing up to USERAUTH_SUCCESS, and everything after it', async () => {
    for (const chunk of [1, undefined]) {
      const pair = await openPair('zlib@openssh.com', chunk ? { chunk } : {});
      for (const end of [pair.client, pair.server]) expect(await sizeOf(pair, end)).toBeGreaterThan(20_000);
      // what follows USERAUTH_SUCCESS is in the same read
      pair.server.engine.send(SUCCESS);
      for (let i = 0; i < 20; i++) pair.server.engine.send(message(100, i));
      await pair.run();
      expect(pair.client.payloads.slice(1)).toEqual([
        SUCCESS,
        ...Array.from({ length: 20 }, (_, i) => message(100, i)),
      ]);
      for (const end of [pair.server, pair.client]) expect(await sizeOf(pair, end)).toBeLessThan(300);
      expect(errorsOf(pair)).toEqual(['open', 'open']);
    }
  });

  test('a message with the number of USERAUTH_SUCCESS from a client starts nothing', async () => {
    const pair = await openPair('zlib@openssh.com');
    pair.client.engine.send(SUCCESS);
    await pair.run();
    for (const end of [pair.client, pair.server]) expect(await sizeOf(pair, end)).toBeGreaterThan(20_000);
    expect(errorsOf(pair)).toEqual(['open', 'open']);
  });

  test('USERAUTH_SUCCESS that had to wait for new keys starts compression when it goes out', async () => {
    const pair = await openPair('zlib@openssh.com');
    pair.server.engine.rekey();
    pair.server.engine.send(message(50, 1));
    pair.server.engine.send(SUCCESS);
    pair.server.engine.send(message(50, 2));
    await pair.run();
    expect(errorsOf(pair)).toEqual(['open', 'open']);
    expect(pair.client.payloads).toEqual([message(50, 1), SUCCESS, message(50, 2)]);
    expect(pair.client.count('rekeyed')).toBe(1);
    for (const end of [pair.server, pair.client]) expect(await sizeOf(pair, end)).toBeLessThan(300);
  });

  test('a client asks for new keys only after USERAUTH_SUCCESS, which could meet its KEXINIT', async () => {
    const pair = await openPair('zlib@openssh.com');
    pair.client.engine.rekey();
    await pair.run();
    expect(pair.client.count('rekeyed')).toBe(0);
    pair.server.engine.send(SUCCESS);
    pair.server.engine.send(message(50, 1));
    await pair.run();
    expect(pair.client.count('rekeyed')).toBe(1);
    expect(await sizeOf(pair, pair.client)).toBeLessThan(300);
    expect(errorsOf(pair)).toEqual(['open', 'open']);
  });

  test.each(['zlib', 'zlib@openssh.com'])('[SEC-015] %s goes on through 50 changes of keys both ways', async method => {
    const pair = await openPair(method);
    pair.server.engine.send(SUCCESS);
    await pair.run();
    const sent = { client: [] as Uint8Array[], server: [SUCCESS] as Uint8Array[] };
    const push = (who: 'client' | 'server', seed: number): void => {
      const payload = message(300 + seed, seed);
      sent[who].push(payload);
      pair[who].engine.send(payload);
    };
    for (let i = 0; i < 50; i++) {
      push('client', i);
      push('server', i);
      pair[i % 2 ? 'client' : 'server'].engine.rekey();
      push('client', i + 1); // one side holds these, the other is in the middle of sending
      push('server', i + 1);
      await pair.run();
    }
    expect(errorsOf(pair)).toEqual(['open', 'open']);
    expect(pair.client.engine.info?.rekeys).toBe(50);
    expect(pair.server.payloads).toEqual(sent.client);
    expect(pair.client.payloads).toEqual(sent.server);
  });

  test.each(['client', 'server'] as const)(
    '[SEC-015] new keys come with a fresh state: a %s that starts one sees it',
    async role => {
      const peer = new RawPeer({ role, compression: 'zlib' });
      await peer.begin();
      await peer.finish();
      for (let i = 0; i < 5; i++) {
        peer.end.engine.send(message(200, i));
        await peer.send(debugMessage());
        await peer.send(peer.kexInit());
        await peer.finish(); // the raw peer's streams are new ones
      }
      expect([codeOf(peer.end), peer.end.count('debug')]).toEqual(['open', 5]);
      expect(peer.inbox.filter(payload => payload[0] === 94)).toEqual(
        Array.from({ length: 5 }, (_, i) => message(200, i)),
      );
    },
  );

  test('what does not compress arrives, up to the largest message', async () => {
    const pair = await openPair('zlib');
    for (const end of [pair.client, pair.server]) end.engine.authenticated();
    const large = randomBytes(random, 256 * 1024 - 512);
    large[0] = 94;
    for (const end of [pair.client, pair.server]) expect(await sizeOf(pair, end, large)).toBeGreaterThan(large.length);
    expect(errorsOf(pair)).toEqual(['open', 'open']);
    for (const end of [pair.client, pair.server]) {
      expect(end.payloads).toHaveLength(1);
      expect(Buffer.compare(end.payloads[0] ?? SUCCESS, large)).toBe(0);
    }
  });
});

describe.each(['client', 'server'] as const)('from a %s, what cannot be decompressed ends the connection:', role => {
  async function peerWithZlib(): Promise<{ readonly peer: RawPeer; readonly deflater: Deflater }> {
    const peer = new RawPeer({ role, compression: 'zlib' });
    await peer.begin();
    await peer.finish();
    expect(peer.end.count('ready')).toBe(1);
    peer.sealer.deflateWith(undefined); // from here on the test compresses
    const deflater = crypto.zlib?.deflater();
    if (deflater === undefined) throw new Error('no zlib');
    return { peer, deflater };
  }

  const CASES: readonly (readonly [string, (deflater: Deflater) => Uint8Array])[] = [
    [
      '[SEC-015] junk after valid data',
      deflater => concatBytes(deflater.compress(debugMessage()), new Uint8Array(10).fill(0xff)),
    ],
    ['data that is no zlib stream', () => debugMessage()],
    [
      'another checksum in the head',
      deflater => Uint8Array.from(deflater.compress(debugMessage()), (byte, i) => (i === 1 ? byte ^ 1 : byte)),
    ],
    ['a distance before the start', () => Uint8Array.of(0x78, 0x9c, 0x63, 0x00, 0x42, 0x7f, 0x00, 0x00)],
  ];

  test.each(CASES)('%s', async (_name, make) => {
    const { peer, deflater } = await peerWithZlib();
    await peer.send(make(deflater));
    expect([codeOf(peer.end), disconnectReason(peer)]).toEqual(['PROTOCOL_ERROR', 6]);
    expect(peer.end.count('debug')).toBe(0);
  });

  test('data after the end of the stream', async () => {
    const { peer } = await peerWithZlib();
    await peer.send(deflateSync(debugMessage()), deflateSync(debugMessage()));
    expect([codeOf(peer.end), disconnectReason(peer), peer.end.count('debug')]).toEqual(['PROTOCOL_ERROR', 6, 1]);
  });

  test('no payload', async () => {
    const { peer, deflater } = await peerWithZlib();
    await peer.send(concatBytes(deflater.compress(new Uint8Array(0)), Uint8Array.of(0, 0, 0, 0xff, 0xff)));
    expect(codeOf(peer.end)).toBe('PROTOCOL_ERROR');
  });

  test('[SEC-013] more than a packet may hold, before and after authentication, and without taking the memory', async () => {
    for (const [authenticated, limit, size] of [
      [false, 'packetBytesBeforeAuth', 35_001],
      [true, 'packetBytes', 256 * 1024 + 1],
      [true, 'packetBytes', 250 * MIB],
    ] as const) {
      const { peer } = await peerWithZlib();
      if (authenticated) peer.end.engine.authenticated();
      const bomb = bombOf(size);
      expect(bomb.length).toBeLessThan(authenticated ? 262_000 : 35_000);
      const before = process.resourceUsage().maxRSS;
      await peer.send(bomb);
      expect([codeOf(peer.end), disconnectReason(peer)]).toEqual(['LIMIT_EXCEEDED', 6]);
      expect(peer.end.error?.details).toMatchObject({ limit });
      expect(process.resourceUsage().maxRSS - before).toBeLessThan(4 * 1024); // in KiB
    }
  });

  test('as much as a packet may hold is taken', async () => {
    const { peer, deflater } = await peerWithZlib();
    const ignore = new Uint8Array(35_000);
    ignore.set([2, 0, 0, 0x88, 0xb3]); // IGNORE with 34,995 bytes
    await peer.send(deflater.compress(ignore));
    expect(codeOf(peer.end)).toBe('open');
  });
});

const bombs = new Map<number, Uint8Array>();

/** So many bytes of one value, compressed; made once, as it takes long. */
function bombOf(size: number): Uint8Array {
  const bomb = bombs.get(size) ?? deflateSync(Buffer.alloc(size, 2), { finishFlush: constants.Z_SYNC_FLUSH });
  bombs.set(size, bomb);
  return bomb;
}

/** DEBUG without a text. */
function debugMessage(): Uint8Array {
  return Uint8Array.of(4, 0, 0, 0, 0, 0, 0, 0, 0, 0);
}
