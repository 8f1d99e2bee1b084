/** CPU time of processes, from /proc: what a transfer costs each side. Unknown on systems without it. */

import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const TICKS_PER_SECOND = 100; // USER_HZ of every Linux that Node runs on
const CHILDREN = { user: 13, system: 14 }; // fields of /proc/PID/stat after the name: cutime and cstime
const SETTLE_ROUNDS = 50;
const SETTLE_MS = 10;

/** Seconds that children of `pid` used that have ended. */
export function childrenSeconds(pid: number): number | undefined {
  const fields = statFields(pid);
  return fields && (Number(fields[CHILDREN.user]) + Number(fields[CHILDREN.system])) / TICKS_PER_SECOND;
}

/** Waits until `pid` has no child left, so that all of them are counted; half a second at most. */
export async function childrenGone(pid: number): Promise<void> {
  for (let round = 0; round < SETTLE_ROUNDS && hasChildren(pid); round++) await sleep(SETTLE_MS);
}

function statFields(pid: number): readonly string[] | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined; // no such file system
  }
}

function hasChildren(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'latin1').trim() !== '';
  } catch {
    return false; // no such file system
  }
}
