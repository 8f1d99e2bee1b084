/** The raw peer's ciphers with a MAC beside them, both ways to combine them, straight on `node:crypto`. */

import { createCipheriv, createDecipheriv, createHmac, timingSafeEqual } from 'node:crypto';

import { u32 } from './bytes.js';
import type { Direction, Keys, RawCipher } from './ciphers.js';

export type CipherWithMac = 'aes256-ctr' | 'aes128-ctr' | 'aes256-cbc' | 'aes128-cbc' | '3des-cbc';

/** With "-etm" the MAC is over the ciphertext. */
export type RawMac =
  | 'hmac-sha2-256-etm@openssh.com'
  | 'hmac-sha2-512-etm@openssh.com'
  | 'hmac-sha1-96-etm@openssh.com'
  | 'hmac-sha2-256'
  | 'hmac-sha2-512'
  | 'hmac-sha1'
  | 'hmac-sha1-96'
  | 'hmac-md5'
  | 'hmac-sha256@ssh.com';

interface CipherFacts {
  readonly openssl: string;
  readonly key: number;
  readonly iv: number;
}

interface MacFacts {
  readonly hash: string;
  readonly key: number;
  readonly tag: number;
}

const CIPHERS: Readonly<Record<CipherWithMac, CipherFacts>> = {
  'aes256-ctr': { openssl: 'aes-256-ctr', key: 32, iv: 16 },
  'aes128-ctr': { openssl: 'aes-128-ctr', key: 16, iv: 16 },
  'aes256-cbc': { openssl: 'aes-256-cbc', key: 32, iv: 16 },
  'aes128-cbc': { openssl: 'aes-128-cbc', key: 16, iv: 16 },
  '3des-cbc': { openssl: 'des-ede3-cbc', key: 24, iv: 8 },
};

const MACS: Readonly<Record<RawMac, MacFacts>> = {
  'hmac-sha2-256-etm@openssh.com': { hash: 'sha256', key: 32, tag: 32 },
  'hmac-sha2-512-etm@openssh.com': { hash: 'sha512', key: 64, tag: 64 },
  'hmac-sha1-96-etm@openssh.com': { hash: 'sha1', key: 20, tag: 12 },
  'hmac-sha2-256': { hash: 'sha256', key: 32, tag: 32 },
  'hmac-sha2-512': { hash: 'sha512', key: 64, tag: 64 },
  'hmac-sha1': { hash: 'sha1', key: 20, tag: 20 },
  'hmac-sha1-96': { hash: 'sha1', key: 20, tag: 12 },
  'hmac-md5': { hash: 'md5', key: 16, tag: 16 },
  'hmac-sha256@ssh.com': { hash: 'sha256', key: 16, tag: 32 },
};

export function isWithMac(cipher: RawCipher): cipher is CipherWithMac {
  return cipher in CIPHERS;
}

export function cipherSizes(cipher: CipherWithMac): CipherFacts {
  return CIPHERS[cipher];
}

export function macSizes(mac: RawMac): MacFacts {
  return MACS[mac];
}

export function withMac(cipher: CipherWithMac, mac: RawMac, keys: Keys, side: 'seal' | 'open'): Direction {
  const { openssl, iv } = CIPHERS[cipher];
  const { hash, tag } = MACS[mac];
  const make = side === 'seal' ? createCipheriv : createDecipheriv;
  const stream = make(openssl, keys.key, keys.iv).setAutoPadding(false);
  const macOf = (sequence: number, bytes: Uint8Array): Buffer =>
    createHmac(hash, keys.mac).update(u32(sequence)).update(bytes).digest().subarray(0, tag);
  const check = (sequence: number, bytes: Uint8Array, sent: Uint8Array): void => {
    if (!timingSafeEqual(macOf(sequence, bytes), sent)) throw new Error('raw peer: bad MAC');
  };
  const crypt = (bytes: Uint8Array): Buffer => stream.update(bytes);
  const parts: Parts = { block: iv, tag, crypt, macOf, check };
  return mac.includes('-etm@') ? etm(parts) : encryptAndMac(parts);
}

/** Size on the wire of a packet whose length is in clear; undefined until it is complete. */
export function framed(bytes: Buffer, tag: number): number | undefined {
  if (bytes.length < 4) return undefined;
  const size = 4 + bytes.readUInt32BE() + tag;
  return bytes.length < size ? undefined : size;
}

interface Parts {
  readonly block: number;
  readonly tag: number;
  readonly crypt: (bytes: Uint8Array) => Buffer;
  readonly macOf: (sequence: number, bytes: Uint8Array) => Buffer;
  readonly check: (sequence: number, bytes: Uint8Array, sent: Uint8Array) => void;
}

/** Encrypt-then-MAC: the length in clear, the MAC over sequence number, length and ciphertext. */
function etm({ block, tag, crypt, macOf, check }: Parts): Direction {
  return {
    block,
    alignsLength: false,
    seal(sequence, packet) {
      const sealed = Buffer.concat([u32(packet.length), crypt(packet.body)]);
      return Buffer.concat([sealed, macOf(sequence, sealed)]);
    },
    open(sequence, bytes) {
      const size = framed(bytes, tag);
      if (size === undefined) return undefined;
      check(sequence, bytes.subarray(0, size - tag), bytes.subarray(size - tag, size));
      return { body: crypt(bytes.subarray(4, size - tag)), size };
    },
  };
}

/** Encrypt-and-MAC: the length encrypted, the MAC over sequence number and plain packet. */
function encryptAndMac({ block, tag, crypt, macOf, check }: Parts): Direction {
  /** The first block of a packet whose rest has not come. */
  let first: Buffer | undefined;
  return {
    block,
    alignsLength: true,
    seal(sequence, packet) {
      const plain = Buffer.concat([u32(packet.length), packet.body]);
      return Buffer.concat([crypt(plain), macOf(sequence, plain)]);
    },
    open(sequence, bytes) {
      if (bytes.length < block) return undefined;
      first ??= crypt(bytes.subarray(0, block));
      const end = 4 + first.readUInt32BE();
      if (bytes.length < end + tag) return undefined;
      const plain = Buffer.concat([first, crypt(bytes.subarray(block, end))]);
      first = undefined;
      check(sequence, plain, bytes.subarray(end, end + tag));
      return { body: plain.subarray(4), size: end + tag };
    },
  };
}
