/** Packets that are sent on a guess of the method, before the other side's KEXINIT was seen (RFC 4253 section 7.1). */

import { describe, expect, test } from 'vitest';

import { encodeMessage } from '@nacre/wire';

import { GexRequest, type KexInit } from '../src/generated/index.js';
import type { ShareMethod } from '../src/kex/method.js';
import { kexMethod } from '../src/kex/methods.js';
import { codeOf, crypto, message, Pair, random } from './pair.js';
import { proposalOf, RawPeer } from './raw-peer.js';

const X25519 = 'curve25519-sha256';
const P256 = 'ecdh-sha2-nistp256';
const ED25519 = 'ssh-ed25519';
const ECDSA = 'ecdsa-sha2-nistp256';
const markers = { client: 'kex-strict-c-v00@openssh.com', server: 'kex-strict-s-v00@openssh.com' } as const;
const engine = { algorithms: { kex: [X25519, P256], hostKey: [ED25519, ECDSA] } };

/** What a peer guesses, and whether that holds; the engine likes curve25519 and ssh-ed25519 best. In all of them X25519 is agreed on. */
const GUESSES: readonly (readonly [string, Partial<KexInit>, boolean])[] = [
  ['right', { kexAlgorithms: [X25519], serverHostKeyAlgorithms: [ED25519] }, true],
  [
    'right, with more that could be chosen',
    { kexAlgorithms: [X25519, P256], serverHostKeyAlgorithms: [ED25519, ECDSA] },
    true,
  ],
  ['wrong in the method', { kexAlgorithms: ['unknown', X25519], serverHostKeyAlgorithms: [ED25519] }, false],
  ['wrong in the host key', { kexAlgorithms: [X25519], serverHostKeyAlgorithms: ['unknown', ED25519] }, false],
  ['wrong in both', { kexAlgorithms: ['unknown', X25519], serverHostKeyAlgorithms: ['unknown', ED25519] }, false],
];
const cases = (['client', 'server'] as const).flatMap(role =>
  [true, false].flatMap(strict => GUESSES.map(([name, guess, holds]) => ({ role, strict, name, guess, holds }))),
);

describe.each(cases)('a guess of the $role (strict: $strict) that is $name', ({ role, strict, guess, holds }) => {
  const withMarker = (first: boolean): Partial<KexInit> => ({
    ...guess,
    kexAlgorithms: [...(guess.kexAlgorithms ?? []), ...(first && strict ? [markers[role]] : [])],
    firstKexPacketFollows: true,
  });

  test(`[PRO-04] [SEC-039] ${holds ? 'counts' : 'loses exactly one packet'}, in the first exchange and in a later one`, async () => {
    const peer = new RawPeer({ role, strict, engine });
    await peer.version();
    for (const [round, wrong] of [Uint8Array.of(30, 1, 2, 3), Uint8Array.of(34, 1), Uint8Array.of(49)].entries()) {
      const init = peer.kexInit(withMarker(round === 0));
      // a server has nothing to send before the client's share: its right guess is a promise that costs nothing
      const guessed = holds ? [] : [wrong];
      await peer.send(init, ...guessed);
      await peer.finish();
      expect(peer.end.error).toBeUndefined();
      expect([peer.end.count('ready'), peer.end.count('rekeyed')]).toEqual([1, round]);
    }
  });

  test(`${holds ? 'is not dropped' : 'loses no second packet'}`, async () => {
    const peer = new RawPeer({ role, strict, engine });
    await peer.version();
    const wrong = Uint8Array.of(30, 1, 2, 3);
    await peer.send(peer.kexInit(withMarker(true)), ...(holds ? [wrong] : [wrong, wrong]));
    expect(['PROTOCOL_ERROR', 'DECODE_ERROR']).toContain(codeOf(peer.end));
  });
});

test('[SEC-039] a right guess of the client is used, in the first exchange and in a later one', async () => {
  const peer = new RawPeer({ role: 'client', engine });
  await peer.version();
  for (const round of [0, 1]) {
    const kexAlgorithms = round === 0 ? [X25519, markers.client] : [X25519];
    const init = peer.kexInit({ kexAlgorithms, firstKexPacketFollows: true });
    await peer.send(init, await peer.init());
    await peer.send(peer.newKeys());
    peer.switchKeys();
    expect([peer.end.count('ready'), peer.end.count('rekeyed')]).toEqual([1, round]);
  }
});

test.each(['diffie-hellman-group-exchange-sha256', 'rsa1024-sha1'])(
  '[SEC-039] a wrong guess is dropped before a method of several messages, too: %s',
  async kex => {
    const lists = { algorithms: { kex: [kex, X25519], hostKey: [ED25519] } };
    for (const role of ['client', 'server'] as const) {
      const peer = new RawPeer({ role, kex, engine: lists });
      await peer.version();
      const kexAlgorithms = ['unknown', kex, markers[role]];
      const wrong = Uint8Array.of(30, 9, 9);
      await peer.send(peer.kexInit({ kexAlgorithms, firstKexPacketFollows: true }), wrong);
      expect(peer.end.error).toBeUndefined();
      if (kex.startsWith('rsa') || role === 'server') continue;
      await peer.send(encodeMessage(GexRequest, { minBits: 2048, bits: 2048, maxBits: 8192 }));
      expect(peer.numbers.at(-1)).toBe(31);
    }
  },
);

