/**
 * UHASH of UMAC (RFC 4418 section 5) as a WebAssembly program, for messages of at most 2^24 bytes. No branch and no address depends
 * on secrets, but for one that is taken once in 2^32 times (section 5.3.1). Memory begins with an expanded key.
 */

import * as wasm from '../wasm/assembler.js';
import type { Code } from '../wasm/assembler.js';
import { KEY_LAYOUT, L1_UNIT } from './layout.js';

export const LAYOUT = {
  key: 0,
  /** A 64-bit number for each stream: the polynomial so far, which begins with 1. */
  sums: 1280,
  /** A 32-bit little-endian result for each stream. */
  results: 1312,
  data: 1344,
} as const;

/**
 * For two or four streams: `long(address, pieces, units, bits)` takes so many pieces of `units` times 32 bytes into the polynomials,
 * each standing for `bits` bits of message; `short(address, units, bits)` takes a message of one piece, which has no polynomial;
 * `finish(isLong)` writes the results.
 */
export function umacProgram(streams: 2 | 4): Uint8Array {
  return wasm.assemble({
    pages: 1,
    functions: [
      { name: 'long', parameters: 4, locals: { i32: 10, i64: streams + 6 }, body: long(streams) },
      { name: 'short', parameters: 3, locals: { i32: 10, i64: streams }, body: short(streams) },
      { name: 'finish', parameters: 1, locals: { i64: 2 }, body: finish(streams) },
    ],
  });
}

/** p64 = 2^64 - 59 (section 5.1) */
const P64_GAP = wasm.constant(59n);
const WORD_MASK = wasm.constant(0xffffffffn);
/** Numbers from here on are marked and moved (section 5.3.1: maxwordrange, marker, offset). */
const FIRST_MARKED = wasm.constant(0xffffffff00000000n);
const MARKER = wasm.constant(0xffffffffffffffc4n);
const P36_BITS = 36;
const P36_GAP = wasm.constant(5n);
const P36_MASK = wasm.constant((1n << 36n) - 1n);

function long(streams: number): Code {
  const [address, blocks, units, bits] = [0, 1, 2, 3];
  const sum = (i: number) => 14 + i;
  const [y, t, high, low] = [sum(streams), sum(streams + 1), sum(streams + 2), sum(streams + 3)];
  const [cross, d] = [sum(streams + 4), sum(streams + 5)];
  const step = (i: number): Code => {
    const multiplier = wasm.load(at(LAYOUT.key + KEY_LAYOUT.l2), 8 * i);
    const addend = wasm.get(d);
    const times = polynomialStep({ y, t, high, low, cross }, multiplier);
    return [
      ...wasm.set(y, wasm.load(at(LAYOUT.sums), 8 * i)),
      ...wasm.set(d, wasm.get(sum(i))),
      ...wasm.when(wasm.isAtMost(FIRST_MARKED, addend), [
        ...times(MARKER),
        ...wasm.set(d, wasm.subtract(addend, P64_GAP)),
      ]),
      ...times(addend),
      ...wasm.store(at(LAYOUT.sums), 8 * i, wasm.get(y)),
    ];
  };
  return wasm.repeatWhile(
    [
      ...multiplyAndAdd(streams, { address, units, bits, firstWord: 4, key: 12, rest: 13 }, sum),
      ...Array.from({ length: streams }, (_, i) => step(i)).flat(),
      ...wasm.set(blocks, wasm.add32(wasm.get(blocks), wasm.constant32(-1))),
    ],
    wasm.get(blocks),
  );
}

function short(streams: number): Code {
  const [address, units, bits] = [0, 1, 2];
  const sum = (i: number) => 13 + i;
  return [
    ...multiplyAndAdd(streams, { address, units, bits, firstWord: 3, key: 11, rest: 12 }, sum),
    ...Array.from({ length: streams }, (_, i) => wasm.store(at(LAYOUT.sums), 8 * i, wasm.get(sum(i)))).flat(),
  ];
}

interface PieceLocals {
  /** Moves on to the next piece. */
  readonly address: number;
  readonly units: number;
  readonly bits: number;
  /** Eight of 32 bits for words of the message, and two more. */
  readonly firstWord: number;
  readonly key: number;
  readonly rest: number;
}

