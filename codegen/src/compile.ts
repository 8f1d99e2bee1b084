/** From a config file to generated text, in memory: load, build the model, check it, emit. Writes nothing. */

import { basename, dirname, join, relative, resolve } from 'node:path';

import { buildModel } from './build/build.js';
import { type AreaCoverage, checkRows, coverage, loadRows } from './coverage.js';
import { type Diagnostic, Diagnostics } from './diagnostics.js';
import { type Emitted, emitModel } from './emit/emit.js';
import type { Model } from './ir/model.js';
import { load } from './load/load.js';
import { runPasses } from './passes/run.js';
import { checkVectors } from './vectors.js';

export interface CompileOptions {
  /** Path of the config file. */
  readonly config: string;
  /** Folder that the output folders of the config are relative to. Default: the folder above the config's. */
  readonly root?: string;
  /** False leaves out the generated text: only the spec is checked. */
  readonly emit?: boolean;
  /** Told how long each phase took. */
  readonly onPhase?: (phase: string, milliseconds: number) => void;
}

export interface Compiled {
  /** All faults of the spec, sorted. The rest is empty when there is one. */
  readonly diagnostics: readonly Diagnostic[];
  /** The resolved spec; undefined when there are faults. */
  readonly model: Model | undefined;
  readonly files: readonly Emitted[];
  /** How much of its inventory the spec declares; undefined when the config names none. */
  readonly coverage: readonly AreaCoverage[] | undefined;
}

/** Never throws for a faulty spec: its faults are in the result. */
export function compile(options: CompileOptions): Compiled {
  const diagnostics = new Diagnostics();
  const failed = (): Compiled => ({
    diagnostics: diagnostics.sorted(),
    model: undefined,
    files: [],
    coverage: undefined,
  });
  const phase = timer(options);
  const loaded = phase('load', () => load(options.config, diagnostics));
  if (loaded === undefined || diagnostics.count > 0) return failed(); // names in a file with the wrong shape mean nothing
  const { model, faulty } = phase('build', () => buildModel(loaded, diagnostics));
  phase('check', () => runPasses(model, faulty, diagnostics));
  const rows = loadRows(loaded, diagnostics);
  if (rows !== undefined) checkRows(model, rows, diagnostics);
  const { vectors } = loaded.config.emit;
  if (vectors !== undefined) checkVectors(join(rootOf(options), vectors), loaded.folder, model, diagnostics);
  if (diagnostics.count > 0) return failed();
  const specFolder = relative(rootOf(options), loaded.folder).replaceAll('\\', '/');
  const emitted = (): readonly Emitted[] =>
    emitModel(model, loaded.config, specFolder === '' ? '' : `${specFolder}/`, rootOf(options));
  return {
    diagnostics: [],
    model,
    files: options.emit === false ? [] : phase('emit', emitted),
    coverage: rows && coverage(model, rows),
  };
}

/** The folder that output paths are relative to. */
export function rootOf(options: CompileOptions): string {
  return resolve(options.root ?? dirname(dirname(resolve(options.config))));
}

/** Where a generated file goes, relative to the root. */
export function pathOf(emitted: Emitted): string {
  return emitted.folder === '' ? basename(emitted.file) : `${emitted.folder}/${emitted.file}`;
}

function timer({ onPhase }: CompileOptions): <T>(phase: string, work: () => T) => T {
  return (phase, work) => {
    const start = performance.now();
    const result = work();
    onPhase?.(phase, performance.now() - start);
    return result;
  };
}
