/** Code of one union: type, codec, reader, writer. The tag is a member of the value, so that TypeScript narrows on it. */

import { StructureKind } from 'ts-morph';

import type { CaseIr, Ref, UnionIr } from '../../ir/model.js';
import type { FileContext } from '../context.js';
import { escapeComment, referenceText, referenceUrl } from '../doc.js';
import { Lines } from '../lines.js';
import { localOf, lowerFirst, propertyKey, quote } from '../names.js';
import { unknownTag } from './parts.js';
import { paramsInterface, paramsParameter } from './params.js';
import type { Statement } from './struct.js';
import { tagLiteral, unionMembers, wireLiteral } from './types.js';

export function unionStatements(union: UnionIr, context: FileContext): readonly Statement[] {
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
    ...paramsInterface(union),
    codecConstant(union, context),
    {
      kind: StructureKind.Function,
      name: `read${union.name}`,
      isExported: true,
      parameters: [
        { name: 'reader', type: 'WireReader' },
        ...(union.adjacent ? [] : [{ name: local, type: tagType(union) }]),
        ...paramsParameter(union),
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
        ...paramsParameter(union),
      ],
      returnType: 'void',
      statements: writeLines(union, tag, context).join('\n'),
    },
    ...replies(union, context),
  ];
}

function tagType(union: UnionIr): 'string' | 'number' {
  return union.tagKind === 'name' ? 'string' : 'number';
}

function codecConstant(union: UnionIr, context: FileContext): string {
  const { name, adjacent } = union;
  const kind = adjacent ? 'Codec' : 'UnionCodec';
  context.runtime(`type ${kind}`);
  const types = [name, ...(adjacent ? [] : [tagType(union)]), ...(union.params.length > 0 ? [`${name}Params`] : [])];
  return [
    `/** How \`${name}\` is written and read${adjacent ? '' : `, without its \`${union.tag ?? 'tag'}\``}. */`,
    `export const ${name}: ${kind}<${types.join(', ')}> = {`,
    `  name: ${quote(name)},`,
    `  write: write${name},`,
    `  read: read${name},`,
    '};',
  ].join('\n');
}

/** The layout of the reply to each member that has one. */
function replies(union: UnionIr, context: FileContext): readonly string[] {
  if (!hasReplies(union)) return [];
  const members = union.cases.flatMap(({ key, reply }) =>
    reply === undefined ? [] : [`  ${replyMember(propertyKey(key), reply, context)},`],
  );
  const doc = `/** What the reply to \`${union.name}\` holds, by ${union.tagKind}. */`;
  return [[doc, `export const ${repliesName(union)} = {`, ...members, '} as const;'].join('\n')];
}

/** A constant of another file may not be there yet while modules start, so it is looked up when it is asked for. */
export function replyMember(key: string, reply: Ref, context: FileContext): string {
  const codec = context.codec(reply);
  if (!context.isElsewhere(reply)) return `${key}: ${codec}`;
  return `get ${key}() { return ${codec}; }`;
}

export function hasReplies(union: UnionIr): boolean {
  return union.cases.some(({ reply }) => reply !== undefined);
}

/** Name of the constant that maps members to their replies. */
export function repliesName(union: UnionIr): string {
  return `${lowerFirst(union.name)}Replies`;
}

function unionDoc(union: UnionIr, tag: string): string {
  const ofReply = union.replyOf === undefined ? undefined : `The reply to \`${union.replyOf.name}\`.`;
  const parts = [union.doc ?? ofReply ?? (union.adjacent ? `A tag and what it says.` : `What follows \`${tag}\`.`)];
  parts.push(
    union.unknown === 'error'
      ? `An unknown \`${tag}\` is refused.`
      : `An unknown \`${tag}\` is undefined, with its ${unknownTag(union)} and its undecoded bytes.`,
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
      lines.add(`  return { ${key}: undefined, ${unknownTag(union)}: ${local}, data: ${data} };`);
    }
  });
  return lines.toArray();
}

/** `, params` for members that depend on parameters. */
function memberParams(body: Ref, context: FileContext): string {
  return context.index.struct(body).params.length > 0 ? ', params' : '';
}

function readCase(union: UnionIr, member: CaseIr, key: string, lines: Lines, context: FileContext): void {
  const { body } = member;
  const read = body === undefined ? '' : `, ...${context.reader(body)}(reader${memberParams(body, context)})`;
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
    if (union.adjacent) lines.add(`  writer.${tagCall(union, `value.${unknownTag(union)}`)};`);
    lines.add(`  writer.${union.unknown}(${quote(`${union.name}.unknown`)}, value.data, ${union.unknownMax});`);
  });
  return lines.toArray();
}

function writeCase(union: UnionIr, member: CaseIr, lines: Lines, context: FileContext): void {
  const label = quote(`${union.name}.${member.label}`);
  const write =
    member.body === undefined
      ? undefined
      : `${context.writer(member.body)}(writer, value${memberParams(member.body, context)});`;
  const open = `case ${tagLiteral(union, member)}:`;
  if (!member.boxed && !union.adjacent) {
    lines.add(open);
    lines.add(write === undefined ? '  return;' : `  return ${write}`);
    return;
  }
  lines.block(`${open} {`, () => {
    if (union.adjacent) lines.add(`writer.${tagCall(union, wireLiteral(union, member))};`);
    if (member.boxed) lines.add('const at = writer.begin();');
    if (write !== undefined) lines.add(write);
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
