/** The way out: payloads become packets at once, or wait in order while a key exchange runs (RFC 4253 section 7.1). */

import { concatBytes, zeroize } from '@nacre/core';

import { USERAUTH_SUCCESS } from '../compression/compression.js';
import type { SealProtection } from './protection.js';
import type { Sealer } from './sealer.js';

/** Where packets go. */
export interface PacketSink {
  write(...parts: readonly Uint8Array[]): void;
}

export class Outbound {
  readonly sealer: Sealer;
  readonly #sink: PacketSink;
  #successSent: (() => void) | undefined;
  #held: Uint8Array[] = [];
  #heldBytes = 0;
  #holding = true; // until the first keys are in use

  /** `successSent` runs after the packet with USERAUTH_SUCCESS, and before the one that follows it. Servers have it. */
  constructor(sealer: Sealer, sink: PacketSink, successSent?: () => void) {
    this.sealer = sealer;
    this.#sink = sink;
    this.#successSent = successSent;
  }

  get heldBytes(): number {
    return this.#heldBytes;
  }

  /** Number of messages that wait. */
  get heldMessages(): number {
    return this.#held.length;
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
    if (this.#successSent !== undefined && parts[0]?.[0] === USERAUTH_SUCCESS) this.#wasSuccess(this.#successSent);
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

  #wasSuccess(successSent: () => void): void {
    this.#successSent = undefined;
    successSent();
  }

  /** Erases keys and whatever was not sent. */
  erase(): void {
    this.sealer.erase();
    zeroize(...this.#held);
    this.#held = [];
    this.#heldBytes = 0;
  }
}
