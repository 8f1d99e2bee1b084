/** The parity tool: what counts, what fails the run, and that the real list of rows is whole. */

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { run } from './cli.js';
import { parseFeatures } from './features.js';
import { idsIn } from './parity.js';

const FEATURES =
  'AAA:\n  title: First\n  rows:\n    AAA-01: One\n    AAA-02: Two\nL:\n  title: Loads\n  rows:\n    L01: Many\n';
let root: string;
let lines: string[];

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'nacre-parity-'));
  lines = [];
  mkdirSync(join(root, 'docs'));
  mkdirSync(join(root, '.reports'));
  writeFileSync(join(root, 'docs/features.yaml'), FEATURES);
});
afterEach(() => rmSync(root, { recursive: true }));

function report(name: string, ...tests: (readonly [title: string, status: string])[]): void {
  const assertionResults = tests.map(([title, status]) => ({ ancestorTitles: ['a group'], title, status }));
  writeFileSync(
    join(root, '.reports', name),
    JSON.stringify({ testResults: [{ name: 'x.test.ts', assertionResults }] }),
  );
}

const runIt = (): number => run(root, line => lines.push(line));

test('ids are taken from anywhere in a title, several at a time', () => {
  expect(idsIn('[SFC-12] [SEC-210] gets a file [L06], not [this] nor SFC-13')).toEqual(['SFC-12', 'SEC-210', 'L06']);
});

describe('a run', () => {
  test('counts rows that a passed test carries, over all reports, and writes them down', () => {
    report('unit.json', ['[AAA-01] does one', 'passed'], ['nothing', 'passed']);
    report('interop.json', ['[L01] [AAA-01] many', 'passed']);
    expect(runIt()).toBe(0);
    expect(lines.join('\n')).toMatch(/AAA\s+First\s+1 \/\s+2\n.*Loads\s+1 \/\s+1\n.*Total\s+2 \/\s+3/);
    const written = readFileSync(join(root, 'docs/parity.md'), 'utf8');
    expect(written).toContain('- AAA-01: One');
    expect(written).not.toContain('AAA-02');
  });

  test.each(['failed', 'skipped', 'pending', 'todo'])('does not count a %s test', status => {
    report('unit.json', ['[AAA-01] does one', status]);
    expect(runIt()).toBe(0);
    expect(lines.join('\n')).toMatch(/Total\s+0 \/\s+3/);
  });

  test('does not count a row when another test of it failed, and says so', () => {
    report('unit.json', ['[AAA-01] does one', 'passed'], ['[AAA-01] does one otherwise', 'failed']);
    expect(runIt()).toBe(0);
    expect(lines[0]).toBe('not counted, a test of it failed: AAA-01');
    expect(lines.join('\n')).toMatch(/Total\s+0 \/\s+3/);
  });

  test('fails when a test carries an id that no row has', () => {
    report('unit.json', ['[AAA-99] guesses', 'passed']);
    expect(runIt()).toBe(1);
    expect(lines[0]).toBe('unknown id AAA-99 in x.test.ts: a group [AAA-99] guesses');
  });

  test('fails plainly without a report', () => {
    expect(runIt()).toBe(1);
    expect(lines).toEqual([expect.stringMatching(/^parity: no test results in .*run `npm test` first$/)]);
  });

  test('fails plainly on a file that is no report', () => {
    writeFileSync(join(root, '.reports/other.json'), '{}');
    expect(runIt()).toBe(1);
    expect(lines).toEqual(['parity: other.json is not a JSON report of vitest']);
  });
});

describe('the list of rows', () => {
  test.each([
    ['a row twice', `${FEATURES}B:\n  title: B\n  rows:\n    AAA-01: One\n`, 'AAA-01 does not belong to area B'],
    ['an area without rows', 'AAA:\n  title: First\n', 'area AAA needs a title and rows'],
    ['no areas', '- one\n', 'the file must hold areas by id'],
  ])('must not have %s', (_, text, message) => {
    expect(() => parseFeatures(text)).toThrow(message);
  });

  test('is whole: every area is there, and the rows are as many as were agreed', () => {
    const path = fileURLToPath(new URL('../../../docs/features.yaml', import.meta.url));
    const areas = parseFeatures(readFileSync(path, 'utf8'));
    const sizes = Object.fromEntries(areas.map(area => [area.id, area.rows.size]));
    const features = areas.filter(area => !['NEW', 'SEC', 'L'].includes(area.id));
    expect(features.reduce((sum, area) => sum + area.rows.size, 0)).toBe(745);
    expect(sizes).toMatchObject({ NEW: 35, SEC: 177, L: 30, ALG: 136, SFC: 113 });
  });
});
