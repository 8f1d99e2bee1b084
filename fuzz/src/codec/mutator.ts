/** Changes good octets into nearly good ones, quickly: at lengths and numbers, with words of the protocol, and anywhere. */

import { type Site, type Traced, withFault } from '../generated/near-valid.js';
import type { SeededNumbers } from './random.js';

/** Inputs of a kind that are kept; later ones take the place of others. */
const MOST_SEEDS = 256;
/** No input grows beyond this: the shapes matter, not the sizes. */
const MOST_OCTETS = 4096;
/** Changes to one input, at most. */
const MOST_CHANGES = 4;

const FAULTS = ['length', 'length', 'number', 'bool', 'cut', 'extra', 'flip'] as const;

type Change = (bytes: Uint8Array) => Uint8Array;

export class Mutator {
  readonly #random: SeededNumbers;
  readonly #tokens: readonly Uint8Array[];
  readonly #encoded: Traced[] = [];
  readonly #found: Traced[] = [];
  readonly #changes: readonly Change[] = [
    bytes => this.#overwrite(bytes, this.#token()),
    bytes => this.#insert(bytes, this.#token()),
    bytes => this.#overwrite(bytes, this.#number()),
    bytes => this.#insert(bytes, this.#number()),
    bytes => this.#flip(bytes),
    bytes => this.#flip(bytes),
    bytes => this.#remove(bytes),
    bytes => this.#insert(bytes, this.#part(bytes)),
    bytes => this.#splice(bytes),
  ];

  /** `tokens` are words of the protocol. */
  constructor(random: SeededNumbers, tokens: readonly Uint8Array[]) {
    this.#random = random;
    this.#tokens = tokens;
  }

  /** Keeps the encoding of a value to start from. */
  addEncoded(bytes: Uint8Array, sites: readonly Site[]): void {
    this.#keep(this.#encoded, { bytes, sites });
  }

  /** Keeps a changed input that was understood all the same. */
  addFound(bytes: Uint8Array): void {
    this.#keep(this.#found, { bytes, sites: [] });
  }

  /** The next input: a good one with a fault where it counts, or with several changes anywhere. */
  next(): Uint8Array {
    const seed = this.#seed();
    const kind = this.#random.pick(FAULTS) ?? 'flip';
    const aimed = this.#random.below(2) === 0;
    let bytes = aimed ? withFault(seed, { kind, at: this.#random.u32(), value: this.#random.u32() }) : seed.bytes;
    const changes = aimed ? this.#random.below(2) : 1 + this.#random.below(MOST_CHANGES);
    for (let count = 0; count < changes; count++) bytes = this.#random.pick(this.#changes)?.(bytes) ?? bytes;
    return bytes.length > MOST_OCTETS ? bytes.slice(0, MOST_OCTETS) : bytes;
  }

  #keep(list: Traced[], input: Traced): void {
    if (input.bytes.length > MOST_OCTETS) return;
    if (list.length < MOST_SEEDS) list.push(input);
    else list[this.#random.below(MOST_SEEDS)] = input;
  }

  #seed(): Traced {
    const found = this.#random.below(4) === 0 ? this.#random.pick(this.#found) : undefined;
    return found ?? this.#random.pick(this.#encoded) ?? { bytes: new Uint8Array(), sites: [] };
  }

  #token(): Uint8Array {
    return this.#random.pick(this.#tokens) ?? this.#number();
  }

  /** A u32 that looks like a length: small, huge, or at a border. */
  #number(): Uint8Array {
    const small = this.#random.below(64);
    const value =
      this.#random.pick([small, small, 0xffffffff, 0x80000000, 0x7fffffff, 35_000, this.#random.u32()]) ?? 0;
    return Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value);
  }

  #overwrite(bytes: Uint8Array, part: Uint8Array): Uint8Array {
    const changed = bytes.slice();
    const at = this.#random.below(bytes.length);
    changed.set(part.subarray(0, changed.length - at), at);
    return changed;
  }

  #insert(bytes: Uint8Array, part: Uint8Array): Uint8Array {
    const at = this.#random.below(bytes.length + 1);
    const changed = new Uint8Array(bytes.length + part.length);
    changed.set(bytes.subarray(0, at));
    changed.set(part, at);
    changed.set(bytes.subarray(at), at + part.length);
    return changed;
  }

  #flip(bytes: Uint8Array): Uint8Array {
    if (bytes.length === 0) return bytes;
    const changed = bytes.slice();
    const at = this.#random.below(bytes.length);
    changed[at] = (changed[at] as number) ^ (1 << this.#random.below(8));
    return changed;
  }

  #remove(bytes: Uint8Array): Uint8Array {
    const at = this.#random.below(bytes.length);
    const rest = bytes.subarray(at + 1 + this.#random.below(Math.min(16, bytes.length - at)));
    return Uint8Array.of(...bytes.subarray(0, at), ...rest);
  }

  #part(bytes: Uint8Array): Uint8Array {
    const at = this.#random.below(bytes.length);
    return bytes.slice(at, at + 1 + this.#random.below(32));
  }

  /** The start of one input and the end of another. */
  #splice(bytes: Uint8Array): Uint8Array {
    const other = this.#seed().bytes;
    const end = other.subarray(this.#random.below(other.length));
    const start = bytes.subarray(0, this.#random.below(bytes.length + 1));
    return Uint8Array.of(...start, ...end);
  }
}
