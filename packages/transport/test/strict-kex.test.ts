/** Strict key exchange and the order of messages: every number at every step, both roles. */

import { describe, expect, test } from 'vitest';

import { codeOf } from './pair.js';
import { disconnectReason, proposalOf, RawPeer } from './raw-peer.js';

const numbers = Array.from({ length: 256 }, (_, number) => number);
const roles = ['client', 'server'] as const;

/** Well-formed bodies for messages that would otherwise fail for their content. */
function messageOf(number: number, peer: RawPeer): Uint8Array {
  if (number === 20) return peer.kexInit();
  const body = { 1: 12, 2: 4, 3: 4, 4: 9 }[number] ?? 9;
  return Uint8Array.of(number, ...new Array<number>(body).fill(0));
}

type Step = 'before KEXINIT' | 'after KEXINIT' | 'before NEWKEYS';

async function arriveAt(step: Step, peer: RawPeer, role: 'client' | 'server'): Promise<void> {
  if (step === 'before KEXINIT') {
    await peer.version();
    return;
  }
  await peer.begin();
  if (step === 'before NEWKEYS') await peer.send(role === 'client' ? await peer.init() : await peer.reply());
}

describe.each(roles)('an engine facing a strict %s', role => {
  const expected = { 'before KEXINIT': 20, 'after KEXINIT': role === 'client' ? 30 : 31, 'before NEWKEYS': 21 };

  test.each(['before KEXINIT', 'after KEXINIT', 'before NEWKEYS'] as const)(
    '[SEC-031] takes only the expected message and DISCONNECT %s',
    async step => {
      for (const number of numbers) {
        if (number === expected[step]) continue;
        const peer = new RawPeer({ role });
        await arriveAt(step, peer, role);
        await peer.send(messageOf(number, peer));
        // IGNORE, DEBUG and UNIMPLEMENTED become a fault when the KEXINIT after them turns out to be strict
        if (step === 'before KEXINIT' && !peer.end.closed) await peer.send(peer.kexInit());
        if (number === 1) {
          expect([number, codeOf(peer.end), disconnectReason(peer)]).toEqual([number, 'DISCONNECTED', undefined]);
          continue;
        }
        expect([number, codeOf(peer.end), disconnectReason(peer)]).toEqual([number, 'PROTOCOL_ERROR', 2]);
        expect(peer.end.count('payload') + peer.end.count('ready')).toBe(0);
        if (step !== 'before KEXINIT') expect(peer.end.error?.message).toContain('strict KEX violation');
      }
    },
  );

  test('[PRO-03] numbers both directions from zero again after each NEWKEYS', async () => {
    const peer = new RawPeer({ role, cipher: 'chacha20-poly1305@openssh.com' });
    await peer.begin();
    await peer.finish();
    await peer.send(peer.kexInit());
    await peer.finish();
    expect(peer.end.count('rekeyed')).toBe(1);
  });
});

describe.each(roles)('an engine facing a %s without the strict marker', role => {
  test.each(['before KEXINIT', 'after KEXINIT', 'before NEWKEYS'] as const)(
    'tolerates IGNORE, UNIMPLEMENTED and DEBUG %s',
    async step => {
      const peer = new RawPeer({ role, strict: false });
      await arriveAt(step, peer, role);
      for (const number of [2, 3, 4]) await peer.send(messageOf(number, peer));
      if (step === 'before KEXINIT') await peer.send(peer.kexInit());
      if (step === 'before NEWKEYS') {
        await peer.send(peer.newKeys());
        peer.switchKeys();
      } else await peer.finish();
      expect(peer.end.error).toBeUndefined();
      expect(peer.end.engine.info?.strictKex).toBe(false);
    },
  );

  test.each(['before KEXINIT', 'after KEXINIT', 'before NEWKEYS'] as const)(
    'refuses everything else %s',
    async step => {
      const expected = { 'before KEXINIT': 20, 'after KEXINIT': role === 'client' ? 30 : 31, 'before NEWKEYS': 21 };
      for (const number of numbers) {
        if ([1, 2, 3, 4, expected[step]].includes(number)) continue;
        const peer = new RawPeer({ role, strict: false });
        await arriveAt(step, peer, role);
        await peer.send(messageOf(number, peer));
        expect([number, codeOf(peer.end), disconnectReason(peer)]).toEqual([number, 'PROTOCOL_ERROR', 2]);
      }
    },
  );

  test('goes on counting packets after NEWKEYS', async () => {
    const peer = new RawPeer({ role, strict: false, cipher: 'chacha20-poly1305@openssh.com' });
    await peer.begin();
    await peer.finish();
    await peer.send(peer.kexInit());
    await peer.finish();
    expect(peer.end.count('rekeyed')).toBe(1);
  });
});

