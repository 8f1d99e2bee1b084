/** The files of one package's generated folder: one for each spec file, shared tables, and the index. */

import type { ModelIndex } from '../ir/index-of.js';
import type { FileIr } from '../ir/model.js';
import type { Sizes } from '../passes/sizes.js';
import { fileHeader, fileStatements, importStatement } from './file.js';
import { exportLine, publicNames } from './index-file.js';
import { printFile } from './print/print-file.js';
import type { Printer } from './printer.js';
import { type Table, tableFile, tablesOf, tableStatement } from './tables.js';

export type Text = readonly [file: string, text: string];

export function packageFiles(
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
    ['print.ts', printFile(files, index)],
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
