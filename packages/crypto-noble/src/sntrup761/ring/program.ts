/**
 * Arithmetic of large polynomials as a WebAssembly program with vector instructions: the combinations of an inversion, and products
 * with small polynomials. Coefficients are 16-bit numbers, of which one instruction multiplies eight and adds them in pairs. No branch and
 * no address depends on a coefficient.
 */

import { Q } from '../parameters.js';
import * as wasm from '../../wasm/assembler.js';
import type { Code } from '../../wasm/assembler.js';
import * as simd from '../../wasm/vector.js';

/** Byte addresses. The two programs use the same memory, at different times. */
export const LAYOUT = {
  /** For `combine`: four polynomials of 768 coefficients, each followed by zeros that are read beyond its end. */
  polynomials: { start: 256, stride: 2 * (768 + 16) },
  /** For `multiply`: the factor, with zeros around it, and the small polynomial, with the two of each pair exchanged. */
  factor: 2048,
  small: 8192,
  /** 1536 numbers of 32 bits. */
  product: 10_240,
  end: 10_240 + 4 * 1536,
} as const;

/** Coefficients of a small polynomial in memory: a multiple of two. */
export const SMALL_LENGTH = 762;
const OUTPUTS = 1536;
const OUTPUTS_AT_ONCE = 16;

/**
 * `combine(a, b, from, to)` makes what packed-pair.ts describes of the polynomials at two addresses, with the 24 taps at address 0, for
 * the coefficients from the byte offset `from` up to at least `to`, eight at a time. `multiply()` multiplies.
 */
export function ringProgram(): Uint8Array {
  return wasm.assemble({
    pages: 1,
    functions: [
      { name: 'combine', parameters: 4, locals: { i32: 1, v128: 17 }, body: combine() },
      { name: 'multiply', parameters: 0, locals: { i32: 5, v128: 5 }, body: multiply() },
    ],
  });
}

function combine(): Code {
  const [a, b, to, end] = [0, 1, 3, 4];
  const from = 2;
  const tap = (i: number) => 5 + i; // three pairs for each polynomial and output: a for A, b for A, a for B, b for B
  const [evenA, oddA, evenB, oddB, value] = [17, 18, 19, 20, 21] as const;
  const addProduct = (sum: number, i: number) =>
    wasm.set(sum, simd.addLanes(wasm.get(sum), dotProduct(wasm.get(value), wasm.get(tap(i)))));
  const addAll = (pointer: number, forA: number, forB: number): Code =>
    [0, 1, 2, 3, 4, 5, 6].flatMap(offset => {
      const [low, lower] = [offset >> 1, (offset - 1) >> 1];
      const inA = offset % 2 === 0 ? evenA : oddA;
      const inB = offset % 2 === 0 ? oddB : evenB;
      return [
        ...wasm.set(value, simd.load128(wasm.get(pointer), 2 * offset)),
        ...(offset < 6 ? addProduct(inA, forA + low) : []),
        ...(offset > 0 ? addProduct(inB, forB + (offset % 2 === 0 ? low - 1 : lower)) : []),
      ];
    });
  const zero = simd.splat(0);
  return [
    ...Array.from({ length: 12 }, (_, i) => wasm.set(tap(i), simd.loadSplat(wasm.constant32(0), 4 * i))).flat(),
    ...wasm.set(end, wasm.add32(wasm.get(a), wasm.get(to))),
    ...wasm.set(a, wasm.add32(wasm.get(a), wasm.get(from))),
    ...wasm.set(b, wasm.add32(wasm.get(b), wasm.get(from))),
    ...wasm.repeatWhile(
      [
        ...[evenA, oddA, evenB, oddB].flatMap(sum => wasm.set(sum, zero)),
        ...addAll(a, 0, 6),
        ...addAll(b, 3, 9),
        ...simd.store128(wasm.get(a), 0, interleaved(evenA, oddA)),
        ...simd.store128(wasm.get(b), 0, interleaved(evenB, oddB)),
        ...wasm.set(a, wasm.add32(wasm.get(a), wasm.constant32(16))),
        ...wasm.set(b, wasm.add32(wasm.get(b), wasm.constant32(16))),
      ],
      isBelow(wasm.get(a), wasm.get(end)),
    ),
  ];
}

/** Reduces the sums of the even and of the odd coefficients, and makes one vector of 16-bit numbers of them. */
function interleaved(even: number, odd: number): Code {
  return [
    ...reduceLanes(even),
    ...reduceLanes(odd),
    ...simd.or128(and128(wasm.get(even), simd.splat(0xffff)), simd.shiftLanesLeft(wasm.get(odd), 16)),
  ];
}

