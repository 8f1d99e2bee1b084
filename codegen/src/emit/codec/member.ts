/** Definitions of members that a file adds to open unions of other packages. */

import { StructureKind } from 'ts-morph';

import type { ExtensionIr, FileIr, Ref, StructIr } from '../../ir/model.js';
import type { FileContext } from '../context.js';
import { DEPRECATED, escapeComment, referenceText, referenceUrl } from '../doc.js';
import { quote } from '../names.js';
import { replyMember } from './union.js';
import type { Statement } from './struct.js';

/** A definition for each member, after all codecs of the file: it may name them. */
export function memberStatements(file: FileIr, context: FileContext): readonly Statement[] {
  return file.extensions.flatMap(extension => {
    const { body } = extension.member;
    const own = body === undefined ? emptyStatements(extension) : [];
    return [...own, definition(extension, context)];
  });
}

/** True when the definition of a member takes the place of its struct's codec. */
export function isMemberBody(struct: StructIr, file: FileIr): boolean {
  return file.extensions.some(
    ({ name, member }) =>
      name === struct.name && member.body?.name === struct.name && member.body.namespace === struct.namespace,
  );
}

/** The value of a member without fields. */
function emptyStatements(extension: ExtensionIr): readonly Statement[] {
  return [
    {
      kind: StructureKind.Interface,
      name: extension.name,
      isExported: true,
      docs: [`\n${memberDoc(extension, `What ${quote(extension.member.key)} says: nothing more.`)}`],
      properties: [],
    },
  ];
}

function definition(extension: ExtensionIr, context: FileContext): string {
  const { member, name, union } = extension;
  const { tagKind } = context.index.union(union);
  const type = context.runtime('type MemberDef').replace('type ', '');
  const members = [
    `name: ${quote(name)}`,
    `union: ${quote(union.name)}`,
    `key: ${tagKind === 'name' ? quote(member.key) : member.key}`,
    ...(member.deprecated ? ['deprecated: true'] : []),
    ...codecMembers(member.body, context),
    ...(member.reply === undefined ? [] : [replyMember('reply', member.reply, context)]),
  ];
  const doc = memberDoc(extension, `Member ${quote(member.key)} of \`${union.name}\`.`).split('\n');
  return [
    '/**',
    ...doc.map(line => ` * ${line}`.trimEnd()),
    ' */',
    `export const ${name}: ${type}<${typeArguments(extension, context)}> = {`,
    ...members.map(line => `  ${line},`),
    '};',
  ].join('\n');
}

function memberDoc({ member }: ExtensionIr, what: string): string {
  const parts = [
    [member.doc, what].filter(text => text !== undefined).join(' '),
    ...(member.deprecated ? [DEPRECATED] : []),
    ...(member.reference === undefined
      ? []
      : [`@see ${referenceText(member.reference)}: ${referenceUrl(member.reference)}`]),
  ];
  return parts.map(escapeComment).join('\n\n');
}

/** Value, parameters of value and reply, reply. */
function typeArguments({ member, name }: ExtensionIr, context: FileContext): string {
  const value = member.body === undefined ? name : context.typeName(member.body);
  const params = [member.body, member.reply]
    .filter(ref => ref !== undefined)
    .filter(ref => context.index.struct(ref).params.length > 0)
    .map(ref => context.paramsName(ref));
  const both = [...new Set(params)].join(' & ');
  if (member.reply === undefined) return both === '' ? value : `${value}, ${both}`;
  return `${value}, ${both === '' ? 'void' : both}, ${context.typeName(member.reply)}`;
}

/** `write` and `read` of the octets that unknown members keep. Methods of another package's codec stay bound to it. */
function codecMembers(body: Ref | undefined, context: FileContext): readonly string[] {
  if (body === undefined) return ['write: () => {}', 'read: () => ({})'];
  const write = context.writer(body);
  const read = context.reader(body);
  if (!write.includes('.')) return [`write: ${write}`, `read: ${read}`];
  const params = context.index.struct(body).params.length > 0 ? ', params' : '';
  return [
    `write: (writer, value${params}) => ${write}(writer, value${params})`,
    `read: (reader${params}) => ${read}(reader${params})`,
  ];
}
