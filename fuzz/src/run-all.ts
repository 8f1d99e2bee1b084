/** Runs targets one after the other, spreads the runs that targets share, and says how far it is. */

import { runTarget, type TargetReport } from './run-target.js';
import type { FuzzTarget } from './target.js';

/** However few runs are asked for, a target that shares them gets so many. */
const LEAST_SHARE = 100;
/** Between two lines that say how far it is. */
const PROGRESS_MS = 5000;

/** The result is the exit code. */
export async function runAll(
  targets: readonly FuzzTarget[],
  runs: number,
  seed: number,
  print: (text: string) => void,
): Promise<number> {
  const sharing = targets.filter(({ sharesRuns }) => sharesRuns);
  const each = targets.filter(({ sharesRuns }) => !sharesRuns);
  print(`seed ${seed}\n`);
  const reports = [...(await runSharing(sharing, runs, seed, print)), ...(await runEach(each, runs, seed, print))];
  if (each.length > 0) {
    const total = reports.reduce((sum, report) => sum + report.runs, 0);
    print(`${total} runs of ${reports.length} targets, ${failuresIn(reports)} failed\n`);
  }
  return failuresIn(reports) === 0 ? 0 : 1;
}

/** The share of each of `count` targets: together exactly `runs`, unless that is too few. */
export function shares(runs: number, count: number): readonly number[] {
  const border = (position: number): number => Math.floor((runs * position) / count);
  return Array.from({ length: count }, (_, position) => Math.max(LEAST_SHARE, border(position + 1) - border(position)));
}

async function runSharing(
  targets: readonly FuzzTarget[],
  runs: number,
  seed: number,
  print: (text: string) => void,
): Promise<readonly TargetReport[]> {
  if (targets.length === 0) return [];
  const portions = shares(runs, targets.length);
  const planned = portions.reduce((sum, portion) => sum + portion, 0);
  const reports: TargetReport[] = [];
  const progress = progressLine(
    print,
    done => `${done} of ${planned} runs, ${reports.length} of ${targets.length} codecs`,
  );
  for (const [position, target] of targets.entries()) {
    const report = await runTarget(target, { runs: portions[position] ?? LEAST_SHARE, seed, progress });
    reports.push(report);
    if (report.failure !== undefined) print(reportLine(report));
  }
  const done = reports.reduce((sum, report) => sum + report.runs, 0);
  const seconds = reports.reduce((sum, report) => sum + report.seconds, 0);
  const each = Math.floor(planned / targets.length);
  print(
    `${done} runs over ${targets.length} ${targets.length === 1 ? 'codec' : 'codecs'}, ${each} each, ${failuresIn(reports)} failed, ${seconds.toFixed(1)} s\n`,
  );
  return reports;
}

async function runEach(
  targets: readonly FuzzTarget[],
  runs: number,
  seed: number,
  print: (text: string) => void,
): Promise<readonly TargetReport[]> {
  const reports: TargetReport[] = [];
  for (const target of targets) {
    const progress = progressLine(print, done => `${target.name}: ${done} of ${runs} runs`);
    const report = await runTarget(target, { runs, seed, progress });
    reports.push(report);
    print(reportLine(report));
  }
  return reports;
}

/** Counts runs and prints a line now and then. */
function progressLine(print: (text: string) => void, text: (done: number) => string): (runs: number) => void {
  let done = 0;
  let last = performance.now();
  return runs => {
    done += runs;
    if (performance.now() - last < PROGRESS_MS) return;
    last = performance.now();
    print(`  ${text(done)}\n`);
  };
}

function failuresIn(reports: readonly TargetReport[]): number {
  return reports.filter(({ failure }) => failure !== undefined).length;
}

function reportLine({ name, runs, regressions, seconds, failure }: TargetReport): string {
  const stored = regressions > 0 ? `, ${regressions} stored` : '';
  const text = `  ${name.padEnd(44)} ${String(runs).padStart(8)} runs${stored} ${seconds.toFixed(1).padStart(7)} s`;
  return failure === undefined ? `${text}\n` : `${text}  FAILED\n  ${failure}\n`;
}
