/**
 * Poly1305 (RFC 8439 section 2.5) as a WebAssembly program: numbers modulo 2^130 - 5 in five limbs of 26 bits, products in 64
 * bits, no branch and no address that depends on secrets. Memory holds key, tag, accumulator and data; see `LAYOUT`.
 */

import * as wasm from './assembler.js';
import type { Code } from './assembler.js';

export const LAYOUT = { key: 0, tag: 32, accumulator: 48, data: 96, pageSize: 65_536 } as const;

const LIMBS = [0, 1, 2, 3, 4] as const;
const LIMB_BITS = 26;
const LIMB_MASK = wasm.constant((1n << 26n) - 1n);
/** Which bits of r are in use (section 2.5: "clamped"). */
const CLAMP_LOW = wasm.constant(0x0ffffffc0fffffffn);
const CLAMP_HIGH = wasm.constant(0x0ffffffc0ffffffcn);

/**
 * `absorb(address, blocks, whole)` takes one or more 16-byte blocks into the accumulator; `whole` is 1, or 0 for the last,
 * padded block. `finish()` writes the tag.
 */
export function poly1305Program(): Uint8Array {
  return wasm.assemble([
    { name: 'absorb', parameters: 3, locals: 23, body: absorb() },
    { name: 'finish', parameters: 0, locals: 13, body: finish() },
  ]);
}

function absorb(): Code {
  const [address, blocks, whole] = [0, 1, 2];
  const [h, r, r5, d] = [bank(3), bank(8), bank(13), bank(18)]; // r5 holds 5 r; its first is not used
  const [low, high, top] = [23, 24, 25];
  const keyWords = [
    ...wasm.set(low, wasm.and(wasm.load(wasm.address32(LAYOUT.key), 0), CLAMP_LOW)),
    ...wasm.set(high, wasm.and(wasm.load(wasm.address32(LAYOUT.key), 8), CLAMP_HIGH)),
  ];
  const keyLimbs = LIMBS.flatMap(i => [
    ...wasm.set(r[i], limbs(low, high)[i]),
    ...wasm.set(r5[i], wasm.multiply(wasm.get(r[i]), wasm.constant(5n))),
  ]);
  const addBlock = [
    ...wasm.set(low, wasm.load(wasm.get(address), 0)),
    ...wasm.set(high, wasm.load(wasm.get(address), 8)),
    ...LIMBS.flatMap(i => wasm.set(h[i], wasm.add(wasm.get(h[i]), limbs(low, high)[i]))),
    ...wasm.set(h[4], wasm.add(wasm.get(h[4]), wasm.get(top))),
  ];
  // Limb i of the product collects h[j] r[i - j]; what passes 2^130 comes back times five.
  const product = (i: number) =>
    wasm.add(...LIMBS.map(j => wasm.multiply(wasm.get(at(h, j)), wasm.get(j <= i ? at(r, i - j) : at(r5, 5 + i - j)))));
  const multiplyAll = LIMBS.flatMap(i => wasm.set(d[i], product(i)));
  return [
    ...keyWords,
    ...keyLimbs,
    ...loadAccumulator(h),
    ...wasm.set(top, wasm.shiftLeft(wasm.widen(wasm.get(whole)), 24)),
    ...wasm.repeatWhile(
      [
        ...addBlock,
        ...multiplyAll,
        ...carryRound(d, h),
        ...wasm.set(address, wasm.add32(wasm.get(address), 16)),
        ...wasm.set(blocks, wasm.add32(wasm.get(blocks), -1)),
      ],
      wasm.get(blocks),
    ),
    ...LIMBS.flatMap(i => wasm.store(LAYOUT.accumulator + 8 * i, wasm.get(h[i]))),
  ];
}

