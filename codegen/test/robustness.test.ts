/** Whatever is in a spec file, compiling gives code or diagnostics; it never throws. */

import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { compile } from '../src/compile.js';

const scenario = fileURLToPath(new URL('./scenarios/every-construct', import.meta.url));
const RUNS = Number(process.env['NACRE_CODEGEN_RUNS'] ?? 60);
let folder: string;
let text: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'nacre-codegen-'));
  cpSync(join(scenario, 'nacre.yaml'), join(folder, 'nacre.yaml'));
  text = readFileSync(join(scenario, 'demo.yaml'), 'utf8');
});

afterAll(() => rmSync(folder, { recursive: true }));

function compileText(changed: string): void {
  writeFileSync(join(folder, 'demo.yaml'), changed);
  const { diagnostics, files } = compile({ config: join(folder, 'nacre.yaml'), root: folder });
  expect(diagnostics.length > 0 ? files : []).toEqual([]);
  for (const { file, line, column, code } of diagnostics) {
    expect({ file, line: line >= 1, column: column >= 1, code }).toMatchObject({ line: true, column: true });
    expect(code).toMatch(/^NC\d{3}$/);
  }
}

/** One word of the file becomes another one of it. */
const swappedWord = fc.tuple(fc.nat(), fc.nat()).map(([from, to]) => {
  const words = [...text.matchAll(/[A-Za-z0-9$.]+/g)];
  const old = words[from % words.length];
  const other = words[to % words.length];
  if (old === undefined || other === undefined) return text;
  return text.slice(0, old.index) + other[0] + text.slice(old.index + old[0].length);
});

const droppedLine = fc.nat().map(at => {
  const lines = text.split('\n');
  lines.splice(at % lines.length, 1);
  return lines.join('\n');
});

const changedCharacter = fc.tuple(fc.nat(), fc.constantFrom(...'{}[]():,#&*!|>-$ \'"\t\0')).map(([at, character]) => {
  const place = at % text.length;
  return text.slice(0, place) + character + text.slice(place + 1);
});

test('a changed spec never makes the generator throw', () => {
  fc.assert(fc.property(fc.oneof(swappedWord, droppedLine, changedCharacter), compileText), { numRuns: RUNS, seed: 1 });
}, 120_000);
