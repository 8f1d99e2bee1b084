import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { drain, feed, message, numbers, peer } from '../test/wire.js';
import { ConnectionEngine } from './engine.js';

const SESSION = { channelType: 'session' } as const;

function opened(window: number, maxPacket: number): ConnectionEngine {
  const engine = new ConnectionEngine({ role: 'client' });
  engine.openChannel(SESSION);
  drain(engine);
  const outcome = feed(engine, peer.confirm(0, 7, window, maxPacket));
  expect(outcome.closed).toBeUndefined();
  return engine;
}

describe('[SEC-162] the windows and packets of the peer bind us', () => {
  test('bytes in flight never exceed the window: 10^5 random steps of adjust and send', () => {
    const step = fc.oneof(
      fc.record({ adjust: fc.nat(5000) }),
      fc.record({ send: fc.nat(5000), extended: fc.boolean() }),
    );
    const steps = fc.array(step, { minLength: 500, maxLength: 500 });
    fc.assert(
      fc.property(
        fc.nat(10_000),
        fc.oneof(fc.integer({ min: 20, max: 3000 }), fc.constant(0x8000)),
        steps,
        (window, maxPacket, sequence) => {
          const engine = opened(window, maxPacket);
          let allowed = window;
          for (const move of sequence) {
            if ('adjust' in move) {
              engine.receive(peer.adjust(0, move.adjust));
              allowed += move.adjust;
              drain(engine);
              continue;
            }
            const bytes = new Uint8Array(move.send);
            const taken = move.extended ? engine.sendExtendedData(0, 1, bytes) : engine.sendData(0, bytes);
            const head = move.extended ? 13 : 9;
            let inFlight = 0;
            for (const payload of drain(engine).written) {
              if (payload.length - head > maxPacket) throw new Error('a message over the maximum packet');
              inFlight += payload.length - head;
            }
            if (inFlight !== taken || taken !== Math.min(move.send, allowed))
              throw new Error('not what the window allows');
            allowed -= taken;
          }
        },
      ),
      { numRuns: 200 },
    );
  });

  test('a maximum packet of 1 works byte by byte', () => {
    const engine = opened(1000, 1);
    expect(engine.sendData(0, Uint8Array.of(1, 2, 3))).toBe(3);
    expect(drain(engine).written).toEqual([1, 2, 3].map(byte => message(94, 7, Uint8Array.of(byte))));
  });

  test('a maximum packet of 2^32-1 and a window of 2^32-1 are taken as they are', () => {
    const engine = opened(0xffffffff, 0xffffffff);
    expect(engine.sendData(0, new Uint8Array(100_000))).toBe(100_000);
    expect(drain(engine).written.every(payload => payload.length <= 9 + 32 * 1024)).toBe(true);
  });

  test('a window of 0 sends nothing until it is opened', () => {
    const engine = opened(0, 100);
    expect(engine.sendData(0, new Uint8Array(5))).toBe(0);
    expect(drain(engine).written).toEqual([]);
    expect(feed(engine, peer.adjust(0, 1)).events).toEqual([{ type: 'writable', channel: 0 }]);
    expect(engine.sendData(0, new Uint8Array(5))).toBe(1);
  });

  test('a maximum packet of 0 is refused in an open, and an error in a confirmation', () => {
    const server = new ConnectionEngine({ role: 'server' });
    const outcome = feed(server, peer.open(5, 100, 0));
    expect([numbers(outcome), outcome.events, server.channels]).toEqual([[92], [], 0]);
    const client = new ConnectionEngine({ role: 'client' });
    client.openChannel(SESSION);
    const { closed } = feed(client, peer.confirm(0, 7, 100, 0));
    expect(closed?.error).toMatchObject({ code: 'PROTOCOL_ERROR', disconnect: 2 });
  });
});

test('[SEC-160] window adjustments over 2^32-1 end the connection', () => {
  const engine = opened(1, 100);
  expect(feed(engine, peer.adjust(0, 0xfffffffe)).closed).toBeUndefined();
  expect(engine.channel(0)?.sendWindow).toBe(0xffffffff);
  expect(feed(engine, peer.adjust(0, 0xffffffff)).closed?.error).toMatchObject({
    code: 'PROTOCOL_ERROR',
    disconnect: 2,
  });
});

describe('[SEC-161] the peer keeps to our window and maximum packet', () => {
  test.each([
    ['one byte over the window', [100, 101 - 100]],
    ['twice the window', [100, 100]],
  ])('%s: nothing of it is delivered, and the connection ends', (_name, sizes) => {
    const engine = new ConnectionEngine({ role: 'server' });
    feed(engine, peer.open(7));
    engine.acceptChannel(0, { window: 100 });
    drain(engine);
    const outcome = feed(engine, ...sizes.map(size => peer.data(0, new Uint8Array(size))));
    const delivered = outcome.events.map(event => (event.type === 'data' ? event.data.length : 0));
    expect([delivered, outcome.closed?.error?.disconnect]).toEqual([[100], 2]);
  });

  test('a message over the maximum packet ends the connection even if the window would take it', () => {
    const engine = new ConnectionEngine({ role: 'server' });
    feed(engine, peer.open(7));
    engine.acceptChannel(0, { window: 1000, maxPacket: 10 });
    expect(feed(engine, peer.extended(0, 1, new Uint8Array(11))).closed?.error?.code).toBe('PROTOCOL_ERROR');
  });
});

test('[SEC-163] 4 MiB of extended data of types that nobody reads gives its credit back', () => {
  const engine = new ConnectionEngine({ role: 'client' });
  const id = engine.openChannel(SESSION, { window: 64 * 1024 });
  feed(engine, peer.confirm(id, 7));
  let credit = 0;
  const chunk = new Uint8Array(16 * 1024);
  for (let sent = 0; sent < 4 * 1024 * 1024; sent += chunk.length) {
    const outcome = feed(engine, peer.extended(id, 2 + ((sent / chunk.length) % 98), chunk));
    expect([outcome.events, outcome.closed]).toEqual([[], undefined]);
    credit += outcome.written.length * 32 * 1024;
  }
  expect(credit).toBe(4 * 1024 * 1024);
  expect(feed(engine, peer.data(id, 'main')).events).toHaveLength(1);
});
