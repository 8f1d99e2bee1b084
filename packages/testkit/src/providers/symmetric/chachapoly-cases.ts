/** Cases for chacha20-poly1305@openssh.com as one operation: it is what the single primitives make when put together. */

import assert from 'node:assert/strict';

import { concatBytes } from '@nacre/core';
import type { CryptoProvider } from '@nacre/crypto';

import { type ComplianceCase, flipped, pattern, rejectsMisuse, same } from '../case.js';

const KEY = pattern(64);
const TAG = 16;
const LENGTHS = [0, 1, 8, 15, 16, 24, 100, 127, 128, 129, 383, 384, 385, 1024, 6143, 6144, 6145, 32_768, 262_140];

/** Nothing where a host cannot do it: then nothing uses it either. */
export function* chachaPolyCases(provider: CryptoProvider): Generator<ComplianceCase> {
  const { chachaPoly, chacha20, poly1305 } = provider;
  if (chachaPoly === undefined || chacha20 === undefined || poly1305 === undefined) return;
  const ciphers = [chachaPoly(KEY), chachaPoly(KEY, chacha20)];
  if (ciphers[0] === undefined) return;
  yield {
    name: 'chachaPoly: OpenSSH PROTOCOL.chacha20poly1305 at every length of packet, with and without the other ChaCha20',
    run() {
      for (const cipher of ciphers) {
        assert.ok(cipher);
        for (const [sequence, length] of [...LENGTHS.entries(), [0xffff_fffe, 40] as const]) {
          const packet = plainPacket(length);
          const expected = composed({ chacha20, poly1305 }, sequence, packet);
          same(concatBytes(...cipher.seal(sequence, packet)), expected);
          assert.equal(cipher.readLength(sequence, expected.subarray(0, 4)), length);
          const body = cipher.open(sequence, expected);
          assert.ok(body);
          same(body, packet.subarray(4));
          same(packet, plainPacket(length));
        }
      }
    },
  };
  yield {
    name: 'chachaPoly: refuses a packet with a bit turned anywhere, cut, or with another sequence number',
    run() {
      for (const cipher of ciphers) {
        assert.ok(cipher);
        for (const length of [16, 200, 8000]) {
          const sealed = concatBytes(...cipher.seal(5, plainPacket(length)));
          const step = Math.max(1, Math.floor((8 * sealed.length) / 500));
          for (let bit = 0; bit < 8 * sealed.length; bit += step) {
            assert.equal(cipher.open(5, flipped(sealed, bit)), undefined);
          }
          for (let bit = 8 * (sealed.length - TAG); bit < 8 * sealed.length; bit++) {
            assert.equal(cipher.open(5, flipped(sealed, bit)), undefined);
          }
          assert.equal(cipher.open(5, sealed.subarray(0, -1)), undefined);
          assert.equal(cipher.open(6, sealed), undefined);
          assert.ok(cipher.open(5, sealed));
        }
      }
    },
  };
  yield {
    name: 'chachaPoly: a length of any 32 bits is read as it is, a wrong size is refused, and an erased key is gone',
    async run() {
      const cipher = chachaPoly(Uint8Array.from(KEY));
      assert.ok(cipher);
      const zero = cipher.readLength(9, new Uint8Array(4));
      const ones = cipher.readLength(9, new Uint8Array(4).fill(255));
      assert.equal(zero + ones, 0xffff_ffff);
      await rejectsMisuse(() => chachaPoly(new Uint8Array(32)));
      await rejectsMisuse(() => cipher.seal(0, new Uint8Array(cipher.maxBytes - TAG + 1)));
      await rejectsMisuse(() => cipher.open(0, new Uint8Array(cipher.maxBytes + 1)));
      const longest = cipher.seal(0, new Uint8Array(cipher.maxBytes - TAG));
      assert.ok(cipher.open(0, concatBytes(...longest)));
      cipher.erase();
      assert.equal(cipher.open(0, concatBytes(...longest)), undefined);
    },
  };
}

function plainPacket(length: number): Uint8Array {
  const packet = concatBytes(new Uint8Array(4), pattern(length));
  new DataView(packet.buffer).setUint32(0, length);
  return packet;
}

/** The text of OpenSSH's PROTOCOL.chacha20poly1305: K_2 is the first half of the key. */
function composed(
  primitives: Required<
    Pick<{ [Name in keyof CryptoProvider]-?: NonNullable<CryptoProvider[Name]> }, 'chacha20' | 'poly1305'>
  >,
  sequence: number,
  packet: Uint8Array,
): Uint8Array {
  const { chacha20, poly1305 } = primitives;
  const nonce = new Uint8Array(8);
  new DataView(nonce.buffer).setUint32(4, sequence);
  const [bodyKey, lengthKey] = [KEY.subarray(0, 32), KEY.subarray(32)];
  const length = chacha20(lengthKey, nonce, 0, packet.subarray(0, 4));
  const body = chacha20(bodyKey, nonce, 1, packet.subarray(4));
  const polyKey = chacha20(bodyKey, nonce, 0, new Uint8Array(32));
  return concatBytes(length, body, poly1305(polyKey, length, body));
}
