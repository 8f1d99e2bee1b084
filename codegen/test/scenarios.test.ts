/** Runs every folder of `scenarios/`: the input gives exactly the expected files, or exactly the expected diagnostics. */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { describe, expect, test } from 'vitest';

import { compile, pathOf } from '../src/compile.js';
import { formatDiagnostic } from '../src/diagnostics.js';

const root = fileURLToPath(new URL('./scenarios', import.meta.url));
const scenarios = readdirSync(root).filter(name => existsSync(join(root, name, 'nacre.yaml')));

describe.each(scenarios)('scenario %s', name => {
  const folder = join(root, name);

  test('gives what is expected', async () => {
    const { diagnostics, files } = compile({ config: join(folder, 'nacre.yaml'), root: folder });
    if (diagnostics.length > 0 || existsSync(join(folder, 'expected-diagnostics.txt'))) {
      const text = diagnostics.map(formatDiagnostic).join('\n');
      await expect(`${text}\n`).toMatchFileSnapshot(join(folder, 'expected-diagnostics.txt'));
      return;
    }
    for (const emitted of files) {
      await expect(emitted.text).toMatchFileSnapshot(join(folder, 'expected', pathOf(emitted)));
    }
    expect(listFiles(join(folder, 'expected'), '')).toEqual(files.map(pathOf).sort());
  });

  test('is named for the diagnostic that it shows', () => {
    const code = /^(NC\d+)/.exec(name)?.[1];
    if (code === undefined) return;
    expect(readFileSync(join(folder, 'expected-diagnostics.txt'), 'utf8')).toMatch(
      new RegExp(`^[\\w./-]+:\\d+:\\d+ ${code} `, 'm'),
    );
  });
});

function listFiles(base: string, prefix: string): readonly string[] {
  const entries = readdirSync(join(base, prefix), { withFileTypes: true });
  return entries
    .flatMap(entry => (entry.isDirectory() ? listFiles(base, join(prefix, entry.name)) : [join(prefix, entry.name)]))
    .sort();
}
