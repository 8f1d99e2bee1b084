/** KEXINIT as a peer may send it: odd, huge and malformed lists, and octets that were changed on the way. */

import { describe, expect, test } from 'vitest';

import { encodeUtf8 } from '@nacre/core';

import { codeOf, Pair } from './pair.js';
import { disconnectReason, RawPeer } from './raw-peer.js';

const LISTS = 10;
const HOST_KEY = 1; // index of a list
const CIPHER = 2;

const GOOD = [
  'curve25519-sha256',
  'ssh-ed25519',
  'aes128-gcm@openssh.com',
  'aes128-gcm@openssh.com',
  'hmac-sha2-256',
  'hmac-sha2-256',
  'none',
  'none',
  '',
  '',
];

/** KEXINIT octet by octet. */
function kexInit(lists: readonly (string | Uint8Array)[], rest: readonly number[] = [0, 0, 0, 0, 0]): Uint8Array {
  const parts = lists.map(list => {
    const bytes = typeof list === 'string' ? encodeUtf8(list) : list;
    const { length } = bytes;
    return [length >>> 24, length >>> 16, length >>> 8, length, ...bytes];
  });
  return Uint8Array.from([20, ...new Uint8Array(16), ...parts.flat(), ...rest]);
}

const changed = (index: number, list: string | Uint8Array): readonly (string | Uint8Array)[] =>
  GOOD.map((good, i) => (i === index ? list : good));

async function answer(role: 'client' | 'server', payload: Uint8Array): Promise<RawPeer> {
  const peer = new RawPeer({ role });
  await peer.version();
  await peer.send(payload);
  return peer;
}

