/**
 * UHASH of UMAC (RFC 4418 section 5) in plain TypeScript, close to the text: what tests compare with, and what hosts without
 * WebAssembly use. The upper layers run once in a thousand bytes, on BigInt, whose running time depends on the numbers.
 */

import { concatBytes } from '@nacre/core';

import { KEY_LAYOUT, L1_BYTES, L1_UNIT } from './layout.js';

const P36 = 2n ** 36n - 5n;
const P64 = 2n ** 64n - 59n;
const MASK_32 = 2n ** 32n - 1n;
/** Products that can be added up in a double without loss: each half below 2^48. */
const EXACT_SUMS = 32;

/** The results of all streams, big-endian, one after the other. */
export function portableHash(key: Uint8Array, streams: number, parts: readonly Uint8Array[]): Uint8Array {
  const message = concatBytes(...parts);
  const results = new Uint8Array(4 * streams);
  const view = new DataView(results.buffer);
  const keys = new DataView(key.buffer, key.byteOffset, key.length);
  const pieces: Uint8Array[] = [];
  for (let at = 0; at === 0 || at < message.length; at += L1_BYTES) pieces.push(message.subarray(at, at + L1_BYTES));
  for (let stream = 0; stream < streams; stream++) {
    const sums = pieces.map(piece => firstLayer(keys, KEY_LAYOUT.l1 + 16 * stream, piece));
    const single = sums.length === 1 ? sums[0] : undefined;
    const hash = single ?? secondLayer(keys.getBigUint64(KEY_LAYOUT.l2 + 8 * stream, true), sums);
    view.setUint32(4 * stream, thirdLayer(keys, stream, hash));
  }
  return results;
}

/** Section 5.2: one piece of message, of which only the last may be short. */
function firstLayer(keys: DataView, at: number, piece: Uint8Array): bigint {
  const padded = new Uint8Array(Math.max(L1_UNIT, Math.ceil(piece.length / L1_UNIT) * L1_UNIT));
  padded.set(piece);
  const message = new DataView(padded.buffer);
  const word = (i: number) => (message.getUint32(4 * i, true) + keys.getUint32(at + 4 * i, true)) >>> 0;
  let sum = BigInt(8 * piece.length);
  let [high, low, count] = [0, 0, 0];
  const flush = () => {
    sum = BigInt.asUintN(64, sum + (BigInt(high) << 16n) + BigInt(low));
    [high, low, count] = [0, 0, 0];
  };
  for (let i = 0; i < padded.length / 4; i += 8) {
    for (let j = i; j < i + 4; j++) {
      const [a, b] = [word(j), word(j + 4)];
      high += a * (b >>> 16);
      low += a * (b & 0xffff);
      if (++count === EXACT_SUMS) flush();
    }
  }
  flush();
  return sum;
}

/** Section 5.3: a polynomial with the pieces as coefficients. */
function secondLayer(multiplier: bigint, sums: readonly bigint[]): bigint {
  let y = 1n;
  for (const sum of sums) {
    if (sum >> 32n === MASK_32) {
      y = (multiplier * y + (P64 - 1n)) % P64;
      y = (multiplier * y + (sum - (2n ** 64n - P64))) % P64;
    } else {
      y = (multiplier * y + sum) % P64;
    }
  }
  return y;
}

/** Section 5.4, without the half of the input that is always zero. */
function thirdLayer(keys: DataView, stream: number, hash: bigint): number {
  let sum = 0n;
  for (let i = 0; i < 4; i++) {
    const piece = (hash >> BigInt(48 - 16 * i)) & 0xffffn;
    sum += piece * keys.getBigUint64(KEY_LAYOUT.l3 + 32 * stream + 8 * i, true);
  }
  return (Number((sum % P36) & MASK_32) ^ keys.getUint32(KEY_LAYOUT.mask + 4 * stream, true)) >>> 0;
}
