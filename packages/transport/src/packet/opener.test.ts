import { describe, expect, test } from 'vitest';

import { concatBytes, isSshError, randomBytes as bytesFrom } from '@nacre/core';
import { type CbcMaker, type CryptoProvider, mergeProviders, type StreamCipher, type Umac } from '@nacre/crypto';
import { nobleCrypto } from '@nacre/crypto-noble';
import { nodeCrypto } from '@nacre/crypto-node';

import { hidesLength, type Kind, kindsOf, plainKind } from '../../test/protections.js';
import { suiteFor } from './ciphers.js';
import { Opener } from './opener.js';
import { type DirectionKeys, writeU32 } from './protection.js';
import { Sealer } from './sealer.js';
import { macKind } from './suites/mac-table.js';

const crypto: CryptoProvider = mergeProviders(nodeCrypto, nobleCrypto);
const MAX = 700;

/** Random enough for padding, and the same every time. */
const random = {
  fill: (bytes: Uint8Array): void => {
    for (let i = 0; i < bytes.length; i++) bytes[i] = i * 7;
  },
};

const encrypted = kindsOf(crypto);
const kinds: readonly Kind[] = [plainKind, ...encrypted];

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

/** Code and disconnect reason of what `open` throws, or what it returns. */
function outcome(opener: Opener, input: Uint8Array): string | number {
  try {
    return opener.open(input, 0);
  } catch (error) {
    return isSshError(error) ? `${error.code} ${error.disconnect}` : `another error: ${String(error)}`;
  }
}

/** What happens to `input` when the peer goes on sending as much as any packet could need. */
function outcomeInTheEnd(kind: Kind, input: Uint8Array): string | number {
  return outcome(openerOf(kind), concatBytes(input, new Uint8Array(MAX + 100)));
}

/** A packet with any length field and padding length; whole blocks go through the cipher, so that all else about it is right. */
function lie(kind: Kind, length: number, padding: number): Uint8Array {
  const packet = new Uint8Array(4 + length);
  writeU32(packet, 0, length);
  if (length > 0) packet[4] = padding;
  return concatBytes(...kind.seal().seal(0, packet));
}

/** CBC cannot even encrypt part of a block. */
function canSeal(kind: Kind, length: number): boolean {
  const { blockBytes, padsLength } = kind.open();
  return kind.cipher?.includes('-cbc') !== true || (padsLength ? length + 4 : length) % blockBytes === 0;
}

/** The answer to a length that cannot be: as to a wrong tag where the length was not authenticated when it was used. */
const impossible = (kind: Kind): string => (hidesLength(kind) ? 'MAC_MISMATCH 5' : 'PROTOCOL_ERROR 2');

