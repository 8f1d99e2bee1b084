import { describe, expect, test } from 'vitest';

import { isSshError } from '@nacre/core';
import { type CryptoProvider, mergeProviders } from '@nacre/crypto';
import { nobleCrypto } from '@nacre/crypto-noble';
import { nodeCrypto } from '@nacre/crypto-node';

import { suiteFor } from './ciphers.js';
import { Opener } from './opener.js';
import { plainOpen, plainSeal } from './plain.js';
import type { DirectionKeys, OpenProtection, SealProtection } from './protection.js';
import { writeU32 } from './protection.js';
import { Sealer } from './sealer.js';

const crypto: CryptoProvider = mergeProviders(nodeCrypto, nobleCrypto);
const MAC = 'hmac-sha2-256-etm@openssh.com';
const MAX = 35_000;

/** Random enough for padding, and the same every time. */
const random = {
  fill: (bytes: Uint8Array): void => {
    for (let i = 0; i < bytes.length; i++) bytes[i] = i * 7;
  },
};

interface Kind {
  readonly name: string;
  readonly seal: () => SealProtection;
  readonly open: () => OpenProtection;
  readonly encrypted: boolean;
}

const ciphers = ['aes128-gcm@openssh.com', 'aes256-gcm@openssh.com', 'chacha20-poly1305@openssh.com', 'aes256-ctr'];
const kinds: readonly Kind[] = [
  { name: 'no cipher', seal: () => plainSeal, open: () => plainOpen, encrypted: false },
  ...ciphers.map(name => {
    const suite = suiteFor(name, MAC);
    const keys = (): DirectionKeys => ({
      iv: new Uint8Array(suite.ivBytes).fill(1),
      key: new Uint8Array(suite.keyBytes).fill(2),
      macKey: new Uint8Array(suite.macKeyBytes).fill(3),
    });
    return { name, seal: () => suite.seal(crypto, keys()), open: () => suite.open(crypto, keys()), encrypted: true };
  }),
];

function sealerOf(kind: Kind, sequence = 0): Sealer {
  const sealer = new Sealer({ random, maxPayload: 300_000, sequence });
  sealer.install(kind.seal(), { resetSequence: false });
  return sealer;
}

function openerOf(kind: Kind, sequence = 0): Opener {
  const opener = new Opener({ maxLength: MAX, sequence });
  opener.install(kind.open(), { resetSequence: false });
  return opener;
}

const joined = (parts: readonly Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(parts));

/** Code and disconnect reason of what `open` throws, or what it returns. */
function outcome(opener: Opener, input: Uint8Array): string | number {
  try {
    return opener.open(input, 0);
  } catch (error) {
    return isSshError(error) ? `${error.code} ${error.disconnect}` : 'another error';
  }
}

/** A packet with any length field and padding length, sealed correctly otherwise. */
function lie(kind: Kind, length: number, padding: number): Uint8Array {
  const packet = new Uint8Array(4 + length);
  writeU32(packet, 0, length);
  if (length > 0) packet[4] = padding;
  return joined(kind.seal().seal(0, packet));
}

describe.each(kinds)('$name', kind => {
  test('opens what was sealed, of every size around the block, in order and in place', () => {
    const sealer = sealerOf(kind);
    const opener = openerOf(kind);
    const payloads = Array.from({ length: 70 }, (_, i) => new Uint8Array(i + 1).fill(i));
    const stream = joined(payloads.flatMap(payload => sealer.seal([payload.subarray(0, 3), payload.subarray(3)])));
    let at = 0;
    for (const [i, payload] of payloads.entries()) {
      at += opener.open(stream, at);
      expect(opener.payload).toEqual(payload);
      expect(opener.sequence).toBe(i);
    }
    expect(at).toBe(stream.length);
    expect([opener.totalBytes, opener.totalPackets]).toEqual([sealer.totalBytes, sealer.totalPackets]);
  });

  test('asks for more at every shorter length, and never for too much', () => {
    const sealed = joined(sealerOf(kind).seal([Uint8Array.of(90, 1, 2, 3)]));
    const opener = openerOf(kind);
    for (let length = 0; length < sealed.length; length++) {
      expect(opener.open(sealed.subarray(0, length), 0)).toBe(0);
      expect(opener.needed).toBeLessThanOrEqual(sealed.length);
    }
    expect(opener.open(sealed, 0)).toBe(sealed.length);
  });

  test('pads with at least 4 bytes and no more than needed', () => {
    for (let size = 1; size < 40; size++) {
      const sealed = joined(sealerOf(kind).seal([new Uint8Array(size)]));
      const block = kind.open().blockBytes;
      const padded = sealed.length - kind.open().tagBytes - (kind.open().padsLength ? 0 : 4);
      expect(padded % block).toBe(0);
      const padding = padded - size - (kind.open().padsLength ? 5 : 1);
      expect(padding).toBeGreaterThanOrEqual(4);
      expect(padding).toBeLessThan(4 + block);
    }
  });

  test('refuses impossible frames', () => {
    for (const length of [0, 1, 4, 5, 12]) {
      for (const padding of [0, 3, 255])
        expect(outcome(openerOf(kind), lie(kind, length, padding))).toBe('PROTOCOL_ERROR 2');
    }
    const { blockBytes, padsLength } = kind.open();
    for (let length = 8; length < 8 + 2 * blockBytes; length++) {
      const aligned = (padsLength ? length + 4 : length) % blockBytes === 0;
      const result = outcome(openerOf(kind), lie(kind, length, 4));
      if (aligned) expect(result).toBeTypeOf('number');
      else expect(result).toBe('PROTOCOL_ERROR 2');
    }
  });

  test('refuses an empty payload', () => {
    const { blockBytes, padsLength } = kind.open();
    const lengths = [5, 6, 7, 8, padsLength ? 2 * blockBytes - 4 : blockBytes];
    for (const length of lengths)
      expect(outcome(openerOf(kind), lie(kind, length, length - 1))).toBe('PROTOCOL_ERROR 2');
  });

  test('refuses a length over the limit as soon as it is known', () => {
    for (const length of [0x7fffffff, 0xffffffff, 0x00040001, MAX + 1]) {
      const packet = new Uint8Array(8);
      writeU32(packet, 0, length);
      const head = joined(kind.seal().seal(0, packet)).subarray(0, 4);
      expect(outcome(openerOf(kind), head)).toBe(kind.encrypted ? 'MAC_MISMATCH 5' : 'PROTOCOL_ERROR 2');
    }
  });

  test('takes a packet as long as the limit', () => {
    const sealer = sealerOf(kind);
    const payload = new Uint8Array(MAX - 40);
    expect(outcome(openerOf(kind), joined(sealer.seal([payload])))).toBeTypeOf('number');
  });

  test('wraps the sequence number after 2^32 packets', () => {
    const [sealer, opener] = [sealerOf(kind, 0xfffffffd), openerOf(kind, 0xfffffffd)];
    const seen: number[] = [];
    for (let i = 0; i < 6; i++) {
      opener.open(joined(sealer.seal([Uint8Array.of(90)])), 0);
      seen.push(opener.sequence);
    }
    expect(seen).toEqual([0xfffffffd, 0xfffffffe, 0xffffffff, 0, 1, 2]);
  });
});

