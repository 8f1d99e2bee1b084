/** `npm run parity`: reads `.reports/*.json` and `docs/features.yaml`, prints the table, writes `docs/parity.md`. */

import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { parseFeatures } from './features.js';
import { parity } from './parity.js';
import { renderMarkdown, renderTable } from './render.js';
import { parseReport, type TestOutcome } from './report.js';

/** Exit status. */
export function run(root: string, out: (line: string) => void): number {
  try {
    const areas = parseFeatures(readFileSync(join(root, 'docs/features.yaml'), 'utf8'));
    const outcomes = readReports(join(root, '.reports'));
    const result = parity(areas, outcomes);
    for (const { id, test } of result.unknown) out(`unknown id ${id} in ${test}`);
    for (const id of result.failed) out(`not counted, a test of it failed: ${id}`);
    out(renderTable(result));
    writeFileSync(join(root, 'docs/parity.md'), renderMarkdown(result));
    return result.unknown.length === 0 ? 0 : 1;
  } catch (error) {
    out(`parity: ${error instanceof Error ? error.message : String(error)}`);
    return 1;
  }
}

function readReports(folder: string): readonly TestOutcome[] {
  const names = existsSync(folder) ? readdirSync(folder).filter(name => name.endsWith('.json')) : [];
  const outcomes = names.flatMap(name => parseReport(name, readFileSync(join(folder, name), 'utf8')));
  if (outcomes.length === 0) throw new Error(`no test results in ${folder}: run \`npm test\` first`);
  return outcomes;
}
