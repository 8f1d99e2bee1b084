/** Packets of the raw peer, whose ciphers share nothing with ours, and ours for the raw peer. */

import { describe, expect, test } from 'vitest';

import { concatBytes, SshError } from '@nacre/core';
import { RAW_MAC, type RawCipher, rawDirection, rawKeySizes, type RawMac } from '@nacre/testkit';

import { suiteFor } from '../src/packet/ciphers.js';
import { Opener } from '../src/packet/opener.js';
import { Sealer } from '../src/packet/sealer.js';
import { crypto, message, random } from './pair.js';

const AEAD: readonly RawCipher[] = [
  'aes256-gcm@openssh.com',
  'aes128-gcm@openssh.com',
  'chacha20-poly1305@openssh.com',
];
const CIPHERS: readonly RawCipher[] = ['aes256-ctr', 'aes128-ctr', 'aes256-cbc', 'aes128-cbc', '3des-cbc'];
const MACS: readonly RawMac[] = [
  'hmac-sha2-256-etm@openssh.com',
  'hmac-sha2-512-etm@openssh.com',
  'hmac-sha1-96-etm@openssh.com',
  'hmac-sha2-256',
  'hmac-sha2-512',
  'hmac-sha1',
  'hmac-sha1-96',
  'hmac-md5',
  'hmac-sha256@ssh.com',
];
const SUITES = [
  ...AEAD.map(cipher => ({ cipher, mac: RAW_MAC })),
  ...CIPHERS.flatMap(cipher => MACS.map(mac => ({ cipher, mac }))),
];
const SIZES = [...Array.from({ length: 40 }, (_, i) => i + 1), 255, 256, 257, 32_768];

/** The same octets for both sides: fresh, because the owner erases them. */
function keys(sizes: { readonly key: number; readonly iv: number; readonly mac: number }) {
  const octets = (length: number, seed: number): Buffer => Buffer.from(message(length, seed));
  return { key: octets(sizes.key, 1), iv: octets(sizes.iv, 2), mac: octets(sizes.mac, 3) };
}

describe.each(SUITES)('$cipher with $mac', ({ cipher, mac }) => {
  const suite = suiteFor(cipher, mac);
  const sizes = rawKeySizes(cipher, mac);

  test('needs keys of the same sizes', () => {
    expect({ key: suite.keyBytes, iv: suite.ivBytes, mac: suite.macKeyBytes }).toEqual({
      key: sizes.key,
      iv: sizes.iv,
      mac: sizes.mac,
    });
  });

  test('is opened by the raw peer', () => {
    const own = keys(sizes);
    const sealer = new Sealer({ random, maxPayload: 40_000 });
    sealer.install(suite.seal(crypto, { ...own, macKey: own.mac }), { resetSequence: true });
    const raw = rawDirection(cipher, mac, keys(sizes), 'open');
    for (const [sequence, size] of SIZES.entries()) {
      const packet = Buffer.from(concatBytes(...sealer.seal([message(size, size)])));
      expect(raw.open(sequence, packet.subarray(0, packet.length - 1))).toBeUndefined();
      const opened = raw.open(sequence, packet);
      expect(opened?.size).toBe(packet.length);
      const body = opened?.body ?? Buffer.alloc(1);
      expect(body.subarray(1, body.length - body.readUInt8()).equals(message(size, size))).toBe(true);
    }
  });

  test('is sealed by the raw peer', () => {
    const own = keys(sizes);
    const opener = new Opener({ maxLength: 40_000 });
    opener.install(suite.open(crypto, { ...own, macKey: own.mac }), { resetSequence: true });
    const raw = rawDirection(cipher, mac, keys(sizes), 'seal');
    for (const [sequence, size] of SIZES.entries()) {
      const packet = raw.seal(sequence, packetOf(message(size, size), raw));
      expect(opener.open(packet, 0)).toBe(packet.length);
      expect(Buffer.from(opener.payload).equals(message(size, size))).toBe(true);
    }
    raw.seal(SIZES.length, packetOf(message(9, 9), raw)); // is lost
    const wrong = raw.seal(SIZES.length + 1, packetOf(message(9, 9), raw));
    expect(() => opener.open(concatBytes(wrong, new Uint8Array(41_000)), 0)).toThrow(SshError);
  });
});

function packetOf(
  payload: Uint8Array,
  { block, alignsLength }: { readonly block: number; readonly alignsLength: boolean },
) {
  const unpadded = (alignsLength ? 5 : 1) + payload.length;
  const padding = 4 + ((block - ((unpadded + 4) % block)) % block);
  const body = Buffer.concat([Buffer.of(padding), payload, Buffer.alloc(padding, 0x5a)]);
  return { length: body.length, body };
}
