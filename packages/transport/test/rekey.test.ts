/** Key exchanges after the first: who may start them and why, and that nothing is lost meanwhile. */

import { createHash } from 'node:crypto';

import { describe, expect, test } from 'vitest';

import { availableAlgorithms } from '@nacre/crypto';

import { HELD_OVERHEAD } from '../src/limits.js';
import { codeOf, crypto, hostKeys, message, type Overrides, Pair } from './pair.js';
import { disconnectReason, RawPeer } from './raw-peer.js';

const fast = { kex: ['curve25519-sha256'], hostKey: ['ssh-ed25519'] };
const base = { client: { algorithms: fast }, server: { algorithms: fast } };

async function openPair(more: ConstructorParameters<typeof Pair>[0] = {}): Promise<Pair> {
  const pair = new Pair({ ...base, ...more });
  await pair.open();
  for (const end of [pair.client, pair.server]) end.engine.authenticated(); // before that keys stay
  return pair;
}

describe('a rekey', () => {
  test.each(['client', 'server'] as const)(
    '[PRO-06] asked for by the %s keeps the session id and changes the keys',
    async who => {
      const pair = await openPair();
      const before = pair.client.engine.sessionId;
      pair[who].engine.rekey();
      pair[who].engine.rekey();
      await pair.run();
      expect([pair.client.count('rekeyed'), pair.server.count('rekeyed')]).toEqual([1, 1]);
      expect(pair.client.engine.sessionId).toEqual(before);
      expect(pair.server.engine.sessionId).toEqual(before);
      pair.client.engine.send(message(10, 1));
      await pair.run();
      expect(pair.server.payloads).toEqual([message(10, 1)]);
    },
  );

  test('does not ask the host key policy again for the same key', async () => {
    const pair = await openPair();
    pair.client.engine.rekey();
    await pair.run();
    expect(pair.client.effects.filter(name => name === 'verify-host-key')).toHaveLength(1);
  });

  test('[SEC-052] refuses another host key, though it signs correctly', async () => {
    const peer = new RawPeer({
      role: 'server',
      engine: { algorithms: { hostKey: ['ssh-ed25519', 'ecdsa-sha2-nistp256'] } },
    });
    await peer.begin();
    await peer.finish();
    await peer.send(peer.kexInit({ serverHostKeyAlgorithms: ['ecdsa-sha2-nistp256'] }));
    const blob = hostKeys[1]?.publicKey.blob as Uint8Array;
    await peer.send(await peer.reply({ hostKey: blob, signer: 1 }));
    expect([codeOf(peer.end), disconnectReason(peer)]).toEqual(['HOST_KEY_CHANGED', 9]);
  });

  test('[CON-20] holds messages back in order, and tells how much', async () => {
    const pair = await openPair();
    const { engine } = pair.client;
    engine.rekey();
    const messages = Array.from({ length: 20 }, (_, i) => message(100 + i, i));
    for (const payload of messages) {
      const copy = payload.slice();
      engine.send(copy.subarray(0, 9), copy.subarray(9));
      copy.fill(0);
    }
    expect(engine.queuedBytes).toBe(messages.reduce((sum, payload) => sum + payload.length, 0));
    await pair.run();
    expect(engine.queuedBytes).toBe(0);
    expect(pair.server.payloads).toEqual(messages);
  });

  test('[CON-20] does not start by itself before authentication: OpenSSH signs once before it', async () => {
    const rekey = { packets: 16, bytes: 1024, milliseconds: 1000 };
    const pair = new Pair({ client: { algorithms: fast, rekey, now: 0 }, server: { algorithms: fast } });
    await pair.open();
    for (let i = 0; i < 50; i++) pair.client.engine.send(message(100, i));
    await pair.run();
    for (const now of [1000, 2000, 3000]) pair.client.engine.tick(now);
    await pair.run();
    expect(pair.client.engine.info?.rekeys).toBe(0);
    for (const end of [pair.client, pair.server]) end.engine.authenticated();
    pair.client.engine.send(message(100, 1));
    await pair.run();
    expect(pair.client.engine.info?.rekeys).toBe(1);
  });

  test('[CON-20] starts by itself after so many bytes or packets, in either direction', async () => {
    for (const rekey of [{ bytes: 20_000 }, { packets: 20 }]) {
      for (const limited of ['client', 'server'] as const) {
        for (const sender of ['client', 'server'] as const) {
          const pair = await openPair({ ...base, [limited]: { algorithms: fast, rekey } });
          for (let i = 0; i < 50; i++) {
            pair[sender].engine.send(message(1000, i));
            await pair.run();
          }
          expect(pair.client.engine.info?.rekeys).toBeGreaterThanOrEqual(2);
          expect((sender === 'client' ? pair.server : pair.client).payloads).toEqual(
            Array.from({ length: 50 }, (_, i) => message(1000, i)),
          );
        }
      }
    }
  });

  test('[CON-20] starts by itself when the keys are old', async () => {
    const pair = await openPair({ ...base, client: { algorithms: fast, rekey: { milliseconds: 1000 } } });
    const { engine } = pair.client;
    engine.tick(5);
    expect(engine.nextTimeout()).toBe(1005);
    engine.tick(1004);
    await pair.run();
    expect(pair.client.count('rekeyed')).toBe(0);
    engine.tick(1005);
    await pair.run();
    expect(pair.client.count('rekeyed')).toBe(1);
  });

  test('asked for before the first exchange is done changes nothing', async () => {
    const pair = new Pair(base);
    pair.client.engine.rekey();
    await pair.open();
    expect(pair.client.engine.info?.rekeys).toBe(0);
  });

  test('[SEC-054] [PRO-02] a message of the layers above between KEXINIT and NEWKEYS of the peer ends the connection', async () => {
    for (const role of ['client', 'server'] as const) {
      for (const number of [5, 6, 7, 20, 50, 80, 94, 98, 192, 200]) {
        const peer = new RawPeer({ role });
        await peer.begin();
        await peer.finish();
        if (role === 'client') await peer.send(Uint8Array.of(5, 0, 0, 0, 1, 0x78));
        await peer.send(peer.kexInit());
        await peer.send(Uint8Array.of(number, ...new Array<number>(9).fill(0)));
        expect([role, number, codeOf(peer.end), disconnectReason(peer)]).toEqual([role, number, 'PROTOCOL_ERROR', 2]);
        expect(peer.end.count('payload')).toBe(0);
      }
    }
  });
});

