/** All generated files of a model, as text. Writes nothing. */

import { ModelIndex } from '../ir/index-of.js';
import type { FileIr, Model } from '../ir/model.js';
import type { RawConfig } from '../load/grammar.js';
import { WIRE_SCHEMA } from '../load/schema.js';
import { Sizes } from '../passes/sizes.js';
import { dissectorFile } from './dissector/lua-file.js';
import { dictionaryFile } from './fuzz/dictionary.js';
import { fuzzFiles } from './fuzz/fuzz-files.js';
import { printJson } from './json.js';
import { markdownFiles } from './markdown/markdown-files.js';
import { modelJson } from './model-json/model-json.js';
import { packageFiles, type Text } from './package-files.js';
import { Printer } from './printer.js';

/** A file to be. */
export interface Emitted {
  /** Relative to the root. */
  readonly folder: string;
  /** The folder holds nothing but generated files. */
  readonly exclusive: boolean;
  readonly file: string;
  readonly text: string;
}

/** `specFolder` is the folder of the spec as headers name it; vectors are read from below `root`. */
export function emitModel(model: Model, config: RawConfig, specFolder: string, root: string): readonly Emitted[] {
  const index = new ModelIndex(model);
  const packages = packagesOf(model);
  const { fuzz, dictionaries, schema, json, dissector, docs, vectors } = config.emit;
  return [
    ...emitPackages(packages, config, specFolder, index),
    ...inFolder(fuzz, () => fuzzFiles(model, index)),
    ...inFolder(dictionaries, () =>
      [...packages].map(([name, files]) => [`${name}.dict`, dictionaryFile(name, files)]),
    ),
    ...atPath(schema, () => printJson(WIRE_SCHEMA)),
    ...atPath(json, () => modelJson(model)),
    ...atPath(dissector, () => dissectorFile(model)),
    ...inFolder(docs, () => markdownFiles(model, { docs: docs ?? '', spec: specFolder, vectors, root })),
  ];
}

function emitPackages(
  packages: ReadonlyMap<string, readonly FileIr[]>,
  config: RawConfig,
  specFolder: string,
  index: ModelIndex,
): readonly Emitted[] {
  const sizes = new Sizes(index);
  const printer = new Printer();
  return [...packages].flatMap(([name, files]) => {
    const folder = config.emit.packages.replaceAll('{package}', name);
    return inFolder(folder, () => packageFiles(files, specFolder, index, sizes, printer));
  });
}

/** The files of a folder that holds nothing else; none when the config does not name the folder. */
function inFolder(folder: string | undefined, files: () => readonly Text[]): readonly Emitted[] {
  if (folder === undefined) return [];
  return files().map(([file, text]): Emitted => ({ folder, exclusive: true, file, text }));
}

/** One file, whose folder may hold others; none when the config does not name it. */
function atPath(path: string | undefined, text: () => string): readonly Emitted[] {
  if (path === undefined) return [];
  const slash = path.lastIndexOf('/');
  return [{ folder: path.slice(0, Math.max(slash, 0)), exclusive: false, file: path.slice(slash + 1), text: text() }];
}

/** The files of each package whose code is made here, in the order of the config. */
export function packagesOf(model: Model): ReadonlyMap<string, readonly FileIr[]> {
  const packages = new Map<string, FileIr[]>();
  for (const file of model.files) {
    if (file.output === undefined || file.output.external) continue;
    packages.set(file.output.package, [...(packages.get(file.output.package) ?? []), file]);
  }
  return packages;
}
