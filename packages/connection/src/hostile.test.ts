import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

import { describe, expect, test } from 'vitest';

import { drain, feed, message, messageAnd, numbers, peer, types } from '../test/wire.js';
import { ConnectionEngine } from './engine.js';

const SESSION = { channelType: 'session' } as const;
const REFUSED = { code: 'PROTOCOL_ERROR', origin: 'peer', disconnect: 2 };

function opened(): ConnectionEngine {
  const engine = new ConnectionEngine({ role: 'server' });
  feed(engine, peer.open(7));
  engine.acceptChannel(0);
  drain(engine);
  return engine;
}

describe('[SEC-166] messages for channels that are not open reach nobody', () => {
  const onChannel = (id: number): Record<string, Uint8Array> => ({
    adjust: peer.adjust(id, 1),
    data: peer.data(id, 'x'),
    extended: peer.extended(id, 1, 'x'),
    eof: peer.eof(id),
    close: peer.close(id),
    request: peer.request(id),
    success: peer.success(id),
    failure: peer.failure(id),
  });
  const situations: Record<string, () => ConnectionEngine> = {
    'never opened': () => new ConnectionEngine({ role: 'server' }),
    'offered and not answered': () => {
      const engine = new ConnectionEngine({ role: 'server' });
      feed(engine, peer.open(7));
      return engine;
    },
    denied: () => {
      const engine = new ConnectionEngine({ role: 'server' });
      feed(engine, peer.open(7));
      engine.rejectChannel(0, 1, '');
      drain(engine);
      return engine;
    },
    'being opened by us': () => {
      const engine = new ConnectionEngine({ role: 'client' });
      engine.openChannel(SESSION);
      drain(engine);
      return engine;
    },
    'closed both ways': () => {
      const engine = opened();
      feed(engine, peer.close(0));
      return engine;
    },
  };
  for (const [situation, make] of Object.entries(situations)) {
    test.each(Object.keys(onChannel(0)))(`${situation}: %s is a protocol error`, name => {
      for (const id of [0, 31, 0xffffffff]) {
        const { events, written, closed } = feed(make(), onChannel(id)[name] as Uint8Array);
        expect([events, written]).toEqual([[], []]);
        expect(closed?.error).toMatchObject(REFUSED);
      }
    });
  }

  test.each([
    ['confirmation', peer.confirm(0, 9)],
    ['failure', peer.refuse(0)],
  ])('a second %s is a protocol error', (_name, payload) => {
    const engine = new ConnectionEngine({ role: 'client' });
    engine.openChannel(SESSION);
    feed(engine, peer.confirm(0, 7));
    expect(feed(engine, payload).closed?.error).toMatchObject(REFUSED);
  });
});

describe('[SEC-167] channel numbers are not used twice', () => {
  test('an open with the number of an open channel is a protocol error', () => {
    expect(feed(opened(), peer.open(7)).closed?.error).toMatchObject(REFUSED);
  });

  test('a confirmation with the number of an open channel is a protocol error', () => {
    const engine = opened();
    const id = engine.openChannel({ channelType: undefined, name: 'x@y', data: new Uint8Array() });
    expect(feed(engine, peer.confirm(id, 7)).closed?.error).toMatchObject(REFUSED);
  });

  test('the peer may use its number again only after CLOSE both ways; we take a new one even then', () => {
    const engine = opened();
    engine.closeChannel(0);
    drain(engine);
    const { events } = feed(engine, peer.close(0), peer.open(7));
    expect(events).toEqual([
      { type: 'channel-closed', channel: 0 },
      { type: 'channel-open', channel: 1, body: SESSION },
    ]);
    const early = opened();
    early.closeChannel(0);
    expect(feed(early, peer.open(7)).closed?.error).toMatchObject(REFUSED);
  });
});

