/** aes128-gcm@openssh.com and aes256-gcm@openssh.com: RFC 5647 with the length in clear as associated data. */

import { zeroize } from '@nacre/core';
import type { Aead, CryptoProvider } from '@nacre/crypto';

import { type DirectionKeys, type OpenProtection, readU32, type SealProtection, writeU32 } from './protection.js';

const BLOCK = 16;
const TAG = 16;
const LENGTH = 4;

type MakeAead = NonNullable<CryptoProvider['aesGcm']>;

export function gcmSeal(aesGcm: MakeAead, keys: DirectionKeys): SealProtection {
  return new GcmSeal(aesGcm(keys.key), keys);
}

export function gcmOpen(aesGcm: MakeAead, keys: DirectionKeys): OpenProtection {
  return new GcmOpen(aesGcm(keys.key), keys);
}

/** Adds one to the invocation counter, the last 8 bytes; it never carries into the fixed field (RFC 5647 section 7.1). */
export function incrementNonce(nonce: Uint8Array): void {
  const low = (readU32(nonce, 8) + 1) >>> 0;
  writeU32(nonce, 8, low);
  if (low === 0) writeU32(nonce, 4, (readU32(nonce, 4) + 1) >>> 0);
}

class GcmSeal implements SealProtection {
  readonly blockBytes = BLOCK;
  readonly padsLength = false;
  readonly #aead: Aead;
  readonly #keys: DirectionKeys;
  readonly #nonce: Uint8Array;

  constructor(aead: Aead, keys: DirectionKeys) {
    this.#aead = aead;
    this.#keys = keys;
    this.#nonce = keys.iv;
  }

  seal(_sequence: number, packet: Uint8Array): readonly Uint8Array[] {
    const length = packet.slice(0, LENGTH);
    const sealed = this.#aead.seal(this.#nonce, length, packet.subarray(LENGTH));
    incrementNonce(this.#nonce);
    return [length, sealed.ciphertext, sealed.tag];
  }

  erase(): void {
    zeroize(this.#keys.iv, this.#keys.key, this.#keys.macKey);
  }
}

class GcmOpen implements OpenProtection {
  readonly blockBytes = BLOCK;
  readonly padsLength = false;
  readonly headBytes = LENGTH;
  readonly tagBytes = TAG;
  readonly authenticates = true;
  readonly #aead: Aead;
  readonly #keys: DirectionKeys;
  readonly #nonce: Uint8Array;

  constructor(aead: Aead, keys: DirectionKeys) {
    this.#aead = aead;
    this.#keys = keys;
    this.#nonce = keys.iv;
  }

  readLength(_sequence: number, input: Uint8Array, at: number): number {
    return readU32(input, at);
  }

  open(_sequence: number, input: Uint8Array, at: number, length: number): Uint8Array | undefined {
    const body = at + LENGTH;
    const end = body + length;
    const plain = this.#aead.open(
      this.#nonce,
      input.subarray(at, body),
      input.subarray(body, end),
      input.subarray(end, end + TAG),
    );
    incrementNonce(this.#nonce);
    return plain;
  }

  erase(): void {
    zeroize(this.#keys.iv, this.#keys.key, this.#keys.macKey);
  }
}
