/** PING and PONG (OpenSSH PROTOCOL 1.9): who may be asked, what is answered, and what a flood comes to. */

import { describe, expect, test } from 'vitest';

import { encodeUtf8 } from '@nacre/core';
import { encodeMessage } from '@nacre/wire';

import { ExtInfo, Ping, Pong } from '../src/generated/index.js';
import { codeOf, message, Pair } from './pair.js';
import { RawPeer, type RawOptions } from './raw-peer.js';

const fast = { kex: ['curve25519-sha256'], hostKey: ['ssh-ed25519'] };
const pingable = encodeMessage(ExtInfo, { entries: [{ name: 'ping@openssh.com', value: encodeUtf8('0') }] });
const data = Uint8Array.of(1, 2, 3);

async function opened(options: RawOptions): Promise<RawPeer> {
  const peer = new RawPeer(options);
  await peer.begin();
  await peer.finish();
  return peer;
}

async function loggedIn(options: RawOptions): Promise<RawPeer> {
  const peer = await opened(options);
  await peer.send(pingable);
  peer.end.engine.authenticated();
  return peer;
}

describe('a ping of ours', () => {
  test.each(['client', 'server'] as const)('from a %s comes back with its data', async who => {
    const pair = new Pair({ client: { algorithms: fast }, server: { algorithms: fast } });
    await pair.open();
    expect(pair[who].engine.canPing).toBe(false); // not before the user is known
    pair.client.engine.authenticated();
    pair.server.engine.authenticated();
    expect(pair[who].engine.canPing).toBe(true);
    pair[who].engine.ping(data);
    pair[who].engine.ping();
    await pair.run();
    const pongs = pair[who].events.flatMap(event => (event.type === 'pong' ? [event.data] : []));
    expect(pongs).toEqual([data, new Uint8Array(0)]);
  });

  test('is misuse when the peer did not announce that it answers, or another version', async () => {
    const silent = await opened({ role: 'server' });
    silent.end.engine.authenticated();
    expect(() => silent.end.engine.ping()).toThrow('has not announced');
    const other = await opened({ role: 'server' });
    await other.send(encodeMessage(ExtInfo, { entries: [{ name: 'ping@openssh.com', value: encodeUtf8('1') }] }));
    other.end.engine.authenticated();
    expect(() => other.end.engine.ping()).toThrow('has not announced');
  });

  test('waits for the end of a key exchange, in its order', async () => {
    const pair = new Pair({ client: { algorithms: fast }, server: { algorithms: fast } });
    await pair.open();
    pair.client.engine.authenticated();
    pair.server.engine.authenticated();
    const { engine } = pair.client;
    engine.rekey();
    engine.send(message(9, 1));
    engine.ping(data);
    expect(engine.queuedBytes).toBe(9 + 8);
    await pair.run();
    expect([pair.client.count('pong'), pair.client.count('rekeyed'), pair.server.payloads.length]).toEqual([1, 1, 1]);
  });

  test('has a limit while answers are missing', async () => {
    const peer = await loggedIn({ role: 'server', engine: { limits: { pendingPings: 3 } } });
    const { engine } = peer.end;
    for (let i = 0; i < 3; i++) engine.ping();
    expect(engine.canPing).toBe(false);
    expect(() => engine.ping()).toThrow('too many');
    await peer.send(encodeMessage(Pong, { data: new Uint8Array(0) }));
    engine.ping();
    await peer.take();
    expect(peer.numbers.filter(number => number === Ping.number)).toHaveLength(4);
  });

  test('a PONG that nobody asked for is told to nobody', async () => {
    const peer = await loggedIn({ role: 'server' });
    for (let i = 0; i < 1000; i++) await peer.send(encodeMessage(Pong, { data }));
    expect([peer.end.count('pong'), codeOf(peer.end)]).toEqual([0, 'open']);
    peer.end.engine.ping(data);
    await peer.send(encodeMessage(Pong, { data }), encodeMessage(Pong, { data }));
    expect(peer.end.count('pong')).toBe(1);
  });
});

describe('[SEC-020] a flood of pings', () => {
  const flood = Array.from({ length: 100 }, () => encodeMessage(Ping, { data: new Uint8Array(100) }));

  test.each(['client', 'server'] as const)(
    'of a %s is never answered before authentication, and ends it',
    async role => {
      const peer = await opened({ role });
      const before = peer.inbox.length;
      for (let i = 0; i < 50 && !peer.end.closed; i++) await peer.send(...flood);
      expect(peer.end.error).toMatchObject({ code: 'LIMIT_EXCEEDED', details: { limit: 'packetsBeforeAuth' } });
      expect(peer.numbers.slice(before)).toEqual([1]);
    },
  );

  test.each(['client', 'server'] as const)('of a %s queues nothing while our KEXINIT waits for its own', async role => {
    const peer = await loggedIn({ role });
    peer.end.engine.rekey();
    await peer.take();
    const before = peer.inbox.length;
    const memory = process.memoryUsage().heapUsed;
    for (let i = 0; i < 1000; i++) await peer.send(...flood);
    expect([peer.end.engine.queuedBytes, peer.inbox.length - before, codeOf(peer.end)]).toEqual([0, 0, 'open']);
    expect(process.memoryUsage().heapUsed - memory).toBeLessThan(64 * 1024 * 1024);
  });

  test('is answered one by one after authentication, with nothing held back', async () => {
    const peer = await loggedIn({ role: 'client' });
    const before = peer.inbox.length;
    await peer.send(...flood);
    expect(peer.numbers.slice(before)).toEqual(flood.map(() => Pong.number));
    expect(peer.end.engine.queuedBytes).toBe(0);
  });
});
