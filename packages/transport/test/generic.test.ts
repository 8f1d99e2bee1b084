/** DISCONNECT, IGNORE, UNIMPLEMENTED and DEBUG (RFC 4253 section 11): taken from the peer, and sent. */

import { describe, expect, test } from 'vitest';

import { decodeMessage, encodeMessage } from '@nacre/wire';

import { Debug, Disconnect, DisconnectReason, Ignore, Unimplemented } from '../src/generated/index.js';
import { codeOf, message, Pair } from './pair.js';
import { disconnectReason, RawPeer, type RawOptions } from './raw-peer.js';

const fast = { kex: ['curve25519-sha256'], hostKey: ['ssh-ed25519'] };

async function opened(options: RawOptions = { role: 'client' }): Promise<RawPeer> {
  const peer = new RawPeer(options);
  await peer.begin();
  await peer.finish();
  return peer;
}

async function openPair(client: ConstructorParameters<typeof Pair>[0] = {}): Promise<Pair> {
  const pair = new Pair({ client: { algorithms: fast }, server: { algorithms: fast }, ...client });
  await pair.open();
  return pair;
}

describe('DISCONNECT of the peer', () => {
  test.each(Object.entries(DisconnectReason))(
    '[PRO-07] with the reason %s is an error that names it',
    async (name, reason) => {
      const peer = await opened();
      await peer.send(encodeMessage(Disconnect, { reason, description: 'why', language: 'en' }));
      const reasonName = name.replace(/[A-Z]/g, letter => ` ${letter.toLowerCase()}`);
      expect(peer.end.error).toMatchObject({
        code: 'DISCONNECTED',
        origin: 'peer',
        message: `The peer ended the connection (${reasonName}): why`,
        details: { reason, reasonName, description: 'why' },
      });
      expect(peer.numbers).not.toContain(Disconnect.number); // it gets no answer
    },
  );

  const malformed: readonly (readonly [string, readonly number[], number])[] = [
    ['Latin-1', [1, 0, 0, 0, 11, 0, 0, 0, 1, 0xe9, 0, 0, 0, 0], 11],
    ['nothing after the reason', [1, 0, 0, 0, 2], 2],
    ['nothing at all', [1], 0],
    ['a length over its end', [1, 0, 0, 0, 3, 255, 255, 255, 255], 3],
    ['bytes after its end', [1, 0, 0, 0, 11, 0, 0, 0, 0, 0, 0, 0, 0, 9], 11],
  ];
  test.each(malformed)('with %s is one all the same', async (_what, bytes, reason) => {
    const peer = await opened();
    await peer.send(Uint8Array.from(bytes));
    expect([codeOf(peer.end), peer.end.error?.details['reason']]).toEqual(['DISCONNECTED', reason]);
  });

  test('is taken in every phase, before keys and during a rekey', async () => {
    const bye = encodeMessage(Disconnect, { reason: 11, description: '', language: '' });
    const first = new RawPeer({ role: 'client' });
    await first.begin();
    await first.send(bye);
    const later = await opened();
    await later.send(later.kexInit());
    await later.send(bye);
    expect([codeOf(first.end), codeOf(later.end)]).toEqual(['DISCONNECTED', 'DISCONNECTED']);
  });
});

