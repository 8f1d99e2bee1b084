/** Group exchange (RFC 4419) as either role, against peers that follow the rules and peers that do not. */

import { describe, expect, test } from 'vitest';

import { bigIntToBytes, bytesToBigInt, type ModpGroup, modpGroups } from '@nacre/crypto';
import { decodeMessage, encodeMessage } from '@nacre/wire';

import { GexGroup, GexInit, GexReply, GexRequest, GexRequestOld } from '../src/generated/index.js';
import { bitLength } from '../src/kex/groups/numbers.js';
import type { GroupRequest } from '../src/kex/groups/request.js';
import type { ShareMethod } from '../src/kex/method.js';
import { kexMethod } from '../src/kex/methods.js';
import { codeOf, crypto, Pair, random } from './pair.js';
import { disconnectReason, RawPeer, type RawOptions } from './raw-peer.js';

const GEX = 'diffie-hellman-group-exchange-sha256';
const { group1, group14, group16 } = modpGroups;

function inGroup(request: GroupRequest, group: ModpGroup): ShareMethod {
  const method = kexMethod(GEX, crypto, random);
  if (method.flow !== 'group') throw new Error('not a group exchange');
  return method.inGroup(request, group);
}

/** A raw client in front of a server, after both KEXINIT. */
async function client(options: Partial<RawOptions> = {}): Promise<RawPeer> {
  const peer = new RawPeer({ role: 'client', kex: GEX, ...options });
  await peer.begin();
  return peer;
}

/** A raw server in front of a client, after both KEXINIT and the client's request. */
async function server(options: Partial<RawOptions> = {}): Promise<{ peer: RawPeer; request: GexRequest }> {
  const peer = new RawPeer({ role: 'server', kex: GEX, ...options });
  await peer.begin();
  return { peer, request: decodeMessage(GexRequest, peer.inbox.at(-1) as Uint8Array) };
}

const groupMessage = ({ p, g }: ModpGroup): Uint8Array => encodeMessage(GexGroup, { prime: p, generator: g });
const requestMessage = (minBits: number, bits: number, maxBits: number): Uint8Array =>
  encodeMessage(GexRequest, { minBits, bits, maxBits });

describe('a server', () => {
  test.each([
    ['the new', { form: 'range', minBits: 1024, bits: 2048, maxBits: 8192 }, 2048],
    ['the new', { form: 'range', minBits: 2048, bits: 3100, maxBits: 8192 }, 4096],
    ['the old', { form: 'old', bits: 1024 }, 2048],
  ] as const)(
    '[ALG-26] answers a request of %s form, and H covers what was asked: %o',
    async (_name, request, bits) => {
      const peer = await client();
      await peer.send(
        request.form === 'old'
          ? encodeMessage(GexRequestOld, { bits: request.bits })
          : requestMessage(request.minBits, request.bits, request.maxBits),
      );
      const { prime: p, generator: g } = decodeMessage(GexGroup, peer.inbox.at(-1) as Uint8Array);
      expect(bitLength(p)).toBe(bits);
      peer.method = inGroup(request, { p, g });
      await peer.finish();
      expect(peer.end.count('ready')).toBe(1);
    },
  );

  test('[ALG-26] takes its groups from its owner', async () => {
    const groups = [{ p: group16.p, g: Uint8Array.of(5) }];
    const peer = await client({ engine: { groups, algorithms: { kex: [GEX], hostKey: ['ssh-ed25519'] } } });
    await peer.send(requestMessage(2048, 2048, 8192));
    const { prime, generator } = decodeMessage(GexGroup, peer.inbox.at(-1) as Uint8Array);
    expect([prime, generator]).toEqual([group16.p, Uint8Array.of(5)]);
  });

  test.each([
    ['whose least is over the most', requestMessage(4096, 4096, 2048)],
    ['for small groups only', requestMessage(512, 1024, 1024)],
    ['for no size that there is', requestMessage(2100, 2100, 2200)],
  ])('[SEC-045] refuses a request %s, and says why', async (_name, request) => {
    const peer = await client();
    await peer.send(request);
    expect([codeOf(peer.end), disconnectReason(peer)]).toEqual(['PROTOCOL_ERROR', 3]);
    expect(peer.end.error?.message).toMatch(/bits/);
    expect(peer.numbers).not.toContain(GexGroup.number);
  });

  test("fails by itself when its owner's function gives a group of another size, or throws", async () => {
    for (const groups of [() => group1, () => Promise.reject(new Error('no such file'))]) {
      const peer = await client({ engine: { groups, algorithms: { kex: [GEX], hostKey: ['ssh-ed25519'] } } });
      await peer.send(requestMessage(2048, 2048, 8192));
      expect(peer.end.closed).toBe(true);
      expect(peer.end.error?.origin).not.toBe('peer');
      expect(peer.numbers).not.toContain(GexGroup.number);
    }
  });

  /** Stands for a share that the raw client can go on with. */
  const e = Uint8Array.of(GexInit.number);
  test.each([
    ['a second request', [requestMessage(2048, 2048, 8192), requestMessage(2048, 2048, 8192), e]],
    ['a share without a request', [e]],
    ['a second share', [requestMessage(2048, 2048, 8192), e, e]],
    ['a request after the share', [requestMessage(2048, 2048, 8192), e, requestMessage(2048, 2048, 8192)]],
    ['the old request after the new', [requestMessage(2048, 2048, 8192), encodeMessage(GexRequestOld, { bits: 2048 })]],
    ['a group, which only servers send', [groupMessage(group14)]],
    ['a reply, which only servers send', [requestMessage(2048, 2048, 8192), reply(group14.g)]],
  ])('[SEC-032] [SEC-046] takes each message once and in order: not %s', async (_name, messages) => {
    for (const strict of [true, false]) {
      const peer = await client({ strict });
      peer.method = inGroup({ form: 'range', minBits: 2048, bits: 2048, maxBits: 8192 }, group14);
      const share = await peer.init();
      for (const message of messages) await peer.send(message === e ? share : message);
      expect([codeOf(peer.end), disconnectReason(peer)]).toEqual(['PROTOCOL_ERROR', 2]);
      expect(peer.end.count('ready')).toBe(0);
    }
  });
});

