/** Tests that the cipher of whole packets, where a provider has one, and the construction from single primitives are the same. */

import { describe, expect, test } from 'vitest';

import { concatBytes, toHex } from '@nacre/core';
import type { PacketCipher } from '@nacre/crypto';
import { nobleComplement } from '@nacre/crypto-noble/complement';

import { type ChaChaPrimitives, chachaOpen, chachaSeal } from './chacha20-poly1305.js';

const { chacha20, poly1305, chachaPoly } = nobleComplement;
const COMPOSED: ChaChaPrimitives = { chacha20, poly1305 };
const WHOLE: ChaChaPrimitives = { chacha20, poly1305, chachaPoly };
const TAG = 16;
/** Some bytes before the packet, as in a reader's buffer. */
const AT = 5;

const keys = () => ({
  iv: new Uint8Array(0),
  key: Uint8Array.from({ length: 64 }, (_, i) => 3 * i),
  macKey: new Uint8Array(0),
});

function packetOf(length: number): Uint8Array {
  const packet = Uint8Array.from({ length: 4 + length }, (_, i) => (i * 7) & 255);
  new DataView(packet.buffer).setUint32(0, length);
  return packet;
}

describe('chacha20-poly1305@openssh.com', () => {
  test.each([
    ['the construction from single primitives', COMPOSED, WHOLE],
    ['the one operation', WHOLE, COMPOSED],
  ] as const)('what %s seals, the other opens', (_, from, to) => {
    const [seal, open] = [chachaSeal(from, keys()), chachaOpen(to, keys())];
    for (const [sequence, length] of [16, 24, 128, 136, 1000, 8000, 40_000, 262_144].entries()) {
      const packet = packetOf(length);
      const sealed = concatBytes(new Uint8Array(AT), ...seal.seal(sequence, packet), new Uint8Array(9));
      expect(open.readLength(sequence, sealed, AT)).toBe(length);
      expect(open.readLength(sequence, sealed, AT)).toBe(length);
      expect(toHex(open.open(sequence, sealed, AT, length) as Uint8Array)).toBe(toHex(packet.subarray(4)));
      for (const at of [AT, AT + 4, AT + 4 + length, AT + 4 + length + TAG - 1]) {
        const changed = Uint8Array.from(sealed);
        changed[at] = (changed[at] as number) ^ 0x80;
        expect(open.open(sequence, changed, AT, length)).toBeUndefined();
      }
      expect(open.open(sequence + 1, sealed, AT, length)).toBeUndefined();
    }
  });

  test('packets that are too long for the one operation go through single primitives', () => {
    const small: ChaChaPrimitives = { ...WHOLE, chachaPoly: key => limited(chachaPoly(key), 200) };
    const [seal, open] = [chachaSeal(small, keys()), chachaOpen(small, keys())];
    const composed = chachaSeal(COMPOSED, keys());
    for (const length of [176, 180, 184, 1000]) {
      const sealed = concatBytes(...seal.seal(3, packetOf(length)));
      expect(toHex(sealed)).toBe(toHex(concatBytes(...composed.seal(3, packetOf(length)))));
      expect(toHex(open.open(3, sealed, 0, length) as Uint8Array)).toBe(toHex(packetOf(length).subarray(4)));
    }
  });

  test('erasing a direction erases its keys, also the copy of the one operation', () => {
    const own = keys();
    const seal = chachaSeal(WHOLE, own);
    const before = concatBytes(...seal.seal(1, packetOf(16)));
    seal.erase();
    expect(own.key.every(byte => byte === 0)).toBe(true);
    expect(toHex(concatBytes(...seal.seal(1, packetOf(16))))).not.toBe(toHex(before));
  });
});

/** Refuses loudly what is longer than it says it takes. */
function limited(cipher: PacketCipher | undefined, maxBytes: number): PacketCipher | undefined {
  if (cipher === undefined) return undefined;
  const check = (length: number) => {
    if (length > maxBytes) throw new Error(`${length} bytes`);
  };
  return {
    maxBytes,
    readLength: (sequence, sealed) => cipher.readLength(sequence, sealed),
    seal(sequence, packet) {
      check(packet.length + TAG);
      return cipher.seal(sequence, packet);
    },
    open(sequence, sealed) {
      check(sealed.length);
      return cipher.open(sequence, sealed);
    },
    erase: () => cipher.erase(),
  };
}
