/** Runs one target: stored inputs first, then generated ones; a new failure becomes a stored input. */

import fc from 'fast-check';

import { loadRegressions, storeRegression } from './regressions.js';
import type { FuzzTarget } from './target.js';

export interface TargetReport {
  readonly name: string;
  readonly runs: number;
  readonly regressions: number;
  readonly seconds: number;
  /** What went wrong, and where the input is stored. */
  readonly failure?: string;
}

export async function runTarget(target: FuzzTarget, runs: number, seed: number): Promise<TargetReport> {
  const start = performance.now();
  const regressions = loadRegressions(target.name);
  const examples = regressions.map(input => [input] as [unknown]);
  const numRuns = runs + examples.length;
  const property = fc.asyncProperty(target.input, async input => {
    await target.check(input);
  });
  const result = await fc.check(property, { numRuns, seed, examples, endOnFailure: false });
  const seconds = (performance.now() - start) / 1000;
  const report = { name: target.name, runs: result.numRuns, regressions: regressions.length, seconds };
  if (!result.failed) return report;
  const path = storeRegression(target.name, result.counterexample?.[0]);
  return {
    ...report,
    failure: `${String(result.errorInstance)}\n  input stored in ${path} (seed ${result.seed}, path ${result.counterexamplePath})`,
  };
}
