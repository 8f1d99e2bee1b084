/** `npm run fuzz`: runs the fuzz targets with a number of runs and a seed, and prints a count per target. */

import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';

import { runTarget, type TargetReport } from './run-target.js';
import { targets } from './targets/index.js';

const USAGE = `Usage: npm run fuzz -- [options]

Feeds generated and mutated input to every codec, parser and engine. A failing input is stored below
fuzz/regressions and replayed first in every later run.

  --runs N        runs per target (default 1000)
  --seed S        seed of the generator (default: random, printed)
  --target NAME   only targets whose name has NAME in it; may be repeated
  --list          print the names of the targets
  --help          this text
`;

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '1000' },
    seed: { type: 'string' },
    target: { type: 'string', multiple: true, default: [] },
    list: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) process.stdout.write(USAGE);
else if (values.list) process.stdout.write(targets.map(({ name }) => `${name}\n`).join(''));
else
  process.exitCode = await main(
    Number(values.runs),
    values.seed === undefined ? randomInt(2 ** 31) : Number(values.seed),
  );

async function main(runs: number, seed: number): Promise<number> {
  if (!Number.isInteger(runs) || runs < 1 || !Number.isInteger(seed)) {
    process.stderr.write('--runs must be a whole number from 1, --seed a whole number\n');
    return 2;
  }
  const selected = targets.filter(
    ({ name }) => values.target.length === 0 || values.target.some(part => name.includes(part)),
  );
  if (selected.length === 0) {
    process.stderr.write(`no target is called ${values.target.join(' or ')}; see --list\n`);
    return 2;
  }
  process.stdout.write(`seed ${seed}, ${runs} runs a target\n`);
  const reports: TargetReport[] = [];
  for (const target of selected) {
    const report = await runTarget(target, runs, seed);
    reports.push(report);
    process.stdout.write(line(report));
  }
  const failed = reports.filter(({ failure }) => failure !== undefined);
  const total = reports.reduce((sum, report) => sum + report.runs, 0);
  process.stdout.write(`${total} runs of ${reports.length} targets, ${failed.length} failed\n`);
  return failed.length === 0 ? 0 : 1;
}

function line({ name, runs, regressions, seconds, failure }: TargetReport): string {
  const stored = regressions > 0 ? `, ${regressions} stored` : '';
  const text = `  ${name.padEnd(44)} ${String(runs).padStart(8)} runs${stored} ${seconds.toFixed(1).padStart(7)} s`;
  return failure === undefined ? `${text}\n` : `${text}  FAILED\n  ${failure}\n`;
}
