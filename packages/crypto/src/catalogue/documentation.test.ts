/** docs/algorithms.md lists every algorithm of the catalogue: this test keeps its tables from going stale. */

import { readFileSync, writeFileSync } from 'node:fs';

import { expect, test } from 'vitest';

import { catalogue } from './catalogue.js';
import type { AlgorithmCategory } from './entry.js';

const FILE = new URL('../../../../docs/algorithms.md', import.meta.url);

const STANDING = { default: 'yes', client: 'by clients', request: 'on request' } as const;

/** The table of a category, as it must stand between its two marks. */
function tableOf(category: AlgorithmCategory): string {
  const rows = catalogue[category].map(({ name, offered, needs }) => [
    `\`${name}\``,
    STANDING[offered],
    needs.length === 0 ? 'nothing' : needs.join(', '),
  ]);
  const widths = [0, 1, 2].map(column => Math.max(...[HEAD, ...rows].map(row => (row[column] as string).length)));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] as number)).join(' | ')} |`;
  return [line(HEAD), line(widths.map(width => '-'.repeat(width))), ...rows.map(line)].join('\n');
}

const HEAD = ['Name', 'Offered', 'Needs'] as const;

const mark = (category: string) => ({ start: `<!-- ${category} -->\n\n`, end: `\n\n<!-- end of ${category} -->` });

test.each(Object.keys(catalogue) as AlgorithmCategory[])(
  'the table of %s in docs/algorithms.md is the catalogue',
  category => {
    const text = readFileSync(FILE, 'utf8');
    const { start, end } = mark(category);
    const [from, to] = [text.indexOf(start), text.indexOf(end)];
    expect(from, `the mark ${start.trim()}`).toBeGreaterThan(0);
    expect(to, `the mark ${end.trim()}`).toBeGreaterThan(from);
    const shown = text.slice(from + start.length, to);
    const expected = tableOf(category);
    if (process.env['NACRE_UPDATE_DOCS'] === '1' && shown !== expected) {
      writeFileSync(FILE, text.slice(0, from + start.length) + expected + text.slice(to));
      return;
    }
    expect(shown, 'NACRE_UPDATE_DOCS=1 writes it anew').toBe(expected);
  },
);
