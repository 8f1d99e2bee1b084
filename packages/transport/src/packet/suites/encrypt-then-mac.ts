/**
 * A cipher with an "-etm@openssh.com" MAC (OpenSSH PROTOCOL section 1.5): the length is in clear, and the MAC covers the
 * length and the ciphertext. Nothing is decrypted before the MAC was checked.
 */

import { equalConstantTime, protocolError } from '@nacre/core';

import { type OpenProtection, readU32, type SealProtection } from '../protection.js';
import { eraseParts, type SuiteParts } from './parts.js';

const LENGTH = 4;

export function etmSeal(parts: SuiteParts): SealProtection {
  return new EtmSeal(parts);
}

export function etmOpen(parts: SuiteParts): OpenProtection {
  return new EtmOpen(parts);
}

class EtmSeal implements SealProtection {
  readonly blockBytes: number;
  readonly padsLength = false;
  readonly #parts: SuiteParts;

  constructor(parts: SuiteParts) {
    this.#parts = parts;
    this.blockBytes = parts.blockBytes;
  }

  seal(sequence: number, packet: Uint8Array): readonly Uint8Array[] {
    const { cipher, authenticator } = this.#parts;
    const length = packet.slice(0, LENGTH);
    const ciphertext = cipher.update(packet.subarray(LENGTH));
    return [length, ciphertext, authenticator.tag(sequence, length, ciphertext)];
  }

  erase(): void {
    eraseParts(this.#parts);
  }
}

class EtmOpen implements OpenProtection {
  readonly blockBytes: number;
  readonly padsLength = false;
  readonly headBytes = LENGTH;
  readonly tagBytes: number;
  readonly authenticates = true;
  readonly #parts: SuiteParts;

  constructor(parts: SuiteParts) {
    this.#parts = parts;
    this.blockBytes = parts.blockBytes;
    this.tagBytes = parts.authenticator.tagBytes;
  }

  readLength(_sequence: number, input: Uint8Array, at: number): number {
    return readU32(input, at);
  }

  open(sequence: number, input: Uint8Array, at: number, length: number): Uint8Array | undefined {
    const end = at + LENGTH + length;
    const { cipher, authenticator, blockBytes } = this.#parts;
    const expected = authenticator.tag(sequence, input.subarray(at, end));
    if (!equalConstantTime(expected, input.subarray(end, end + this.tagBytes))) return undefined;
    // half a block would stay inside the cipher
    if (length % blockBytes !== 0) throw protocolError('A packet is not a multiple of the block size');
    return cipher.update(input.subarray(at + LENGTH, end));
  }

  erase(): void {
    eraseParts(this.#parts);
  }
}