describe.each(kinds)('[PRO-01] $name', kind => {
  test('opens what was sealed, of every size around the block, in order and in place', () => {
    const sealer = sealerOf(kind);
    const opener = openerOf(kind);
    const payloads = Array.from({ length: 50 }, (_, i) => new Uint8Array(i + 1).fill(i));
    const stream = concatBytes(
      ...payloads.flatMap(payload => sealer.seal([payload.subarray(0, 3), payload.subarray(3)])),
    );
    let at = 0;
    for (const [i, payload] of payloads.entries()) {
      at += opener.open(stream, at);
      expect(opener.payload).toEqual(payload);
      expect(opener.sequence).toBe(i);
    }
    expect(at).toBe(stream.length);
    expect([opener.totalBytes, opener.totalPackets]).toEqual([sealer.totalBytes, sealer.totalPackets]);
  });

  test('[SEC-011] asks for more at every shorter length, and never for too much', () => {
    const sealed = concatBytes(...sealerOf(kind).seal([Uint8Array.of(90, 1, 2, 3)]));
    const opener = openerOf(kind);
    for (let length = 0; length < sealed.length; length++) {
      expect(opener.open(sealed.subarray(0, length), 0)).toBe(0);
      expect(opener.needed).toBeLessThanOrEqual(sealed.length);
    }
    expect(opener.open(sealed, 0)).toBe(sealed.length);
    expect(opener.payload).toEqual(Uint8Array.of(90, 1, 2, 3));
  });

  test('pads with at least 4 bytes and no more than needed', () => {
    const { blockBytes, padsLength, tagBytes } = kind.open();
    const sealer = sealerOf(kind);
    for (let size = 1; size < 40; size++) {
      const sealed = concatBytes(...sealer.seal([new Uint8Array(size)]));
      const padded = sealed.length - tagBytes - (padsLength ? 0 : 4);
      const padding = padded - size - (padsLength ? 5 : 1);
      expect([padded % blockBytes, padding >= 4, padding < 4 + blockBytes]).toEqual([0, true, true]);
    }
  });

  test('[SEC-006] refuses impossible frames', () => {
    const { blockBytes, padsLength } = kind.open();
    const isAligned = (length: number): boolean => (padsLength ? length + 4 : length) % blockBytes === 0;
    for (const length of [0, 1, 4, 5, 12].filter(length => canSeal(kind, length))) {
      for (const padding of [0, 3, 255]) {
        const expected = length >= 5 && isAligned(length) ? 'PROTOCOL_ERROR 2' : impossible(kind);
        expect([length, padding, outcomeInTheEnd(kind, lie(kind, length, padding))]).toEqual([
          length,
          padding,
          expected,
        ]);
      }
    }
    for (let length = 8; length < 8 + 2 * blockBytes; length++) {
      if (!canSeal(kind, length)) continue;
      const result = outcomeInTheEnd(kind, lie(kind, length, 4));
      if (isAligned(length)) expect(result).toBeTypeOf('number');
      else expect([length, result]).toEqual([length, impossible(kind)]);
    }
  });

  test('[SEC-007] refuses an empty payload', () => {
    const { blockBytes, padsLength } = kind.open();
    const length = padsLength ? 2 * blockBytes - 4 : blockBytes;
    expect(outcome(openerOf(kind), lie(kind, length, length - 1))).toBe('PROTOCOL_ERROR 2');
  });

  test('[SEC-005] refuses a length over the limit as soon as it may be known that it was used', () => {
    for (const length of [0x7fffffff, 0xffffffff, 0x00040001, MAX + 1]) {
      const packet = new Uint8Array(2 * kind.open().blockBytes);
      writeU32(packet, 0, length);
      const head = concatBytes(...kind.seal().seal(0, packet)).subarray(0, kind.open().headBytes);
      const opener = openerOf(kind);
      const early = outcome(opener, head);
      if (hidesLength(kind)) {
        expect(early).toBe(0);
        expect(opener.needed).toBe(4 + MAX + kind.open().tagBytes);
      } else expect(early).toBe(kind.cipher === undefined ? 'PROTOCOL_ERROR 2' : 'MAC_MISMATCH 5');
    }
  });

  test('takes a packet as long as the limit', () => {
    expect(outcome(openerOf(kind), concatBytes(...sealerOf(kind).seal([new Uint8Array(MAX - 40)])))).toBeTypeOf(
      'number',
    );
  });

  test('[SEC-017] goes on with the sequence number 0 after 2^32 packets', () => {
    const [sealer, opener] = [sealerOf(kind, 0xfffffffc), openerOf(kind, 0xfffffffc)];
    const seen: number[] = [];
    for (let i = 0; i < 10; i++) {
      opener.open(concatBytes(...sealer.seal([Uint8Array.of(90, i)])), 0);
      expect(opener.payload).toEqual(Uint8Array.of(90, i));
      seen.push(opener.sequence);
    }
    expect(seen).toEqual([0xfffffffc, 0xfffffffd, 0xfffffffe, 0xffffffff, 0, 1, 2, 3, 4, 5]);
  });
});

