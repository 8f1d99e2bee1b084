/** Packets that break the rules of RFC 4253 section 6, sent to a whole engine of each role. */

import { describe, expect, test } from 'vitest';

import { randomBytes, type TraceEvent } from '@nacre/core';
import { availableAlgorithms } from '@nacre/crypto';

import { codeOf, crypto, Pair, random } from './pair.js';
import { hidesLength, type Kind, typicalKinds } from './protections.js';
import { disconnectReason, RawPeer } from './raw-peer.js';

const kinds = typicalKinds(crypto);
/** More than any packet needs before authentication: for lengths that are read on. */
const MORE = new Uint8Array(36_000);

async function opened(role: 'client' | 'server', { cipher, mac }: Pick<Kind, 'cipher' | 'mac'>): Promise<RawPeer> {
  const peer = new RawPeer({ role, ...(cipher && { cipher }), ...(mac && { mac }) });
  await peer.begin();
  await peer.finish();
  expect(peer.end.count('ready')).toBe(1);
  return peer;
}

/** Code of the error and reason of the DISCONNECT. */
function ending(peer: RawPeer): readonly [string, number | undefined] {
  return [codeOf(peer.end), disconnectReason(peer)];
}

describe.each(['client', 'server'] as const)('from a %s', role => {
  describe.each(kinds)('under $name', kind => {
    const { blockBytes, padsLength } = kind.open();
    const isAligned = (length: number): boolean => (padsLength ? 4 + length : length) % blockBytes === 0;
    /** CBC encrypts no part of a block. */
    const canSeal = (length: number): boolean => kind.cipher?.includes('cbc') !== true || isAligned(length);
    const two = (padsLength ? 3 : 2) * blockBytes - (padsLength ? 4 : 0);

    test('[SEC-006] impossible lengths and paddings end the connection', async () => {
      const frames: (readonly [number, number])[] = [0, 1, 4, 5, 12].flatMap(length =>
        [0, 3, 255].map(padding => [length, padding] as const),
      );
      for (let length = blockBytes + 1; length < 2 * blockBytes; length++)
        if (!isAligned(length)) frames.push([length, 4]);
      frames.push([two, 3], [two, 0], [two, two], [two, 255]);
      for (const [length, padding] of frames.filter(([length]) => canSeal(length))) {
        const peer = await opened(role, kind);
        await peer.lie(0, length, padding);
        const hidden = hidesLength(kind) && (length < 5 || !isAligned(length));
        if (hidden) await peer.raw(MORE);
        const expected = hidden ? ['MAC_MISMATCH', 5] : ['PROTOCOL_ERROR', 2];
        expect([length, padding, ...ending(peer)]).toEqual([length, padding, ...expected]);
      }
    });

    test('[SEC-007] an empty payload ends the connection', async () => {
      for (const length of [5, 6, 7, 8, two].filter(length => isAligned(length) || (canSeal(length) && !padsLength))) {
        const peer = await opened(role, kind);
        await peer.lie(0, length, length - 1);
        expect([length, ...ending(peer)]).toEqual([length, 'PROTOCOL_ERROR', 2]);
      }
    });

    test('[SEC-009] every flipped bit gets the same answer', async () => {
      const messages = new Set<string | undefined>();
      for (let at = 0; at < 64; at++) {
        const peer = await opened(role, kind);
        const packet = Buffer.concat(peer.sealer.seal([new Uint8Array(40).fill(2)]));
        packet[at] = (packet[at] ?? 0) ^ 0x80;
        // a changed length may ask for more: whatever it asks for comes
        await peer.raw(Buffer.concat([packet, MORE]));
        expect([at, ...ending(peer)]).toEqual([at, 'MAC_MISMATCH', 5]);
        messages.add(peer.end.error?.message);
      }
      expect(messages.size).toBe(1);
    });

    test('nothing is taken after a fault', async () => {
      const peer = await opened(role, kind);
      const good = Buffer.concat(peer.sealer.seal([Uint8Array.of(4, 0, 0, 0, 0, 0, 0, 0, 0, 0)]));
      const bad = Buffer.from(good);
      bad[20] = (bad[20] ?? 0) ^ 1;
      await peer.raw(Buffer.concat([bad, good]));
      if (hidesLength(kind)) await peer.raw(MORE);
      await peer.raw(good);
      expect(codeOf(peer.end)).toBe('MAC_MISMATCH');
      expect(peer.end.count('debug')).toBe(0);
      expect(peer.end.engine.wantsInput).toBe(false);
    });
  });

  test('[SEC-006] impossible frames in clear end the connection at once', async () => {
    for (const [length, padding] of [
      [0, 0],
      [1, 0],
      [4, 3],
      [5, 4],
      [12, 0],
      [12, 3],
      [12, 255],
      [12, 11],
      [13, 4],
    ] as const) {
      const peer = new RawPeer({ role });
      await peer.version();
      await peer.lie(0, length, padding);
      expect([length, padding, codeOf(peer.end), disconnectReason(peer)]).toEqual([
        length,
        padding,
        'PROTOCOL_ERROR',
        2,
      ]);
    }
  });

  test.each(kinds.filter(hidesLength))(
    '[SEC-008] whatever ciphertext stands where a length is, the connection ends after as many bytes: $name',
    async kind => {
      const { blockBytes, tagBytes } = kind.open();
      const end = 4 + 35_000 + tagBytes;
      const ends = new Set<string>();
      const trials = kind.cipher?.includes('cbc') === true ? 200 : 40;
      for (let trial = 0; trial < trials; trial++) {
        const peer = await opened(role, kind);
        // a first block of random bytes, or of a packet that was sealed; then noise, in pieces
        const head = trial % 2 === 0 ? randomBytes(random, blockBytes) : peer.sealer.seal([new Uint8Array(trial)])[0];
        let given = Math.min(blockBytes, head?.length ?? 0);
        peer.end.engine.receive((head as Uint8Array).subarray(0, given));
        while (!peer.end.closed && given < 40_000) {
          // in pieces up to just before the end, then byte by byte
          const size = Math.max(1, Math.min(1 + ((trial * 7919 + given) % 9000), end - 1 - given));
          peer.end.engine.receive(randomBytes(random, size));
          given += size;
          await peer.take();
        }
        ends.add(`${given} ${ending(peer).join(' ')}`);
      }
      expect([...ends]).toEqual([`${end} MAC_MISMATCH 5`]);
    },
  );

  test('[SEC-005] a length over the limit is refused at its fourth byte, in clear and wherever it can be read at once', async () => {
    for (const length of [0x7fffffff, 0xffffffff, 0x00040001, 35_001]) {
      const field = new Uint8Array(4);
      new DataView(field.buffer).setUint32(0, length);
      const plain = new RawPeer({ role });
      await plain.version();
      await plain.raw(field.subarray(0, 3));
      expect(codeOf(plain.end)).toBe('open');
      await plain.raw(field.subarray(3));
      expect([codeOf(plain.end), disconnectReason(plain)]).toEqual(['PROTOCOL_ERROR', 2]);
      for (const kind of kinds.filter(candidate => !hidesLength(candidate))) {
        const peer = await opened(role, kind);
        const packet = new Uint8Array(4 + 32);
        packet.set(field);
        const [head] = peer.protection.seal(0, packet);
        await peer.raw((head as Uint8Array).subarray(0, 4));
        expect([codeOf(peer.end), disconnectReason(peer)]).toEqual(['MAC_MISMATCH', 5]);
      }
    }
  });

  test('larger packets are taken after authentication, up to the other limit', async () => {
    const large = new Uint8Array(200_000).fill(0);
    large[0] = 2;
    const gcm = { cipher: 'aes128-gcm@openssh.com', mac: undefined };
    const early = await opened(role, gcm);
    await early.send(large);
    expect(codeOf(early.end)).toBe('MAC_MISMATCH');

    const late = await opened(role, gcm);
    late.end.engine.authenticated();
    await late.send(large);
    expect(codeOf(late.end)).toBe('open');
    await late.send(new Uint8Array(262_144).fill(2));
    expect(codeOf(late.end)).toBe('MAC_MISMATCH');
  });
});

