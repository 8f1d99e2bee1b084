/** Compares what is on disk with what would be generated: files that differ, are missing, or do not belong there. */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { type Compiled, type CompileOptions, compile, pathOf, rootOf } from './compile.js';
import type { Emitted } from './emit/emit.js';

export interface Difference {
  /** Relative to the root. */
  readonly path: string;
  readonly kind: 'different' | 'missing' | 'extra';
}

export interface CheckResult extends Compiled {
  readonly differences: readonly Difference[];
}

/** Changes nothing on disk. */
export function check(options: CompileOptions): CheckResult {
  const compiled = compile(options);
  if (compiled.diagnostics.length > 0) return { ...compiled, differences: [] };
  const root = rootOf(options);
  const stale = compiled.files.flatMap((emitted): readonly Difference[] => {
    const path = pathOf(emitted);
    if (!existsSync(join(root, path))) return [{ path, kind: 'missing' }];
    return readFileSync(join(root, path), 'utf8') === emitted.text ? [] : [{ path, kind: 'different' }];
  });
  const extra = findExtra(root, compiled.files).map((path): Difference => ({ path, kind: 'extra' }));
  return { ...compiled, differences: [...stale, ...extra].sort((a, b) => (a.path < b.path ? -1 : 1)) };
}

/** Files in generated folders that nothing generates. Only folders that hold nothing but generated files are looked at. */
export function findExtra(root: string, files: readonly Emitted[]): readonly string[] {
  const wanted = new Set(files.map(pathOf));
  const folders = [...new Set(files.filter(({ exclusive }) => exclusive).map(({ folder }) => folder))];
  return folders.flatMap(folder => listFiles(root, folder)).filter(path => !wanted.has(path));
}

function listFiles(root: string, folder: string): readonly string[] {
  if (!existsSync(join(root, folder))) return [];
  const entries = readdirSync(join(root, folder), { withFileTypes: true });
  return entries.flatMap(entry => {
    const path = `${folder}/${entry.name}`;
    return entry.isDirectory() ? listFiles(root, path) : [path];
  });
}