describe('time', () => {
  test('for the first exchange is limited', async () => {
    const pair = new Pair({ client: { now: 100, limits: { kexMilliseconds: 5000 } } });
    expect(pair.client.engine.nextTimeout()).toBe(5100);
    pair.client.engine.tick(5100);
    await pair.client.settle();
    expect(codeOf(pair.client)).toBe('TIMEOUT');
    expect(pair.client.error?.details).toMatchObject({ phase: 'identification' });
  });

  test('for a later exchange is limited, and that for a finished one is over', async () => {
    const pair = await openPair({
      ...base,
      client: { algorithms: fast, limits: { kexMilliseconds: 5000 }, rekey: { milliseconds: 1e9 } },
    });
    const { engine } = pair.client;
    engine.tick(0);
    expect(engine.nextTimeout()).toBe(1e9);
    engine.rekey();
    engine.tick(10_000);
    expect(engine.nextTimeout()).toBe(15_000);
    engine.tick(15_000);
    await pair.client.settle();
    expect(codeOf(pair.client)).toBe('TIMEOUT');
  });

  test('a host key question that nobody answers ends with the time for the exchange', async () => {
    const pair = new Pair({ ...base, client: { algorithms: fast, now: 0 } });
    pair.client.answer = effect => (effect.type === 'compute' ? effect.run() : new Promise(() => {}));
    const running = Promise.race([pair.run(), new Promise(resolve => setTimeout(resolve, 100))]);
    await running;
    pair.client.engine.tick(60_000);
    await pair.client.settle();
    expect(codeOf(pair.client)).toBe('TIMEOUT');
  });
});

