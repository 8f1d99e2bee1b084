/** Packet protection of the raw peer, straight on `node:crypto`: it seals whatever it is told to, right or wrong. */

import { createCipheriv, createDecipheriv, timingSafeEqual } from 'node:crypto';

import { u32 } from './bytes.js';
import { poly1305 } from './poly1305.js';
import { type CipherWithMac, cipherSizes, framed, isWithMac, macSizes, type RawMac, withMac } from './with-mac.js';

export type RawCipher =
  | 'aes256-gcm@openssh.com'
  | 'aes128-gcm@openssh.com'
  | 'chacha20-poly1305@openssh.com'
  | CipherWithMac;

/** What goes with a cipher that needs a MAC, unless a test says otherwise. */
export const RAW_MAC: RawMac = 'hmac-sha2-256-etm@openssh.com';

/** A packet: the length field as sent, and all that it should count: padding length byte, payload, padding. */
export interface Sealed {
  readonly length: number;
  readonly body: Uint8Array;
}

export interface Direction {
  /** Block size to which honest packets are padded. */
  readonly block: number;
  /** Whether the length field counts for the padding. */
  readonly alignsLength: boolean;
  seal(sequence: number, packet: Sealed): Buffer;
  /** The packet at the front of `bytes` and how long it is on the wire; undefined until all of it is there. */
  open(sequence: number, bytes: Buffer): { readonly body: Buffer; readonly size: number } | undefined;
}

export interface KeySizes {
  readonly key: number;
  readonly iv: number;
  readonly mac: number;
}

/** Octets of key material that a cipher and its MAC need (RFC 4253 section 7.2). */
export function keySizes(cipher: RawCipher, mac: RawMac): KeySizes {
  return isWithMac(cipher) ? { ...cipherSizes(cipher), mac: macSizes(mac).key } : AEAD_SIZES[cipher];
}

const AEAD_SIZES: Readonly<Record<Exclude<RawCipher, CipherWithMac>, KeySizes>> = {
  'aes256-gcm@openssh.com': { key: 32, iv: 12, mac: 0 },
  'aes128-gcm@openssh.com': { key: 16, iv: 12, mac: 0 },
  'chacha20-poly1305@openssh.com': { key: 64, iv: 0, mac: 0 },
};

export interface Keys {
  readonly key: Buffer;
  readonly iv: Buffer;
  readonly mac: Buffer;
}

const TAG = 16;

export function direction(cipher: RawCipher, mac: RawMac, keys: Keys, side: 'seal' | 'open'): Direction {
  if (isWithMac(cipher)) return withMac(cipher, mac, keys, side);
  return cipher === 'chacha20-poly1305@openssh.com'
    ? chacha(keys)
    : gcm(cipher === 'aes256-gcm@openssh.com' ? 'aes-256-gcm' : 'aes-128-gcm', keys);
}

/** Before the first NEWKEYS. */
export const plain: Direction = {
  block: 8,
  alignsLength: true,
  seal: (_, packet) => Buffer.concat([u32(packet.length), packet.body]),
  open(_, bytes) {
    const size = framed(bytes, 0);
    return size === undefined ? undefined : { body: bytes.subarray(4, size), size };
  },
};

/** RFC 5647 as OpenSSH uses it: the length in clear as associated data, an invocation counter in the nonce. */
function gcm(name: 'aes-256-gcm' | 'aes-128-gcm', keys: Keys): Direction {
  let counter = keys.iv.readBigUInt64BE(4);
  const nonce = (): Buffer => {
    const bytes = Buffer.from(keys.iv);
    bytes.writeBigUInt64BE(counter, 4);
    counter = BigInt.asUintN(64, counter + 1n);
    return bytes;
  };
  return {
    block: 16,
    alignsLength: false,
    seal(_, packet) {
      const cipher = createCipheriv(name, keys.key, nonce());
      cipher.setAAD(u32(packet.length));
      const sealed = Buffer.concat([cipher.update(packet.body), cipher.final()]);
      return Buffer.concat([u32(packet.length), sealed, cipher.getAuthTag()]);
    },
    open(_, bytes) {
      const size = framed(bytes, TAG);
      if (size === undefined) return undefined;
      const decipher = createDecipheriv(name, keys.key, nonce(), { authTagLength: TAG });
      decipher.setAAD(bytes.subarray(0, 4));
      decipher.setAuthTag(bytes.subarray(size - TAG, size));
      return { body: Buffer.concat([decipher.update(bytes.subarray(4, size - TAG)), decipher.final()]), size };
    },
  };
}

/** OpenSSH PROTOCOL.chacha20poly1305: one key for the length, one for the rest; the sequence number is the nonce. */
function chacha(keys: Keys): Direction {
  const [main, lengths] = [keys.key.subarray(0, 32), keys.key.subarray(32)];
  const tagOf = (sequence: number, bytes: Uint8Array): Buffer =>
    poly1305(chacha20(main, sequence, 0, Buffer.alloc(32)), bytes);
  return {
    block: 8,
    alignsLength: false,
    seal(sequence, packet) {
      const length = chacha20(lengths, sequence, 0, u32(packet.length));
      const sealed = Buffer.concat([length, chacha20(main, sequence, 1, packet.body)]);
      return Buffer.concat([sealed, tagOf(sequence, sealed)]);
    },
    open(sequence, bytes) {
      if (bytes.length < 4) return undefined;
      const size = 4 + chacha20(lengths, sequence, 0, bytes.subarray(0, 4)).readUInt32BE() + TAG;
      if (bytes.length < size) return undefined;
      const tag = tagOf(sequence, bytes.subarray(0, size - TAG));
      if (!timingSafeEqual(tag, bytes.subarray(size - TAG, size))) throw new Error('raw peer: bad Poly1305 tag');
      return { body: chacha20(main, sequence, 1, bytes.subarray(4, size - TAG)), size };
    },
  };
}

function chacha20(key: Uint8Array, sequence: number, block: number, data: Uint8Array): Buffer {
  const counterAndNonce = Buffer.alloc(16);
  counterAndNonce.writeUInt32LE(block, 0);
  counterAndNonce.writeUInt32BE(sequence >>> 0, 12);
  return createCipheriv('chacha20', key, counterAndNonce).update(data);
}
