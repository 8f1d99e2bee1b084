/** The `index.ts` of a package's generated folder: every public name, listed. */

import type { FileIr } from '../ir/model.js';
import { hasReplies, repliesName } from './codec/union.js';
import type { Table } from './tables.js';

/** Names that a generated file exports for others than its siblings. */
export function publicNames(file: FileIr, tables: readonly Table[]): readonly string[] {
  const structs = file.structs.flatMap(struct => [
    struct.name,
    ...(struct.params.length > 0 ? [`type ${struct.name}Params`] : []),
    ...(struct.message?.hotData === undefined ? [] : [`encode${struct.name}Head`]),
  ]);
  return [
    ...file.enums.map(({ name }) => name),
    ...structs,
    ...file.unions.map(({ name }) => `type ${name}`),
    ...file.unions.filter(hasReplies).map(repliesName),
    ...tables.map(({ name }) => name),
  ];
}

/** An export declaration with sorted names. */
export function exportLine(from: string, names: readonly string[]): string {
  const bare = (name: string): string => name.replace(/^type /, '');
  const sorted = [...names].sort((a, b) => (bare(a) < bare(b) ? -1 : 1));
  return `export {\n${sorted.map(name => `  ${name},`).join('\n')}\n} from '${from}';`;
}