describe('our DISCONNECT', () => {
  test('[CON-28] has the reason, text and language that were given', async () => {
    const peer = await opened();
    peer.end.engine.disconnect(DisconnectReason.tooManyConnections, 'later, please', 'en-GB');
    await peer.take();
    const sent = decodeMessage(Disconnect, peer.inbox.at(-1) as Uint8Array);
    expect(sent).toEqual({ reason: 12, description: 'later, please', language: 'en-GB' });
    expect([peer.end.closed, peer.end.error]).toEqual([true, undefined]);
  });

  test('may have any 32-bit reason, and an empty text', async () => {
    for (const reason of [0, 11, 16, 0xfe000000, 0xffffffff]) {
      const peer = await opened();
      peer.end.engine.disconnect(reason, '');
      await peer.take();
      expect(disconnectReason(peer)).toBe(reason);
    }
  });

  test('with a reason or language that cannot be sent is misuse, and nothing ends', async () => {
    const { end } = await opened();
    for (const reason of [-1, 1.5, 2 ** 32, Number.NaN])
      expect(() => end.engine.disconnect(reason, '')).toThrow('32-bit');
    for (const language of ['x'.repeat(65), 'é', 'a b'])
      expect(() => end.engine.disconnect(11, '', language)).toThrow('language tag');
    expect(end.closed).toBe(false);
  });

  test('is sent before keys, too', async () => {
    const peer = new RawPeer({ role: 'server' });
    await peer.version();
    peer.end.engine.disconnect(11, 'changed my mind');
    await peer.take();
    expect(disconnectReason(peer)).toBe(11);
  });
});

describe('DEBUG', () => {
  test('[CON-29] reaches the other side with its text, language and whether to show it', async () => {
    const pair = await openPair();
    pair.client.engine.debug('entering state 7', { alwaysDisplay: true, language: 'en' });
    pair.server.engine.debug('\u001b[31mred\r\n\u202eder', {});
    await pair.run();
    expect(pair.server.events.at(-1)).toEqual({
      type: 'debug',
      message: 'entering state 7',
      alwaysDisplay: true,
      language: 'en',
    });
    expect(pair.client.events.at(-1)).toEqual({
      type: 'debug',
      message: '\\x1b[31mred\\x0d\\x0a\\u{202e}der',
      alwaysDisplay: false,
      language: '',
    });
  });

  test('waits for keys and for the end of a rekey', async () => {
    const pair = new Pair({ client: { algorithms: fast }, server: { algorithms: fast } });
    pair.client.engine.debug('early');
    await pair.open();
    expect(pair.client.engine.info?.strictKex).toBe(true); // strict peers take none before keys
    pair.client.engine.rekey();
    pair.client.engine.debug('late');
    await pair.run();
    const texts = pair.server.events.flatMap(event => (event.type === 'debug' ? [event.message] : []));
    expect(texts).toEqual(['early', 'late']);
  });

  test('that is too long is misuse, and is refused from a peer', async () => {
    const peer = await opened();
    expect(() => peer.end.engine.debug('x'.repeat(16_385))).toThrow('Debug.message is 16385 bytes');
    expect(() => peer.end.engine.debug('', { language: 'x'.repeat(65) })).toThrow('Debug.language');
    const long = Uint8Array.from([4, 0, 0, 0, 0x40, 1, ...new Uint8Array(16_385).fill(120), 0, 0, 0, 0]);
    await peer.send(long);
    expect(codeOf(peer.end)).toBe('DECODE_ERROR');
  });
});

describe('IGNORE', () => {
  test('[PRO-15] is thrown away whatever it holds, also nothing or a false length', async () => {
    const peer = await opened();
    const bodies = [[], [0], [0, 0, 0, 0], [0, 0, 0, 1], [255, 255, 255, 255], [0, 0, 0, 1, 7, 7]];
    for (const body of bodies) await peer.send(Uint8Array.from([2, ...body]));
    expect([codeOf(peer.end), peer.end.events.map(({ type }) => type)]).toEqual(['open', ['identified', 'ready']]);
  });

  test('is sent with the data that is given', async () => {
    const peer = await opened();
    peer.end.engine.ignore(Uint8Array.of(5, 6));
    peer.end.engine.ignore();
    await peer.take();
    expect(peer.inbox.slice(-2)).toEqual([Uint8Array.of(2, 0, 0, 0, 2, 5, 6), Uint8Array.of(2, 0, 0, 0, 0)]);
    expect(() => peer.end.engine.ignore(new Uint8Array(262_145))).toThrow();
  });

  test('[PRO-14] stands before every message of the layers above with coverTraffic, and only before those', async () => {
    const peer = new RawPeer({ role: 'server', engine: { coverTraffic: true } });
    peer.end.engine.requestService('ssh-userauth');
    await peer.begin();
    await peer.finish();
    expect(peer.numbers).toEqual([20, 30, 21, 2, 5]); // none before keys are in use
    for (let i = 0; i < 3; i++) peer.end.engine.send(message(9, i));
    peer.end.engine.rekey();
    peer.end.engine.send(message(9, 3));
    await peer.take();
    await peer.send(peer.kexInit());
    await peer.finish();
    expect(peer.numbers.slice(5)).toEqual([2, 94, 2, 94, 2, 94, 20, 30, 21, 2, 94]);
    expect(peer.inbox.filter(payload => payload[0] === Ignore.number).every(payload => payload.length === 5)).toBe(
      true,
    );
  });

  test('is not sent unless asked for', async () => {
    const peer = await opened({ role: 'server' });
    peer.end.engine.send(message(9, 0));
    await peer.take();
    expect(peer.numbers).not.toContain(Ignore.number);
  });
});

