/** Code of one union: type, reader, writer. The tag is a member of the value, so that TypeScript narrows on it. */

import { type FunctionDeclarationStructure, StructureKind, type TypeAliasDeclarationStructure } from 'ts-morph';

import type { CaseIr, UnionIr } from '../../ir/model.js';
import type { FileContext } from '../context.js';
import { escapeComment, referenceText, referenceUrl } from '../doc.js';
import { Lines } from '../lines.js';
import { localOf, lowerFirst, propertyKey, quote } from '../names.js';
import { tagLiteral, unionMembers, wireLiteral } from './types.js';

export function unionStatements(
  union: UnionIr,
  context: FileContext,
): readonly (TypeAliasDeclarationStructure | FunctionDeclarationStructure | string)[] {
  context.runtime('type WireReader');
  context.runtime('type WireWriter');
  const tag = union.tag ?? 'tag';
  const local = localOf(tag);
  return [
    {
      kind: StructureKind.TypeAlias,
      name: union.name,
      isExported: true,
      docs: [`\n${unionDoc(union, tag)}`],
      type: unionMembers(union, context)
        .map(member => `\n| ${member}`)
        .join(''),
    },
    {
      kind: StructureKind.Function,
      name: `read${union.name}`,
      isExported: true,
      parameters: [
        { name: 'reader', type: 'WireReader' },
        ...(union.adjacent ? [] : [{ name: local, type: union.tagKind === 'name' ? 'string' : 'number' }]),
      ],
      returnType: union.name,
      statements: readLines(union, tag, local, context).join('\n'),
    },
    {
      kind: StructureKind.Function,
      name: `write${union.name}`,
      isExported: true,
      parameters: [
        { name: 'writer', type: 'WireWriter' },
        { name: 'value', type: union.name },
      ],
      returnType: 'void',
      statements: writeLines(union, tag, context).join('\n'),
    },
    ...replies(union),
  ];
}

/** The layout of the reply to each member that has one. */
function replies(union: UnionIr): readonly string[] {
  if (!hasReplies(union)) return [];
  const members = union.cases.flatMap(({ key, reply }) =>
    reply === undefined ? [] : [`  ${propertyKey(key)}: ${reply.name},`],
  );
  const doc = `/** What the reply to a ${union.name} holds, by name. */`;
  return [[doc, `export const ${repliesName(union)} = {`, ...members, '} as const;'].join('\n')];
}

export function hasReplies(union: UnionIr): boolean {
  return union.cases.some(({ reply }) => reply !== undefined);
}

/** Name of the constant that maps members to their replies. */
export function repliesName(union: UnionIr): string {
  return `${lowerFirst(union.name)}Replies`;
}

function unionDoc(union: UnionIr, tag: string): string {
  const parts = [union.doc ?? (union.adjacent ? `A tag and what it says.` : `What follows \`${tag}\`.`)];
  parts.push(
    union.unknown === 'error'
      ? `An unknown \`${tag}\` is refused.`
      : `An unknown \`${tag}\` is undefined, with its name and its undecoded bytes.`,
  );
  if (union.reference !== undefined)
    parts.push(`@see ${referenceText(union.reference)}: ${referenceUrl(union.reference)}`);
  return parts.map(escapeComment).join('\n\n');
}

function readLines(union: UnionIr, tag: string, local: string, context: FileContext): string[] {
  const lines = new Lines();
  const key = propertyKey(tag);
  const label = quote(`${union.name}.unknown`);
  if (union.adjacent) lines.add(`const ${local} = reader.${tagCall(union)};`);
  lines.block(`switch (${local}) {`, () => {
    for (const member of union.cases) readCase(union, member, key, lines, context);
    lines.add('default:');
    if (union.unknown === 'error') lines.add(`  return reader.fail(${label}, 'unknown', ${quote(`no such ${tag}`)});`);
    else {
      const data = `reader.${union.unknown}(${label}, ${union.unknownMax})`;
      lines.add(`  return { ${key}: undefined, name: ${local}, data: ${data} };`);
    }
  });
  return lines.toArray();
}

function readCase(union: UnionIr, member: CaseIr, key: string, lines: Lines, context: FileContext): void {
  const read = member.body === undefined ? '' : `, ...${context.reader(member.body)}(reader)`;
  const value = `{ ${key}: ${tagLiteral(union, member)}${read} }`;
  const open = `case ${wireLiteral(union, member)}:`;
  if (!member.boxed) {
    lines.add(open);
    lines.add(`  return ${value};`);
    return;
  }
  const label = quote(`${union.name}.${member.label}`);
  lines.block(`${open} {`, () => {
    lines.add(`const outer = reader.enter(${label}, ${union.unknownMax});`);
    lines.add(`const member = ${value} as const;`);
    lines.add(`reader.leave(${label}, outer);`);
    lines.add('return member;');
  });
}

function writeLines(union: UnionIr, tag: string, context: FileContext): string[] {
  const lines = new Lines();
  lines.block(`switch (value.${tag}) {`, () => {
    for (const member of union.cases) writeCase(union, member, lines, context);
    if (union.unknown === 'error') return;
    lines.add('case undefined:');
    if (union.adjacent) lines.add(`  writer.${tagCall(union, 'value.name')};`);
    lines.add(`  writer.${union.unknown}(${quote(`${union.name}.unknown`)}, value.data, ${union.unknownMax});`);
  });
  return lines.toArray();
}

function writeCase(union: UnionIr, member: CaseIr, lines: Lines, context: FileContext): void {
  const label = quote(`${union.name}.${member.label}`);
  const body = member.body === undefined ? undefined : `${context.writer(member.body)}(writer, value);`;
  const open = `case ${tagLiteral(union, member)}:`;
  if (!member.boxed && !union.adjacent) {
    lines.add(open);
    lines.add(body === undefined ? '  return;' : `  return ${body}`);
    return;
  }
  lines.block(`${open} {`, () => {
    if (union.adjacent) lines.add(`writer.${tagCall(union, wireLiteral(union, member))};`);
    if (member.boxed) lines.add('const at = writer.begin();');
    if (body !== undefined) lines.add(body);
    if (member.boxed) lines.add(`writer.end(${label}, at, ${union.unknownMax});`);
    lines.add('return;');
  });
}

/** Reads, or writes with a value, the tag of a union that has it right in front. */
function tagCall(union: UnionIr, ...value: readonly string[]): string {
  const call = [quote(`${union.name}.tag`), ...value];
  if (union.tagKind === 'number') return `u${union.tagBits}(${call.join(', ')})`;
  return `name(${[...call, union.tagMax].join(', ')})`;
}