/** 1.5 * 2^23: a float of at most 2^22 is rounded to an integer when this is added, and the integer is in its low bits. */
const ROUNDER_BITS = 0x4b400000;
const INVERSE_BITS = new DataView(new ArrayBuffer(4));

/**
 * Takes away the nearest multiple of q, by floats. Up to 2^26 the quotient is wrong by no more than a hundredth, so what is left is
 * between -2350 and 2350.
 */
function reduceLanes(local: number): Code {
  INVERSE_BITS.setFloat32(0, 1 / Q);
  const scaled = multiplyFloats(toFloats(wasm.get(local)), simd.splat(INVERSE_BITS.getInt32(0)));
  const quotient = subtractLanes(addFloats(scaled, simd.splat(ROUNDER_BITS)), simd.splat(ROUNDER_BITS));
  return wasm.set(local, subtractLanes(wasm.get(local), multiplyLanes(quotient, simd.splat(Q))));
}

/** Sixteen coefficients of the product at a time, the even and the odd ones in vectors of their own. */
function multiply(): Code {
  const [output, factor, pair, end, start] = [0, 1, 2, 3, 4] as const;
  const [even, odd, laterEven, laterOdd, two] = [5, 6, 7, 8, 9] as const;
  const addProduct = (sum: number, offset: number) =>
    wasm.set(sum, simd.addLanes(wasm.get(sum), dotProduct(simd.load128(wasm.get(factor), offset), wasm.get(two))));
  const storePair = (offset: number, a: number, b: number): Code => [
    ...simd.store128(wasm.get(output), offset, simd.shuffleLanes(wasm.get(a), wasm.get(b), [0, 4, 1, 5])),
    ...simd.store128(wasm.get(output), offset + 16, simd.shuffleLanes(wasm.get(a), wasm.get(b), [2, 6, 3, 7])),
  ];
  return [
    ...wasm.set(output, wasm.constant32(LAYOUT.product)),
    ...wasm.set(start, wasm.constant32(LAYOUT.factor + 2 * (SMALL_LENGTH - 1))),
    ...wasm.set(end, wasm.constant32(LAYOUT.small + 2 * SMALL_LENGTH)),
    ...wasm.repeatWhile(
      [
        ...[even, odd, laterEven, laterOdd].flatMap(sum => wasm.set(sum, simd.splat(0))),
        ...wasm.set(factor, wasm.get(start)),
        ...wasm.set(pair, wasm.constant32(LAYOUT.small)),
        ...wasm.repeatWhile(
          [
            ...wasm.set(two, simd.loadSplat(wasm.get(pair), 0)),
            ...addProduct(even, 0),
            ...addProduct(odd, 2),
            ...addProduct(laterEven, 16),
            ...addProduct(laterOdd, 18),
            ...wasm.set(factor, wasm.subtract32(wasm.get(factor), wasm.constant32(4))),
            ...wasm.set(pair, wasm.add32(wasm.get(pair), wasm.constant32(4))),
          ],
          isBelow(wasm.get(pair), wasm.get(end)),
        ),
        ...storePair(0, even, odd),
        ...storePair(32, laterEven, laterOdd),
        ...wasm.set(output, wasm.add32(wasm.get(output), wasm.constant32(4 * OUTPUTS_AT_ONCE))),
        ...wasm.set(start, wasm.add32(wasm.get(start), wasm.constant32(2 * OUTPUTS_AT_ONCE))),
      ],
      isBelow(wasm.get(output), wasm.constant32(LAYOUT.product + 4 * OUTPUTS)),
    ),
  ];
}

const isBelow = (a: Code, b: Code): Code => [...a, ...b, 0x49];

// Instructions on vectors (core specification, section 5.4.9) that no other program uses.
const operation =
  (code: number) =>
  (a: Code, b: Code): Code => [...a, ...b, 0xfd, ...wasm.unsigned(code)];
/** Eight products of 16-bit lanes, added in pairs to four of 32 bits. */
const dotProduct = operation(0xba);
const subtractLanes = operation(0xb1);
const multiplyLanes = operation(0xb5);
const addFloats = operation(0xe4);
const multiplyFloats = operation(0xe6);
const and128 = operation(0x4e);
const toFloats = (value: Code): Code => [...value, 0xfd, ...wasm.unsigned(0xfa)];
