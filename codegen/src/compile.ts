/** From a config file to generated text, in memory: load, build the model, check it, emit. Writes nothing. */

import { basename, dirname, relative, resolve } from 'node:path';

import { type Diagnostic, Diagnostics } from './diagnostics.js';
import { type Emitted, emitModel } from './emit/emit.js';
import { buildModel } from './ir/build.js';
import type { Model } from './ir/model.js';
import { load } from './load/load.js';
import { runPasses } from './passes/run.js';

export interface CompileOptions {
  /** Path of the config file. */
  readonly config: string;
  /** Folder that the output folders of the config are relative to. Default: the folder above the config's. */
  readonly root?: string;
}

export interface Compiled {
  /** All faults of the spec, sorted. The rest is empty when there is one. */
  readonly diagnostics: readonly Diagnostic[];
  /** The resolved spec; undefined when there are faults. */
  readonly model: Model | undefined;
  readonly files: readonly Emitted[];
}

/** Never throws for a faulty spec: its faults are in the result. */
export function compile(options: CompileOptions): Compiled {
  const diagnostics = new Diagnostics();
  const failed = (): Compiled => ({ diagnostics: diagnostics.sorted(), model: undefined, files: [] });
  const loaded = load(options.config, diagnostics);
  if (loaded === undefined || diagnostics.count > 0) return failed(); // names in a file with the wrong shape mean nothing
  const { model, faulty } = buildModel(loaded, diagnostics);
  runPasses(model, faulty, diagnostics);
  if (diagnostics.count > 0) return failed();
  const specFolder = relative(rootOf(options), loaded.folder).replaceAll('\\', '/');
  return { diagnostics: [], model, files: emitModel(model, loaded.config, specFolder === '' ? '' : `${specFolder}/`) };
}

/** The folder that output paths are relative to. */
export function rootOf(options: CompileOptions): string {
  return resolve(options.root ?? dirname(dirname(resolve(options.config))));
}

/** Where a generated file goes, relative to the root. */
export function pathOf(emitted: Emitted): string {
  return emitted.folder === '' ? basename(emitted.file) : `${emitted.folder}/${emitted.file}`;
}
