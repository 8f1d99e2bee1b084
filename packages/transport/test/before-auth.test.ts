/** What a peer may cost before it is authenticated: packets, bytes and time, just below and just above each limit. */

import { describe, expect, test } from 'vitest';

import { codeOf, Pair } from './pair.js';
import { disconnectReason, RawPeer } from './raw-peer.js';

const EXCHANGE = 3; // KEXINIT, share or answer, NEWKEYS
const ignore = Uint8Array.of(2, 0, 0, 0, 0);
const roles = ['client', 'server'] as const;

async function opened(peer: RawPeer): Promise<RawPeer> {
  await peer.begin();
  await peer.finish();
  return peer;
}

describe.each(roles)('from a %s', role => {
  test.each([
    ['IGNORE', ignore],
    ['DEBUG', Uint8Array.of(4, 0, 0, 0, 0, 0, 0, 0, 0, 0)],
    ['UNIMPLEMENTED', Uint8Array.of(3, 0, 0, 0, 0)],
    ['PING', Uint8Array.of(192, 0, 0, 0, 0)],
    ['an unknown message', Uint8Array.of(15)],
  ])('packets of %s are limited', async (_name, payload) => {
    const peer = await opened(new RawPeer({ role, engine: { limits: { packetsBeforeAuth: 20 } } }));
    for (let i = 0; i < 20 - EXCHANGE; i++) await peer.send(payload);
    expect(codeOf(peer.end)).toBe('open');
    await peer.send(payload);
    expect(peer.end.error).toMatchObject({
      code: 'LIMIT_EXCEEDED',
      details: { limit: 'packetsBeforeAuth', value: 21 },
    });
    expect(disconnectReason(peer)).toBe(2);
  });

  test('packets are limited before there are keys', async () => {
    const peer = new RawPeer({ role, strict: false, engine: { limits: { packetsBeforeAuth: 20 } } });
    await peer.version();
    for (let i = 0; i < 20; i++) await peer.send(ignore);
    expect(codeOf(peer.end)).toBe('open');
    await peer.send(ignore);
    expect(codeOf(peer.end)).toBe('LIMIT_EXCEEDED');
  });

  test('key exchanges count: they cannot be had without end by messages between them', async () => {
    const peer = await opened(new RawPeer({ role, engine: { limits: { packetsBeforeAuth: 100 } } }));
    let exchanges = 1;
    for (; !peer.end.closed && exchanges < 100; exchanges++) {
      await peer.send(peer.kexInit());
      if (!peer.end.closed) await peer.finish();
    }
    expect(peer.end.closed).toBe(true);
    expect(exchanges).toBeLessThan(40);
  });

  test('bytes are limited', async () => {
    const probe = await opened(new RawPeer({ role }));
    const sizes: number[] = [];
    for (let i = 0; i < 2; i++) {
      sizes.push(probe.end.engine.info?.bytesIn ?? 0);
      await probe.send(Uint8Array.from([2, ...new Uint8Array(1000)]));
    }
    const [start = 0, next = 0] = sizes;
    const each = next - start;
    for (const [spare, code] of [
      [0, 'open'],
      [-1, 'LIMIT_EXCEEDED'],
    ] as const) {
      const limits = { bytesBeforeAuth: start + 10 * each + spare };
      const peer = await opened(new RawPeer({ role, engine: { limits } }));
      for (let i = 0; i < 10; i++) await peer.send(Uint8Array.from([2, ...new Uint8Array(1000)]));
      expect([spare, codeOf(peer.end)]).toEqual([spare, code]);
    }
  });

  test('nothing of that holds once the user is known', async () => {
    const limits = { packetsBeforeAuth: 10, bytesBeforeAuth: 10_000 };
    const peer = await opened(new RawPeer({ role, engine: { limits } }));
    peer.end.engine.authenticated();
    for (let i = 0; i < 100; i++) await peer.send(Uint8Array.from([2, ...new Uint8Array(1000)]));
    expect(codeOf(peer.end)).toBe('open');
  });

  test('[SEC-004] a version line that drips in ends with the time for the first exchange', async () => {
    const peer = new RawPeer({ role, engine: { now: 0, limits: { kexMilliseconds: 2000 } } });
    const line = Buffer.from('SSH-2.0-Slow_1.0 with a long comment to drip\r\n');
    let now = 0;
    for (const byte of line) {
      if (peer.end.closed) break;
      await peer.raw(Uint8Array.of(byte));
      peer.end.engine.tick((now += 100));
      await peer.take();
    }
    expect([codeOf(peer.end), now]).toEqual(['TIMEOUT', 2000]);
    expect(peer.end.error?.message).toBe('Time is up for: identification (2 s)');
  });

  test('a first exchange that stops halfway ends with its time', async () => {
    const peer = new RawPeer({ role, engine: { now: 0, limits: { kexMilliseconds: 2000 } } });
    await peer.begin();
    peer.end.engine.tick(1999);
    expect(codeOf(peer.end)).toBe('open');
    peer.end.engine.tick(2000);
    await peer.take();
    expect([codeOf(peer.end), peer.end.error?.details['phase']]).toEqual(['TIMEOUT', 'first key exchange']);
  });
});

test('an honest login is far below every limit', async () => {
  const pair = new Pair();
  await pair.open();
  for (const { engine } of [pair.client, pair.server]) {
    expect(engine.info?.packetsIn).toBeLessThan(10);
    expect(engine.info?.bytesIn).toBeLessThan(20_000);
  }
});

test('lines that a server sends before its version are told to the owner of a client', async () => {
  const peer = new RawPeer({ role: 'server' });
  await peer.raw(Buffer.from('Only for members\r\n\x1b[2J\r\n'));
  await peer.begin();
  expect(peer.end.events.slice(0, 3)).toEqual([
    { type: 'banner-line', line: 'Only for members' },
    { type: 'banner-line', line: '\\x1b[2J' },
    { type: 'identified', version: 'SSH-2.0-Raw' },
  ]);
});
