/** Which rows the tests prove. A row counts when a test that carries its id passed and none that carries it failed. */

import type { Area } from './features.js';
import type { TestOutcome } from './report.js';

const ID = /\[([A-Z]+-\d+|L\d+)\]/g;

export interface AreaResult {
  readonly area: Area;
  /** Ids in the order of the list. */
  readonly proven: readonly string[];
}

export interface Parity {
  readonly areas: readonly AreaResult[];
  readonly proven: number;
  readonly total: number;
  /** Ids that tests carry but no row has, each with a test that carries it. */
  readonly unknown: readonly { readonly id: string; readonly test: string }[];
  /** Ids whose tests failed. */
  readonly failed: readonly string[];
}

/** Ids in a title: `[SFC-12] [SEC-210] gets a file`. */
export function idsIn(title: string): readonly string[] {
  return [...title.matchAll(ID)].map(match => match[1] as string);
}

export function parity(areas: readonly Area[], outcomes: readonly TestOutcome[]): Parity {
  const carried = outcomes.flatMap(test => idsIn(test.title).map(id => ({ id, test })));
  const passed = new Set(carried.filter(({ test }) => test.status === 'passed').map(({ id }) => id));
  const failed = new Set(carried.filter(({ test }) => test.status === 'failed').map(({ id }) => id));
  const known = new Set(areas.flatMap(area => [...area.rows.keys()]));
  const results = areas.map(area => ({
    area,
    proven: [...area.rows.keys()].filter(id => passed.has(id) && !failed.has(id)),
  }));
  const unknown = carried
    .filter(({ id }) => !known.has(id))
    .map(({ id, test }) => ({ id, test: `${test.file}: ${test.title}` }));
  return {
    areas: results,
    proven: results.reduce((sum, { proven }) => sum + proven.length, 0),
    total: known.size,
    unknown: unknown.filter(({ id }, index) => unknown.findIndex(other => other.id === id) === index),
    failed: [...failed].filter(id => known.has(id)),
  };
}
