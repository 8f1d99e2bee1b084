/**
 * A cipher with a MAC over the plain packet (RFC 4253 section 6.4). The length is in the first block and must be used before
 * anything is authenticated: the price is paid in `spendRest`, which see in protection.ts.
 */

import { equalConstantTime, zeroize } from '@nacre/core';

import { type OpenProtection, readU32, type SealProtection } from '../protection.js';
import { spendTagTime } from './authenticator.js';
import { eraseParts, type SuiteParts } from './parts.js';

const LENGTH = 4;
const NO_HEAD = /*@__PURE__*/ new Uint8Array(0);

export function encryptAndMacSeal(parts: SuiteParts): SealProtection {
  return new EncryptAndMacSeal(parts);
}

export function encryptAndMacOpen(parts: SuiteParts): OpenProtection {
  return new EncryptAndMacOpen(parts);
}

class EncryptAndMacSeal implements SealProtection {
  readonly blockBytes: number;
  readonly padsLength = true;
  readonly #parts: SuiteParts;

  constructor(parts: SuiteParts) {
    this.#parts = parts;
    this.blockBytes = parts.blockBytes;
  }

  seal(sequence: number, packet: Uint8Array): readonly Uint8Array[] {
    const { cipher, authenticator } = this.#parts;
    const tag = authenticator.tag(sequence, packet);
    return [cipher.update(packet), tag];
  }

  erase(): void {
    eraseParts(this.#parts);
  }
}

class EncryptAndMacOpen implements OpenProtection {
  readonly blockBytes: number;
  readonly padsLength = true;
  readonly headBytes: number;
  readonly tagBytes: number;
  readonly authenticates = true;
  readonly #parts: SuiteParts;
  /** The first block of the packet that comes in, decrypted once: the cipher has moved on. Empty before. */
  #head: Uint8Array = NO_HEAD;

  constructor(parts: SuiteParts) {
    this.#parts = parts;
    this.blockBytes = parts.blockBytes;
    this.headBytes = parts.blockBytes;
    this.tagBytes = parts.authenticator.tagBytes;
  }

  readLength(_sequence: number, input: Uint8Array, at: number): number {
    if (this.#head.length === 0) this.#head = this.#parts.cipher.update(input.subarray(at, at + this.headBytes));
    return readU32(this.#head, 0);
  }

  open(sequence: number, input: Uint8Array, at: number, length: number): Uint8Array | undefined {
    const end = at + LENGTH + length;
    const packet = this.#decrypt(input, at, end);
    const expected = this.#parts.authenticator.tag(sequence, packet);
    if (equalConstantTime(expected, input.subarray(end, end + this.tagBytes))) return packet.subarray(LENGTH);
    zeroize(packet);
    return undefined;
  }

  spendRest(bytes: number): void {
    spendTagTime(this.#parts.authenticator, bytes);
  }

  erase(): void {
    zeroize(this.#head);
    eraseParts(this.#parts);
  }

  /** The whole plain packet, its length first. */
  #decrypt(input: Uint8Array, at: number, end: number): Uint8Array {
    const packet = new Uint8Array(end - at);
    packet.set(this.#head);
    if (packet.length > this.headBytes) {
      packet.set(this.#parts.cipher.update(input.subarray(at + this.headBytes, end)), this.headBytes);
    }
    zeroize(this.#head);
    this.#head = NO_HEAD;
    return packet;
  }
}
