/** Runs one target: stored inputs first, then generated ones; a new failure becomes a stored input. */

import { relative } from 'node:path';

import { loadRegressions, storeRegression } from './regressions.js';
import type { FuzzTarget, RunOptions } from './target.js';

export interface TargetReport {
  readonly name: string;
  readonly runs: number;
  readonly regressions: number;
  readonly seconds: number;
  /** What went wrong, and how to see it again. */
  readonly failure?: string;
}

export async function runTarget(target: FuzzTarget, options: RunOptions): Promise<TargetReport> {
  const start = performance.now();
  const regressions = loadRegressions(target.name);
  const report = (runs: number, failure?: string): TargetReport => ({
    name: target.name,
    runs,
    regressions: regressions.length,
    seconds: (performance.now() - start) / 1000,
    ...(failure !== undefined && { failure }),
  });
  for (const { path, input } of regressions) {
    const error = await errorOf(target, input);
    if (error !== undefined) return report(0, `${error}\n  the stored input ${path} shows it again`);
  }
  const { runs, failure } = await target.run(options);
  if (failure === undefined) return report(runs);
  const path = storeRegression(target.name, failure.input);
  const variant = failure.variant === undefined ? '' : ` (${failure.variant})`;
  const hex = failure.hex === undefined ? '' : `, hex ${failure.hex}`;
  const lines = [
    String(failure.error),
    `seed ${options.seed}, target ${target.name}${variant}${hex}`,
    `again: npm run fuzz -- --target ${target.name} --replay ${relative(process.cwd(), path)}`,
  ];
  return report(runs, lines.join('\n  '));
}

/** What a stored input shows, or undefined when it shows nothing. */
export async function errorOf(target: FuzzTarget, input: unknown): Promise<string | undefined> {
  try {
    await target.replay(input);
    return undefined;
  } catch (error) {
    return error instanceof Error ? (error.stack ?? String(error)) : String(error);
  }
}
