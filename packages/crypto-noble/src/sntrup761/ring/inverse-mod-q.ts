/**
 * Inverses modulo q and x^761 - x - 1, by division steps (Bernstein and Yang, "Fast constant-time gcd computation and modular
 * inversion", section 5), six at a time.
 */

import { type Combiner, LENGTH, machineCombiner, type Taps } from './combiner.js';
import { sixSteps, STEPS_AT_ONCE, stepMatrix } from './division-steps.js';
import { packedCombiner } from './packed-pair.js';
import { ringMachine } from './machine.js';
import { type LargePolynomial, P, Q, reduce, type SmallPolynomial } from '../parameters.js';

/** 2 * 761 - 1 reach the greatest common divisor; the three more that make this a multiple of six only multiply v by x. */
const STEPS = 1524;
const EXTRA_STEPS = STEPS - (2 * P - 1);
/** 1/3 modulo q. */
const ONE_THIRD = -1530;
/** The polynomials of a combiner. */
const [F, G, R, V] = [0, 1, 2, 3] as const;

/** 1 / (3 f). Every f but 0 has an inverse. In constant time. */
export function inverseOf3Times(small: SmallPolynomial): LargePolynomial {
  const machine = ringMachine();
  return inverseWith(
    machine === undefined ? packedCombiner : polynomials => machineCombiner(machine, polynomials),
    small,
  );
}

/** The choice of combiner is an argument for tests. */
export function inverseWith(
  combinerOf: (polynomials: readonly ArrayLike<number>[]) => Combiner,
  small: SmallPolynomial,
): LargePolynomial {
  // The steps work on the reversed polynomials, so that they look at the lowest coefficient instead of the highest.
  const modulus = Object.assign(new Int16Array(P + 1), { 0: 1, [P - 1]: -1, [P]: -1 });
  const value = Int8Array.from(small).reverse();
  // Throughout, f = v small and g = r small modulo the modulus, up to powers of x. Of v x times as much is kept, and both are stored
  // from the highest coefficient down: so they need the same combinations.
  const one = Object.assign(new Int16Array(LENGTH), { [LENGTH - 1]: ONE_THIRD });
  const combiner = combinerOf([modulus, value, one, new Int16Array(LENGTH)]);
  runSteps(combiner);
  const scale = reciprocal(reduce(combiner.coefficient(F, 0)));
  const inverse = new Int16Array(P);
  const constantTerm = LENGTH - 1 - EXTRA_STEPS - 1;
  for (let i = 0; i < P; i++) inverse[i] = reduce(scale * combiner.coefficient(V, constantTerm - (P - 1 - i)));
  combiner.erase();
  value.fill(0);
  return inverse;
}

function runSteps(combiner: Combiner): void {
  const matrix = stepMatrix();
  const [lowF, lowG] = [new Float64Array(STEPS_AT_ONCE), new Float64Array(STEPS_AT_ONCE)];
  const { ff, fg, gf, gg } = matrix;
  const down: readonly Float64Array[] = [ff, fg, gf, gg].map(() => new Float64Array(STEPS_AT_ONCE));
  const [ffDown, fgDown, gfDown, ggDown] = down as [Float64Array, Float64Array, Float64Array, Float64Array];
  const [forF, forG]: readonly [Taps, Taps] = [
    { ofA: ffDown, ofB: fgDown },
    { ofA: gfDown, ofB: ggDown },
  ];
  const [forR, forV]: readonly [Taps, Taps] = [
    { ofA: gg, ofB: gf },
    { ofA: fg.subarray(1), ofB: ff.subarray(1) },
  ];
  let delta = 1;
  for (let done = STEPS_AT_ONCE; done <= STEPS; done += STEPS_AT_ONCE) {
    for (let i = 0; i < STEPS_AT_ONCE; i++) {
      lowF[i] = combiner.coefficient(F, i);
      lowG[i] = combiner.coefficient(G, i);
    }
    delta = sixSteps(delta, lowF, lowG, matrix);
    for (let i = 0; i < STEPS_AT_ONCE; i++) {
      ffDown[i] = ff[STEPS_AT_ONCE - i] as number;
      fgDown[i] = fg[STEPS_AT_ONCE - i] as number;
      gfDown[i] = gf[STEPS_AT_ONCE - 1 - i] as number;
      ggDown[i] = gg[STEPS_AT_ONCE - 1 - i] as number;
    }
    // The steps that are left look no further up than their number, and v and r have grown by one coefficient a step.
    combiner.combine(F, G, forF, forG, 0, Math.min(LENGTH, STEPS - done + 1));
    combiner.combine(R, V, forR, forV, Math.max(0, LENGTH - done - 1), LENGTH);
  }
  for (const secret of [ff, fg, gf, gg, ...down, lowF, lowG]) secret.fill(0);
}

/** 1 / value modulo q, as value^(q - 2): the exponent is public. */
function reciprocal(value: number): number {
  let result = value;
  for (const bit of (Q - 2).toString(2).slice(1)) {
    result = reduce(result * result);
    if (bit === '1') result = reduce(result * value);
  }
  return result;
}
