/** The way out: payloads become packets at once, or wait in order while a key exchange runs (RFC 4253 section 7.1). */

import { concatBytes, zeroize } from '@nacre/core';

import type { SealProtection } from './protection.js';
import type { Sealer } from './sealer.js';

/** Where packets go. */
export interface PacketSink {
  write(...parts: readonly Uint8Array[]): void;
}

export class Outbound {
  readonly sealer: Sealer;
  readonly #sink: PacketSink;
  #held: Uint8Array[] = [];
  #heldBytes = 0;
  #holding = true; // until the first keys are in use

  constructor(sealer: Sealer, sink: PacketSink) {
    this.sealer = sealer;
    this.#sink = sink;
  }

  get heldBytes(): number {
    return this.#heldBytes;
  }

  /** Sends a payload given in parts, or holds a copy of it. Throws MISUSE for one that no packet can carry. */
  send(parts: readonly Uint8Array[]): void {
    if (!this.#holding) {
      this.sendNow(parts);
      return;
    }
    this.#heldBytes += this.sealer.checkedLength(parts);
    this.#held.push(concatBytes(...parts));
  }

  /** Sends past what is held: only for messages that are legal during a key exchange. */
  sendNow(parts: readonly Uint8Array[]): void {
    this.#sink.write(...this.sealer.seal(parts));
  }

  /** From now on `send` holds. */
  hold(): void {
    this.#holding = true;
  }

  /** Uses new keys from the next packet on. */
  install(protection: SealProtection, options: { readonly resetSequence: boolean }): void {
    this.sealer.install(protection, options);
  }

  /** Sends what was held, in order. */
  release(): void {
    const held = this.#held;
    this.#held = [];
    this.#heldBytes = 0;
    this.#holding = false;
    for (const payload of held) {
      this.sendNow([payload]);
      zeroize(payload);
    }
  }

  /** Erases keys and whatever was not sent. */
  erase(): void {
    this.sealer.erase();
    zeroize(...this.#held);
    this.#held = [];
    this.#heldBytes = 0;
  }
}