describe('somebody in the middle', () => {
  test('[SEC-058] who changes any byte of either KEXINIT gets no connection', async () => {
    for (const from of ['client', 'server'] as const) {
      const payloadLength = await kexInitLength(from);
      for (let at = 1; at < payloadLength; at++) {
        let done = false;
        const tamper = (bytes: Uint8Array, sender: 'client' | 'server'): Uint8Array => {
          const start = kexInitAt(bytes);
          if (done || sender !== from || start < 0) return bytes;
          done = true;
          const changed = Uint8Array.from(bytes);
          changed[start + at] = (changed[start + at] ?? 0) ^ 1;
          return changed;
        };
        const pair = new Pair({ tamper, client: { algorithms: fast }, server: { algorithms: fast } });
        pair.client.engine.requestService('ssh-userauth');
        await pair.run();
        expect(done).toBe(true);
        expect([from, at, pair.client.count('ready'), pair.server.count('service-requested')]).toEqual([
          from,
          at,
          0,
          0,
        ]);
      }
    }
  });

  test.each(kinds)(
    '[SEC-030] who inserts IGNOREs before NEWKEYS under $name is found out at the first by a strict pair',
    async ({ cipher = '', mac }) => {
      const algorithms = { ...fast, cipher: [cipher], mac: mac === undefined ? [] : [mac] };
      for (const from of ['client', 'server'] as const) {
        for (const count of [1, 2, 3]) {
          const pair = new Pair({
            client: { algorithms },
            server: { algorithms },
            tamper: (bytes, sender) => {
              const at = sender === from ? newKeysAt(bytes) : -1;
              return at < 0
                ? bytes
                : Buffer.concat([bytes.subarray(0, at), ...new Array(count).fill(IGNORE), bytes.subarray(at)]);
            },
          });
          pair.client.engine.requestService('ssh-userauth');
          await pair.run();
          const victim = from === 'client' ? pair.server : pair.client;
          expect([from, count, codeOf(victim)]).toEqual([from, count, 'PROTOCOL_ERROR']);
          expect(victim.error?.message).toContain('strict KEX violation');
          expect(victim.count('ext-info') + victim.count('service-requested')).toBe(0);
        }
      }
    },
  );

  test('[SEC-030] without strict key exchange the policy decides about ciphers that are open to it', async () => {
    for (const role of ['client', 'server'] as const) {
      const connect = async (
        cipher: string,
        terrapinPolicy: 'warn' | 'refuse',
        mac = 'hmac-sha2-256-etm@openssh.com',
      ): Promise<readonly [string, boolean]> => {
        let warned = false;
        const trace = ({ name }: TraceEvent): void => {
          warned ||= name === 'terrapin';
        };
        const peer = new RawPeer({ role, strict: false, cipher, mac, engine: { terrapinPolicy, trace } });
        await peer.begin();
        if (!peer.end.closed) await peer.finish();
        return [codeOf(peer.end), warned];
      };
      expect(await connect('chacha20-poly1305@openssh.com', 'warn')).toEqual(['open', true]);
      expect(await connect('chacha20-poly1305@openssh.com', 'refuse')).toEqual(['PROTOCOL_ERROR', false]);
      expect(await connect('aes128-gcm@openssh.com', 'refuse')).toEqual(['open', false]);
      expect(await connect('aes256-ctr', 'refuse')).toEqual(['open', false]);
      for (const cipher of availableAlgorithms('cipher', crypto).filter(name => name.includes('cbc'))) {
        // all pairs are in tables.test.ts
        for (const mac of [
          'hmac-sha2-256',
          'umac-128@openssh.com',
          'umac-64-etm@openssh.com',
          'hmac-md5-96-etm@openssh.com',
        ]) {
          const open = mac.includes('-etm@');
          expect([cipher, mac, ...(await connect(cipher, 'warn', mac))]).toEqual([cipher, mac, 'open', open]);
          expect([cipher, mac, ...(await connect(cipher, 'refuse', mac))]).toEqual([
            cipher,
            mac,
            open ? 'PROTOCOL_ERROR' : 'open',
            false,
          ]);
        }
      }
    }
  });
});

