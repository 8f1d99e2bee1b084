/**
 * The incoming direction of the binary packet protocol (RFC 4253 section 6). Works on the bytes in place; what leaves is
 * fresh memory from the cipher.
 */

import { protocolError, SshError } from '@nacre/core';

import { plainOpen } from './plain.js';
import type { OpenProtection } from './protection.js';

const LENGTH = 4;
const MIN_PADDING = 4; // RFC 4253 section 6
const MIN_LENGTH = 1 + MIN_PADDING; // a padding length and the least padding
const MAC_ERROR = 5; // RFC 4253 section 11.1

export interface OpenerOptions {
  readonly maxLength: number;
  /** Only for tests: the number of the first packet. */
  readonly sequence?: number;
}

/** Makes payloads of compressed ones. */
export interface PayloadInflater {
  /** At least 1 byte and at most `maxLength`, owned by the caller. Throws SshError for what cannot be decompressed to that. */
  inflate(payload: Uint8Array, maxLength: number): Uint8Array;
  close(): void;
}

/** A packet that is not authentic, and is read on nevertheless. */
interface Refused {
  /** Bytes that a tag was computed over. */
  readonly authenticated: number;
}

export class Opener {
  #maxLength: number;
  #protection: OpenProtection = plainOpen;
  #next: number;
  #hidesLength = false;
  #inflater: PayloadInflater | undefined;
  #mayWrap = false;
  #length = -1;
  #refused: Refused | undefined;
  #payload: Uint8Array = new Uint8Array(0);
  #sequence = 0;
  #keyBytes = 0;
  #keyPackets = 0;
  #earlierBytes = 0;
  #earlierPackets = 0;

  constructor(options: OpenerOptions) {
    this.#maxLength = options.maxLength;
    this.#next = options.sequence ?? 0;
  }

  /** Payload of the packet opened last: owned by whoever takes it, never reused. */
  get payload(): Uint8Array {
    return this.#payload;
  }
  /** Sequence number of the packet opened last. */
  get sequence(): number {
    return this.#sequence;
  }
  /** Bytes from the start of the current packet that must be there before `open` can get further. */
  get needed(): number {
    if (this.#length < 0) return this.#protection.headBytes;
    return LENGTH + this.#length + this.#protection.tagBytes;
  }

  get keyBytes(): number {
    return this.#keyBytes;
  }
  get keyPackets(): number {
    return this.#keyPackets;
  }
  get totalBytes(): number {
    return this.#earlierBytes + this.#keyBytes;
  }
  get totalPackets(): number {
    return this.#earlierPackets + this.#keyPackets;
  }

  /** Sets the largest packet length, from the next packet on. */
  set maxLength(bytes: number) {
    this.#maxLength = bytes;
  }

  /** Uses new keys from the next packet on, and erases the old ones. */
  install(protection: OpenProtection, options: { readonly resetSequence: boolean }): void {
    this.#protection.erase();
    this.#protection = protection;
    this.#hidesLength = protection.spendRest !== undefined;
    this.#mayWrap = true;
    if (options.resetSequence) this.#next = 0;
    this.#earlierBytes += this.#keyBytes;
    this.#earlierPackets += this.#keyPackets;
    this.#keyBytes = 0;
    this.#keyPackets = 0;
  }

  /** Takes payloads as compressed from the next packet on, with a fresh state; or as they are. */
  inflateWith(inflater: PayloadInflater | undefined): void {
    this.#inflater?.close();
    this.#inflater = inflater;
  }

  /**
   * Opens the packet that starts at `from`. Returns the bytes used, or 0 when more are needed; then the packet must be
   * offered again from its start. Throws SshError for a packet that breaks a rule.
   */
  open(input: Uint8Array, from: number): number {
    const available = input.length - from;
    if (this.#length < 0) {
      if (available < this.#protection.headBytes) return 0;
      this.#length = this.#checkedLength(this.#protection.readLength(this.#next, input, from));
    }
    const total = this.needed;
    if (available < total) return 0;

    const plain =
      this.#refused === undefined ? this.#protection.open(this.#next, input, from, this.#length) : undefined;
    if (plain === undefined || plain.length !== this.#length) return this.#refuse(available);
    this.#payload = this.#unpad(plain);
    if (this.#inflater !== undefined) this.#payload = this.#inflater.inflate(this.#payload, this.#maxLength);
    this.#count(total);
    return total;
  }

  /** Erases the keys. */
  erase(): void {
    this.inflateWith(undefined);
    this.#protection.erase();
  }

  /**
   * Too much is refused at once, before it is waited for. The other rules wait for the tag where there is one, and an
   * impossible length then reads like a wrong tag: a peer learns nothing from which rule a forged packet broke.
   */
  #checkedLength(length: number): number {
    if (this.#protection.authenticates) {
      if (this.#hidesLength) return this.#hiddenLength(length);
      if (length > this.#maxLength) throw this.#notAuthentic();
      return length;
    }
    if (length > this.#maxLength) throw protocolError(`A packet length is over the limit of ${this.#maxLength} bytes`);
    this.#checkFrame(length);
    return length;
  }

  /** An impossible length becomes the greatest one. */
  #hiddenLength(length: number): number {
    if (length >= MIN_LENGTH && length <= this.#maxLength && this.#isAligned(length)) return length;
    this.#refused = { authenticated: 0 };
    return this.#maxLength;
  }

  /** What is not authentic ends the connection: at once, or where the longest packet would have ended. */
  #refuse(available: number): 0 {
    if (!this.#hidesLength) throw this.#notAuthentic();
    this.#refused ??= { authenticated: LENGTH + this.#length };
    this.#length = this.#maxLength;
    if (available < this.needed) return 0;
    this.#protection.spendRest?.(LENGTH + this.#maxLength - this.#refused.authenticated);
    throw this.#notAuthentic();
  }

  #unpad(plain: Uint8Array): Uint8Array {
    this.#checkFrame(plain.length);
    const padding = plain[0] as number;
    if (padding < MIN_PADDING)
      throw protocolError(`A packet has ${padding} bytes of padding; the least is ${MIN_PADDING}`);
    if (padding >= plain.length - 1) throw protocolError('A packet has no payload');
    // a plain Uint8Array whatever the provider made: `slice` of a Node Buffer would not copy
    return new Uint8Array(plain.buffer, plain.byteOffset + 1, plain.length - 1 - padding);
  }

  #checkFrame(length: number): void {
    if (length < MIN_LENGTH) throw protocolError('A packet is too short to hold its padding');
    if (!this.#isAligned(length)) throw protocolError('A packet is not a multiple of the block size');
  }

  #isAligned(length: number): boolean {
    const padded = this.#protection.padsLength ? LENGTH + length : length;
    return padded % this.#protection.blockBytes === 0;
  }

  #count(bytes: number): void {
    this.#length = -1;
    this.#sequence = this.#next;
    this.#next = (this.#next + 1) >>> 0;
    if (this.#next === 0 && !this.#mayWrap)
      throw protocolError('The sequence number wrapped in the first key exchange');
    this.#keyBytes += bytes;
    this.#keyPackets += 1;
  }

  #notAuthentic(): SshError {
    return new SshError('MAC_MISMATCH', `A packet is not authentic, or longer than ${this.#maxLength} bytes`, {
      origin: 'peer',
      disconnect: MAC_ERROR,
    });
  }
}
