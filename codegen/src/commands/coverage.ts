/** How the coverage of an inventory is shown. */

import type { AreaCoverage } from '../coverage.js';
import type { Streams } from './command.js';

/** A line for each area, one for all, and the rows that are missing. */
export function reportCoverage(areas: readonly AreaCoverage[], streams: Streams): void {
  const all: AreaCoverage = {
    area: 'all',
    total: sum(areas, 'total'),
    declared: sum(areas, 'declared'),
    excepted: sum(areas, 'excepted'),
    missing: areas.flatMap(({ missing }) => missing),
  };
  const width = Math.max(...[...areas, all].map(({ area }) => area.length));
  streams.out(`${'area'.padEnd(width)}  declared  excepted  missing  total\n`);
  for (const { area, declared, excepted, missing, total } of [...areas, all]) {
    const numbers = [
      [declared, 8],
      [excepted, 8],
      [missing.length, 7],
      [total, 5],
    ] as const;
    const columns = numbers.map(([number, columnWidth]) => String(number).padStart(columnWidth));
    streams.out(`${area.padEnd(width)}  ${columns.join('  ')}\n`);
  }
  for (const { area, missing } of areas) {
    for (const { id, name } of missing) streams.error(`${area}: ${id} ${name} is neither declared nor excepted\n`);
  }
}

function sum(areas: readonly AreaCoverage[], key: 'total' | 'declared' | 'excepted'): number {
  return areas.reduce((total, area) => total + area[key], 0);
}
