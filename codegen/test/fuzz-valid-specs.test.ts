/**
 * Any valid spec compiles without diagnostics, to code that the strictest TypeScript accepts, that writes what a second
 * encoder writes, and that reads it back.
 */

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import fc from 'fast-check';
import ts from 'typescript';
import { afterAll, expect, test } from 'vitest';

import { compile, pathOf } from '../src/compile.js';
import { formatDiagnostic } from '../src/diagnostics.js';
import { interpret } from '../src/emit/fuzz/interpret.js';
import { paramSets } from '../src/emit/fuzz/params.js';
import { samplesOf } from '../src/emit/fuzz/samples.js';
import { ModelIndex } from '../src/ir/index-of.js';
import type { Model } from '../src/ir/model.js';
import { drawFrom } from './arbitrary-spec/draw.js';
import { makeSpec, type SpecFile } from './arbitrary-spec/spec.js';

const repository = fileURLToPath(new URL('../..', import.meta.url));
/** Specs, in batches that are type-checked as one program. */
const RUNS = Number(process.env['NACRE_CODEGEN_RUNS'] ?? 12);
const SEED = Number(process.env['NACRE_CODEGEN_SEED'] ?? 1);
const BATCH = 20;
/** Random values of each codec. */
const VALUES = 6;
mkdirSync(join(repository, '.reports'), { recursive: true });
const folder = mkdtempSync(join(repository, '.reports/valid-specs-'));
let batches = 0;

afterAll(() => {
  if (process.env['NACRE_CODEGEN_KEEP'] === undefined) rmSync(folder, { recursive: true });
});

function makeBatch(generator: fc.GeneratorValue, size: number): readonly SpecFile[] {
  const draw = drawFrom(generator);
  const specs: SpecFile[] = [];
  for (let index = 0; index < size; index++) {
    specs.push(makeSpec(draw, index, draw.chance(40) ? specs.at(-1) : undefined));
  }
  return specs;
}

/** Writes the specs and their code, and returns the model. */
function generateBatch(root: string, specs: readonly SpecFile[]): Model {
  mkdirSync(join(root, 'spec'), { recursive: true });
  const outputs = specs.map(({ namespace, package: name }) => ({
    spec: `${namespace}.yaml`,
    package: name,
    file: `${namespace}-messages.ts`,
  }));
  const emit = {
    packages: 'out/{package}',
    fuzz: 'out/fuzz',
    module: '../{package}/index.js',
    docs: 'docs',
    json: 'wire.json',
    dissector: 'wire.lua',
    dictionaries: 'dictionaries',
  };
  writeFileSync(join(root, 'spec/nacre.yaml'), JSON.stringify({ config: 0, outputs, emit }));
  for (const { namespace, raw } of specs) {
    writeFileSync(join(root, `spec/${namespace}.yaml`), JSON.stringify(raw, undefined, 1));
  }
  const { diagnostics, files, model } = compile({ config: join(root, 'spec/nacre.yaml') });
  expect(diagnostics.map(diagnostic => `${formatDiagnostic(diagnostic)}\n    ${lineOf(root, diagnostic)}`)).toEqual([]);
  for (const emitted of files) {
    mkdirSync(dirname(join(root, pathOf(emitted))), { recursive: true });
    writeFileSync(join(root, pathOf(emitted)), emitted.text);
  }
  return model as Model;
}

function lineOf(root: string, { file, line }: { readonly file: string; readonly line: number }): string {
  return readFileSync(join(root, 'spec', file), 'utf8')
    .split('\n')
    .slice(line - 1, line + 8)
    .join(' ')
    .replace(/\s+/g, ' ');
}

