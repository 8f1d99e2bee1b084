/** Lists of codecs with arbitrary values for them: of one package, and of all. */

import type { ModelIndex } from '../../ir/index-of.js';
import type { ExtensionIr, FileIr, StructIr } from '../../ir/model.js';
import { hotNames } from '../codec/hot/hot.js';
import { patchName } from '../codec/hot/patch.js';
import { fileHeader } from '../file.js';
import { literal } from './literals.js';
import { closureOf, paramSets, paramsTitle } from './params.js';
import { FuzzScope, moduleAlias, openEndedText } from './scope.js';

/** The declaration of the list of one package's codecs. */
export function targetsText(packageName: string, files: readonly FileIr[], index: ModelIndex): string {
  const structs = files.flatMap(file => file.structs);
  const own = new Set(structs.map(({ name }) => name));
  const sorted = [...structs].sort((a, b) => (a.name < b.name ? -1 : 1));
  const members = files.flatMap(file => file.extensions).filter(({ name }) => !own.has(name));
  const entries = [
    ...sorted.map(struct => targetText(packageName, struct.name, struct, index)),
    ...members.map(member => memberText(packageName, member, index)),
  ];
  const doc = `/** All codecs of the package ${packageName}. */`;
  return `${doc}\nexport const codecTargets: readonly CodecTarget[] = [\n${entries.join('\n')}\n];`;
}

/** The list of all codecs of all packages. */
export function targetsFile(packageNames: readonly string[]): string {
  const names = [...packageNames].sort();
  return [
    fileHeader('Every codec with arbitrary values for it.').trimEnd(),
    '',
    ...names.map(name => `import * as ${moduleAlias(name)} from './${name}.js';`),
    "import type { CodecTarget } from './rules.js';",
    '',
    '/** All codecs of all packages. */',
    `export const codecTargets: readonly CodecTarget[] = [\n${names.map(name => `  ...${moduleAlias(name)}.codecTargets,`).join('\n')}\n];\n`,
  ].join('\n');
}

function targetText(packageName: string, name: string, struct: StructIr, index: ModelIndex): string {
  const scope = new FuzzScope(packageName, index);
  const arbitrary = scope.arbitrary(struct).replace(/\(params\)$/, '');
  const views = viewNames(struct, index);
  const hot = hotText(struct);
  const fields = [
    `package: ${literal(packageName)}`,
    `name: ${literal(name)}`,
    `codec: ${name}`,
    `arbitrary: ${arbitrary}`,
    `openEnded: ${openEndedText(struct, index)}`,
    ...(views.length === 0 ? [] : [`views: ${literal(views)}`]),
  ];
  if (hot !== undefined) fields.push(`hot: ${hot}`);
  if (struct.params.length === 0) return `  target({ ${fields.join(', ')} }),`;
  const titles = paramSets(struct, index).map(params => paramsTitle(struct, params));
  fields.push(`params: ${arbitrary.replace('arbitrary', 'paramsOf')}`, `variants: ${literal(titles)}`);
  return `  ...targets({ ${fields.join(', ')} }),`;
}

/** The quick functions of a hot message. */
function hotText(struct: StructIr): string | undefined {
  const { message, name } = struct;
  if (message?.hot === undefined || hotNames(struct).length === 0) return undefined;
  const { data, patch } = message.hot;
  const patches = patch.map(field => `${field}: ${patchName(struct, field)}`);
  const position = struct.fields.findIndex(field => field.name === data);
  const later = struct.fields.slice(position + 1).filter(({ role }) => role.kind === 'value');
  const members = [
    `data: ${literal(data)}`,
    `later: ${literal(later.map(field => field.name))}`,
    `rest: ${struct.fields[position]?.type.kind === 'rest'}`,
    `framed: ${message.frame !== undefined}`,
    `encode: encode${name}Head`,
    `read: read${name}Head`,
  ];
  const parts = [
    ...(data === undefined ? [] : [`head: { ${members.join(', ')} }`]),
    ...(patches.length === 0 ? [] : [`patches: { ${patches.join(', ')} }`]),
  ];
  return `{ ${parts.join(', ')} }`;
}

/** A member of another package's union, where its fields are not a struct of the same name. */
function memberText(packageName: string, { name, member }: ExtensionIr, index: ModelIndex): string {
  if (member.body !== undefined) return targetText(packageName, name, index.struct(member.body), index);
  return `  target({ package: ${literal(packageName)}, name: ${literal(name)}, codec: ${name}, arbitrary: fc.constant({}), openEnded: false }),`;
}

/** Members that decoding adds, in a struct or anything that it contains. */
function viewNames(struct: StructIr, index: ModelIndex): readonly string[] {
  const { structs } = closureOf(struct, index);
  const names = structs.flatMap(({ spans, keepRaw }) => [
    ...spans.map(({ name }) => name),
    ...(keepRaw ? ['raw'] : []),
  ]);
  return [...new Set(names)];
}
