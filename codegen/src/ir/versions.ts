/** Versions in which something exists. */

import type { RawVersioned } from '../load/grammar.js';
import type { Versions } from './model.js';

/** Undefined when it exists in all versions. */
export function versionsOf({ since, until }: Pick<RawVersioned, 'since' | 'until'>): Versions | undefined {
  return since === undefined && until === undefined ? undefined : { since, until };
}

/** True when two things may exist in the same version. */
export function overlap(a: Versions | undefined, b: Versions | undefined): boolean {
  const first = Math.max(a?.since ?? 0, b?.since ?? 0);
  const last = Math.min(a?.until ?? Number.POSITIVE_INFINITY, b?.until ?? Number.POSITIVE_INFINITY);
  return first <= last;
}
