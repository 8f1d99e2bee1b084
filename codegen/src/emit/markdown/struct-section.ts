/** The section of a struct or message on its page. */

import { keyOf } from '../../ir/index-of.js';
import type { FieldIr, StructIr } from '../../ir/model.js';
import { versionsOf } from '../codec/condition.js';
import { exampleLines } from './example/example.js';
import type { PageContext } from './file-page.js';
import { typeText } from './type-text.js';
import {
  code,
  directionText,
  limitText,
  noteText,
  paramText,
  plain,
  presenceText,
  referenceLink,
  table,
  versionsText,
} from './words.js';

export function structSection(struct: StructIr, context: PageContext): readonly string[] {
  return [
    `### ${struct.name}`,
    '',
    ...(struct.message === undefined ? [] : [factsLine(struct.message, struct), '']),
    ...paragraphs(struct),
    ...layoutTable(struct, context),
    ...layoutsLines(struct),
    ...extras(struct),
    ...users(struct, context),
    ...exampleLines(struct, context.vectors.get(struct.name) ?? [], context.index),
  ];
}

/** Number, direction, context, versions and source, as far as they apply. */
function factsLine(message: NonNullable<StructIr['message']>, struct: StructIr): string {
  const tag = message.tagName === undefined ? `number ${message.number}` : code(message.tagName);
  const facts = [
    `Message ${tag} of ${code(message.space)}`,
    directionText(message),
    ...(message.contexts.length === 0 ? [] : [`in the context ${message.contexts.map(code).join(' or ')}`]),
    versionsText(message.versions),
    referenceLink(struct.reference),
  ];
  return `${facts.filter(fact => fact !== '').join(' · ')}`;
}

function paragraphs(struct: StructIr): readonly string[] {
  const texts = [
    ...(struct.doc === undefined ? [] : [plain(struct.doc)]),
    ...(struct.deprecated ? ['**For old peers only:** it is decoded, but nothing new should be made with it.'] : []),
    ...(struct.digest ? ['Never sent: its octets are hashed or signed.'] : []),
    ...(struct.secret ? ['**Holds secrets.**'] : []),
    ...(struct.message === undefined && struct.reference !== undefined
      ? [`Source: ${referenceLink(struct.reference)}.`]
      : []),
  ];
  return texts.flatMap(text => [text, '']);
}

function layoutTable(struct: StructIr, context: PageContext): readonly string[] {
  const { message } = struct;
  const rows: (readonly string[])[] = [];
  if (message?.frame !== undefined) rows.push([code('u32'), 'length of what follows', '', '', '']);
  if (message?.tagName !== undefined) rows.push([code('name'), code(message.tagName), '', '', '']);
  else if (message !== undefined) rows.push([code(`u${message.tagBits}`), String(message.number), '', '', '']);
  if (struct.magic !== undefined)
    rows.push([code(`raw(${struct.magic.length})`), 'magic', '', '', magicText(struct.magic)]);
  for (const field of struct.fields) rows.push(fieldRow(field, struct, context));
  if (rows.length === 0) return ['It has no octets.', ''];
  return table(['Type', 'Field', 'Present', 'At most', 'Notes'], rows);
}

function fieldRow(field: FieldIr, struct: StructIr, { links, files, index }: PageContext): readonly string[] {
  return [
    typeText(field.type, links),
    code(field.name),
    presenceText(field, versionsOf(field, struct, index)),
    limitText(field.type),
    noteText(field, name => links.toHeld(name, files)),
  ];
}

function magicText(magic: readonly number[]): string {
  return code(JSON.stringify(String.fromCharCode(...magic)).slice(1, -1));
}

function layoutsLines(struct: StructIr): readonly string[] {
  if (struct.layouts === undefined) return [];
  const lines = struct.layouts.map(
    ({ name, fields }, position) =>
      `- ${code(name)}${position === 0 ? ' (the default)' : ''}: ${fields.map(code).join(', ')}`,
  );
  return ['Orders of the fields, chosen by the parameter `layout`:', '', ...lines, ''];
}

function extras(struct: StructIr): readonly string[] {
  const lines = [
    ...struct.params.map(param => `- Parameter ${paramText(param)}`),
    ...struct.spans.map(({ name, doc, from, before }) => {
      const start = from === 'start' ? 'its start' : from === 'frame' ? 'the start of its frame' : code(from.field);
      return `- ${code(name)} in the decoded value: the exact octets from ${start} up to ${code(before)}.${doc === undefined ? '' : ` ${plain(doc)}`}`;
    }),
    ...(struct.keepRaw ? ['- `raw` in the decoded value: its exact octets.'] : []),
    ...(struct.armor === undefined
      ? []
      : [`- In text: armour ${code(struct.armor.label)}, lines of ${struct.armor.wrap} characters.`]),
    ...(struct.message?.trailing === 'ignore' ? ['- Octets after the last field are ignored.'] : []),
  ];
  return lines.length === 0 ? [] : [...lines, ''];
}

function users(struct: StructIr, { links, users: all }: PageContext): readonly string[] {
  const found = all.get(keyOf(struct)) ?? [];
  return found.length === 0 ? [] : [`Part of ${found.map(ref => links.to(ref)).join(', ')}.`, ''];
}
