/**
 * chacha20-poly1305@openssh.com (OpenSSH PROTOCOL.chacha20poly1305): the length is encrypted under a key of its own, and
 * the packet's sequence number is the nonce. This is not the AEAD of RFC 8439.
 */

import { equalConstantTime, zeroize } from '@nacre/core';
import type { CryptoProvider, PacketCipher } from '@nacre/crypto';

import { type DirectionKeys, type OpenProtection, readU32, type SealProtection, writeU32 } from './protection.js';

const BLOCK = 8;
const TAG = 16;
const LENGTH = 4;
const POLY_KEY = 32;

type ChaCha20 = NonNullable<CryptoProvider['chacha20']>;
type Poly1305 = NonNullable<CryptoProvider['poly1305']>;

export interface ChaChaPrimitives {
  readonly chacha20: ChaCha20;
  readonly poly1305: Poly1305;
  /** The whole construction as one operation, where the provider has it: no other result, but several times faster on small packets. */
  readonly chachaPoly?: CryptoProvider['chachaPoly'];
}

export function chachaSeal(primitives: ChaChaPrimitives, keys: DirectionKeys): SealProtection {
  return new ChaChaSeal(new ChaChaKeys(primitives, keys));
}

export function chachaOpen(primitives: ChaChaPrimitives, keys: DirectionKeys): OpenProtection {
  return new ChaChaOpen(new ChaChaKeys(primitives, keys));
}

/** The two keys, and the operations both directions share. */
class ChaChaKeys {
  readonly #primitives: ChaChaPrimitives;
  readonly #keys: DirectionKeys;
  readonly #bodyKey: Uint8Array;
  readonly #lengthKey: Uint8Array;
  readonly #nonce = new Uint8Array(8);
  readonly #zeros = new Uint8Array(POLY_KEY);
  /** Does the whole work for packets that are not too long for it. */
  readonly whole: PacketCipher | undefined;

  constructor(primitives: ChaChaPrimitives, keys: DirectionKeys) {
    this.whole = primitives.chachaPoly?.(keys.key, primitives.chacha20);
    this.#primitives = primitives;
    this.#keys = keys;
    this.#bodyKey = keys.key.subarray(0, 32);
    this.#lengthKey = keys.key.subarray(32, 64);
  }

  length(sequence: number, bytes: Uint8Array): Uint8Array {
    return this.#primitives.chacha20(this.#lengthKey, this.#nonceOf(sequence), 0, bytes);
  }

  body(sequence: number, bytes: Uint8Array): Uint8Array {
    return this.#primitives.chacha20(this.#bodyKey, this.#nonceOf(sequence), 1, bytes);
  }

  /** Block 0 of the body key's stream keys the authenticator, once. */
  tag(sequence: number, length: Uint8Array, ciphertext: Uint8Array): Uint8Array {
    const polyKey = this.#primitives.chacha20(this.#bodyKey, this.#nonceOf(sequence), 0, this.#zeros);
    const tag = this.#primitives.poly1305(polyKey, length, ciphertext);
    zeroize(polyKey);
    return tag;
  }

  erase(): void {
    this.whole?.erase();
    zeroize(this.#keys.iv, this.#keys.key, this.#keys.macKey);
  }

  #nonceOf(sequence: number): Uint8Array {
    writeU32(this.#nonce, 4, sequence);
    return this.#nonce;
  }
}

class ChaChaSeal implements SealProtection {
  readonly blockBytes = BLOCK;
  readonly padsLength = false;
  readonly #keys: ChaChaKeys;

  constructor(keys: ChaChaKeys) {
    this.#keys = keys;
  }

  seal(sequence: number, packet: Uint8Array): readonly Uint8Array[] {
    const { whole } = this.#keys;
    if (whole !== undefined && packet.length + TAG <= whole.maxBytes) return whole.seal(sequence, packet);
    const length = this.#keys.length(sequence, packet.subarray(0, LENGTH));
    const ciphertext = this.#keys.body(sequence, packet.subarray(LENGTH));
    return [length, ciphertext, this.#keys.tag(sequence, length, ciphertext)];
  }

  erase(): void {
    this.#keys.erase();
  }
}

class ChaChaOpen implements OpenProtection {
  readonly blockBytes = BLOCK;
  readonly padsLength = false;
  readonly headBytes = LENGTH;
  readonly tagBytes = TAG;
  readonly authenticates = true;
  readonly #keys: ChaChaKeys;

  constructor(keys: ChaChaKeys) {
    this.#keys = keys;
  }

  readLength(sequence: number, input: Uint8Array, at: number): number {
    const bytes = input.subarray(at, at + LENGTH);
    return this.#keys.whole?.readLength(sequence, bytes) ?? readU32(this.#keys.length(sequence, bytes), 0);
  }

  open(sequence: number, input: Uint8Array, at: number, length: number): Uint8Array | undefined {
    const end = at + LENGTH + length;
    const { whole } = this.#keys;
    if (whole !== undefined && end + TAG - at <= whole.maxBytes)
      return whole.open(sequence, input.subarray(at, end + TAG));
    const ciphertext = input.subarray(at + LENGTH, end);
    const expected = this.#keys.tag(sequence, input.subarray(at, at + LENGTH), ciphertext);
    if (!equalConstantTime(expected, input.subarray(end, end + TAG))) return undefined;
    return this.#keys.body(sequence, ciphertext);
  }

  erase(): void {
    this.#keys.erase();
  }
}