describe.each(kinds.filter(kind => kind.encrypted))('$name under attack', kind => {
  test('answers every flipped bit alike', () => {
    const sealed = joined(sealerOf(kind).seal([new Uint8Array(100)]));
    const waiting = new Uint8Array(MAX + 100); // what a peer may send after the packet
    for (let at = 0; at < sealed.length; at++) {
      for (const bit of [1, 0x80]) {
        const input = Uint8Array.from([...sealed, ...waiting]);
        input[at] = (input[at] as number) ^ bit;
        expect([at, outcome(openerOf(kind), input)]).toEqual([at, 'MAC_MISMATCH 5']);
      }
    }
  });

  test('refuses a packet twice, and in another place', () => {
    const sealer = sealerOf(kind);
    const [first, second] = [joined(sealer.seal([Uint8Array.of(90)])), joined(sealer.seal([Uint8Array.of(91)]))];
    const opener = openerOf(kind);
    opener.open(first, 0);
    // a wrong length may ask for more first: give it all it can want
    expect(outcome(opener, Uint8Array.from([...first, ...new Uint8Array(MAX + 100)]))).toBe('MAC_MISMATCH 5');
    expect(outcome(openerOf(kind), Uint8Array.from([...second, ...new Uint8Array(MAX + 100)]))).toBe('MAC_MISMATCH 5');
  });

  test('does not deliver a packet with a shortened tag', () => {
    const sealed = joined(sealerOf(kind).seal([Uint8Array.of(90)]));
    expect(outcome(openerOf(kind), sealed.subarray(0, sealed.length - 12))).toBe(0);
  });
});

test('encrypt-then-MAC does not decrypt what is not authentic, and an AEAD gives nothing of it away', () => {
  let decrypted = 0;
  const aesCtr: NonNullable<CryptoProvider['aesCtr']> = (key, counter) => {
    const cipher = nodeCrypto.aesCtr?.(key, counter);
    return {
      update: data => {
        decrypted += 1;
        return cipher?.update(data) ?? data;
      },
    };
  };
  const suite = suiteFor('aes256-ctr', MAC);
  const keys = (): DirectionKeys => ({ iv: new Uint8Array(16), key: new Uint8Array(32), macKey: new Uint8Array(32) });
  const sealed = joined(suite.seal(crypto, keys()).seal(0, Uint8Array.of(0, 0, 0, 16, 4, ...new Uint8Array(15))));
  sealed[8] = (sealed[8] as number) ^ 1;
  const opener = new Opener({ maxLength: MAX });
  opener.install(suite.open({ ...crypto, aesCtr }, keys()), { resetSequence: true });
  expect(outcome(opener, sealed)).toBe('MAC_MISMATCH 5');
  expect(decrypted).toBe(0);
  expect(opener.payload).toEqual(new Uint8Array(0));
});

describe('before the first keys', () => {
  test('a wrap of the sequence number is fatal in both directions', () => {
    const sealer = new Sealer({ random, maxPayload: 100, sequence: 0xffffffff });
    expect(() => sealer.seal([Uint8Array.of(2)])).toThrow('wrapped');
    const opener = new Opener({ maxLength: MAX, sequence: 0xffffffff });
    const packet = joined(new Sealer({ random, maxPayload: 100 }).seal([Uint8Array.of(2)]));
    expect(outcome(opener, packet)).toBe('PROTOCOL_ERROR 2');
  });

  test('a payload is a copy, also of a Node buffer', () => {
    const packet = Buffer.from(joined(new Sealer({ random, maxPayload: 100 }).seal([Uint8Array.of(2, 7)])));
    const opener = new Opener({ maxLength: MAX });
    opener.open(packet, 0);
    packet.fill(0);
    expect(opener.payload).toEqual(Uint8Array.of(2, 7));
  });
});

test('a sealer refuses messages without or with too many bytes', () => {
  const sealer = new Sealer({ random, maxPayload: 10 });
  expect(() => sealer.seal([])).toThrow('1 to 10 bytes');
  expect(() => sealer.seal([new Uint8Array(11)])).toThrow('1 to 10 bytes');
});