test('[SEC-055] both sides may start at once, with traffic both ways, in any order of delivery', {
  timeout: 60_000,
}, async () => {
  let rekeys = 0;
  for (let connection = 0; connection < 20; connection++) {
    const pair = await openPair();
    const sent: Both<Uint8Array[]> = { client: [], server: [] };
    for (let seed = 0; seed < 50; seed++) {
      await interleave(pair, rolls(50 * connection + seed, 24), sent);
      expect([codeOf(pair.client), codeOf(pair.server)]).toEqual(['open', 'open']);
    }
    expect(pair.server.payloads).toEqual(sent.client);
    expect(pair.client.payloads).toEqual(sent.server);
    rekeys += pair.client.engine.info?.rekeys ?? 0;
  }
  expect(rekeys).toBeGreaterThan(1000);
});

/** Number, sizes and content of messages. */
function digest(messages: readonly Uint8Array[]): string {
  const hash = createHash('sha256');
  for (const payload of messages) hash.update(`${payload.length}:`).update(payload);
  return `${messages.length} ${hash.digest('hex')}`;
}

interface Both<T> {
  client: T;
  server: T;
}

/** Each roll makes one side send, ask for keys, or both, and delivers some of what it wrote; at the end all arrives. */
async function interleave(pair: Pair, shuffle: readonly number[], sent: Both<Uint8Array[]>): Promise<void> {
  const wires: Both<Uint8Array> = { client: new Uint8Array(0), server: new Uint8Array(0) };
  for (const roll of shuffle) {
    const who = roll & 128 ? 'client' : 'server';
    const amount = roll & 127;
    const { engine } = pair[who];
    if (amount % 6 === 0) engine.rekey();
    if (amount % 3 === 0) {
      const payload = message(1 + (amount % 97), amount);
      sent[who].push(payload);
      engine.send(payload);
    }
    wires[who] = Buffer.concat([wires[who], await pair[who].settle()]);
    const cut = Math.min(wires[who].length, amount * 9);
    pair[who === 'client' ? 'server' : 'client'].engine.receive(wires[who].slice(0, cut));
    wires[who] = wires[who].subarray(cut);
  }
  pair.client.engine.receive(wires.server);
  pair.server.engine.receive(wires.client);
  await pair.run();
}

/** The same numbers below 256 for the same seed. */
function rolls(seed: number, count: number): readonly number[] {
  let state = seed + 1;
  return Array.from({ length: count }, () => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return (state >>> 16) & 255;
  });
}

describe('[SEC-054] a peer that never finishes an exchange', () => {
  async function waiting(role: 'client' | 'server', limits: Overrides['limits'] = {}): Promise<RawPeer> {
    const peer = new RawPeer({ role, engine: { now: 0, limits } });
    await peer.begin();
    await peer.finish();
    if (role === 'client') await peer.send(Uint8Array.of(5, 0, 0, 0, 1, 0x78));
    peer.end.engine.authenticated();
    return peer;
  }

  test.each(['client', 'server'] as const)(
    '(a %s) that sends other messages for ever is stopped by time',
    async role => {
      const peer = await waiting(role);
      if (role === 'server') {
        peer.end.engine.requestService('x');
        await peer.send(Uint8Array.of(6, 0, 0, 0, 1, 0x78));
      }
      peer.end.engine.rekey();
      let now = 0;
      for (; !peer.end.closed && now < 100_000; now += 1000) {
        peer.end.engine.tick(now);
        if (!peer.end.closed) await peer.send(message(1000, 1));
        await peer.take();
      }
      expect(peer.end.error).toMatchObject({ code: 'TIMEOUT', details: { phase: 'later key exchange' } });
      expect(now).toBeLessThanOrEqual(62_000);
      expect(peer.end.payloads.length).toBeGreaterThan(50); // what was on its way is not lost
    },
  );

  test.each(['client', 'server'] as const)('(a %s) after its KEXINIT is stopped by time, too', async role => {
    const peer = await waiting(role);
    await peer.send(peer.kexInit());
    peer.end.engine.tick(0);
    peer.end.engine.tick(59_999);
    expect(codeOf(peer.end)).toBe('open');
    peer.end.engine.tick(60_000);
    await peer.take();
    expect(codeOf(peer.end)).toBe('TIMEOUT');
  });

  test('lets us hold back so much and no more', async () => {
    const peer = await waiting('client', { heldBytes: 100 * (1000 + HELD_OVERHEAD) });
    const { engine } = peer.end;
    engine.rekey();
    for (let i = 0; i < 100; i++) engine.send(message(1000, i));
    expect([engine.queuedBytes, codeOf(peer.end)]).toEqual([100_000, 'open']);
    engine.send(message(1, 1));
    await peer.take();
    expect(peer.end.error).toMatchObject({ code: 'LIMIT_EXCEEDED', details: { limit: 'heldBytes' } });
    expect(engine.queuedBytes).toBe(0);
  });

  test('cannot make us hold empty messages without end', async () => {
    const peer = await waiting('client', { heldBytes: 100 * (1 + HELD_OVERHEAD) });
    peer.end.engine.rekey();
    for (let i = 0; i < 101; i++) peer.end.engine.send(message(1, i));
    await peer.take();
    expect(codeOf(peer.end)).toBe('LIMIT_EXCEEDED');
  });
});

