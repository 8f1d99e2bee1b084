/** The sections of unions, enumerations and flags on their pages. */

import { keyOf } from '../../ir/index-of.js';
import type { EnumIr, ExtensionIr, UnionIr } from '../../ir/model.js';
import type { PageContext } from './file-page.js';
import { caseNote, code, paramText, plain, referenceLink, table, versionsText } from './words.js';

export function unionSection(union: UnionIr, { links, users }: PageContext): readonly string[] {
  const found = users.get(keyOf(union)) ?? [];
  const rows = union.cases.map(member => [
    union.tagKind === 'name' ? code(member.key) : member.key,
    union.tagKind === 'name' ? '' : code(member.label),
    member.body === undefined ? 'nothing' : links.to(member.body),
    member.reply === undefined ? '' : links.to(member.reply),
    caseNote(member),
  ]);
  return [
    `### ${union.name}`,
    '',
    ...(union.doc === undefined ? [] : [plain(union.doc), '']),
    [`Chosen by ${chooser(union)}.`, unknownText(union), sourceText(union)].filter(text => text !== '').join(' '),
    '',
    ...(union.replyOf === undefined ? [] : [`The replies to ${links.to(union.replyOf)}.`, '']),
    ...table(['Tag', 'Member', 'Holds', 'Reply', 'Notes'], rows),
    ...union.params.flatMap(param => [`- Parameter ${paramText(param)}`]),
    ...(union.params.length === 0 ? [] : ['']),
    ...(found.length === 0 ? [] : [`Part of ${found.map(ref => links.to(ref)).join(', ')}.`, '']),
  ];
}

function chooser(union: UnionIr): string {
  const tag = union.tagKind === 'name' ? 'a name' : `a ${code(`u${union.tagBits}`)}`;
  if (union.adjacent) return `${tag} right in front of it`;
  return union.tag === undefined ? tag : `${tag}, ${code(union.tag)}`;
}

function unknownText(union: UnionIr): string {
  switch (union.unknown) {
    case 'error':
      return 'An unknown one is refused.';
    case 'bytes':
      return `The octets of an unknown one, a string of at most ${union.unknownMax} bytes, are kept.`;
    case 'rest':
      return `The octets of an unknown one, all up to the end and at most ${union.unknownMax}, are kept.`;
  }
}

function sourceText(declared: UnionIr | EnumIr): string {
  const source = referenceLink(declared.reference);
  return source === '' ? '' : `Source: ${source}.`;
}

export function enumSection(declared: EnumIr, { links }: PageContext): readonly string[] {
  const flags = declared.kind === 'flags';
  const number = (value: number): string => (flags ? code(`0x${value.toString(16)}`) : String(value));
  const rows = declared.values.map(({ name, value, doc, versions, aliasOf }) => [
    number(value),
    code(name),
    versionsText(versions),
    [aliasOf === undefined ? '' : `Another name of ${code(aliasOf)}.`, doc === undefined ? '' : plain(doc)]
      .filter(text => text !== '')
      .join(' '),
  ]);
  const masks = declared.masks.map(({ name, mask, enumeration }) => [
    number(mask),
    code(name),
    '',
    enumeration === undefined ? 'A number in these bits.' : `One of ${links.to(enumeration)} in these bits.`,
  ]);
  const kind = flags ? `Bits of a ${code(`u${declared.bits}`)}.` : `Values of a ${code(`u${declared.bits}`)}.`;
  const open = flags || !declared.open ? '' : 'Others may come and are kept.';
  return [
    `### ${declared.name}`,
    '',
    ...(declared.doc === undefined ? [] : [plain(declared.doc), '']),
    [kind, open || (flags ? '' : 'Others are refused.'), sourceText(declared)].filter(text => text !== '').join(' '),
    '',
    ...table([flags ? 'Bits' : 'Value', 'Name', 'Present', 'Notes'], [...masks, ...rows]),
  ];
}

/** Members that the file adds to unions of other packages. */
export function extensionSection(extensions: readonly ExtensionIr[], { links }: PageContext): readonly string[] {
  if (extensions.length === 0) return [];
  const rows = extensions.map(({ union, name, member }) => [
    code(name),
    links.to(union),
    code(member.key),
    member.body === undefined ? 'nothing' : links.to(member.body),
    member.reply === undefined ? '' : links.to(member.reply),
    caseNote(member),
  ]);
  return ['## Members of other unions', '', ...table(['Definition', 'Union', 'Tag', 'Holds', 'Reply', 'Notes'], rows)];
}
