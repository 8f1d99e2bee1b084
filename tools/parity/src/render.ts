/** The parity table for the terminal and for `docs/parity.md`. No dates: the same run gives the same text. */

import type { Parity } from './parity.js';

export function renderTable(result: Parity): string {
  const lines = result.areas.map(({ area, proven }) => row(area.id, area.title, proven.length, area.rows.size));
  return [...lines, row('', 'Total', result.proven, result.total)].join('\n');
}

export function renderMarkdown(result: Parity): string {
  const table = result.areas.map(
    ({ area, proven }) => `| ${area.id} | ${area.title} | ${proven.length} | ${area.rows.size} |`,
  );
  return [
    '# Parity',
    '',
    'Written by `npm run parity` from the report of the last test run. A row counts when a test that carries its id in its',
    'title passed, and none that carries it failed. The rows are in `features.yaml`.',
    '',
    '| Area | | Proven | Rows |',
    '|---|---|---|---|',
    ...table,
    `| | **Total** | **${result.proven}** | **${result.total}** |`,
    '',
    '## Proven rows',
    ...result.areas.flatMap(({ area, proven }) => provenIn(area.title, proven, area.rows)),
    '',
  ].join('\n');
}

function provenIn(title: string, proven: readonly string[], rows: ReadonlyMap<string, string>): readonly string[] {
  if (proven.length === 0) return [];
  return ['', `### ${title}`, '', ...proven.map(id => `- ${id}: ${rows.get(id) ?? ''}`)];
}

function row(id: string, title: string, proven: number, total: number): string {
  return `${id.padEnd(5)} ${title.padEnd(34)} ${String(proven).padStart(4)} / ${String(total).padStart(4)}`;
}
