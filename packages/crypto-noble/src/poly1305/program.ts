/**
 * Poly1305 (RFC 8439 section 2.5) as WebAssembly functions: numbers modulo 2^130 - 5 in four words of 32 bits and a small one,
 * products in 64 bits, no branch and no address that depends on secrets. Memory is laid out by `Poly1305Layout`.
 */

import * as wasm from '../wasm/assembler.js';
import type { Code, WasmFunction } from '../wasm/assembler.js';

/** Where in memory things are. */
export interface Poly1305Layout {
  /** 32 bytes. */
  readonly key: number;
  /** 16 bytes. */
  readonly tag: number;
  /** 40 bytes, zero before the first block. */
  readonly accumulator: number;
}

export const LAYOUT = { key: 0, tag: 32, accumulator: 48, data: 96 } as const;

/** Poly1305 alone, in one page. */
export function poly1305Program(): Uint8Array {
  return wasm.assemble({ pages: 1, functions: poly1305Functions(LAYOUT) });
}

/**
 * `absorb(address, blocks, whole)` takes one or more 16-byte blocks into the accumulator; `whole` is 1, or 0 for the last,
 * padded block. `finish()` writes the tag.
 */
export function poly1305Functions(layout: Poly1305Layout): readonly [absorb: WasmFunction, finish: WasmFunction] {
  return [
    { name: 'absorb', parameters: 3, locals: { i64: 21 }, body: absorb(layout) },
    { name: 'finish', parameters: 0, locals: { i64: 11 }, body: finish(layout) },
  ];
}

const WORDS = [0, 1, 2, 3] as const;
const WORD_MASK = wasm.constant(0xffffffffn);
/** Which bits of r are in use (section 2.5: "clamped"). */
const CLAMP = [0x0fffffffn, 0x0ffffffcn, 0x0ffffffcn, 0x0ffffffcn] as const;

/**
 * A word of the accumulator may hold some bits more than 32 between blocks, so that no carry has to travel further than one word.
 * With r below 2^28 and 5 r / 4 below 1.25 * 2^28, in units of 2^32: words 1 to 3 stay below 2 (a product shifted down, and a
 * word), word 0 below 2.25, each one more with a block; the largest sum of products, word 0's, is below
 * (3.25 + 3 * 1.25 * 3 + 1) * 2^60 < 2^64.
 */
function absorb(layout: Poly1305Layout): Code {
  const [address, blocks, whole] = [0, 1, 2];
  const [h, r, r5, x] = [bank(3), bank(8), bank(12), bank(16)];
  const [top, rLow, carry] = [21, 22, 23];
  const keyWords = WORDS.flatMap(i => [
    ...wasm.set(r(i), wasm.and(wasm.load32(at(layout.key), 4 * i), wasm.constant(CLAMP[i]))),
    // What passes 2^130 comes back times five: 2^128 r = 2^130 (r / 4), exact but for the low bits of the first word
    ...wasm.set(r5(i), wasm.multiply(wasm.shiftRight(wasm.get(r(i)), 2), wasm.constant(5n))),
  ]);
  const product = (a: number, b: number) => wasm.multiply(wasm.get(a), wasm.get(b));
  return [
    ...keyWords,
    ...wasm.set(rLow, wasm.and(wasm.get(r(0)), wasm.constant(3n))),
    ...wasm.set(top, wasm.widen(wasm.get(whole))),
    ...loadAccumulator(layout, h),
    ...wasm.repeatWhile(
      [
        ...WORDS.flatMap(i => wasm.set(h(i), wasm.add(wasm.get(h(i)), wasm.load32(wasm.get(address), 4 * i)))),
        ...wasm.set(h(4), wasm.add(wasm.get(h(4)), wasm.get(top))),
        ...WORDS.flatMap(i =>
          wasm.set(x(i), wasm.add(...[0, 1, 2, 3, 4].map(j => product(h(j), j <= i ? r(i - j) : r5(4 + i - j))))),
        ),
        ...wasm.set(x(4), wasm.add(product(h(4), rLow), wasm.shiftRight(wasm.get(x(3)), 32))),
        ...wasm.set(carry, wasm.multiply(wasm.shiftRight(wasm.get(x(4)), 2), wasm.constant(5n))),
        ...wasm.set(h(0), wasm.add(wasm.and(wasm.get(x(0)), WORD_MASK), wasm.get(carry))),
        ...[1, 2, 3].flatMap(i =>
          wasm.set(h(i), wasm.add(wasm.and(wasm.get(x(i)), WORD_MASK), wasm.shiftRight(wasm.get(x(i - 1)), 32))),
        ),
        ...wasm.set(h(4), wasm.and(wasm.get(x(4)), wasm.constant(3n))),
        ...wasm.set(address, wasm.add32(wasm.get(address), wasm.constant32(16))),
        ...wasm.set(blocks, wasm.add32(wasm.get(blocks), wasm.constant32(-1))),
      ],
      wasm.get(blocks),
    ),
    ...[0, 1, 2, 3, 4].flatMap(i => wasm.store(at(layout.accumulator), 8 * i, wasm.get(h(i)))),
  ];
}