describe.each(['client', 'server'] as const)('[SEC-040] KEXINIT of a %s', role => {
  test.each([
    ['as it should be', kexInit(GOOD)],
    ['with names twice', kexInit(changed(0, 'curve25519-sha256,curve25519-sha256'))],
    ['with a reserved field that is not zero', kexInit(GOOD, [0, 255, 255, 255, 255])],
    ['with languages', kexInit(changed(8, 'en,de'))],
    ['with a name of 64 characters that nobody knows', kexInit(changed(CIPHER, `${'x'.repeat(64)},${GOOD[CIPHER]}`))],
    ['with no MAC, where the cipher needs none', kexInit(GOOD.map((good, i) => (i === 4 || i === 5 ? '' : good)))],
    ['with MACs that nobody knows, where the cipher needs none', kexInit(changed(4, 'x@y'))],
  ])('%s is answered', async (_what, payload) => {
    const peer = await answer(role, payload);
    expect(codeOf(peer.end)).toBe('open');
  });

  test.each([
    ['a comma at the end', changed(0, 'curve25519-sha256,')],
    ['a comma at the start', changed(0, ',curve25519-sha256')],
    ['two commas', changed(0, 'curve25519-sha256,,x')],
    ['a name that is not ASCII', changed(0, 'curve25519-sha256,é')],
    ['a blank in a name', changed(CIPHER, 'a b')],
    ['a NUL in a name', changed(HOST_KEY, 'ssh-ed25519\0')],
    ['a name of 129 characters', changed(0, `curve25519-sha256,${'x'.repeat(129)}`)],
    ['257 names', changed(HOST_KEY, `ssh-ed25519${',x'.repeat(256)}`)],
    ['octets that are no text', changed(HOST_KEY, Uint8Array.of(0xff, 0xfe))],
  ])('with %s is refused', async (_what, lists) => {
    const peer = await answer(role, kexInit(lists));
    expect([codeOf(peer.end), disconnectReason(peer)]).toEqual(['DECODE_ERROR', 2]);
  });

  test.each([
    ['bytes after its end', kexInit(GOOD, [0, 0, 0, 0, 0, 7])],
    ['no reserved field', kexInit(GOOD, [0])],
    ['nine lists', kexInit(GOOD.slice(1))],
    ['nothing after the cookie', kexInit([], [])],
    ['a length over its end', Uint8Array.from([20, ...new Uint8Array(16), 255, 255, 255, 255, 120])],
  ])('with %s is refused', async (_what, payload) => {
    const peer = await answer(role, payload);
    expect([codeOf(peer.end), disconnectReason(peer)]).toEqual(['DECODE_ERROR', 2]);
  });

  test.each(Array.from({ length: 8 }, (_, index) => index))(
    'without a common name in list %d is refused, and says where',
    async index => {
      const lists = GOOD.map((good, i) => (i === 2 || i === 3 ? 'aes128-ctr' : good));
      lists[index] = 'unknown@example.com';
      const peer = await answer(role, kexInit(lists));
      const categories = [
        'key exchange',
        'host key',
        'cipher c',
        'cipher s',
        'MAC c',
        'MAC s',
        'compression c',
        'compression s',
      ];
      expect([codeOf(peer.end), disconnectReason(peer)]).toEqual(['NO_COMMON_ALGORITHM', 3]);
      expect(peer.end.error?.message).toContain(`no common ${categories[index]}`);
      expect(peer.end.error?.message).toContain('unknown@example.com');
    },
  );

  test('with nothing but empty lists is refused', async () => {
    const peer = await answer(role, kexInit(Array.from({ length: LISTS }, () => '')));
    expect(codeOf(peer.end)).toBe('NO_COMMON_ALGORITHM');
  });

  test('with lists as long as a packet holds is read in no time', async () => {
    const long = Array.from({ length: 250 }, (_, i) => `${'n'.repeat(100)}${i}`).join(',');
    const payload = kexInit(changed(0, `${long},curve25519-sha256`));
    expect(payload.length).toBeLessThan(35_000 - 300);
    let best = Number.POSITIVE_INFINITY;
    for (let i = 0; i < 5; i++) {
      const another = new RawPeer({ role });
      await another.version();
      const bytes = Buffer.concat(another.sealer.seal([payload]));
      const start = performance.now();
      another.end.engine.receive(bytes);
      best = Math.min(best, performance.now() - start);
      expect(codeOf(another.end)).toBe('open');
    }
    expect(best).toBeLessThan(50);
  });

  test('of 256 KiB is refused by its length, before it is there', async () => {
    const peer = new RawPeer({ role });
    await peer.version();
    await peer.raw(Uint8Array.of(0, 4, 0, 0));
    expect([codeOf(peer.end), peer.end.engine.wantsInput]).toEqual(['PROTOCOL_ERROR', false]);
  });
});

test('[SEC-058] no octet of either KEXINIT can be changed on the way', async () => {
  const algorithms = { kex: ['curve25519-sha256'], hostKey: ['ssh-ed25519'], cipher: ['aes128-gcm@openssh.com'] };
  const options = { client: { algorithms }, server: { algorithms } };
  const connect = async (from: 'client' | 'server', at: number): Promise<readonly string[]> => {
    let seen = 0;
    const pair = new Pair({
      ...options,
      tamper: (bytes, sender) => {
        if (sender !== from) return bytes;
        const copy = bytes.slice();
        const here = at - seen;
        if (here >= 0 && here < copy.length) copy[here] = (copy[here] as number) ^ 1;
        seen += copy.length;
        return copy;
      },
    });
    pair.client.engine.requestService('ssh-userauth');
    await pair.run();
    return [codeOf(pair.client), codeOf(pair.server), ...pair.client.events.map(({ type }) => type)];
  };
  for (const from of ['client', 'server'] as const) {
    const line = from === 'client' ? 'SSH-2.0-NacreTest_1\r\n' : 'SSH-2.0-NacreTest_1 with a comment\r\n';
    const payload = line.length + 5;
    for (let at = payload; at < payload + 300; at += 3) {
      const [client, server, ...events] = await connect(from, at);
      expect([from, at, client === 'open' && server === 'open']).toEqual([from, at, false]);
      expect(events).not.toContain('service-accepted');
    }
  }
});
