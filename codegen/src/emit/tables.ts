/** Tables of messages: one for each number space and context, or part of the space where there is no context. */

import type { FileIr, StructIr } from '../ir/model.js';
import { camel, quote } from './names.js';

export interface Table {
  /** Name of the constant. */
  readonly name: string;
  readonly space: string;
  readonly context: string | undefined;
  readonly group: string | undefined;
  /** Tags are names. */
  readonly named: boolean;
  readonly messages: readonly { readonly struct: StructIr; readonly file: FileIr }[];
}

/** The tables of the files of one package. */
export function tablesOf(files: readonly FileIr[]): readonly Table[] {
  const tables = new Map<string, Table & { readonly messages: { struct: StructIr; file: FileIr }[] }>();
  for (const file of files) {
    for (const struct of file.structs) {
      const { message } = struct;
      if (message === undefined) continue;
      const { space, contexts, layer } = message;
      const named = message.tagName !== undefined;
      for (const context of contexts.length === 0 ? [message.context] : contexts) {
        const group = context ?? layer;
        const name = `${camel(space, ...(group === undefined ? [] : [splitCamel(group)]))}Messages`;
        const table = tables.get(name) ?? { name, space, context, group, named, messages: [] };
        table.messages.push({ struct, file });
        tables.set(name, table);
      }
    }
  }
  return [...tables.values()];
}

/** The file that a table stands in: that of its messages, or undefined when they are in several. */
export function tableFile(table: Table): FileIr | undefined {
  const files = new Set(table.messages.map(({ file }) => file));
  return files.size === 1 ? table.messages[0]?.file : undefined;
}

/** What tables need of the runtime. */
export function tableRuntime(tables: readonly Table[]): readonly string[] {
  return tables.flatMap(({ named }) =>
    named ? ['type NamedMessageTable', 'namedMessageTable'] : ['type MessageTable', 'messageTable'],
  );
}

/** The declaration of a table, with its comment. */
export function tableStatement(table: Table): string {
  const names = [...table.messages].sort(byTag).map(({ struct }) => `  ${struct.name},`);
  const context = table.context === undefined ? 'undefined' : quote(table.context);
  const what =
    table.group === undefined
      ? `Messages of the space ${table.space}`
      : `Messages of the space ${table.space}, ${table.group}`;
  const [type, build] = table.named ? ['NamedMessageTable', 'namedMessageTable'] : ['MessageTable', 'messageTable'];
  return [
    `/** ${what}, by ${table.named ? 'tag' : 'number'}. */`,
    `export const ${table.name}: ${type} = /*@__PURE__*/ ${build}(${quote(table.space)}, ${context}, [`,
    ...names,
    ']);',
  ].join('\n');
}

function byTag(a: Table['messages'][number], b: Table['messages'][number]): number {
  const [left, right] = [a.struct.message, b.struct.message];
  if (left === undefined || right === undefined) return 0;
  return left.number - right.number || ((left.tagName ?? '') < (right.tagName ?? '') ? -1 : 1);
}

function splitCamel(text: string): string {
  return text.replace(/([a-z])([A-Z])/g, '$1-$2');
}