const IGNORE = Uint8Array.of(0, 0, 0, 12, 6, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

const fast = { kex: ['curve25519-sha256'], hostKey: ['ssh-ed25519'], cipher: ['aes128-gcm@openssh.com'] };

/** Where the payload of a KEXINIT in clear starts, or -1. */
function kexInitAt(bytes: Uint8Array): number {
  const text = Buffer.from(bytes).toString('latin1');
  const line = text.startsWith('SSH-') ? text.indexOf('\n') + 1 : 0;
  return bytes[line + 5] === 20 && bytes[line] === 0 && bytes[line + 1] === 0 ? line + 5 : -1;
}

/** Where the packet NEWKEYS in clear starts, or -1: the first key exchange packets stand before it. */
function newKeysAt(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let at = 0; at + 6 <= bytes.length; at += 4 + view.getUint32(at)) {
    if (bytes[at] !== 0 || bytes[at + 1] !== 0) return -1;
    if (bytes[at + 5] === 21) return at;
  }
  return -1;
}

async function kexInitLength(from: 'client' | 'server'): Promise<number> {
  let length = 0;
  const pair = new Pair({
    client: { algorithms: fast },
    server: { algorithms: fast },
    tamper: (bytes, sender) => {
      const start = kexInitAt(bytes);
      if (sender === from && start >= 0)
        length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(start - 5) - 1 - (bytes[start - 1] ?? 0);
      return bytes;
    },
  });
  await pair.run();
  return length;
}
