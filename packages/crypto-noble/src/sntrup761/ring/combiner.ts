/** What an inversion needs of polynomials modulo q, 768 coefficients each: the combination of two of them by a matrix is the bulk of it. */

import { numbers16, type RingMachine } from './machine.js';
import { LAYOUT } from './program.js';

/** Coefficients that there is room for. */
export const LENGTH = 768;

/** The first six are meant: what one output takes of a, and of b. */
export interface Taps {
  readonly ofA: Float64Array;
  readonly ofB: Float64Array;
}

/** Holds polynomials by their numbers. */
export interface Combiner {
  /** Between -2350 and 2350. */
  coefficient(which: number, i: number): number;
  /**
   * Makes coefficient i of a the sum of forA.ofA[t] a[i + t] + forA.ofB[t] b[i + t], and of b the sum of forB.ofA[t] a[i + 1 + t] +
   * forB.ofB[t] b[i + 1 + t], for i in [from, to) at least; beyond the end are zeros. Taps are reduced.
   */
  combine(a: number, b: number, forA: Taps, forB: Taps, from: number, to: number): void;
  erase(): void;
}

/** In the memory of the program, which has room for one. */
export function machineCombiner(machine: RingMachine, polynomials: readonly ArrayLike<number>[]): Combiner {
  const { start, stride } = LAYOUT.polynomials;
  const views = polynomials.map((polynomial, which) => {
    const view = numbers16(machine, start + which * stride, LENGTH);
    view.set(polynomial);
    return view;
  });
  const taps = numbers16(machine, 0, 24);
  return {
    coefficient: (which, i) => (views[which] as Int16Array)[i] as number,
    combine(a, b, forA, forB, from, to) {
      for (let t = 0; t < 6; t++) {
        taps[t] = forA.ofA[t] as number;
        taps[6 + t] = forA.ofB[t] as number;
        taps[12 + t] = forB.ofA[t] as number;
        taps[18 + t] = forB.ofB[t] as number;
      }
      machine.combine(start + a * stride, start + b * stride, 2 * (from & ~7), 2 * to);
    },
    erase: () => machine.memory.fill(0, 0, LAYOUT.end),
  };
}
