import { describe, expect, test } from 'vitest';

import { isSshError } from '@nacre/core';

import type { AlgorithmLists } from '../algorithms/lists.js';
import type { KexInit } from '../generated/index.js';
import { guessHolds, isOpenToTerrapin, negotiate } from './negotiate.js';

const GCM = 'aes128-gcm@openssh.com';
const CTR = 'aes256-ctr';
const CHACHA = 'chacha20-poly1305@openssh.com';
const ETM = 'hmac-sha2-256-etm@openssh.com';

const lists = (overrides: Partial<AlgorithmLists> = {}): AlgorithmLists => ({
  kex: ['k1', 'k2'],
  hostKey: ['h1', 'h2'],
  cipher: [GCM, CTR],
  mac: [ETM],
  compression: ['none'],
  ...overrides,
});

function proposal(overrides: Partial<AlgorithmLists> = {}, more: Partial<KexInit> = {}): KexInit {
  const { kex, hostKey, cipher, mac, compression } = lists(overrides);
  return {
    cookie: new Uint8Array(16),
    kexAlgorithms: kex,
    serverHostKeyAlgorithms: hostKey,
    encryptionClientToServer: cipher,
    encryptionServerToClient: cipher,
    macClientToServer: mac,
    macServerToClient: mac,
    compressionClientToServer: compression,
    compressionServerToClient: compression,
    languagesClientToServer: [],
    languagesServerToClient: [],
    firstKexPacketFollows: false,
    ...more,
  };
}

describe('negotiation', () => {
  test('[SEC-041] a peer that offers no protection only is refused, whichever side it is', () => {
    for (const role of ['client', 'server'] as const) {
      for (const theirs of [proposal({ cipher: ['none'] }), proposal({ cipher: [CTR], mac: ['none'] })]) {
        const refused = () => negotiate({ role, ours: lists(), theirs });
        expect(refused).toThrow(expect.objectContaining({ code: 'NO_COMMON_ALGORITHM' }));
      }
    }
  });

  test('follows the order of the client, whoever asks', () => {
    const client = { kex: ['k1', 'k2'], cipher: [CTR, GCM] };
    const server = { kex: ['k2', 'k1'], cipher: [GCM, CTR] };
    const asClient = negotiate({ role: 'client', ours: lists(client), theirs: proposal(server) });
    const asServer = negotiate({ role: 'server', ours: lists(server), theirs: proposal(client) });
    expect(asClient).toEqual(asServer);
    expect(asClient).toMatchObject({
      kex: 'k1',
      cipher: { clientToServer: CTR, serverToClient: CTR },
      mac: { clientToServer: ETM },
    });
  });

  test('chooses each direction by itself', () => {
    const theirs = proposal({}, { encryptionClientToServer: [CTR], encryptionServerToClient: [GCM] });
    const { cipher, mac } = negotiate({ role: 'client', ours: lists(), theirs });
    expect(cipher).toEqual({ clientToServer: CTR, serverToClient: GCM });
    expect(mac).toEqual({ clientToServer: ETM, serverToClient: undefined });
  });

  test('needs no common MAC for a cipher that authenticates', () => {
    const theirs = proposal({ cipher: [GCM], mac: ['hmac-other'] });
    expect(negotiate({ role: 'client', ours: lists(), theirs }).mac).toEqual({
      clientToServer: undefined,
      serverToClient: undefined,
    });
  });

  test('tells every category without a common algorithm, with both lists', () => {
    const theirs = proposal({ kex: ['other'], cipher: [CTR], mac: ['hmac-\u0007'] });
    const attempt = (): unknown => negotiate({ role: 'client', ours: lists(), theirs });
    try {
      attempt();
      expect.unreachable();
    } catch (error) {
      if (!isSshError(error, 'NO_COMMON_ALGORITHM')) throw error;
      expect(error.message).toContain('no common key exchange algorithm: we offer k1, k2; the peer offers other');
      expect(error.message).toContain('no common MAC client to server algorithm');
      expect(error.message).toContain('\\x07');
      expect(error.disconnect).toBe(3);
      expect(error.details['missing']).toHaveLength(3);
    }
  });

  test('never chooses a marker', () => {
    const theirs = proposal({ kex: ['ext-info-c', 'kex-strict-c-v00@openssh.com'] });
    expect(() => negotiate({ role: 'client', ours: lists(), theirs })).toThrow('no common key exchange');
  });
});

test.each([
  ['both favourites agree', ['k1', 'k2'], ['h1'], true],
  ['the method differs, though a common one exists', ['k2', 'k1'], ['h1'], false],
  ['the host key differs', ['k1'], ['h2', 'h1'], false],
  ['the peer offers nothing', [], [], false],
])('whether a guess counts when %s', (_name, kex, hostKey, holds) => {
  const theirs = proposal({ kex, hostKey });
  expect(guessHolds({ role: 'client', ours: lists(), theirs })).toBe(holds);
  expect(guessHolds({ role: 'server', ours: lists(), theirs })).toBe(holds);
});

test.each([
  [GCM, undefined, false],
  [CTR, ETM, false],
  [CHACHA, undefined, true],
  ['aes256-cbc', ETM, true],
  ['aes256-cbc', 'hmac-sha2-256', false],
])('%s with %s is open to Terrapin: %s', (cipher, mac, open) => {
  const both = <T>(value: T) => ({ clientToServer: value, serverToClient: value });
  const negotiated = { kex: 'k1', hostKey: 'h1', cipher: both(cipher), mac: both(mac), compression: both('none') };
  expect(isOpenToTerrapin(negotiated)).toBe(open);
});
