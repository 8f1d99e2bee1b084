/** P13: encoding and decoding of the hot messages, beside codecs written by hand over DataView. Needs no peers. */

import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { PAIRS } from '../workers/codec/pairs.js';
import type { BenchCase, Sample } from './case.js';

const WORKER = fileURLToPath(new URL('../workers/codec/main.js', import.meta.url));
const run = promisify(execFile);

export function codecCases(): readonly BenchCase[] {
  return Object.keys(PAIRS).map(pair => ({
    id: 'P13',
    title: `codec of hot messages: ${pair}`,
    unit: 'M/s',
    missing: [],
    contestants: [
      { name: 'nacre', run: () => rate(pair, 'nacre') },
      { name: 'by hand', run: () => rate(pair, 'byHand') },
    ],
    targets: [{ left: 'nacre', right: 'by hand', atLeast: 0.5 }],
  }));
}

async function rate(pair: string, contestant: string): Promise<Sample> {
  const { stdout } = await run(process.execPath, [WORKER, JSON.stringify({ pair, contestant })]);
  const { perSecond } = JSON.parse(stdout) as { readonly perSecond: number };
  return { rate: perSecond / 1e6 };
}