describe('under full load both ways', () => {
  const ciphers = availableAlgorithms('cipher', crypto);
  const initiators = ['client', 'server', 'both'] as const;

  test.each(ciphers.flatMap(cipher => initiators.map(who => [cipher, who] as const)))(
    '[CON-20] [PRO-06] %s, keys asked for by %s: nothing is lost or out of order',
    async (cipher, who) => {
      const algorithms = { ...fast, cipher: [cipher] };
      const pair = await openPair({ client: { algorithms }, server: { algorithms } });
      const sent = { client: [] as Uint8Array[], server: [] as Uint8Array[] };
      for (let round = 0; round < 40; round++) {
        for (const side of ['client', 'server'] as const) {
          for (let i = 0; i < 5; i++) {
            const payload = message(1 + ((round * 977 + i * 331) % 4000), round + i);
            sent[side].push(payload);
            pair[side].engine.send(payload);
            if (i === 2 && round % 8 === 0 && (who === side || who === 'both')) pair[side].engine.rekey();
          }
        }
        await pair.step();
      }
      await pair.run();
      expect([codeOf(pair.client), codeOf(pair.server)]).toEqual(['open', 'open']);
      expect(digest(pair.server.payloads)).toBe(digest(sent.client));
      expect(digest(pair.client.payloads)).toBe(digest(sent.server));
      expect(pair.client.engine.info?.rekeys).toBeGreaterThanOrEqual(4);
      expect(pair.server.engine.info?.rekeys).toBe(pair.client.engine.info?.rekeys);
    },
  );
});

describe('[SEC-054] a peer that asks for keys again and again', () => {
  async function rekeys(peer: RawPeer, count: number, between?: () => Promise<void>): Promise<number> {
    for (let i = 0; i < count; i++) {
      if (peer.end.closed) return i;
      await peer.send(peer.kexInit());
      if (peer.end.closed) return i;
      await peer.finish();
      await between?.();
    }
    return count;
  }

  test.each(['client', 'server'] as const)('without anything else is disconnected (%s)', async role => {
    const peer = new RawPeer({ role });
    await peer.begin();
    await peer.finish();
    expect(await rekeys(peer, 100)).toBe(10);
    expect([codeOf(peer.end), disconnectReason(peer)]).toEqual(['PROTOCOL_ERROR', 2]);
  });

  test('is let be when messages travel or time passes', async () => {
    const peer = new RawPeer({ role: 'server' });
    await peer.begin();
    await peer.finish();
    let now = 0;
    peer.end.engine.tick(now);
    const pass = async (): Promise<void> => {
      now += 2000;
      peer.end.engine.tick(now);
    };
    expect(await rekeys(peer, 30, pass)).toBe(30);
    const talk = async (): Promise<void> => {
      peer.end.engine.send(message(5, 1));
      await peer.take();
    };
    expect(await rekeys(peer, 30, talk)).toBe(30);
  });
});
