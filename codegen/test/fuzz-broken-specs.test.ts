/** Whatever is in a spec or a config, compiling gives code, or diagnostics with a place; it never throws. */

import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';

import { compile } from '../src/compile.js';
import { EXPLANATIONS } from '../src/explain/explanations.js';

const scenario = fileURLToPath(new URL('./scenarios/every-construct', import.meta.url));
const RUNS = Number(process.env['NACRE_CODEGEN_RUNS'] ?? 120);
const SEED = Number(process.env['NACRE_CODEGEN_SEED'] ?? 1);
const spec = readFileSync(join(scenario, 'demo.yaml'), 'utf8');
const config = readFileSync(join(scenario, 'nacre.yaml'), 'utf8');
const parts = new Map([
  [spec, parse(spec) as unknown],
  [config, parse(config) as unknown],
]);
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'nacre-codegen-'));
  cpSync(scenario, folder, { recursive: true, filter: path => !path.includes('expected') });
});

afterAll(() => rmSync(folder, { recursive: true }));

/** Compiles with one of the two files changed. */
function compileChanged(file: 'demo.yaml' | 'nacre.yaml', changed: string | Uint8Array): void {
  writeFileSync(join(folder, 'demo.yaml'), spec);
  writeFileSync(join(folder, 'nacre.yaml'), config);
  writeFileSync(join(folder, file), changed);
  const { diagnostics, files } = compile({ config: join(folder, 'nacre.yaml'), root: folder });
  expect(diagnostics.length > 0 ? files : []).toEqual([]);
  for (const { file: named, line, column, code, message } of diagnostics) {
    expect({ named, line: line >= 1, column: column >= 1 }).toEqual({ named, line: true, column: true });
    expect(EXPLANATIONS.has(code), `${code} ${message}`).toBe(true);
    expect(message).not.toMatch(/undefined|\[object/);
  }
}

/** One word becomes another one of the file, a line is lost, or a character changes. */
function changedText(text: string): fc.Arbitrary<string> {
  const words = [...text.matchAll(/[A-Za-z0-9$.]+/g)];
  const lines = text.split('\n');
  const swappedWord = fc.tuple(fc.nat(), fc.nat()).map(([from, to]) => {
    const old = words[from % words.length];
    const other = words[to % words.length];
    if (old === undefined || other === undefined) return text;
    return text.slice(0, old.index) + other[0] + text.slice(old.index + old[0].length);
  });
  const droppedLine = fc.nat().map(at => lines.filter((_line, index) => index !== at % lines.length).join('\n'));
  const marks = fc.constantFrom(
    ...'{}[]():,#&*!|>-$ \'"\t\0%@`~?',
    '!!binary ',
    '&a ',
    '*a ',
    '\r',
    '\u2028',
    '\ufeff',
  );
  const changedCharacter = fc.tuple(fc.nat(), marks).map(([at, mark]) => {
    const place = at % text.length;
    return text.slice(0, place) + mark + text.slice(place + 1);
  });
  return fc.oneof(swappedWord, swappedWord, droppedLine, changedCharacter);
}

/** Values of every kind, also absurd ones. */
const anything: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom(null, true, false, 0, -1, 1.5, 2 ** 31, 2 ** 53, 1e308, '', ' ', 'u8', 'rest', '$version', 'T[n][m]'),
  fc.constantFrom('box(box(box(u8)))', 'empty', '__proto__', 'constructor', 'toString', '0x', '1..0', '\ud800', [], {}),
  fc.nat(130).map(depth => Array.from({ length: depth }).reduce<unknown>(inner => [inner], 1)),
  fc.nat(130).map(depth => `${'box('.repeat(depth)}u8${')'.repeat(depth)}`),
  fc.nat(130).map(depth => `${'('.repeat(depth)}a${')'.repeat(depth)}`),
  fc.anything({ maxDepth: 2, withBigInt: false }),
  fc.dictionary(fc.string(), fc.jsonValue(), { maxKeys: 3 }),
);

/** Somewhere in the data a value is replaced, removed, repeated or given another key. */
function changedData(text: string): fc.Arbitrary<string> {
  const data = parts.get(text);
  const paths = pathsOf(data);
  return fc
    .tuple(
      fc.nat(paths.length - 1),
      fc.nat(paths.length - 1),
      fc.constantFrom('replace', 'remove', 'copy', 'rename'),
      anything,
    )
    .map(([at, from, change, value]) => {
      const path = paths[at] ?? [];
      const copy = structuredClone(data);
      const parent = valueAt(copy, path.slice(0, -1));
      const key = path.at(-1);
      if (typeof parent !== 'object' || parent === null || key === undefined) return wordOf(value);
      const record = parent as Record<string | number, unknown>;
      if (change === 'remove') delete record[key];
      else if (change === 'rename') record[wordOf(value)] = record[key];
      else record[key] = change === 'replace' ? value : structuredClone(valueAt(data, paths[from] ?? []));
      return print(copy);
    });
}

function wordOf(value: unknown): string {
  return value === undefined || typeof value === 'object' ? 'other' : String(value).slice(0, 20);
}

/** Values that YAML cannot hold become text. */
function print(data: unknown): string {
  try {
    return stringify(data, { aliasDuplicateObjects: false });
  } catch (error) {
    return error instanceof Error ? error.message : '';
  }
}

function pathsOf(value: unknown, path: readonly (string | number)[] = []): readonly (readonly (string | number)[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  const entries: [string | number, unknown][] = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return [path, ...entries.flatMap(([key, inner]) => pathsOf(inner, [...path, key]))];
}

function valueAt(value: unknown, path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>((inner, key) => (inner as Record<string | number, unknown> | undefined)?.[key], value);
}

test.each([
  ['demo.yaml', 'a changed text', changedText(spec)],
  ['demo.yaml', 'changed data', changedData(spec)],
  ['demo.yaml', 'random text', fc.string({ unit: 'binary', maxLength: 300 })],
  ['demo.yaml', 'random octets', fc.uint8Array({ maxLength: 300 })],
  ['nacre.yaml', 'a changed text', changedText(config)],
  ['nacre.yaml', 'changed data', changedData(config)],
] as const)(
  '%s with %s never makes the generator throw',
  (file, _what, arbitrary) => {
    const runs = file === 'demo.yaml' ? RUNS : Math.ceil(RUNS / 4);
    const property = fc.property(arbitrary as fc.Arbitrary<string | Uint8Array>, changed =>
      compileChanged(file, changed),
    );
    fc.assert(property, { numRuns: runs, seed: SEED });
  },
  3_600_000,
);