describe.each(encrypted)('$name under attack', kind => {
  test('[SEC-009] answers every flipped bit alike, and gives nothing away', () => {
    const sealed = concatBytes(...sealerOf(kind).seal([new Uint8Array(40)]));
    const input = new Uint8Array(sealed.length + MAX + 100); // the rest is what a peer may send after the packet
    for (let at = 0; at < sealed.length; at++) {
      for (const bit of [1, 0x80]) {
        input.set(sealed);
        input[at] = (input[at] as number) ^ bit;
        const opener = openerOf(kind);
        expect([at, outcome(opener, input)]).toEqual([at, 'MAC_MISMATCH 5']);
        expect(opener.payload.length).toBe(0);
      }
    }
  });

  test('refuses a packet twice, and in another place', () => {
    const sealer = sealerOf(kind);
    const first = concatBytes(...sealer.seal([Uint8Array.of(90)]));
    const second = concatBytes(...sealer.seal([Uint8Array.of(91)]));
    const opener = openerOf(kind);
    opener.open(first, 0);
    // a wrong length may ask for more first: give it all it can want
    expect(outcome(opener, concatBytes(first, new Uint8Array(MAX + 100)))).toBe('MAC_MISMATCH 5');
    expect(outcomeInTheEnd(kind, second)).toBe('MAC_MISMATCH 5');
  });

  test('[SEC-011] does not deliver a packet with a shortened tag', () => {
    const sealed = concatBytes(...sealerOf(kind).seal([Uint8Array.of(90)]));
    for (let cut = 1; cut <= kind.open().tagBytes; cut++)
      expect(outcome(openerOf(kind), sealed.subarray(0, sealed.length - cut))).toBe(0);
  });

  test('erases the keys that it was given', () => {
    const suite = suiteFor(kind.cipher ?? '', kind.mac);
    for (const make of [suite.seal, suite.open]) {
      const keys: DirectionKeys = {
        iv: new Uint8Array(suite.ivBytes).fill(1),
        key: new Uint8Array(suite.keyBytes).fill(2),
        macKey: new Uint8Array(suite.macKeyBytes).fill(3),
      };
      make(crypto, keys).erase();
      expect(concatBytes(keys.iv, keys.key, keys.macKey).every(byte => byte === 0)).toBe(true);
    }
  });
});

describe.each(encrypted.filter(hidesLength))('[SEC-008] $name', kind => {
  test('fails after as many bytes and with the same words, whatever the length decrypts to', () => {
    const ends = new Set<string>();
    const { blockBytes, tagBytes } = kind.open();
    for (let trial = 0; trial < 30; trial++) {
      const stream = bytesFrom(nodeCrypto.random, MAX + 200);
      // every other one is cut from what we sealed, so that its length is possible and only its tag is wrong
      if (trial % 2 === 1)
        stream.set(concatBytes(...sealerOf(kind).seal([new Uint8Array(1 + trial)])).subarray(0, blockBytes));
      ends.add(endOf(openerOf(kind), stream, 1 + (trial % 97)));
    }
    expect([...ends]).toEqual([
      `${4 + MAX + tagBytes} MAC_MISMATCH: A packet is not authentic, or longer than ${MAX} bytes`,
    ]);
  });

  test('spends as much on tags whether the length is impossible or the tag is wrong', () => {
    const spent = new Set<number>();
    for (const length of [0, 11, 12, 28, 124, 508, MAX + 4, 0xffffffff]) {
      const packet = new Uint8Array(32);
      writeU32(packet, 0, length);
      packet[4] = 4;
      const head = concatBytes(...kind.seal().seal(0, packet)).subarray(0, kind.open().blockBytes);
      let bytes = 0;
      const count = (parts: readonly Uint8Array[]): void => {
        for (const part of parts) if (part.length > 4) bytes += part.length;
      };
      const opener = new Opener({ maxLength: MAX });
      opener.install(kind.open(counting(count)), { resetSequence: false });
      expect(outcome(opener, concatBytes(head, new Uint8Array(MAX + 100)))).toBe('MAC_MISMATCH 5');
      spent.add(bytes);
    }
    expect([...spent]).toEqual([4 + MAX]);
  });
});

describe.each(encrypted.filter(({ mac }) => mac?.includes('-etm@')))('[SEC-012] $name', kind => {
  test('decrypts nothing before the tag was checked', () => {
    const sealed = concatBytes(...sealerOf(kind).seal([new Uint8Array(30)]));
    const decrypted: number[] = [];
    for (const at of [4, 8, sealed.length - 1]) {
      const changed = Uint8Array.from(sealed);
      changed[at] = (changed[at] as number) ^ 1;
      const opener = new Opener({ maxLength: MAX });
      opener.install(kind.open(watching(length => decrypted.push(length))), { resetSequence: false });
      expect(outcome(opener, changed)).toBe('MAC_MISMATCH 5');
    }
    expect(decrypted).toEqual([]);
  });

  test('[SEC-006] refuses part of a block, though its tag is right', () => {
    const suite = suiteFor(kind.cipher ?? '', kind.mac);
    for (const length of [5, 9, 12, 20, 33].filter(length => length % kind.open().blockBytes !== 0)) {
      const packet = new Uint8Array(4 + length);
      writeU32(packet, 0, length);
      const keys = {
        iv: new Uint8Array(suite.ivBytes),
        key: new Uint8Array(suite.keyBytes),
        macKey: new Uint8Array(suite.macKeyBytes),
      };
      const tag =
        macKind(kind.mac ?? '')
          ?.make(crypto, keys.macKey)
          .tag(0, packet) ?? new Uint8Array(0);
      const opener = new Opener({ maxLength: MAX });
      opener.install(suite.open(crypto, keys), { resetSequence: false });
      expect([length, outcome(opener, concatBytes(packet, tag))]).toEqual([length, 'PROTOCOL_ERROR 2']);
    }
  });
});

