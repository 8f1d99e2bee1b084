/** MACs as packets use them: HMAC takes the sequence number as data, UMAC as its nonce. */

import { zeroize } from '@nacre/core';
import type { Mac, Umac } from '@nacre/crypto';

import { writeU32 } from '../protection.js';

export interface Authenticator {
  /** Bytes of a tag. */
  readonly tagBytes: number;
  /** The tag of `first` and then `second` in the packet of this number. */
  tag(sequence: number, first: Uint8Array, second?: Uint8Array): Uint8Array;
  /** Erases the key, if it is within reach. It cannot be used afterwards. */
  erase?(): void;
}

/** RFC 4253 section 6.4; `tagBytes` cuts the tag short. */
export function hmacAuthenticator(mac: Mac, tagBytes = mac.size): Authenticator {
  return new HmacAuthenticator(mac, tagBytes);
}

/** OpenSSH mac.c: the sequence number is a nonce of 8 bytes, and not part of the data. */
export function umacAuthenticator(umac: Umac): Authenticator {
  return new UmacAuthenticator(umac);
}

/** Takes as long as the tag of so many bytes does. */
export function spendTagTime(authenticator: Authenticator, bytes: number): void {
  const chunk = new Uint8Array(Math.min(bytes, SPENT_AT_ONCE));
  for (let left = bytes; left > 0; left -= chunk.length) {
    zeroize(authenticator.tag(0, chunk.subarray(0, Math.min(left, chunk.length))));
  }
}

/** Bounds what is allocated for nothing. */
const SPENT_AT_ONCE = 32 * 1024;

class HmacAuthenticator implements Authenticator {
  readonly tagBytes: number;
  readonly #mac: Mac;
  readonly #sequence = new Uint8Array(4);

  constructor(mac: Mac, tagBytes: number) {
    this.#mac = mac;
    this.tagBytes = tagBytes;
  }

  tag(sequence: number, first: Uint8Array, second?: Uint8Array): Uint8Array {
    writeU32(this.#sequence, 0, sequence);
    const tag =
      second === undefined
        ? this.#mac.compute(this.#sequence, first)
        : this.#mac.compute(this.#sequence, first, second);
    return tag.length === this.tagBytes ? tag : tag.subarray(0, this.tagBytes);
  }
}

class UmacAuthenticator implements Authenticator {
  readonly tagBytes: number;
  readonly #umac: Umac;
  readonly #nonce = new Uint8Array(8);

  constructor(umac: Umac) {
    this.#umac = umac;
    this.tagBytes = umac.size;
  }

  tag(sequence: number, first: Uint8Array, second?: Uint8Array): Uint8Array {
    writeU32(this.#nonce, 4, sequence);
    return second === undefined
      ? this.#umac.compute(this.#nonce, first)
      : this.#umac.compute(this.#nonce, first, second);
  }

  erase(): void {
    this.#umac.erase?.();
  }
}
