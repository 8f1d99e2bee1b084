/** `npm run fuzz`: runs the fuzz targets with a number of runs and a seed, or tries one input again. */

import { existsSync } from 'node:fs';
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';

import { loadInput } from './regressions.js';
import { runAll } from './run-all.js';
import { errorOf } from './run-target.js';
import type { FuzzTarget } from './target.js';
import { targets } from './targets/index.js';

const USAGE = `Usage: npm run fuzz -- [options]

Feeds generated and mutated input to every codec, parser and engine. A failing input is stored below
fuzz/regressions and tried first in every later run.

  --runs N        runs (default 1000): of each target, but all codecs share N runs evenly
  --seed S        seed of the generator (default: random, printed)
  --target NAME   only the target NAME, or those whose name has NAME in it; may be repeated.
                  '--target codec' is all codecs with N runs together, '--target codec/SftpName' one with N
  --replay INPUT  try one input with the target again: a file below fuzz/regressions, or hex for a codec
  --list          print the names of the targets
  --help          this text
`;

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '1000' },
    seed: { type: 'string' },
    target: { type: 'string', multiple: true, default: [] },
    replay: { type: 'string' },
    list: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

process.exitCode = await main();

async function main(): Promise<number> {
  const runs = Number(values.runs);
  const seed = values.seed === undefined ? randomInt(2 ** 31) : Number(values.seed);
  if (values.help) return say(USAGE, 0);
  if (values.list) return say(targets.map(({ name }) => `${name}\n`).join(''), 0);
  if (!Number.isSafeInteger(runs) || runs < 1 || !Number.isSafeInteger(seed))
    return say('--runs must be a whole number from 1, --seed a whole number\n', 2);
  const selected = select(values.target);
  if (selected.length === 0) return say(`no target is called ${values.target.join(' or ')}; see --list\n`, 2);
  if (values.replay !== undefined) return replay(selected, values.replay);
  return runAll(selected, runs, seed, text => process.stdout.write(text));
}

/** A whole name means one target, a part of a name all that have it. */
function select(names: readonly string[]): readonly FuzzTarget[] {
  if (names.length === 0) return targets;
  const wanted = names.map(name => {
    const whole = targets.filter(target => target.name === name);
    return whole.length > 0 ? whole : targets.filter(target => target.name.includes(name));
  });
  return targets.filter(target => wanted.some(list => list.includes(target)));
}

async function replay(selected: readonly FuzzTarget[], text: string): Promise<number> {
  const [target] = selected;
  if (target === undefined || selected.length > 1) return say('--replay needs one --target\n', 2);
  const inputs = inputsOf(target, text);
  if (inputs === undefined) return say(`'${text}' is neither a file nor hex for ${target.name}\n`, 2);
  for (const input of inputs) {
    const error = await errorOf(target, input);
    if (error !== undefined) return say(`${error}\n`, 1);
  }
  return say(`${target.name}: no fault\n`, 0);
}

function inputsOf(target: FuzzTarget, text: string): readonly unknown[] | undefined {
  if (existsSync(text)) return [loadInput(text).input];
  const hex = /^(?:[0-9a-f]{2})*$/i.test(text);
  return hex ? target.inputsOf?.(new Uint8Array(Buffer.from(text, 'hex'))) : undefined;
}

function say(text: string, code: number): number {
  (code === 0 ? process.stdout : process.stderr).write(text);
  return code;
}
