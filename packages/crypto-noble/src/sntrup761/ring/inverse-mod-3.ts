/**
 * Inverses of small polynomials modulo 3 and x^761 - x - 1, by division steps (Bernstein and Yang, "Fast constant-time gcd
 * computation and modular inversion", section 5) on bit planes: 32 coefficients to a word.
 */

import { P, type SmallPolynomial } from '../parameters.js';

/** For 762 coefficients. */
const WORDS = 24;
/** Steps after which the greatest common divisor is always reached. */
const STEPS = 2 * P - 1;

/** One bit for each coefficient that is 1, and one for each that is -1. */
interface BitPlanes {
  readonly plus: Int32Array;
  readonly minus: Int32Array;
}

/** The inverse of `g`, or undefined when it has none. In constant time but for that answer. */
export function inverseMod3(g: SmallPolynomial): SmallPolynomial | undefined {
  // The steps work on the reversed polynomials, so that they look at the lowest coefficient instead of the highest.
  const modulus = planes();
  setCoefficient(modulus, 0, 1);
  setCoefficient(modulus, P - 1, -1);
  setCoefficient(modulus, P, -1);
  const value = planes();
  for (let i = 0; i < P; i++) setCoefficient(value, i, g[P - 1 - i] as number);
  const left = planes();
  const right = planes();
  setCoefficient(right, 0, 1);
  const delta = divideSteps(modulus, value, left, right);
  const scale = coefficient(modulus, 0);
  const inverse = Int8Array.from({ length: P }, (_, i) => scale * coefficient(left, P - 1 - i));
  for (const { plus, minus } of [modulus, value, left, right]) {
    plus.fill(0);
    minus.fill(0);
  }
  return delta === 0 ? inverse : undefined;
}

/** Throughout, f = v * value and g = r * value modulo the modulus, up to powers of x. Returns the last delta. */
function divideSteps(f: BitPlanes, g: BitPlanes, v: BitPlanes, r: BitPlanes): number {
  let delta = 1;
  for (let step = 0; step < STEPS; step++) {
    const fPlus = -((f.plus[0] as number) & 1);
    const fMinus = -((f.minus[0] as number) & 1);
    const gPlus = -((g.plus[0] as number) & 1);
    const gMinus = -((g.minus[0] as number) & 1);
    // all ones when delta > 0 and the lowest coefficient of g is not 0
    const swap = (-delta >> 31) & (gPlus | gMinus);
    delta = ((delta ^ swap) - swap + 1) | 0;
    // g becomes g - f, g + f or g, so that its lowest coefficient is 0
    const add = (fPlus & gMinus) | (fMinus & gPlus);
    const subtract = (fPlus & gPlus) | (fMinus & gMinus);
    // Lower coefficients than those that later steps can reach decide everything; v and r grow by one coefficient a step.
    eliminate(f, g, swap, add, subtract, Math.min(WORDS, ((STEPS - step) >> 5) + 1));
    shiftDown(g, Math.min(WORDS, ((STEPS - step) >> 5) + 1));
    const grown = Math.min(WORDS, ((step + 1) >> 5) + 1);
    shiftUp(v, grown);
    eliminate(v, r, swap, add, subtract, grown);
  }
  return delta;
}

/** Exchanges a and b where `swap` is all ones, then adds a to b, or subtracts it. */
function eliminate(
  { plus: aPlus, minus: aMinus }: BitPlanes,
  { plus: bPlus, minus: bMinus }: BitPlanes,
  swap: number,
  add: number,
  subtract: number,
  words: number,
): void {
  for (let i = 0; i < words; i++) {
    const changePlus = ((aPlus[i] as number) ^ (bPlus[i] as number)) & swap;
    const changeMinus = ((aMinus[i] as number) ^ (bMinus[i] as number)) & swap;
    const ap = (aPlus[i] as number) ^ changePlus;
    const am = (aMinus[i] as number) ^ changeMinus;
    const bp = (bPlus[i] as number) ^ changePlus;
    const bm = (bMinus[i] as number) ^ changeMinus;
    const cp = (ap & add) | (am & subtract);
    const cm = (am & add) | (ap & subtract);
    const sum = (bp | cm) ^ (bm | cp);
    aPlus[i] = ap;
    aMinus[i] = am;
    bPlus[i] = (bm | cm) ^ sum;
    bMinus[i] = (bp | cp) ^ sum;
  }
}

/** Divides by x. */
function shiftDown({ plus, minus }: BitPlanes, words: number): void {
  const last = words - 1;
  for (let i = 0; i < last; i++) {
    plus[i] = ((plus[i] as number) >>> 1) | ((plus[i + 1] as number) << 31);
    minus[i] = ((minus[i] as number) >>> 1) | ((minus[i + 1] as number) << 31);
  }
  plus[last] = (plus[last] as number) >>> 1;
  minus[last] = (minus[last] as number) >>> 1;
}

/** Multiplies by x. */
function shiftUp({ plus, minus }: BitPlanes, words: number): void {
  for (let i = words - 1; i > 0; i--) {
    plus[i] = ((plus[i] as number) << 1) | ((plus[i - 1] as number) >>> 31);
    minus[i] = ((minus[i] as number) << 1) | ((minus[i - 1] as number) >>> 31);
  }
  plus[0] = (plus[0] as number) << 1;
  minus[0] = (minus[0] as number) << 1;
}

function planes(): BitPlanes {
  return { plus: new Int32Array(WORDS), minus: new Int32Array(WORDS) };
}

function setCoefficient({ plus, minus }: BitPlanes, i: number, value: number): void {
  plus[i >> 5] = (plus[i >> 5] as number) | ((value & ~(value >> 1) & 1) << (i & 31));
  minus[i >> 5] = (minus[i >> 5] as number) | (((value >> 1) & 1) << (i & 31));
}

function coefficient({ plus, minus }: BitPlanes, i: number): number {
  return (((plus[i >> 5] as number) >>> (i & 31)) & 1) - (((minus[i >> 5] as number) >>> (i & 31)) & 1);
}
