/** Tables of messages: one for each number space and context, or part of the space where there is no context. */

import type { FileIr, StructIr } from '../ir/model.js';
import { camel, quote } from './names.js';

export interface Table {
  /** Name of the constant. */
  readonly name: string;
  readonly space: string;
  readonly context: string | undefined;
  readonly group: string | undefined;
  readonly messages: readonly { readonly struct: StructIr; readonly file: FileIr }[];
}

/** The tables of the files of one package. */
export function tablesOf(files: readonly FileIr[]): readonly Table[] {
  const tables = new Map<string, Table & { readonly messages: { struct: StructIr; file: FileIr }[] }>();
  for (const file of files) {
    for (const struct of file.structs) {
      const { message } = struct;
      if (message === undefined) continue;
      const group = message.context ?? message.layer;
      const name = `${camel(message.space, ...(group === undefined ? [] : [splitCamel(group)]))}Messages`;
      const table = tables.get(name) ?? { name, space: message.space, context: message.context, group, messages: [] };
      table.messages.push({ struct, file });
      tables.set(name, table);
    }
  }
  return [...tables.values()];
}

/** The file that a table stands in: that of its messages, or undefined when they are in several. */
export function tableFile(table: Table): FileIr | undefined {
  const files = new Set(table.messages.map(({ file }) => file));
  return files.size === 1 ? table.messages[0]?.file : undefined;
}

/** The declaration of a table, with its comment. */
export function tableStatement(table: Table): string {
  const names = [...table.messages]
    .sort((a, b) => a.struct.message!.number - b.struct.message!.number)
    .map(({ struct }) => `  ${struct.name},`);
  const context = table.context === undefined ? 'undefined' : quote(table.context);
  const what =
    table.group === undefined
      ? `Messages of the space ${table.space}`
      : `Messages of the space ${table.space}, ${table.group}`;
  return [
    `/** ${what}, by number. */`,
    `export const ${table.name}: MessageTable = /*@__PURE__*/ messageTable(${quote(table.space)}, ${context}, [`,
    ...names,
    ']);',
  ].join('\n');
}

function splitCamel(text: string): string {
  return text.replace(/([a-z])([A-Z])/g, '$1-$2');
}
