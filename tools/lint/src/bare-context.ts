/** Loads a portable package from its sources into a context that has the language and nothing else. Not a test. */

import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { createContext, runInContext } from 'node:vm';

import ts from 'typescript';

type Exports = Readonly<Record<string, unknown>>;
type Require = (specifier: string) => Exports;
type Factory = (exports: Exports, require: Require) => void;

/** What V8 or Node adds to every context although it is not of the language. */
const NOT_LANGUAGE = ['console', 'WebAssembly'];

export interface BareLoad {
  readonly exports: Exports;
  /** Files that were run, in order of loading. */
  readonly files: readonly string[];
}

/** Throws what the package throws when it meets something that neither the language nor `given` has. */
export function loadBare(root: string, packageName: string, given: Readonly<Record<string, unknown>> = {}): BareLoad {
  const context = createContext({ ...given });
  for (const name of NOT_LANGUAGE) runInContext(`delete globalThis.${name}`, context);
  const loaded = new Map<string, Exports>();
  const load = (file: string): Exports => {
    const known = loaded.get(file);
    if (known !== undefined) return known;
    const exports: Exports = {};
    loaded.set(file, exports);
    const factory = runInContext(`(exports, require) => {${compile(file)}\n}`, context, { filename: file }) as Factory;
    factory(exports, specifier => load(resolve(root, file, specifier)));
    return exports;
  };
  return { exports: load(join(root, 'packages', packageName, 'src/index.ts')), files: [...loaded.keys()] };
}

function compile(file: string): string {
  const compilerOptions = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2023 };
  return ts.transpileModule(readFileSync(file, 'utf8'), { fileName: file, compilerOptions }).outputText;
}

function resolve(root: string, from: string, specifier: string): string {
  const own = /^@nacre\/([a-z-]+)(?:\/([a-z0-9]+))?$/.exec(specifier);
  if (own !== null) return join(root, 'packages', own[1] as string, 'src', entryPoint(own[2]));
  if (!specifier.startsWith('.')) return createRequire(from).resolve(specifier);
  const file = join(dirname(from), specifier);
  const source = file.replace(/\.js$/, '.ts');
  return existsSync(source) ? source : file;
}

function entryPoint(subPath: string | undefined): string {
  if (subPath === undefined) return 'index.ts';
  return subPath === 'messages' ? 'generated/index.ts' : `${subPath}.ts`;
}
