/** Writes generated files to disk, and removes what no longer belongs to their folders. */

import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { findExtra } from './check.js';
import { type Compiled, type CompileOptions, compile, pathOf, rootOf } from './compile.js';

export interface GenerateResult extends Compiled {
  /** Paths, relative to the root, of files whose text changed. */
  readonly written: readonly string[];
  readonly removed: readonly string[];
}

/** Writes nothing when the spec has faults. Files that are already right are not touched. */
export function generate(options: CompileOptions): GenerateResult {
  const compiled = compile(options);
  if (compiled.diagnostics.length > 0) return { ...compiled, written: [], removed: [] };
  const root = rootOf(options);
  const written: string[] = [];
  for (const emitted of compiled.files) {
    const path = join(root, pathOf(emitted));
    if (existsSync(path) && readFileSync(path, 'utf8') === emitted.text) continue;
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, emitted.text);
    written.push(pathOf(emitted));
  }
  const removed = findExtra(root, compiled.files);
  for (const path of removed) rmSync(join(root, path));
  return { ...compiled, written, removed };
}
