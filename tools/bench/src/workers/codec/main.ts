/** One contestant of P13 in a process of its own, so that nothing else has shaped the compiled code. Prints its rate. */

import { workerInput } from '../input.js';
import { PAIRS, type Work } from './pairs.js';

/** How many messages one run measures: enough to settle, short enough to alternate. */
const MESSAGES = 1_500_000;

const { pair, contestant } = workerInput<{ readonly pair: string; readonly contestant: 'nacre' | 'byHand' }>();
const make = PAIRS[pair];
if (make === undefined) throw new Error(`no pair ${pair}`);
const made = make();
measure(made[contestant], MESSAGES / 4); // warms up
process.stdout.write(JSON.stringify({ perSecond: measure(made[contestant], MESSAGES) }));

function measure(work: Work, times: number): number {
  let sum = 0;
  const start = performance.now();
  for (let i = 0; i < times; i++) sum += work();
  const seconds = (performance.now() - start) / 1000;
  if (sum <= 0) throw new Error('nothing was done');
  return times / seconds;
}