function finish(layout: Poly1305Layout): Code {
  const [h, g] = [bank(0), bank(5)];
  const [mask] = [10];
  const carryUp = WORDS.flatMap(i => [
    ...wasm.set(h(i + 1), wasm.add(wasm.get(h(i + 1)), wasm.shiftRight(wasm.get(h(i)), 32))),
    ...wasm.set(h(i), wasm.and(wasm.get(h(i)), WORD_MASK)),
  ]);
  const carryAround = [
    ...wasm.set(h(0), wasm.add(wasm.get(h(0)), wasm.multiply(wasm.shiftRight(wasm.get(h(4)), 2), wasm.constant(5n)))),
    ...wasm.set(h(4), wasm.and(wasm.get(h(4)), wasm.constant(3n))),
  ];
  // g = h + 5; it has bit 130 exactly when h is at least the prime, and is then h reduced
  const plusFive = WORDS.flatMap(i => [
    ...wasm.set(g(i), wasm.add(wasm.get(h(i)), i === 0 ? wasm.constant(5n) : wasm.shiftRight(wasm.get(g(i - 1)), 32))),
  ]);
  const chosen = (i: number) =>
    wasm.and(
      wasm.or(
        wasm.and(wasm.get(g(i)), wasm.get(mask)),
        wasm.and(wasm.get(h(i)), wasm.subtract(wasm.constant(-1n), wasm.get(mask))),
      ),
      WORD_MASK,
    );
  const keyWord = (i: number) => wasm.load32(at(layout.key), 16 + 4 * i);
  return [
    ...loadAccumulator(layout, h),
    ...carryUp,
    ...carryAround,
    ...carryUp,
    ...carryAround,
    ...carryUp,
    ...plusFive,
    ...wasm.set(g(4), wasm.add(wasm.get(h(4)), wasm.shiftRight(wasm.get(g(3)), 32))),
    ...wasm.set(mask, wasm.negate(wasm.shiftRight(wasm.get(g(4)), 2))),
    ...WORDS.flatMap(i => wasm.set(h(i), wasm.add(chosen(i), keyWord(i)))),
    ...[1, 2, 3].flatMap(i => wasm.set(h(i), wasm.add(wasm.get(h(i)), wasm.shiftRight(wasm.get(h(i - 1)), 32)))),
    ...WORDS.flatMap(i => wasm.store32(at(layout.tag), 4 * i, wasm.get(h(i)))),
  ];
}

function loadAccumulator(layout: Poly1305Layout, h: (index: number) => number): Code {
  return [0, 1, 2, 3, 4].flatMap(i => wasm.set(h(i), wasm.load(at(layout.accumulator), 8 * i)));
}

/** Neighbouring locals that hold one number. */
function bank(first: number): (index: number) => number {
  return index => first + index;
}

function at(address: number): Code {
  return wasm.constant32(address);
}
