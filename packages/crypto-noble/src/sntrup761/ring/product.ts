/** Products with a small polynomial modulo x^761 - x - 1, exact over the integers. In constant time. */

import { type LargePolynomial, P, type SmallPolynomial } from '../parameters.js';
import { numbers16, type RingMachine, ringMachine } from './machine.js';
import { LAYOUT, SMALL_LENGTH } from './program.js';

/** The coefficients of factor * small, of at most 3 * 761 * 2295. The caller erases what is secret. */
export function multiplySmall(factor: LargePolynomial | SmallPolynomial, small: SmallPolynomial): Float64Array {
  const machine = ringMachine();
  return machine === undefined ? portableProduct(factor, small) : machineProduct(machine, factor, small);
}

function machineProduct(machine: RingMachine, factor: ArrayLike<number>, small: SmallPolynomial): Float64Array {
  const { memory } = machine;
  numbers16(machine, LAYOUT.factor, SMALL_LENGTH + P).set(factor, SMALL_LENGTH);
  const pairs = numbers16(machine, LAYOUT.small, SMALL_LENGTH);
  for (let i = 0; i < P; i++) pairs[i ^ 1] = small[i] as number;
  machine.multiply();
  const product = new Float64Array(new Int32Array(memory.buffer, LAYOUT.product, 2 * P));
  memory.fill(0, 0, LAYOUT.end);
  return fold(product);
}

/** The factor is cut in two halves: coefficient i and coefficient i + HALF share a double. */
const HALF = 384;
/** The upper of the two is times this. Sums stay below 761 * 2295, a quarter of it. */
const LANE = 2 ** 23;
/** Rounds a double to a multiple of LANE. */
const LANE_ROUNDER = 1.5 * 2 ** 52 * LANE;
/** Coefficients that are multiplied in one pass, each one step further along the small polynomial. */
const TAPS = 4;

/** The plain twin: schoolbook, but two coefficients at a time in one double, whose 53 bits hold both sums. */
export function portableProduct(factor: LargePolynomial | SmallPolynomial, small: SmallPolynomial): Float64Array {
  const padded = new Float64Array(P + 2 * TAPS - 2);
  for (let i = 0; i < P; i++) padded[i + TAPS - 1] = small[i] as number;
  const sums = new Float64Array(HALF + P + TAPS);
  for (let i = 0; i < HALF; i += TAPS) addRows(sums, i, padded, factor);
  const product = unpack(sums);
  padded.fill(0);
  sums.fill(0);
  return product;
}

function addRows(sums: Float64Array, start: number, padded: Float64Array, factor: ArrayLike<number>): void {
  const a = packed(factor, start);
  const b = packed(factor, start + 1);
  const c = packed(factor, start + 2);
  const d = packed(factor, start + 3);
  let x = padded[0] as number;
  let y = padded[1] as number;
  let z = padded[2] as number;
  for (let i = 0; i < P + TAPS - 1; i++) {
    const next = padded[i + 3] as number;
    sums[start + i] = (sums[start + i] as number) + (a * next + b * z + (c * y + d * x));
    x = y;
    y = z;
    z = next;
  }
}

function packed(factor: ArrayLike<number>, i: number): number {
  return (factor[i] as number) + LANE * (i + HALF < P ? (factor[i + HALF] as number) : 0);
}

/** Takes the sums apart. */
function unpack(sums: Float64Array): Float64Array {
  const product = new Float64Array(2 * P);
  for (let i = 0; i < HALF + P - 1; i++) {
    const both = sums[i] as number;
    const upper = both + LANE_ROUNDER - LANE_ROUNDER;
    product[i] = (product[i] as number) + (both - upper);
    if (i + HALF < 2 * P) product[i + HALF] = (product[i + HALF] as number) + upper / LANE;
  }
  return fold(product);
}

/** Replaces x^761 by x + 1. Erases the argument. */
function fold(product: Float64Array): Float64Array {
  for (let i = 2 * P - 2; i >= P; i--) {
    const coefficient = product[i] as number;
    product[i - P] = (product[i - P] as number) + coefficient;
    product[i - P + 1] = (product[i - P + 1] as number) + coefficient;
  }
  const result = product.slice(0, P);
  product.fill(0);
  return result;
}
