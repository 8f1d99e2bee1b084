/** The `index.ts` of a package's generated folder: every public name, listed. */

import type { FileIr, StructIr, UnionIr } from '../ir/model.js';
import { masksName } from './codec/enum.js';
import { hotNames } from './codec/hot/hot.js';
import { isMemberBody } from './codec/member.js';
import { armorName } from './codec/struct.js';
import { hasReplies, repliesName } from './codec/union.js';
import type { Table } from './tables.js';

/** Names that a generated file exports for others than its siblings. */
export function publicNames(file: FileIr, tables: readonly Table[]): readonly string[] {
  const structs = file.structs.flatMap(struct => [
    ...(isMemberBody(struct, file) ? [] : [struct.name]),
    ...paramsNames(struct),
    ...(struct.armor === undefined ? [] : [armorName(struct)]),
    ...hotNames(struct),
  ]);
  return [
    ...file.enums.flatMap(declared => [declared.name, ...(declared.masks.length > 0 ? [masksName(declared)] : [])]),
    ...structs,
    ...file.unions.flatMap(union => [union.name, ...paramsNames(union)]),
    ...file.unions.filter(hasReplies).map(repliesName),
    ...file.extensions.map(({ name }) => name),
    ...tables.map(({ name }) => name),
  ];
}

function paramsNames({ name, params }: StructIr | UnionIr): readonly string[] {
  return params.length > 0 ? [`type ${name}Params`] : [];
}

/** An export declaration with sorted names. */
export function exportLine(from: string, names: readonly string[]): string {
  const bare = (name: string): string => name.replace(/^type /, '');
  const sorted = [...names].sort((a, b) => (bare(a) < bare(b) ? -1 : 1));
  return `export {\n${sorted.map(name => `  ${name},`).join('\n')}\n} from '${from}';`;
}
