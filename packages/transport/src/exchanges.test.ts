/** When new keys are due: counted over what ciphers bear, without sending gigabytes. */

import { describe, expect, test } from 'vitest';

import { nodeCrypto } from '@nacre/crypto-node';

import { Exchanges, type ExchangesOptions } from './exchanges.js';
import { parseOptions } from './options.js';
import type { RekeyLimits } from './rekey-limits.js';
import { newFacts } from './states/facts.js';

interface Counters {
  keyBytes: number;
  keyPackets: number;
}

/** Exchanges of a client whose counters are set by hand; `started` counts the KEXINITs. */
function make(cipher: { clientToServer: string; serverToClient: string }, rekey: Partial<RekeyLimits> = {}) {
  const random = { fill: (): void => {} };
  const settings = parseOptions({ role: 'client', crypto: nodeCrypto, random, software: 'x', rekey });
  const sealer: Counters = { keyBytes: 0, keyPackets: 0 };
  const opener: Counters = { keyBytes: 0, keyPackets: 0 };
  const facts = newFacts();
  facts.authenticated = true;
  facts.negotiated = { cipher } as NonNullable<typeof facts.negotiated>;
  const state = { started: 0 };
  const outbound = { sealer, hold: () => {}, sendNow: () => state.started++ };
  const compression = { awaitsUser: false };
  const parts = { settings, facts, outbound, opener, compression, now: 0 } as unknown as ExchangesOptions;
  const exchanges = new Exchanges(parts);
  exchanges.complete();
  return { exchanges, facts, sealer, opener, state };
}

const GIB = 2 ** 30;
const AES = 'aes256-ctr';
const unlimited = { bytes: Number.POSITIVE_INFINITY, milliseconds: Number.POSITIVE_INFINITY };

describe('[CON-20] keys are due', () => {
  test.each([
    ['3des-cbc', unlimited, GIB],
    ['blowfish-cbc', unlimited, GIB],
    ['cast128-cbc', unlimited, GIB],
    ['3des-cbc', { bytes: 4096 }, 4096],
    ['3des-cbc', { bytes: 64 * GIB }, GIB],
    [AES, {}, GIB],
    [AES, unlimited, 64 * GIB],
    ['aes128-gcm@openssh.com', unlimited, 64 * GIB],
    ['chacha20-poly1305@openssh.com', unlimited, 64 * GIB],
    ['arcfour256', unlimited, 64 * GIB],
  ] as const)('with %s and %j at %d bytes of either direction', (cipher, rekey, due) => {
    for (const direction of ['sealer', 'opener'] as const) {
      const own = direction === 'sealer' ? cipher : AES;
      const peer = direction === 'sealer' ? AES : cipher;
      const made = make({ clientToServer: own, serverToClient: peer }, rekey);
      made[direction].keyBytes = due - 1;
      made.exchanges.requestIfDue();
      expect(made.state.started).toBe(0);
      made[direction].keyBytes = due;
      made.exchanges.requestIfDue();
      made.exchanges.requestIfDue();
      expect(made.state.started).toBe(1);
    }
  });

  test('at 2^31 packets of either direction, long before numbers repeat', () => {
    for (const direction of ['sealer', 'opener'] as const) {
      const made = make({ clientToServer: AES, serverToClient: AES }, unlimited);
      made[direction].keyPackets = 2 ** 31 - 1;
      made.exchanges.requestIfDue();
      expect(made.state.started).toBe(0);
      made[direction].keyPackets = 2 ** 31;
      made.exchanges.requestIfDue();
      expect(made.state.started).toBe(1);
    }
  });

  test('by time, and never without a limit', () => {
    const timed = make({ clientToServer: AES, serverToClient: AES }, { milliseconds: 1000 });
    timed.exchanges.tick(0, '');
    timed.exchanges.tick(999, '');
    expect(timed.state.started).toBe(0);
    timed.exchanges.tick(1000, '');
    expect(timed.state.started).toBe(1);
    const endless = make({ clientToServer: AES, serverToClient: AES }, unlimited);
    endless.exchanges.tick(0, '');
    expect(endless.exchanges.nextTimeout()).toBeUndefined();
  });

  test('not before authentication, but right after it', () => {
    const made = make({ clientToServer: AES, serverToClient: AES }, { milliseconds: 1000 });
    made.facts.authenticated = false;
    made.sealer.keyBytes = 2 * GIB;
    for (const now of [0, 1000, 2000, 3000]) made.exchanges.tick(now, '');
    made.exchanges.requestIfDue();
    expect(made.state.started).toBe(0);
    made.facts.authenticated = true;
    made.exchanges.requestIfDue();
    expect(made.state.started).toBe(1);
  });
});