function finish(): Code {
  const [h, g] = [bank(0), bank(5)];
  const [low, high, mask] = [10, 11, 12];
  const chosen = (i: number) =>
    // g when it did not borrow, which is when h was at least the prime
    wasm.or(wasm.and(wasm.get(at(g, i)), wasm.get(mask)), wasm.and(wasm.get(at(h, i)), inverted(wasm.get(mask))));
  return [
    ...loadAccumulator(h),
    ...carryRound(h, h),
    ...carryRound(h, h),
    // g = h + 5 - 2^130
    ...wasm.set(g[0], wasm.add(wasm.get(h[0]), wasm.constant(5n))),
    ...[1, 2, 3, 4].flatMap(i => [
      ...wasm.set(at(g, i), wasm.add(wasm.get(at(h, i)), wasm.shiftRight(wasm.get(at(g, i - 1)), LIMB_BITS))),
      ...wasm.set(at(g, i - 1), wasm.and(wasm.get(at(g, i - 1)), LIMB_MASK)),
    ]),
    ...wasm.set(mask, wasm.negate(wasm.shiftRight(wasm.get(g[4]), LIMB_BITS))),
    ...LIMBS.flatMap(i => wasm.set(h[i], chosen(i))),
    ...wasm.set(low, wasm.or(wasm.get(h[0]), wasm.shiftLeft(wasm.get(h[1]), 26), wasm.shiftLeft(wasm.get(h[2]), 52))),
    ...wasm.set(
      high,
      wasm.or(
        wasm.shiftRight(wasm.get(h[2]), 12),
        wasm.shiftLeft(wasm.get(h[3]), 14),
        wasm.shiftLeft(wasm.get(h[4]), 40),
      ),
    ),
    ...addSecondHalfOfKey(low, high),
  ];
}

function addSecondHalfOfKey(low: number, high: number): Code {
  const [keyLow, keyHigh] = [16, 24].map(offset => wasm.load(wasm.address32(LAYOUT.key), offset)) as [Code, Code];
  return [
    ...wasm.set(low, wasm.add(wasm.get(low), keyLow)),
    ...wasm.set(high, wasm.add(wasm.get(high), keyHigh, wasm.isLess(wasm.get(low), keyLow))),
    ...wasm.store(LAYOUT.tag, wasm.get(low)),
    ...wasm.store(LAYOUT.tag + 8, wasm.get(high)),
  ];
}

/** Carries from limb to limb, and from the last one, times five, into the first and second. */
function carryRound(from: Bank, to: Bank): Code {
  return [
    ...[0, 1, 2, 3].flatMap(i => [
      ...wasm.set(
        at(from, i + 1),
        wasm.add(wasm.get(at(from, i + 1)), wasm.shiftRight(wasm.get(at(from, i)), LIMB_BITS)),
      ),
      ...wasm.set(at(to, i), wasm.and(wasm.get(at(from, i)), LIMB_MASK)),
    ]),
    ...wasm.set(
      to[0],
      wasm.add(wasm.get(to[0]), wasm.multiply(wasm.shiftRight(wasm.get(from[4]), LIMB_BITS), wasm.constant(5n))),
    ),
    ...wasm.set(to[4], wasm.and(wasm.get(from[4]), LIMB_MASK)),
    ...wasm.set(to[1], wasm.add(wasm.get(to[1]), wasm.shiftRight(wasm.get(to[0]), LIMB_BITS))),
    ...wasm.set(to[0], wasm.and(wasm.get(to[0]), LIMB_MASK)),
  ];
}

function loadAccumulator(h: Bank): Code {
  return LIMBS.flatMap(i => wasm.set(h[i], wasm.load(wasm.address32(LAYOUT.accumulator), 8 * i)));
}

/** The five limbs of a 128-bit number in two locals. */
function limbs(low: number, high: number): readonly [Code, Code, Code, Code, Code] {
  const masked = (value: Code) => wasm.and(value, LIMB_MASK);
  return [
    masked(wasm.get(low)),
    masked(wasm.shiftRight(wasm.get(low), 26)),
    masked(wasm.or(wasm.shiftRight(wasm.get(low), 52), wasm.shiftLeft(wasm.get(high), 12))),
    masked(wasm.shiftRight(wasm.get(high), 14)),
    wasm.shiftRight(wasm.get(high), 40),
  ];
}

function inverted(value: Code): Code {
  return wasm.add(wasm.negate(value), wasm.constant(-1n));
}

/** Five neighbouring locals that hold one number. */
type Bank = readonly [number, number, number, number, number];

function bank(first: number): Bank {
  return [first, first + 1, first + 2, first + 3, first + 4];
}

function at(locals: Bank, index: number): number {
  return locals[index] as number;
}