describe('[SEC-168] channels are counted and forgotten', () => {
  test('one over the limit is refused with resource shortage, and the connection goes on', () => {
    const engine = new ConnectionEngine({ role: 'server', limits: { channels: 2 } });
    const outcome = feed(engine, peer.open(1), peer.open(2), peer.open(3));
    expect([types(outcome), outcome.written]).toEqual([
      ['channel-open', 'channel-open'],
      [message(92, 3, 4, 'too many channels', '')],
    ]);
    engine.rejectChannel(0, 1, '');
    expect(types(feed(engine, peer.open(3)))).toEqual(['channel-open']);
  });

  test('opens that the owner has not answered have a limit of their own', () => {
    const engine = new ConnectionEngine({ role: 'server', limits: { pendingOpens: 1 } });
    expect(numbers(feed(engine, peer.open(1), peer.open(2)))).toEqual([92]);
    engine.acceptChannel(0);
    expect(types(feed(engine, peer.open(2)))).toEqual(['channel-open']);
    engine.rejectChannel(1, 1, '');
    expect(types(feed(engine, peer.open(3)))).toEqual(['channel-open']);
  });

  /** Bytes of live objects. */
  const heapUsed = (): number => {
    setFlagsFromString('--expose-gc');
    (runInNewContext('gc') as () => void)();
    return process.memoryUsage().heapUsed;
  };

  test('10^6 opens that are rejected leave nothing behind', { timeout: 60_000 }, () => {
    const engine = new ConnectionEngine({ role: 'server' });
    const open = peer.open(7);
    const cycle = (count: number) => {
      for (let i = 0; i < count; i++) {
        engine.receive(open);
        const output = engine.poll();
        if (output?.type !== 'event' || output.event.type !== 'channel-open') throw new Error('no offer');
        engine.rejectChannel(output.event.channel, 1, '');
        while (engine.poll() !== undefined);
      }
    };
    cycle(1000);
    const before = heapUsed();
    cycle(1_000_000);
    expect(engine.channels).toBe(0);
    expect(heapUsed() - before).toBeLessThan(5 * 1024 * 1024);
    expect(types(feed(engine, open))).toEqual(['channel-open']);
  });
});

describe('[SEC-169] replies that nobody asked for', () => {
  test.each([
    ['REQUEST_SUCCESS', peer.globalSuccess()],
    ['REQUEST_FAILURE', peer.globalFailure()],
    ['CHANNEL_SUCCESS', peer.success(0)],
    ['CHANNEL_FAILURE', peer.failure(0)],
  ])('%s ends the connection at the first, and 10^5 more change nothing', (_name, payload) => {
    const engine = opened();
    expect(feed(engine, payload).closed?.error).toMatchObject(REFUSED);
    for (let i = 0; i < 100_000; i++) engine.receive(payload);
    expect(drain(engine)).toEqual({ events: [], written: [], closed: undefined });
    engine.end();
  });
});

test('[SEC-170] 1000 global requests with and without replies are matched in order', () => {
  const engine = new ConnectionEngine({ role: 'client' });
  const tokens: number[] = [];
  for (let i = 0; i < 1000; i++) {
    const token = engine.globalRequest(
      { requestName: undefined, name: `r${i}@x`, data: new Uint8Array() },
      i % 3 !== 0,
    );
    expect(token === undefined).toBe(i % 3 === 0);
    if (token !== undefined) tokens.push(token);
  }
  expect(drain(engine).written).toHaveLength(1000);
  for (const [i, token] of tokens.entries()) {
    const { events } = feed(engine, i % 2 === 0 ? messageAnd(Uint8Array.of(i & 255), 81) : peer.globalFailure());
    expect(events).toMatchObject([{ type: 'global-reply', token }]);
    expect(events[0]).toHaveProperty(
      'reply',
      i % 2 === 0 ? expect.objectContaining({ data: Uint8Array.of(i & 255) }) : undefined,
    );
  }
  expect(feed(engine, peer.globalSuccess()).closed?.error).toMatchObject(REFUSED);
});

test('requests of the peer that wait for our reply are limited', () => {
  const engine = new ConnectionEngine({ role: 'server', limits: { pendingRequests: 2 } });
  const global = peer.global('x@y');
  expect(feed(engine, global, global).closed).toBeUndefined();
  expect(feed(engine, global).closed?.error).toMatchObject({ code: 'LIMIT_EXCEEDED', disconnect: 2 });
});

