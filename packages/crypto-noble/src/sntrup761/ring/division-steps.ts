/**
 * Six division steps, from the six lowest coefficients of f and g (Bernstein and Yang, "Fast constant-time gcd computation and
 * modular inversion", section 5). A step exchanges f and g, or does not, and then makes g (f0 g - g0 f) / x.
 */

import { reduce } from '../parameters.js';

/** With seven, two sums of products would not fit one double (see packed-pair.ts). */
export const STEPS_AT_ONCE = 6;

/**
 * What the steps do: x^6 f' = ff f + fg g, and x^6 g' = gf f + gg g. Coefficients of x^0 to x^6, reduced; the first two have no x^0,
 * the others no x^6.
 */
export interface StepMatrix {
  readonly ff: Float64Array;
  readonly fg: Float64Array;
  readonly gf: Float64Array;
  readonly gg: Float64Array;
}

export function stepMatrix(): StepMatrix {
  const row = () => new Float64Array(STEPS_AT_ONCE + 1);
  return { ff: row(), fg: row(), gf: row(), gg: row() };
}

/** Writes the matrix for f and g, of which it overwrites six coefficients; returns delta after the steps. In constant time. */
export function sixSteps(delta: number, f: Float64Array, g: Float64Array, matrix: StepMatrix): number {
  const { ff, fg, gf, gg } = matrix;
  for (const row of [ff, fg, gf, gg]) row.fill(0);
  ff[0] = 1;
  gg[0] = 1;
  for (let step = 0; step < STEPS_AT_ONCE; step++) {
    const f0 = f[0] as number;
    const g0 = g[0] as number;
    const swap = (-delta >>> 31) & ((g0 | -g0) >>> 31);
    delta = ((delta ^ -swap) + swap + 1) | 0;
    eliminate(f, g, f0, g0, swap, STEPS_AT_ONCE - 1 - step);
    for (let i = 0; i < STEPS_AT_ONCE - 1 - step; i++) g[i] = g[i + 1] as number;
    eliminate(ff, gf, f0, g0, swap, step);
    eliminate(fg, gg, f0, g0, swap, step);
    for (let i = step; i >= 0; i--) {
      ff[i + 1] = ff[i] as number;
      fg[i + 1] = fg[i] as number;
    }
    ff[0] = 0;
    fg[0] = 0;
  }
  return delta;
}

/** Makes (a, b) into (b or a, f0 b - g0 a), for the coefficients up to x^degree. */
function eliminate(a: Float64Array, b: Float64Array, f0: number, g0: number, swap: number, degree: number): void {
  for (let i = 0; i <= degree; i++) {
    const ai = a[i] as number;
    const bi = b[i] as number;
    a[i] = ai + swap * (bi - ai);
    b[i] = reduce(f0 * bi - g0 * ai);
  }
}
