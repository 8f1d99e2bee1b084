import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { compile } from '../compile.js';
import { EXPLANATIONS } from './explanations.js';

const src = fileURLToPath(new URL('..', import.meta.url));
const scenarios = fileURLToPath(new URL('../../test/scenarios', import.meta.url));
const checkable = [...EXPLANATIONS].filter(([, { others }]) => others === undefined);
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'nacre-explain-'));
  writeFileSync(
    join(folder, 'nacre.yaml'),
    'config: 0\noutputs: [{ spec: demo.yaml, package: demo, file: demo.ts }]\nemit: { packages: out }\n',
  );
});

afterAll(() => rmSync(folder, { recursive: true }));

/** Examples leave out what every file starts with. */
function codesOf(example: string): readonly string[] {
  const parts = ['wire: 0\nnamespace: demo\n'];
  const needs = (section: string): boolean => !new RegExp(`^${section}:`, 'm').test(example);
  if (needs('limits')) parts.push('limits: { name: 64, utf8: 100, bytes: 100, rest: 100, items: 10 }\n');
  if (needs('refs')) parts.push('refs: { draft: https://example.com/draft }\n');
  if (needs('spaces')) parts.push('spaces: { plain: { tag: u8, trailing: error, maxMessage: 1000 } }\n');
  writeFileSync(join(folder, 'demo.yaml'), `${parts.join('')}${example}\n`);
  const { diagnostics } = compile({ config: join(folder, 'nacre.yaml'), emit: false });
  return [...new Set(diagnostics.map(({ code }) => code))];
}

test('every code that is reported is explained, and no other', () => {
  const texts = readdirSync(src, { recursive: true, encoding: 'utf8' })
    .filter(file => file.endsWith('.ts') && !file.endsWith('.test.ts') && !file.startsWith('explain'))
    .map(file => readFileSync(join(src, file), 'utf8'));
  const used = new Set(texts.flatMap(text => [...text.matchAll(/'(NC\d{3})'/g)].map(match => match[1])));
  expect([...EXPLANATIONS.keys()]).toEqual([...used].sort());
});

test.each([...EXPLANATIONS.keys()])('%s is shown by a scenario', code => {
  const shown = readdirSync(scenarios).filter(name => name.startsWith(`${code}-`));
  expect(shown.map(name => existsSync(join(scenarios, name, 'expected-diagnostics.txt')))).toContain(true);
});

describe('examples', () => {
  test.each(checkable)('%s: the wrong one has that fault, and no other', (code, { wrong }) => {
    expect(codesOf(wrong)).toEqual([code]);
  });

  test.each(checkable)('%s: the right one has none', (_code, { right }) => {
    expect(codesOf(right)).toEqual([]);
  });
});