/** Faults that TypeScript finds in the code of a batch, with the strictest settings. */
function typeFaults(root: string, specs: readonly SpecFile[]): readonly string[] {
  const files = specs.flatMap(spec => [
    join(root, `out/${spec.package}/index.ts`),
    join(root, `out/${spec.package}/print.ts`),
    join(root, `out/fuzz/${spec.package}.ts`),
  ]);
  const program = ts.createProgram(files, {
    strict: true,
    noEmit: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    noPropertyAccessFromIndexSignature: true,
    noImplicitReturns: true,
    noFallthroughCasesInSwitch: true,
    noImplicitOverride: true,
    verbatimModuleSyntax: true,
    isolatedModules: true,
    erasableSyntaxOnly: true,
    skipLibCheck: true,
    target: ts.ScriptTarget.ES2022,
    lib: ['lib.es2023.d.ts'],
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    types: ['node'],
    paths: {
      '@nacre/wire/gen1': [join(repository, 'packages/wire/src/gen1.ts')],
      '@nacre/wire/print': [join(repository, 'packages/wire/src/print/index.ts')],
      '@nacre/wire': [join(repository, 'packages/wire/src/index.ts')],
      '@nacre/core': [join(repository, 'packages/core/src/index.ts')],
    },
  });
  return ts.getPreEmitDiagnostics(program).map(({ file, start, messageText }) => {
    const text = ts.flattenDiagnosticMessageText(messageText, ' ');
    if (file === undefined || start === undefined) return text;
    const line = file.text.slice(file.text.lastIndexOf('\n', start) + 1).split('\n')[0];
    return `${file.fileName.slice(root.length)}: ${text}\n    ${line}`;
  });
}

interface Target {
  readonly name: string;
  readonly codec: unknown;
  readonly params: unknown;
  readonly arbitrary: fc.Arbitrary<unknown>;
  readonly views: readonly string[];
}

interface Rules {
  encodeWith(target: Target, value: unknown): Uint8Array;
  decodeWith(target: Target, bytes: Uint8Array): unknown;
  checkDecoding(target: Target, bytes: Uint8Array): boolean;
  withoutViews(decoded: unknown, value: unknown, views: readonly string[]): unknown;
}

/** Samples against the second encoder, random values there and back, and octets with faults. */
async function tryCodecs(root: string, name: string, model: Model, seed: number): Promise<void> {
  const load = async (path: string): Promise<unknown> => import(/* @vite-ignore */ join(root, 'out/fuzz', path));
  const { codecTargets } = (await load(`${name}.ts`)) as { readonly codecTargets: readonly Target[] };
  const rules = (await load('rules.ts')) as Rules;
  const { nearlyRight } = (await load('near-valid.ts')) as { nearlyRight(target: Target): fc.Arbitrary<Uint8Array> };
  const index = new ModelIndex(model);
  const structs = model.files.filter(({ output }) => output?.package === name).flatMap(file => file.structs);
  for (const struct of structs) {
    const own = codecTargets.filter(({ name }) => name === struct.name);
    const sets = paramSets(struct, index);
    expect(own.length, struct.name).toBe(Math.max(sets.length, 1));
    for (const { set, title, value, decoded } of samplesOf(struct, index)) {
      const target = own[set];
      if (target === undefined) continue;
      const bytes = rules.encodeWith(target, value);
      const what = `${struct.name} ${title} ${JSON.stringify(sets[set])}`;
      expect(hex(bytes), what).toBe(hex(Uint8Array.from(interpret(struct, value, sets[set] ?? {}, index).bytes)));
      const read = rules.decodeWith(target, bytes);
      expect(rules.withoutViews(read, decoded ?? value, target.views), what).toEqual(decoded ?? value);
    }
  }
  for (const target of codecTargets) {
    const there = fc.property(target.arbitrary, value => {
      const bytes = rules.encodeWith(target, value);
      expect(rules.withoutViews(rules.decodeWith(target, bytes), value, target.views), target.name).toEqual(value);
    });
    fc.assert(there, { numRuns: VALUES, seed });
    fc.assert(
      fc.property(nearlyRight(target), bytes => void rules.checkDecoding(target, bytes)),
      { numRuns: VALUES, seed },
    );
  }
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

test('any valid spec compiles, and its code does what the spec says', async () => {
  const size = Math.min(BATCH, RUNS);
  const property = fc.asyncProperty(fc.gen(), async generator => {
    const root = join(folder, `batch-${batches++}`);
    const specs = makeBatch(generator, size);
    const model = generateBatch(root, specs);
    expect(typeFaults(root, specs)).toEqual([]);
    for (const name of new Set(specs.map(spec => spec.package))) await tryCodecs(root, name, model, SEED);
  });
  await fc.assert(property, { numRuns: Math.ceil(RUNS / size), seed: SEED, endOnFailure: true });
}, 3_600_000);
