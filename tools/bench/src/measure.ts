/** Runs the contestants of a case in turn, A B C A B C ..., and reduces the runs to medians and paired ratios. */

import type { BenchCase, Sample } from './cases/case.js';

export interface ContestantResult {
  readonly name: string;
  readonly median: number;
  readonly minimum: number;
  readonly maximum: number;
  readonly runs: readonly number[];
  /** Medians of CPU seconds, where they are known. */
  readonly ownCpu: number | undefined;
  readonly sshdCpu: number | undefined;
}

export interface RatioResult {
  readonly left: string;
  readonly right: string;
  /** Median of the ratios of runs that stood next to each other. */
  readonly ratio: number;
  readonly minimum: number;
  readonly maximum: number;
  readonly target: number;
  readonly verdict: 'met' | 'half' | 'below half';
}

export interface CostResult {
  readonly slower: string;
  readonly faster: string;
  /** Median of the differences of runs that stood next to each other. */
  readonly milliseconds: number;
  readonly atMostMs: number;
  readonly verdict: 'met' | 'half' | 'below half';
}

export interface CaseResult {
  readonly id: string;
  readonly title: string;
  readonly unit: string;
  readonly contestants: readonly ContestantResult[];
  readonly ratios: readonly RatioResult[];
  readonly costs: readonly CostResult[];
  readonly missing: readonly string[];
}

/** `rounds` counted rounds after one that warms up. */
export async function measure(bench: BenchCase, rounds: number, onRun: (text: string) => void): Promise<CaseResult> {
  const samples = new Map<string, Sample[]>(bench.contestants.map(({ name }) => [name, []]));
  for (let round = 0; round <= rounds; round++) {
    for (const { name, run } of bench.contestants) {
      const sample = await run();
      onRun(
        `${bench.id} ${round === 0 ? 'warm-up' : `round ${round}/${rounds}`} ${name}: ${sample.rate.toFixed(1)} ${bench.unit}`,
      );
      if (round > 0) samples.get(name)?.push(sample);
    }
  }
  const runs = new Map([...samples].map(([name, values]) => [name, values.map(({ rate }) => rate)] as const));
  const contestants = [...samples].map(([name, values]) => ({
    name,
    ...spread(values.map(({ rate }) => rate)),
    runs: values.map(({ rate }) => rate),
    ownCpu: medianOfKnown(values.map(({ ownCpu }) => ownCpu)),
    sshdCpu: medianOfKnown(values.map(({ sshdCpu }) => sshdCpu)),
  }));
  const ratios = bench.targets.flatMap(target => {
    const [left, right] = [runs.get(target.left), runs.get(target.right)];
    if (left === undefined || right === undefined) return [];
    const { median, ...rest } = spread(left.map((value, i) => value / (right[i] as number)));
    return [
      {
        left: target.left,
        right: target.right,
        ratio: median,
        ...rest,
        target: target.atLeast,
        verdict: verdict(median, target.atLeast),
      },
    ];
  });
  const costs = (bench.extraCosts ?? []).flatMap(({ slower, faster, atMostMs }) => {
    const [slow, fast] = [runs.get(slower), runs.get(faster)];
    if (slow === undefined || fast === undefined) return [];
    const { median } = spread(slow.map((rate, i) => 1000 / rate - 1000 / (fast[i] as number)));
    return [{ slower, faster, milliseconds: median, atMostMs, verdict: verdict(atMostMs, Math.max(median, 0)) }];
  });
  return { id: bench.id, title: bench.title, unit: bench.unit, contestants, ratios, costs, missing: bench.missing };
}

function verdict(ratio: number, target: number): RatioResult['verdict'] {
  if (ratio >= target) return 'met';
  return ratio >= target / 2 ? 'half' : 'below half';
}

function medianOfKnown(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter(value => value !== undefined);
  return known.length === 0 ? undefined : spread(known).median;
}

function spread(values: readonly number[]): {
  readonly median: number;
  readonly minimum: number;
  readonly maximum: number;
} {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const median =
    sorted.length % 2 === 1
      ? (sorted[middle] as number)
      : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
  return { median, minimum: sorted[0] as number, maximum: sorted.at(-1) as number };
}
