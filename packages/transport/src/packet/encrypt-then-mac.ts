/**
 * A stream cipher with an "-etm@openssh.com" MAC (OpenSSH PROTOCOL section 1.5): the length is in clear, and the MAC covers
 * the sequence number, the length and the ciphertext. Nothing is decrypted before the MAC was checked.
 */

import { equalConstantTime, zeroize } from '@nacre/core';
import type { Mac, StreamCipher } from '@nacre/crypto';

import { type DirectionKeys, type OpenProtection, readU32, type SealProtection, writeU32 } from './protection.js';

const LENGTH = 4;

export interface EncryptThenMacParts {
  readonly cipher: StreamCipher;
  readonly mac: Mac;
  readonly blockBytes: number;
  readonly keys: DirectionKeys;
}

export function etmSeal(parts: EncryptThenMacParts): SealProtection {
  return new EtmSeal(parts);
}

export function etmOpen(parts: EncryptThenMacParts): OpenProtection {
  return new EtmOpen(parts);
}

class EtmSeal implements SealProtection {
  readonly blockBytes: number;
  readonly padsLength = false;
  readonly #parts: EncryptThenMacParts;
  readonly #sequence = new Uint8Array(4);

  constructor(parts: EncryptThenMacParts) {
    this.#parts = parts;
    this.blockBytes = parts.blockBytes;
  }

  seal(sequence: number, packet: Uint8Array): readonly Uint8Array[] {
    const length = packet.slice(0, LENGTH);
    const ciphertext = this.#parts.cipher.update(packet.subarray(LENGTH));
    writeU32(this.#sequence, 0, sequence);
    return [length, ciphertext, this.#parts.mac.compute(this.#sequence, length, ciphertext)];
  }

  erase(): void {
    eraseKeys(this.#parts.keys);
  }
}

class EtmOpen implements OpenProtection {
  readonly blockBytes: number;
  readonly padsLength = false;
  readonly headBytes = LENGTH;
  readonly tagBytes: number;
  readonly authenticates = true;
  readonly #parts: EncryptThenMacParts;
  readonly #sequence = new Uint8Array(4);

  constructor(parts: EncryptThenMacParts) {
    this.#parts = parts;
    this.blockBytes = parts.blockBytes;
    this.tagBytes = parts.mac.size;
  }

  readLength(_sequence: number, input: Uint8Array, at: number): number {
    return readU32(input, at);
  }

  open(sequence: number, input: Uint8Array, at: number, length: number): Uint8Array | undefined {
    const end = at + LENGTH + length;
    writeU32(this.#sequence, 0, sequence);
    const expected = this.#parts.mac.compute(this.#sequence, input.subarray(at, end));
    if (!equalConstantTime(expected, input.subarray(end, end + this.tagBytes))) return undefined;
    return this.#parts.cipher.update(input.subarray(at + LENGTH, end));
  }

  erase(): void {
    eraseKeys(this.#parts.keys);
  }
}

function eraseKeys(keys: DirectionKeys): void {
  zeroize(keys.iv, keys.key, keys.macKey);
}