describe.each(roles)('strictKex: require, facing a %s', role => {
  const engine = { strictKex: 'require' } as const;

  test('[NEW-30] ends the first exchange with a peer that lacks the marker, or has that of the other role', async () => {
    const other = role === 'client' ? 'kex-strict-s-v00@openssh.com' : 'kex-strict-c-v00@openssh.com';
    for (const markers of [[], [other]]) {
      const peer = new RawPeer({ role, strict: false, engine });
      await peer.begin({ kexAlgorithms: [peer.kexName, ...markers] });
      expect([codeOf(peer.end), disconnectReason(peer)]).toEqual(['PROTOCOL_ERROR', 3]);
      expect(peer.end.error?.message).toContain('does not offer strict key exchange');
      expect(peer.end.effects).toEqual([]); // nothing was computed or asked
    }
  });

  test('[NEW-30] changes nothing for a peer that has it, in later exchanges too', async () => {
    const peer = new RawPeer({ role, engine });
    await peer.begin();
    await peer.finish();
    await peer.send(peer.kexInit());
    await peer.finish();
    expect([peer.end.count('rekeyed'), codeOf(peer.end)]).toEqual([1, 'open']);
  });
});

describe('the markers', () => {
  test.each(roles)('[SEC-033] are in the first KEXINIT to a %s only, and count only there', async role => {
    const peer = new RawPeer({ role, strict: false });
    const marker = role === 'client' ? 'kex-strict-c-v00@openssh.com' : 'kex-strict-s-v00@openssh.com';
    const ours =
      role === 'client'
        ? ['ext-info-s', 'kex-strict-s-v00@openssh.com']
        : ['ext-info-c', 'kex-strict-c-v00@openssh.com'];
    await peer.begin();
    expect(proposalOf(peer.peerInit).kexAlgorithms).toEqual(expect.arrayContaining(ours));
    await peer.finish();
    await peer.send(peer.kexInit({ kexAlgorithms: [peer.kexName, marker] }));
    expect(proposalOf(peer.peerInit).kexAlgorithms.filter(name => /^(kex-strict|ext-info)/.test(name))).toEqual([]);
    await peer.finish();
    expect(peer.end.count('rekeyed')).toBe(1);
    expect(peer.end.engine.info?.strictKex).toBe(false);
  });

  test.each(roles)('[SEC-033] of the wrong role from a %s do not count', async role => {
    const peer = new RawPeer({ role, strict: false });
    const wrong = role === 'client' ? 'kex-strict-s-v00@openssh.com' : 'kex-strict-c-v00@openssh.com';
    await peer.begin({ kexAlgorithms: [peer.kexName, wrong] });
    await peer.finish();
    expect(peer.end.engine.info?.strictKex).toBe(false);
  });
});

describe('flows that other implementations fell for', () => {
  const flows: readonly (readonly [string, readonly number[]])[] = [
    ['a request of group exchange, twice', [20, 34, 34, 32, 21]],
    ['a channel open after KEXINIT', [20, 90]],
    ['a password after KEXINIT', [20, 50]],
    ['a password before KEXINIT', [50, 20]],
    ['KEXINIT twice', [20, 20]],
    ['a share twice', [20, 30, 30]],
    ['an IGNORE before NEWKEYS', [20, 30, 2, 21]],
    ['a channel open before NEWKEYS', [20, 30, 90, 21]],
  ];
  test.each(flows)('[SEC-032] %s never gets as far as a service', async (_name, flow) => {
    const peer = new RawPeer({ role: 'client' });
    await peer.version();
    for (const number of flow) {
      if (peer.end.closed) break;
      if (number === 21) {
        await peer.send(peer.newKeys());
        peer.switchKeys();
      } else await peer.send(number === 30 ? await peer.init() : messageOf(number, peer));
    }
    expect(codeOf(peer.end)).toBe('PROTOCOL_ERROR');
    expect(peer.end.count('service-requested') + peer.end.count('payload')).toBe(0);
  });

  test('[SEC-037] a login in clear before NEWKEYS is refused, strict or not', async () => {
    for (const strict of [true, false]) {
      const peer = new RawPeer({ role: 'client', strict });
      await peer.begin();
      await peer.send(await peer.init());
      await peer.send(messageOf(50, peer));
      expect(codeOf(peer.end)).toBe('PROTOCOL_ERROR');
      expect(peer.end.count('payload')).toBe(0);
    }
  });

  test('[SEC-034] EXT_INFO in clear before NEWKEYS is refused, strict or not', async () => {
    for (const strict of [true, false]) {
      const peer = new RawPeer({ role: 'server', strict });
      await peer.begin();
      await peer.send(await peer.reply());
      await peer.send(Uint8Array.of(7, 0, 0, 0, 0));
      expect(codeOf(peer.end)).toBe('PROTOCOL_ERROR');
      expect(peer.end.count('ext-info')).toBe(0);
    }
  });
});