describe('[SEC-171] order of data, EOF, CLOSE and requests', () => {
  const steps: Record<string, Uint8Array> = {
    data: peer.data(0, 'x'),
    stderr: peer.extended(0, 1, 'x'),
    eof: peer.eof(0),
    close: peer.close(0),
    request: peer.request(0),
    adjust: peer.adjust(0, 1),
  };
  test.each([
    ['data', 'data'],
    ['data eof', 'data eof'],
    ['eof data', 'eof !'],
    ['eof stderr', 'eof !'],
    ['eof eof', 'eof'],
    ['eof eof data', 'eof !'],
    ['eof request', 'eof request'],
    ['eof adjust', 'eof'],
    ['eof close', 'eof channel-closed'],
    ['close', 'channel-closed'],
    ['close close', 'channel-closed !'],
    ['close data', 'channel-closed !'],
    ['close eof', 'channel-closed !'],
    ['close request', 'channel-closed !'],
    ['close adjust', 'channel-closed !'],
    ['request close', 'request channel-closed'],
    ['data close data', 'data channel-closed !'],
    ['EOF data', 'data'],
    ['EOF stderr', 'extended-data'],
    ['EOF eof', 'eof'],
    ['EOF eof data', 'eof !'],
    ['EOF eof request close', 'eof request channel-closed'],
    ['EOF adjust', ''],
    ['CLOSE data', ''],
    ['CLOSE eof', ''],
    ['CLOSE eof data', '!'],
    ['CLOSE request', ''],
    ['CLOSE close', 'channel-closed'],
    ['CLOSE close close', 'channel-closed !'],
    ['CLOSE data eof request adjust close', 'channel-closed'],
    ['eof CLOSE data', 'eof !'],
    ['eof EOF close', 'eof channel-closed'],
  ])('peer (ours in capitals): %s -> %s', (sequence, expected) => {
    const engine = opened();
    const seen: string[] = [];
    const written: number[] = [];
    for (const name of sequence.split(' ')) {
      if (name === 'EOF') engine.sendEof(0);
      else if (name === 'CLOSE') engine.closeChannel(0);
      else engine.receive(steps[name] as Uint8Array);
      const outcome = drain(engine);
      seen.push(...types(outcome), ...(outcome.closed === undefined ? [] : ['!']));
      written.push(...numbers(outcome));
    }
    expect(seen.join(' ')).toBe(expected);
    const closes = written.filter(number => number === 97).length;
    expect(closes).toBe(sequence.toLowerCase().includes('close') ? 1 : 0);
  });

  test('CLOSE before the confirmation of our open is a protocol error', () => {
    const engine = new ConnectionEngine({ role: 'client' });
    engine.openChannel(SESSION);
    expect(feed(engine, peer.close(0)).closed?.error).toMatchObject(REFUSED);
  });
});

describe('malformed requests', () => {
  const u32 = (value: number) => Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value);
  const bodies: Record<string, Uint8Array> = {
    env: message(0, 'LANG', 'C').subarray(1),
    exec: message(0, 'ls').subarray(1),
    subsystem: message(0, 'sftp').subarray(1),
    signal: message(0, 'INT').subarray(1),
    'exit-status': u32(3),
    'exit-signal': message(0, 'SEGV', true, 'core', 'en').subarray(1),
  };
  test.each(Object.entries(bodies))('%s: cut at each byte, or with one more, is a decode error', (name, body) => {
    expect(feed(opened(), messageAnd(body, 98, 0, name, true)).closed).toBeUndefined();
    const wrong = Array.from(body, (_, length) => body.subarray(0, length));
    for (const tail of [...wrong, Uint8Array.of(...body, 0)]) {
      const { events, closed } = feed(opened(), messageAnd(tail, 98, 0, name, true));
      expect([events, closed?.error]).toEqual([[], expect.objectContaining({ code: 'DECODE_ERROR', disconnect: 2 })]);
    }
  });

  test('every message cut at each byte ends the connection without an event, or is a shorter legal message', () => {
    const whole = [
      peer.open(9),
      peer.adjust(0, 1),
      peer.data(0, 'x'),
      peer.extended(0, 1, 'x'),
      peer.eof(0),
      peer.close(0),
      peer.request(0),
      peer.global('x'),
    ];
    for (const payload of whole) {
      for (let length = 1; length < payload.length; length++) {
        const { events, closed } = feed(opened(), payload.subarray(0, length));
        expect([events, closed?.error?.code]).toEqual([[], 'DECODE_ERROR']);
      }
    }
  });
});

test('[SEC-176] after no-more-sessions a session is refused, other channels are not', () => {
  const engine = opened();
  const { events } = feed(engine, peer.global('no-more-sessions@openssh.com', false));
  expect(events).toEqual([
    { type: 'global-request', body: { requestName: 'no-more-sessions@openssh.com' }, wantReply: false },
  ]);
  expect(numbers(feed(engine, peer.open(8)))).toEqual([92]);
  expect(types(feed(engine, peer.open(8, 100, 100, 'x@y')))).toEqual(['channel-open']);
});

test('a client takes no sessions (RFC 4254 section 6.1)', () => {
  const engine = new ConnectionEngine({ role: 'client' });
  const outcome = feed(engine, peer.open(8));
  expect([outcome.events, outcome.written]).toEqual([[], [message(92, 8, 1, 'clients take no sessions', '')]]);
});