describe('[SEC-021] floods after authentication', () => {
  const rows = [
    ['IGNORE', encodeMessage(Ignore, { data: new Uint8Array(8) })],
    ['DEBUG', encodeMessage(Debug, { alwaysDisplay: true, message: 'x'.repeat(16_384), language: '' })],
    ['UNIMPLEMENTED', encodeMessage(Unimplemented, { sequence: 1 })],
  ] as const;
  test.each(rows)('of %s cost a little time and no memory', async (name, payload) => {
    const peer = await opened();
    peer.end.engine.authenticated();
    peer.end.onEvent = event => {
      if (event.type === 'debug') expect(event.message.length).toBeLessThan(300);
      peer.end.events.length = 0; // the owner looks at an event and forgets it
    };
    const before = peer.inbox.length;
    const rounds = name === 'DEBUG' ? 300 : 1000;
    const count = name === 'DEBUG' ? 10 : 100;
    const packets = (): Uint8Array =>
      Buffer.concat(Array.from({ length: count }, () => peer.sealer.seal([payload])).flat());
    const times: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const bytes = packets();
      const start = performance.now();
      await peer.raw(bytes);
      times.push(performance.now() - start);
    }
    expect([codeOf(peer.end), peer.inbox.length - before, peer.end.engine.queuedBytes]).toEqual(['open', 0, 0]);
    times.sort((a, b) => a - b);
    // milliseconds that the event loop waits for a chunk of packets; the slowest chunks are the machine's
    expect(times[Math.floor(times.length * 0.95)]).toBeLessThan(50);
  });
});

describe('UNIMPLEMENTED', () => {
  test('[PRO-02] [SEC-019] answers unknown numbers with the number of their own packet, also during a rekey of ours', async () => {
    const peer = await opened({ role: 'client' });
    await peer.send(Uint8Array.of(8), Uint8Array.of(19, 1), Uint8Array.of(2, 0, 0, 0, 0), Uint8Array.of(200));
    peer.end.engine.rekey();
    await peer.send(Uint8Array.of(150));
    const answers = peer.inbox.filter(payload => payload[0] === Unimplemented.number);
    expect(answers.map(payload => decodeMessage(Unimplemented, payload).sequence)).toEqual([0, 1, 3, 4]);
    expect(codeOf(peer.end)).toBe('open');
  });

  test('[SEC-019] goes on counting after a rekey where the rules are not strict, and from zero where they are', async () => {
    for (const strict of [true, false]) {
      const peer = await opened({ role: 'client', strict });
      await peer.send(peer.kexInit());
      await peer.finish();
      await peer.send(Uint8Array.of(2, 0, 0, 0, 0), Uint8Array.of(200));
      const answer = peer.inbox.findLast(payload => payload[0] === Unimplemented.number) as Uint8Array;
      // not strict: two exchanges of three packets, and the IGNORE
      expect(decodeMessage(Unimplemented, answer).sequence).toBe(strict ? 1 : 7);
    }
  });
});
