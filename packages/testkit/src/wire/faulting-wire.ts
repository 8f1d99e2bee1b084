/** One direction of a stream that cuts, delays, and damages what passes, at given places. */

import { concatBytes } from '@nacre/core';

import type { VirtualClock } from '../virtual-clock.js';
import { Chunker, type Chunking } from './chunking.js';

/** Offsets count the bytes that the sender wrote, from the start of the stream. */
export type Fault =
  | { readonly type: 'corrupt'; readonly offset: number; readonly xor: number }
  | { readonly type: 'drop'; readonly offset: number; readonly length: number }
  | { readonly type: 'insert'; readonly offset: number; readonly bytes: Uint8Array }
  /** The stream ends before this byte. */
  | { readonly type: 'cut'; readonly offset: number };

export interface WireOptions {
  readonly chunk?: Chunking;
  readonly faults?: readonly Fault[];
  /** Milliseconds of virtual time that every byte is under way. */
  readonly delay?: number;
  /** Needed with `delay`. */
  readonly clock?: VirtualClock;
}

export class FaultingWire {
  readonly #faults: readonly Fault[];
  readonly #delay: number;
  readonly #clock: VirtualClock | undefined;
  readonly #arrived: Chunker;
  #sent = 0;
  #cut = false;
  #underWay = 0;

  constructor(options: WireOptions = {}) {
    this.#faults = [...(options.faults ?? [])].sort((a, b) => a.offset - b.offset);
    this.#delay = options.delay ?? 0;
    this.#clock = options.clock;
    this.#arrived = new Chunker(options.chunk ?? 'whole');
    if (this.#delay > 0 && this.#clock === undefined) throw new TypeError('a delay needs a clock');
  }

  /** Puts a copy of `bytes` on the wire. */
  send(bytes: Uint8Array): void {
    const damaged = this.#damage(bytes);
    this.#sent += bytes.length;
    if (this.#delay === 0 || this.#clock === undefined) return this.#arrived.push(damaged);
    this.#underWay += 1;
    this.#clock.after(this.#delay, () => {
      this.#underWay -= 1;
      this.#arrived.push(damaged);
    });
  }

  /** What the receiver reads next, owned by it; undefined when nothing has arrived. */
  receive(): Uint8Array | undefined {
    return this.#arrived.take()?.slice();
  }

  /** Nothing has arrived and nothing is under way. */
  get idle(): boolean {
    return this.#arrived.empty && this.#underWay === 0;
  }

  /** A `cut` was reached: the receiver should see the end of the stream when `idle`. */
  get cut(): boolean {
    return this.#cut;
  }

  #damage(bytes: Uint8Array): Uint8Array {
    if (this.#cut) return new Uint8Array(0);
    const parts: Uint8Array[] = [];
    const work = bytes.slice();
    let kept = 0;
    for (const fault of this.#faults) {
      const at = fault.offset - this.#sent;
      const end = fault.type === 'drop' ? at + fault.length : at + 1;
      if (end <= 0 || at >= work.length) continue;
      if (fault.type === 'corrupt') work[at] = (work[at] as number) ^ fault.xor;
      else {
        parts.push(work.subarray(kept, Math.max(at, kept)));
        kept = Math.max(at, kept);
        if (fault.type === 'insert') parts.push(fault.bytes.slice());
        else if (fault.type === 'drop') kept = Math.min(Math.max(end, kept), work.length);
        else this.#cut = true;
        if (this.#cut) return concatBytes(...parts);
      }
    }
    return concatBytes(...parts, work.subarray(kept));
  }
}
