/** The Blowfish cipher with the key schedules of bcrypt (Provos and Mazieres, 1999). Not offered as an SSH cipher. */

import { piFractionWords } from './pi.js';

const SUBKEYS = 18;
const BOXES = 4 * 256;

let initialWords: Uint32Array | undefined; // the same constant each time, too large to compute twice

export class Blowfish {
  readonly #subkeys: Int32Array;
  readonly #boxes: Int32Array;
  /** Both halves of the block in work. */
  readonly #block = new Int32Array(2);

  constructor() {
    initialWords ??= piFractionWords(SUBKEYS + BOXES);
    this.#subkeys = Int32Array.from(initialWords.subarray(0, SUBKEYS));
    this.#boxes = Int32Array.from(initialWords.subarray(SUBKEYS));
  }

  /** Mixes in a key and a salt, both as big-endian words used in a circle. */
  expand(key: Int32Array, salt: Int32Array): void {
    this.#mixKey(key);
    this.#block.fill(0);
    const next = this.#refill(this.#subkeys, salt, 0);
    this.#refill(this.#boxes, salt, next);
  }

  /** Mixes in a key alone. */
  expandKey(key: Int32Array): void {
    this.#mixKey(key);
    this.#block.fill(0);
    this.#refill(this.#subkeys, NO_SALT, 0);
    this.#refill(this.#boxes, NO_SALT, 0);
  }

  /** Enciphers pairs of words in place. */
  encrypt(words: Int32Array): void {
    const block = this.#block;
    for (let i = 0; i < words.length; i += 2) {
      block.set(words.subarray(i, i + 2));
      encipher(this.#subkeys, this.#boxes, block);
      words.set(block, i);
    }
  }

  erase(): void {
    this.#subkeys.fill(0);
    this.#boxes.fill(0);
    this.#block.fill(0);
  }

  #mixKey(key: Int32Array): void {
    for (let i = 0; i < SUBKEYS; i++) this.#subkeys[i] = (this.#subkeys[i] as number) ^ (key[i % key.length] as number);
  }

  /** Replaces a table by the chain of cipher blocks; returns where in the salt the next table goes on. */
  #refill(table: Int32Array, salt: Int32Array, start: number): number {
    const block = this.#block;
    const subkeys = this.#subkeys;
    const boxes = this.#boxes;
    let position = start;
    for (let i = 0; i < table.length; i += 2) {
      block[0] = (block[0] as number) ^ (salt[position] as number);
      block[1] = (block[1] as number) ^ (salt[position + 1] as number);
      position = (position + 2) % salt.length;
      encipher(subkeys, boxes, block);
      table[i] = block[0] as number;
      table[i + 1] = block[1] as number;
    }
    return position;
  }
}

const NO_SALT = /*@__PURE__*/ new Int32Array(2);

function encipher(subkeys: Int32Array, boxes: Int32Array, block: Int32Array): void {
  let left = (block[0] as number) ^ (subkeys[0] as number);
  let right = block[1] as number;
  for (let i = 1; i < 17; i += 2) {
    right ^= mix(boxes, left) ^ (subkeys[i] as number);
    left ^= mix(boxes, right) ^ (subkeys[i + 1] as number);
  }
  block[0] = right ^ (subkeys[17] as number);
  block[1] = left;
}

function mix(boxes: Int32Array, x: number): number {
  const a = boxes[x >>> 24] as number;
  const b = boxes[256 + ((x >>> 16) & 255)] as number;
  const c = boxes[512 + ((x >>> 8) & 255)] as number;
  const d = boxes[768 + (x & 255)] as number;
  return ((((a + b) | 0) ^ c) + d) | 0;
}