describe('before the first keys', () => {
  test('[SEC-017] a wrap of the sequence number is fatal in both directions', () => {
    const sealer = new Sealer({ random, maxPayload: 100, sequence: 0xffffffff });
    expect(() => sealer.seal([Uint8Array.of(2)])).toThrow('wrapped');
    const opener = new Opener({ maxLength: MAX, sequence: 0xffffffff });
    const packet = concatBytes(...new Sealer({ random, maxPayload: 100 }).seal([Uint8Array.of(2)]));
    expect(outcome(opener, packet)).toBe('PROTOCOL_ERROR 2');
  });

  test('a payload is a copy, also of a Node buffer', () => {
    const packet = Buffer.from(concatBytes(...new Sealer({ random, maxPayload: 100 }).seal([Uint8Array.of(2, 7)])));
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

/** How many bytes of `stream`, given in chunks, the opener takes before it fails, and how it fails. */
function endOf(opener: Opener, stream: Uint8Array, chunk: number): string {
  for (let length = chunk; length < stream.length + chunk; length += chunk) {
    const given = Math.min(length, stream.length);
    try {
      // as Input does: what is needed is given as soon as it is there, and no more
      if (given < opener.needed) continue;
      const needed = opener.needed;
      if (opener.open(stream.subarray(0, needed), 0) > 0) return 'opened';
      if (opener.needed > needed) length -= chunk;
    } catch (error) {
      return isSshError(error) ? `${opener.needed} ${error.code}: ${error.message}` : String(error);
    }
  }
  return 'no end';
}

/** The provider, telling what tags are computed over. */
function counting(count: (parts: readonly Uint8Array[]) => void): CryptoProvider {
  const { hmac, umac } = crypto;
  return {
    ...crypto,
    hmac: (hash, key) => watched(hmac?.(hash, key), 0),
    umac: (...options) => watched(umac?.(...options), 1),
  };
  function watched<T extends { compute(...parts: Uint8Array[]): Uint8Array }>(mac: T | undefined, skip: number): T {
    if (mac === undefined) throw new Error('no such MAC');
    const compute = (...parts: Uint8Array[]): Uint8Array => {
      count(parts.slice(skip));
      return mac.compute(...parts);
    };
    return { ...mac, compute };
  }
}

function unwatchedUmac(key: Uint8Array, size: 8 | 16): Umac {
  const { aesCbc, umac } = crypto;
  if (aesCbc === undefined || umac === undefined) throw new Error('no UMAC');
  return umac(aesCbc, key, size);
}

/** The provider, telling what its ciphers are used for. */
function watching(used: (length: number) => void): CryptoProvider {
  const watch = (cipher: StreamCipher | undefined): StreamCipher => ({
    update: data => {
      used(data.length);
      return cipher?.update(data) ?? data;
    },
  });
  const cbc =
    (name: 'aesCbc' | 'tripleDesCbc' | 'blowfishCbc' | 'cast128Cbc' | 'seedCbc'): CbcMaker =>
    (...options) =>
      watch(crypto[name]?.(...options));
  return {
    ...crypto,
    aesCtr: (...options) => watch(crypto.aesCtr?.(...options)),
    aesCbc: cbc('aesCbc'),
    umac: (_, ...options) => unwatchedUmac(...options), // not over the cipher that is watched
    tripleDesCbc: cbc('tripleDesCbc'),
    blowfishCbc: cbc('blowfishCbc'),
    cast128Cbc: cbc('cast128Cbc'),
    seedCbc: cbc('seedCbc'),
  };
}