/** The first layer (section 5.2.2, NH) over one piece, for all streams at once: word i + key times word i + 4 + key. */
function multiplyAndAdd(streams: number, locals: PieceLocals, sum: (stream: number) => number): Code {
  const { address, units, bits, firstWord, key, rest } = locals;
  const words = [0, 1, 2, 3, 4, 5, 6, 7];
  const keyed = (word: number, stream: number) =>
    wasm.widen(
      wasm.add32(wasm.get(firstWord + word), wasm.word32(wasm.get(key), KEY_LAYOUT.l1 + 16 * stream + 4 * word)),
    );
  const each = Array.from({ length: streams }, (_, stream) => stream);
  return [
    ...each.flatMap(stream => wasm.set(sum(stream), wasm.widen(wasm.get(bits)))),
    ...wasm.set(key, at(LAYOUT.key)),
    ...wasm.set(rest, wasm.get(units)),
    ...wasm.repeatWhile(
      [
        ...words.flatMap(word => wasm.set(firstWord + word, wasm.word32(wasm.get(address), 4 * word))),
        ...each.flatMap(stream => {
          const products = [0, 1, 2, 3].map(i => wasm.multiply(keyed(i, stream), keyed(i + 4, stream)));
          return wasm.set(sum(stream), wasm.add(wasm.get(sum(stream)), ...products));
        }),
        ...wasm.set(address, wasm.add32(wasm.get(address), wasm.constant32(L1_UNIT))),
        ...wasm.set(key, wasm.add32(wasm.get(key), wasm.constant32(L1_UNIT))),
        ...wasm.set(rest, wasm.add32(wasm.get(rest), wasm.constant32(-1))),
      ],
      wasm.get(rest),
    ),
  ];
}

interface PolynomialLocals {
  readonly y: number;
  readonly t: number;
  readonly high: number;
  readonly low: number;
  readonly cross: number;
}

/**
 * y = y * multiplier + addend modulo p64, not fully reduced. The multiplier has 25 bits in each half. 2^64 is 59, so a carry out of 64
 * bits comes back as 59, and never twice.
 */
function polynomialStep({ y, t, high, low, cross }: PolynomialLocals, multiplier: Code): (addend: Code) => Code {
  const highOf = (value: Code) => wasm.shiftRight(value, 32);
  const lowOf = (value: Code) => wasm.and(value, WORD_MASK);
  const addWithCarry = (value: Code): Code => [
    ...wasm.set(t, value),
    ...wasm.set(y, wasm.add(wasm.get(y), wasm.get(t))),
    ...wasm.set(y, wasm.add(wasm.get(y), wasm.multiply(wasm.isLess(wasm.get(y), wasm.get(t)), P64_GAP))),
  ];
  return addend => [
    ...wasm.set(high, highOf(wasm.get(y))),
    ...wasm.set(low, lowOf(wasm.get(y))),
    ...wasm.set(
      cross,
      wasm.add(wasm.multiply(highOf(multiplier), wasm.get(low)), wasm.multiply(lowOf(multiplier), wasm.get(high))),
    ),
    ...wasm.set(
      y,
      wasm.add(
        wasm.multiply(wasm.add(wasm.multiply(highOf(multiplier), wasm.get(high)), highOf(wasm.get(cross))), P64_GAP),
        wasm.multiply(lowOf(multiplier), wasm.get(low)),
      ),
    ),
    ...addWithCarry(wasm.shiftLeft(wasm.get(cross), 32)),
    ...addWithCarry(addend),
  ];
}

/** The third layer (section 5.4): four pieces of 16 bits times their keys modulo 2^36 - 5, cut to 32 bits and masked. */
function finish(streams: number): Code {
  const [isLong, y, t] = [0, 1, 2];
  const key = (stream: number, i: number) => wasm.load(at(LAYOUT.key + KEY_LAYOUT.l3), 32 * stream + 8 * i);
  const piece = (i: number) => wasm.and(wasm.shiftRight(wasm.get(y), 48 - 16 * i), wasm.constant(0xffffn));
  const folded = wasm.add(
    wasm.and(wasm.get(t), P36_MASK),
    wasm.multiply(wasm.shiftRight(wasm.get(t), P36_BITS), P36_GAP),
  );
  return Array.from({ length: streams }, (_, stream) => [
    ...wasm.set(y, wasm.load(at(LAYOUT.sums), 8 * stream)),
    // A polynomial is reduced at last: y + 59 carries out of 64 bits exactly when y is at least p64
    ...wasm.set(t, wasm.add(wasm.get(y), P64_GAP)),
    ...wasm.set(t, wasm.multiply(wasm.isLess(wasm.get(t), P64_GAP), wasm.widen(wasm.get(isLong)))),
    ...wasm.set(y, wasm.add(wasm.get(y), wasm.multiply(wasm.get(t), P64_GAP))),
    ...wasm.set(t, wasm.add(...[0, 1, 2, 3].map(i => wasm.multiply(piece(i), key(stream, i))))),
    ...wasm.set(t, folded),
    ...wasm.set(t, folded),
    ...wasm.set(
      t,
      wasm.add(wasm.get(t), wasm.multiply(wasm.shiftRight(wasm.add(wasm.get(t), P36_GAP), P36_BITS), P36_GAP)),
    ),
    ...wasm.store32(
      at(LAYOUT.results),
      4 * stream,
      wasm.xor(wasm.get(t), wasm.load32(at(LAYOUT.key + KEY_LAYOUT.mask), 4 * stream)),
    ),
  ]).flat();
}

function at(address: number): Code {
  return wasm.constant32(address);
}