describe('a client that guesses', () => {
  const guessing = (more: Partial<typeof engine> = {}) => ({ ...engine, ...more, guess: true });

  test.each([
    ['in one piece', {}],
    ['byte by byte', { chunk: 1 }],
  ])('[PRO-04] sends its share along, and a server with the same favourites takes it: %s', async (_how, delivery) => {
    const pair = new Pair({ client: guessing(), server: engine, ...delivery });
    await pair.open();
    expect(pair.client.effects.filter(step => step === 'kex-start')).toHaveLength(1);
    pair.client.engine.send(message(30, 1));
    await pair.run();
    expect(pair.server.payloads).toEqual([message(30, 1)]);
  });

  test('[PRO-04] sends another share when the server likes another method better', async () => {
    const server = { algorithms: { kex: [P256, X25519], hostKey: [ED25519, ECDSA] } };
    const pair = new Pair({ client: guessing(), server });
    await pair.open();
    // the client's order decides: the same method as guessed, and all the same a second packet
    expect(pair.client.engine.info?.kex).toBe(X25519);
    expect(pair.client.effects.filter(step => step === 'kex-start')).toHaveLength(2);
  });

  test('[PRO-04] sends a share of another method when the server lacks the one that was guessed', async () => {
    for (const kex of [P256, 'diffie-hellman-group-exchange-sha256', 'rsa1024-sha1']) {
      const client = guessing({ algorithms: { kex: [X25519, kex], hostKey: [ED25519] } });
      const pair = new Pair({ client, server: { algorithms: { kex: [kex], hostKey: [ED25519] } } });
      await pair.open();
      expect(pair.client.engine.info?.kex).toBe(kex);
    }
  });

  test('[PRO-04] sends another share when the server likes another host key better', async () => {
    const server = { algorithms: { kex: [X25519], hostKey: [ECDSA, ED25519] } };
    const pair = new Pair({ client: guessing(), server });
    await pair.open();
    expect(pair.client.effects.filter(step => step === 'kex-start')).toHaveLength(2);
  });

  test('meets a server that guesses as well', async () => {
    const peer = new RawPeer({ role: 'server', engine: guessing() });
    await peer.version();
    expect(proposalOf(peer.inbox[0] as Uint8Array).firstKexPacketFollows).toBe(true);
    expect(peer.numbers).toEqual([20, 30]);
    const kexAlgorithms = ['unknown', X25519, markers.server];
    await peer.send(peer.kexInit({ kexAlgorithms, firstKexPacketFollows: true }), Uint8Array.of(31, 1));
    expect(peer.numbers).toEqual([20, 30, 30]);
    await peer.finish();
    expect(peer.end.count('ready')).toBe(1);
  });

  test('guesses no later exchange, and no method that the server begins or that asks first', async () => {
    const pair = new Pair({ client: guessing(), server: engine });
    await pair.open();
    pair.client.engine.rekey();
    await pair.run();
    expect(pair.client.engine.info?.rekeys).toBe(1);
    expect(pair.client.effects.filter(step => step === 'kex-start')).toHaveLength(2);
    for (const kex of ['diffie-hellman-group-exchange-sha256', 'rsa1024-sha1']) {
      const peer = new RawPeer({
        role: 'server',
        kex,
        engine: guessing({ algorithms: { kex: [kex], hostKey: [ED25519] } }),
      });
      await peer.version();
      expect(peer.numbers).toEqual([20]);
      expect(proposalOf(peer.inbox[0] as Uint8Array).firstKexPacketFollows).toBe(false);
    }
  });

  test('guesses only when told to', async () => {
    const peer = new RawPeer({ role: 'server', engine });
    await peer.version();
    expect(peer.numbers).toEqual([20]);
  });

  test('erases what it guessed when the connection ends before that is used', async () => {
    const { x25519 } = crypto;
    if (x25519 === undefined) throw new Error('no x25519');
    const spies: Uint8Array[] = [];
    const spied = {
      ...crypto,
      x25519: {
        ...x25519,
        generate: async () => {
          const pair = await x25519.generate();
          spies.push(pair.privateKey);
          return pair;
        },
      },
    };
    const peer = new RawPeer({ role: 'server', engine: { ...guessing(), crypto: spied } });
    await peer.version();
    expect(spies).toHaveLength(1);
    expect(spies[0]?.some(byte => byte !== 0)).toBe(true);
    peer.end.engine.close();
    expect(spies).toEqual([new Uint8Array(32)]);
  });
});

test('a share of a method that is not negotiated never reaches its arithmetic', async () => {
  const method = kexMethod(P256, crypto, random) as ShareMethod;
  const { share } = await method.start();
  const peer = new RawPeer({ role: 'client', engine });
  await peer.version();
  await peer.send(peer.kexInit({ kexAlgorithms: [P256, X25519, markers.client], firstKexPacketFollows: true }));
  await peer.send(method.family.encodeInit(share));
  expect(peer.end.effects).toEqual([]);
});
