/** The code of every scenario, and what uses it, is right under the strictest options of the compiler. */

import { existsSync, readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

import ts from 'typescript';
import { expect, test } from 'vitest';

const scenarios = fileURLToPath(new URL('./scenarios', import.meta.url));
const packages = fileURLToPath(new URL('../../packages', import.meta.url));

const options: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2023,
  lib: ['lib.es2023.d.ts'],
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  types: [],
  noEmit: true,
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  noImplicitOverride: true,
  noImplicitReturns: true,
  noFallthroughCasesInSwitch: true,
  noPropertyAccessFromIndexSignature: true,
  noUnusedLocals: true,
  noUnusedParameters: true,
  isolatedModules: true,
  verbatimModuleSyntax: true,
  erasableSyntaxOnly: true,
  skipLibCheck: true,
  paths: {
    '@nacre/core': [join(packages, 'core/src/index.ts')],
    '@nacre/wire': [join(packages, 'wire/src/index.ts')],
    '@nacre/wire/gen1': [join(packages, 'wire/src/gen1.ts')],
  },
};

test('generated code of every scenario has no type errors', { timeout: 60_000 }, () => {
  const files = readdirSync(scenarios).flatMap(name => codeOf(join(scenarios, name, 'expected/out')));
  expect(files.length).toBeGreaterThan(5);
  const program = ts.createProgram(files, options);
  const errors = ts.getPreEmitDiagnostics(program).map(diagnosticText);
  expect(errors).toEqual([]);
});

/** All TypeScript files in a folder, if there is one. */
function codeOf(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.ts'))
    .map(name => join(folder, name));
}

function diagnosticText({ file, start, messageText }: ts.Diagnostic): string {
  const text = ts.flattenDiagnosticMessageText(messageText, ' ');
  if (file === undefined || start === undefined) return text;
  const { line } = file.getLineAndCharacterOfPosition(start);
  return `${relative(dirname(scenarios), file.fileName)}:${line + 1} ${text}`;
}
