/** All generated files of a model, as text. Writes nothing. */

import { ModelIndex } from '../ir/index-of.js';
import type { FileIr, Model } from '../ir/model.js';
import type { RawConfig } from '../load/grammar.js';
import { WIRE_SCHEMA } from '../load/schema.js';
import { Sizes } from '../passes/sizes.js';
import { fileHeader, fileStatements, importStatement } from './file.js';
import { arbitrariesFile } from './fuzz/arbitraries.js';
import { rulesFile } from './fuzz/rules-text.js';
import { targetsFile } from './fuzz/targets-file.js';
import { testsFile } from './fuzz/tests-file.js';
import { exportLine, publicNames } from './index-file.js';
import { Printer } from './printer.js';
import { printJson } from './json.js';
import { type Table, tableFile, tablesOf, tableStatement } from './tables.js';

/** A file to be. */
export interface Emitted {
  /** Relative to the root. */
  readonly folder: string;
  /** The folder holds nothing but generated files. */
  readonly exclusive: boolean;
  readonly file: string;
  readonly text: string;
}

/** `specFolder` is the folder of the spec as headers name it. */
export function emitModel(model: Model, config: RawConfig, specFolder: string): readonly Emitted[] {
  const index = new ModelIndex(model);
  const sizes = new Sizes(index);
  const printer = new Printer();
  const packages = packagesOf(model);
  const runtime = [...packages].flatMap(([name, files]) => {
    const folder = config.emit.packages.replaceAll('{package}', name);
    return emitPackage(files, specFolder, index, sizes, printer).map(
      ([file, text]): Emitted => ({ folder, exclusive: true, file, text }),
    );
  });
  const { fuzz, schema } = config.emit;
  return [
    ...runtime,
    ...(fuzz === undefined
      ? []
      : emitFuzz(packages, index, config).map(
          ([file, text]): Emitted => ({ folder: fuzz, exclusive: true, file, text }),
        )),
    ...(schema === undefined ? [] : [emitSchema(schema)]),
  ];
}

function emitFuzz(
  packages: ReadonlyMap<string, readonly FileIr[]>,
  index: ModelIndex,
  config: RawConfig,
): readonly Text[] {
  const moduleOf = (name: string): string =>
    (config.emit.module ?? '@nacre/{package}/messages').replaceAll('{package}', name);
  const perPackage = [...packages].flatMap(([name, files]): readonly Text[] => [
    [`${name}.ts`, arbitrariesFile(name, moduleOf(name), files, index)],
    [`${name}.test.ts`, testsFile(name, moduleOf(name), files, index)],
  ]);
  return [...perPackage, ['rules.ts', rulesFile()], ['targets.ts', targetsFile(packages, moduleOf, index)]];
}

/** The JSON Schema of spec files, for editors. Its folder may hold other files. */
function emitSchema(path: string): Emitted {
  const slash = path.lastIndexOf('/');
  return {
    folder: path.slice(0, Math.max(slash, 0)),
    exclusive: false,
    file: path.slice(slash + 1),
    text: printJson(WIRE_SCHEMA),
  };
}

/** The files of each package, in the order of the config. */
export function packagesOf(model: Model): ReadonlyMap<string, readonly FileIr[]> {
  const packages = new Map<string, FileIr[]>();
  for (const file of model.files) {
    if (file.output === undefined) continue;
    packages.set(file.output.package, [...(packages.get(file.output.package) ?? []), file]);
  }
  return packages;
}

type Text = readonly [file: string, text: string];

function emitPackage(
  files: readonly FileIr[],
  specFolder: string,
  index: ModelIndex,
  sizes: Sizes,
  printer: Printer,
): readonly Text[] {
  const tables = tablesOf(files);
  const shared = tables.filter(table => tableFile(table) === undefined);
  const texts: Text[] = [];
  const exports: string[] = [];
  for (const file of files) {
    if (file.output === undefined) continue;
    const own = tables.filter(table => tableFile(table) === file);
    const header = fileHeader(file.doc ?? `Declarations of ${file.spec}.`, {
      path: `${specFolder}${file.spec}`,
      hash: file.hash,
    });
    texts.push([file.output.file, printer.print(header, fileStatements(file, own, index, sizes))]);
    exports.push(exportLine(`./${file.output.file.replace(/\.ts$/, '.js')}`, publicNames(file, own)));
  }
  if (shared.length > 0) {
    texts.push([
      'tables.ts',
      printer.print(fileHeader('Tables of messages that several files declare.'), tableFileStatements(shared)),
    ]);
    exports.push(
      exportLine(
        './tables.js',
        shared.map(({ name }) => name),
      ),
    );
  }
  return [
    ...texts,
    ['index.ts', `${fileHeader('All generated declarations of this package.')}${exports.join('\n')}\n`],
  ];
}

function tableFileStatements(tables: readonly Table[]): Parameters<Printer['print']>[1] {
  const names = new Map<string, Set<string>>();
  for (const { struct, file } of tables.flatMap(table => table.messages)) {
    const from = `./${(file.output?.file ?? '').replace(/\.ts$/, '.js')}`;
    names.set(from, (names.get(from) ?? new Set()).add(struct.name));
  }
  return [
    importStatement('@nacre/wire/gen1', ['type MessageTable', 'messageTable']),
    ...[...names].map(([from, values]) => importStatement(from, [...values].sort())),
    ...tables.map(tableStatement),
  ];
}
