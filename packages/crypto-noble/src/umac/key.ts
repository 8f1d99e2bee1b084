/** The keys inside a UMAC key (RFC 4418 section 3.2.1), and the pads that encrypt hashes (section 3.3.1). */

import { zeroize } from '@nacre/core';
import type { CbcMaker, StreamCipher } from '@nacre/crypto';

import { KEY_LAYOUT, L1_BYTES } from './layout.js';

const BLOCK = 16;
const NONCE = 8;
/** Which key the derivation makes. */
const INDEX = { pad: 0, l1: 1, l2: 2, l3: 3, mask: 4 } as const;
/** Bits of a 64-bit multiplier that are in use (section 5.3). */
const L2_MASK = [0xff, 0xff, 0xff, 0x01, 0xff, 0xff, 0xff, 0x01] as const;
/** 2^36 - 5 (section 5.1) */
const P36 = 2 ** 36 - 5;

/** The expanded key, laid out as `KEY_LAYOUT` says. */
export function expandKey(aesCbc: CbcMaker, key: Uint8Array, streams: number): Uint8Array {
  const cipher = new BlockCipher(aesCbc, key);
  const expanded = new Uint8Array(KEY_LAYOUT.size);
  const l1 = derive(cipher, INDEX.l1, L1_BYTES + BLOCK * (streams - 1));
  const l2 = derive(cipher, INDEX.l2, 24 * streams);
  const l3 = derive(cipher, INDEX.l3, 64 * streams);
  const masks = derive(cipher, INDEX.mask, 4 * streams);
  copyWords(l1, expanded, KEY_LAYOUT.l1);
  copyWords(masks, expanded, KEY_LAYOUT.mask);
  for (let stream = 0; stream < streams; stream++) {
    for (let i = 0; i < 8; i++) {
      expanded[KEY_LAYOUT.l2 + 8 * stream + i] = (l2[24 * stream + 7 - i] as number) & (L2_MASK[i] as number);
    }
    for (let i = 0; i < 4; i++) {
      const number = l3.subarray(64 * stream + 32 + 8 * i, 64 * stream + 40 + 8 * i);
      writeNumber(expanded, KEY_LAYOUT.l3 + 32 * stream + 8 * i, residue(number));
    }
  }
  zeroize(l1, l2, l3, masks);
  cipher.erase();
  return expanded;
}

/** Makes the pad of a nonce; nonces of SSH go up by one, and two tags of eight bytes share a block. */
export class PadSource {
  readonly #cipher: BlockCipher;
  readonly #size: 8 | 16;
  /** The nonce without the bit that chooses half a block, and zeros. */
  readonly #input = new Uint8Array(BLOCK);
  /** The cipher of the input; not before the first call. */
  #pads: Uint8Array | undefined;

  constructor(aesCbc: CbcMaker, key: Uint8Array, size: 8 | 16) {
    const cipher = new BlockCipher(aesCbc, key);
    const padKey = derive(cipher, INDEX.pad, BLOCK);
    this.#cipher = new BlockCipher(aesCbc, padKey);
    this.#size = size;
    zeroize(padKey);
    cipher.erase();
  }

  /** Borrowed until the next call. */
  pad(nonce: Uint8Array): Uint8Array {
    const index = this.#size === 8 ? (nonce[NONCE - 1] as number) & 1 : 0;
    let isSame = true;
    for (let i = 0; i < NONCE; i++) {
      const byte = i === NONCE - 1 ? (nonce[i] as number) - index : (nonce[i] as number);
      isSame &&= this.#input[i] === byte;
      this.#input[i] = byte;
    }
    if (!isSame || this.#pads === undefined) this.#pads = this.#cipher.encrypt(this.#input);
    return this.#pads.subarray(this.#size * index, this.#size * (index + 1));
  }

  /** The cipher's own key is beyond reach where it is native. */
  erase(): void {
    this.#cipher.erase();
  }
}

/**
 * AES on single blocks, out of an encryptor in CBC mode: what that adds to a block, the ciphertext before it, is added here first,
 * so that nothing of it remains.
 */
class BlockCipher {
  readonly #cbc: StreamCipher;
  readonly #chain = new Uint8Array(BLOCK);
  readonly #input = new Uint8Array(BLOCK);

  constructor(aesCbc: CbcMaker, key: Uint8Array) {
    this.#cbc = aesCbc('encrypt', key, this.#chain);
  }

  /** Borrowed until the next call. */
  encrypt(block: Uint8Array): Uint8Array {
    for (let i = 0; i < BLOCK; i++) this.#input[i] = (block[i] as number) ^ (this.#chain[i] as number);
    const output = this.#cbc.update(this.#input);
    this.#chain.set(output);
    zeroize(output);
    return this.#chain;
  }

  /** What was encrypted last, which is a key or a pad. It cannot be used afterwards. */
  erase(): void {
    zeroize(this.#chain, this.#input);
  }
}

/** Section 3.2.1: the cipher over counter blocks. */
function derive(cipher: BlockCipher, index: number, length: number): Uint8Array {
  const stream = new Uint8Array(Math.ceil(length / BLOCK) * BLOCK);
  const counter = new Uint8Array(BLOCK);
  counter[7] = index;
  for (let at = 0; at < stream.length; at += BLOCK) {
    counter[15] = at / BLOCK + 1; // at most 67 for the longest key
    stream.set(cipher.encrypt(counter), at);
  }
  return stream.subarray(0, length);
}

/** Big-endian words to little-endian ones. */
function copyWords(from: Uint8Array, to: Uint8Array, at: number): void {
  for (let i = 0; i < from.length; i++) to[at + (i ^ 3)] = from[i] as number;
}

/** A big-endian 64-bit number modulo 2^36 - 5. */
function residue(bytes: Uint8Array): number {
  let rest = 0;
  for (const byte of bytes) rest = (rest * 256 + byte) % P36; // below 2^44: exact
  return rest;
}

function writeNumber(to: Uint8Array, at: number, value: number): void {
  for (let i = 0, rest = value; i < 8; i++, rest = Math.floor(rest / 256)) to[at + i] = rest % 256;
}
