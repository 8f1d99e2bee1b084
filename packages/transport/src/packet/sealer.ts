/** The outgoing direction of the binary packet protocol (RFC 4253 section 6): framing, padding, sequence numbers, counters. */

import { misuse, protocolError, type RandomSource, zeroize } from '@nacre/core';

import { plainSeal } from './plain.js';
import { type SealProtection, writeU32 } from './protection.js';
import { RandomPool } from './random-pool.js';

const HEADER = 5; // length and padding length
const MIN_PADDING = 4; // RFC 4253 section 6
const FIRST_SCRATCH = 2048; // holds every message of a handshake but the largest

export interface SealerOptions {
  readonly random: RandomSource;
  readonly maxPayload: number;
  /** Only for tests: the number of the first packet. */
  readonly sequence?: number;
}

/** Compresses payloads. */
export interface PayloadDeflater {
  /** The payload that the parts make up, compressed: a little longer than they are, at worst. They are borrowed; the result is the caller's. */
  deflate(parts: readonly Uint8Array[]): Uint8Array;
  close(): void;
}

export class Sealer {
  readonly #padding: RandomPool;
  readonly #maxPayload: number;
  #protection: SealProtection = plainSeal;
  #deflater: PayloadDeflater | undefined;
  #sequence: number;
  #mayWrap = false;
  #scratch = new Uint8Array(FIRST_SCRATCH);
  #keyBytes = 0;
  #keyPackets = 0;
  #earlierBytes = 0;
  #earlierPackets = 0;

  constructor(options: SealerOptions) {
    this.#padding = new RandomPool(options.random);
    this.#maxPayload = options.maxPayload;
    this.#sequence = options.sequence ?? 0;
  }

  /** Bytes and packets under the present keys. */
  get keyBytes(): number {
    return this.#keyBytes;
  }
  get keyPackets(): number {
    return this.#keyPackets;
  }

  /** Bytes and packets since the start. */
  get totalBytes(): number {
    return this.#earlierBytes + this.#keyBytes;
  }
  get totalPackets(): number {
    return this.#earlierPackets + this.#keyPackets;
  }

  /** Uses new keys from the next packet on, and erases the old ones. */
  install(protection: SealProtection, options: { readonly resetSequence: boolean }): void {
    this.#protection.erase();
    this.#protection = protection;
    this.#mayWrap = true;
    if (options.resetSequence) this.#sequence = 0;
    this.#earlierBytes += this.#keyBytes;
    this.#earlierPackets += this.#keyPackets;
    this.#keyBytes = 0;
    this.#keyPackets = 0;
  }

  /** Compresses payloads from the next packet on, with a fresh state; or leaves them as they are. */
  deflateWith(deflater: PayloadDeflater | undefined): void {
    this.#deflater?.close();
    this.#deflater = deflater;
  }

  /** Length of the payload that the parts make up. Throws MISUSE if no packet can carry it. */
  checkedLength(parts: readonly Uint8Array[]): number {
    let length = 0;
    for (const part of parts) length += part.length;
    if (length > 0 && length <= this.#maxPayload) return length;
    throw misuse(`A message has 1 to ${this.#maxPayload} bytes, not ${length}`);
  }

  /** One packet with the payload that the parts make up. They are borrowed for the call; the result belongs to the caller. */
  seal(parts: readonly Uint8Array[]): readonly Uint8Array[] {
    const payload = this.checkedLength(parts);
    const packet =
      this.#deflater === undefined ? this.#packet(parts, payload) : this.#compressed(this.#deflater, parts);
    const sealed = this.#protection.seal(this.#sequence, packet);
    this.#sequence = (this.#sequence + 1) >>> 0;
    // Terrapin's remedy: nobody may shift the numbers by a whole turn before the keys exist
    if (this.#sequence === 0 && !this.#mayWrap)
      throw protocolError('The sequence number wrapped in the first key exchange');
    for (const part of sealed) this.#keyBytes += part.length;
    this.#keyPackets += 1;
    return sealed;
  }

  /** Erases keys and plain text. */
  erase(): void {
    this.deflateWith(undefined);
    this.#protection.erase();
    zeroize(this.#scratch);
  }

  /** The plain packet with the payload compressed. `maxPayload` is for what goes in: it leaves room for what deflating adds. */
  #compressed(deflater: PayloadDeflater, parts: readonly Uint8Array[]): Uint8Array {
    const payload = deflater.deflate(parts);
    const packet = this.#packet([payload], payload.length);
    zeroize(payload);
    return packet;
  }

  /** The plain packet, in memory that the next call uses again. */
  #packet(parts: readonly Uint8Array[], payload: number): Uint8Array {
    const block = this.#protection.blockBytes;
    const unpadded = payload + (this.#protection.padsLength ? HEADER : 1);
    let padding = block - (unpadded % block);
    if (padding < MIN_PADDING) padding += block;

    const size = HEADER + payload + padding;
    const packet = this.#reserve(size);
    writeU32(packet, 0, size - 4);
    packet[4] = padding;
    let at = HEADER;
    for (const part of parts) {
      packet.set(part, at);
      at += part.length;
    }
    this.#padding.fill(packet, at, padding);
    return packet.subarray(0, size);
  }

  #reserve(size: number): Uint8Array {
    if (size > this.#scratch.length) {
      zeroize(this.#scratch);
      this.#scratch = new Uint8Array(Math.max(size, 2 * this.#scratch.length));
    }
    return this.#scratch;
  }
}
