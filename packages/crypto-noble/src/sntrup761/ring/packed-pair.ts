/**
 * The combinations of an inversion without WebAssembly: two coefficients are in each double, i and i + STRIDE. A tenth of the speed of
 * the program, and twice that of one coefficient at a time.
 */

import { Q } from '../parameters.js';
import type { Combiner, Taps } from './combiner.js';
import { STEPS_AT_ONCE } from './division-steps.js';

const STRIDE = 384;

/**
 * The upper coefficient is times this. Twelve products of reduced numbers add up to less than 2^26 either way, so two sums fit 53 bits
 * and are told apart by rounding.
 */
const LANE = 2 ** 27;
const ROUNDER = 1.5 * 2 ** 52;
const LANE_ROUNDER = ROUNDER * LANE;

export function packedCombiner(polynomials: readonly ArrayLike<number>[]): Combiner {
  const packed = polynomials.map(pack);
  const at = (which: number) => packed[which] as Float64Array;
  return {
    coefficient: (which, i) => coefficientAt(at(which), i),
    combine: (a, b, forA, forB, from, to) => {
      combine(at(a), at(b), forA, forB, Math.max(0, from - STRIDE), Math.min(to, STRIDE));
    },
    erase: () => {
      for (const secret of packed) secret.fill(0);
    },
  };
}

function pack(coefficients: ArrayLike<number>): Float64Array {
  const packed = new Float64Array(STRIDE + STEPS_AT_ONCE);
  for (let i = 0; i < STRIDE; i++) {
    packed[i] = (coefficients[i] ?? 0) + LANE * (coefficients[i + STRIDE] ?? 0);
  }
  return packed;
}

function coefficientAt(packed: Float64Array, i: number): number {
  const both = packed[i % STRIDE] as number;
  const upper = roundToLane(both);
  return i < STRIDE ? both - upper : upper / LANE;
}

function combine(a: Float64Array, b: Float64Array, forA: Taps, forB: Taps, from: number, to: number): void {
  continueUpperHalf(a);
  continueUpperHalf(b);
  const [p0, p1, p2, p3, p4, p5] = forA.ofA as unknown as Six;
  const [q0, q1, q2, q3, q4, q5] = forA.ofB as unknown as Six;
  const [r0, r1, r2, r3, r4, r5] = forB.ofA as unknown as Six;
  const [s0, s1, s2, s3, s4, s5] = forB.ofB as unknown as Six;
  let [a0, a1, a2, a3, a4, a5] = a.subarray(from) as unknown as Six;
  let [b0, b1, b2, b3, b4, b5] = b.subarray(from) as unknown as Six;
  for (let i = from; i < to; i++) {
    const a6 = a[i + STEPS_AT_ONCE] as number;
    const b6 = b[i + STEPS_AT_ONCE] as number;
    a[i] = reduceBoth(
      p0 * a0 +
        p1 * a1 +
        p2 * a2 +
        (p3 * a3 + p4 * a4 + p5 * a5) +
        (q0 * b0 + q1 * b1 + q2 * b2 + (q3 * b3 + q4 * b4 + q5 * b5)),
    );
    b[i] = reduceBoth(
      r0 * a1 +
        r1 * a2 +
        r2 * a3 +
        (r3 * a4 + r4 * a5 + r5 * a6) +
        (s0 * b1 + s1 * b2 + s2 * b3 + (s3 * b4 + s4 * b5 + s5 * b6)),
    );
    a0 = a1;
    a1 = a2;
    a2 = a3;
    a3 = a4;
    a4 = a5;
    a5 = a6;
    b0 = b1;
    b1 = b2;
    b2 = b3;
    b3 = b4;
    b4 = b5;
    b5 = b6;
  }
}

type Six = readonly [number, number, number, number, number, number];

/** After its last coefficient the lower half goes on with the first ones of the upper half; the upper half with zeros. */
function continueUpperHalf(packed: Float64Array): void {
  for (let i = 0; i < STEPS_AT_ONCE; i++) packed[STRIDE + i] = roundToLane(packed[i] as number) / LANE;
}

function reduceBoth(both: number): number {
  const upper = roundToLane(both);
  return both - Q * (roundToLane(upper * (1 / Q)) + ((both - upper) * (1 / Q) + ROUNDER - ROUNDER));
}

function roundToLane(both: number): number {
  return both + LANE_ROUNDER - LANE_ROUNDER;
}