function reply(serverPublic: Uint8Array): Uint8Array {
  return encodeMessage(GexReply, { hostKey: new Uint8Array(51), serverPublic, signature: new Uint8Array(83) });
}

describe('a client', () => {
  test.each([
    ['aes128-ctr', 3072],
    ['aes192-ctr', 7680],
    ['aes256-gcm@openssh.com', 8192],
    ['chacha20-poly1305@openssh.com', 8192],
  ])('[ALG-26] asks for a group as strong as %s, and takes every size within its limits', async (cipher, bits) => {
    const { peer, request } = await server({ cipher });
    expect(request).toEqual({ minBits: 2048, bits, maxBits: 8192 });
    peer.method = inGroup({ form: 'range', ...request }, group14);
    await peer.send(groupMessage(group14));
    await peer.finish();
    expect(peer.end.count('ready')).toBe(1);
  });

  test('asks within limits that its owner sets, for servers that know nothing better', async () => {
    const limits = { leastGroupBits: 1024, mostGroupBits: 1024 };
    const { peer, request } = await server({
      engine: { limits, algorithms: { kex: [GEX], hostKey: ['ssh-ed25519'] } },
    });
    expect(request).toEqual({ minBits: 1024, bits: 1024, maxBits: 1024 });
    peer.method = inGroup({ form: 'range', ...request }, group1);
    await peer.send(groupMessage(group1));
    await peer.finish();
    expect(peer.end.count('ready')).toBe(1);
  });

  const p = bytesToBigInt(group14.p);
  const number = (value: bigint): Uint8Array => bigIntToBytes(value);
  const insane: readonly (readonly [string, Partial<ModpGroup>])[] = [
    ['of 512 bits', { p: number(2n ** 512n - 569n) }],
    ['of 1024 bits', group1],
    ['of 0 bits', { p: number(0n) }],
    ['that is even', { p: number(p + 1n) }],
    ['that has a divisor', { p: number(p + 4n) }],
    ['that is the product of two large numbers', { p: number((2n ** 1024n - 105n) * (2n ** 1024n - 1_093_337n)) }],
    ['with the generator 0', { g: number(0n) }],
    ['with the generator 1', { g: number(1n) }],
    ['with the generator p - 1', { g: number(p - 1n) }],
    ['with the generator p', { g: number(p) }],
  ];
  test.each(insane)('[SEC-045] refuses a group %s before it computes with it', async (_name, change) => {
    const { peer } = await server();
    await peer.send(groupMessage({ ...group14, ...change }));
    expect([codeOf(peer.end), disconnectReason(peer)]).toEqual(['PROTOCOL_ERROR', 3]);
    expect(peer.numbers).not.toContain(GexInit.number);
  });

  test('[SEC-045] refuses a group of 65536 bits by its length alone', async () => {
    const { peer } = await server();
    const prime = new Uint8Array(8192).fill(0x7f);
    const mpint = (bytes: Uint8Array): Uint8Array => Buffer.concat([lengthOf(bytes), bytes]);
    await peer.send(Buffer.concat([Uint8Array.of(31), mpint(prime), mpint(Uint8Array.of(2))]));
    expect(codeOf(peer.end)).toBe('DECODE_ERROR');
    expect(peer.end.effects).not.toContain('kex-check-group');
  });

  test.each([
    ['a request, which only clients send', [requestMessage(2048, 2048, 8192)]],
    ['an old request, which only clients send', [encodeMessage(GexRequestOld, { bits: 2048 })]],
    ['a share, which only clients send', [encodeMessage(GexInit, { clientPublic: group14.g })]],
    ['a reply without a group', [reply(group14.g)]],
    ['a second group', [groupMessage(group14), groupMessage(group14)]],
    ['NEWKEYS without an exchange', [Uint8Array.of(21)]],
  ])('[SEC-046] takes each message once and in order: not %s', async (_name, messages) => {
    for (const strict of [true, false]) {
      const { peer } = await server({ strict });
      for (const message of messages) {
        if (message[0] === GexGroup.number) peer.method = inGroup({ form: 'old', bits: 2048 }, group14);
        await peer.send(message);
      }
      expect([codeOf(peer.end), disconnectReason(peer)]).toEqual(['PROTOCOL_ERROR', 2]);
    }
  });
});

function lengthOf(bytes: Uint8Array): Uint8Array {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return length;
}

test('whoever changes the sizes or the group on their way is found out by the signature', async () => {
  const changes: readonly (readonly [number, number])[] = [
    [34, 8], // the wanted size
    [34, 3], // the least size
    [31, -1], // the generator
  ];
  for (const [message, at] of changes) {
    const algorithms = { kex: [GEX], hostKey: ['ssh-ed25519'], cipher: ['aes128-ctr'] };
    let changed = 0;
    const pair = new Pair({
      client: { algorithms },
      server: { algorithms },
      tamper: bytes => {
        if (bytes[5] !== message || changed > 0) return bytes;
        changed += 1;
        const copy = Uint8Array.from(bytes);
        const padding = copy[4] as number;
        const index = at < 0 ? copy.length - padding + at : 5 + at;
        copy[index] = (copy[index] as number) ^ 1;
        return copy;
      },
    });
    await pair.run();
    expect([changed, codeOf(pair.client)]).toEqual([1, 'SIGNATURE_INVALID']);
  }
});
