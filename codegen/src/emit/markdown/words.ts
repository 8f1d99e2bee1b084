/** The model in words, escaped for Markdown. */

import type { CaseIr, FieldIr, ListEnd, ParamIr, Reference, StructIr, TypeIr, Versions } from '../../ir/model.js';
import { conditionText as conditionInWords } from '../condition-text.js';
import type { Condition } from '../../load/condition.js';
import { referenceText, referenceUrl } from '../doc.js';

/** Text as it is, also in tables. */
export function plain(text: string): string {
  return text
    .replace(/[\\|*<>[\]`]/g, '\\$&')
    .replace(/\s+/g, ' ')
    .trim();
}

export function code(text: string): string {
  return `\`${text.replaceAll('|', '\\|')}\``;
}

/** A table without the columns that are empty in all rows. */
export function table(heads: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const shown = heads.map((_, column) => rows.some(row => (row[column] ?? '') !== ''));
  const line = (cells: readonly string[]): string => `| ${cells.filter((_, column) => shown[column]).join(' | ')} |`;
  return rows.length === 0 ? [] : [line(heads), line(heads.map(() => '---')), ...rows.map(line), ''];
}

export function referenceLink(reference: Reference | undefined): string {
  return reference === undefined ? '' : `[${plain(referenceText(reference))}](${referenceUrl(reference)})`;
}

const DIRECTIONS = {
  c2s: 'client to server',
  s2c: 'server to client',
  both: 'both directions',
  c2a: 'client to agent',
  a2c: 'agent to client',
} as const;

export function directionText(message: NonNullable<StructIr['message']>): string {
  return DIRECTIONS[message.direction];
}

/** 'version 4 and later' */
export function versionsText(versions: Versions | undefined): string {
  if (versions === undefined) return '';
  const { since, until } = versions;
  if (since === undefined) return until === undefined ? '' : `up to version ${until}`;
  if (until === undefined) return `version ${since} and later`;
  return since === until ? `version ${since}` : `versions ${since} to ${until}`;
}

export function paramText(param: ParamIr): string {
  const doc = param.doc === undefined ? '' : ` ${plain(param.doc)}`;
  switch (param.kind) {
    case 'number':
      return `${code(param.name)}: a number from ${param.min} to ${param.max}.${doc}`;
    case 'name':
      return `${code(param.name)}: a name.${doc}`;
    case 'choice':
      return `${code(param.name)}: ${param.choices.map(code).join(' or ')}.${doc}`;
  }
}

/** A condition, in Markdown. */
export function conditionText(condition: Condition): string {
  return conditionInWords(condition, { name: code, sign: plain });
}

/** When the field is there; empty when always. `versions` are also those of the bits that it needs. */
export function presenceText(field: FieldIr, versions: Versions): string {
  const parts = [
    versionsText(versions),
    ...(field.condition === undefined ? [] : [`if ${conditionText(field.condition)}`]),
    ...(field.optional ? ['may be missing'] : []),
  ];
  return parts.filter(part => part !== '').join(', ');
}

/** What bounds a value. */
export function limitText(type: TypeIr): string {
  switch (type.kind) {
    case 'bytes':
      return type.min > 0 ? `${type.min} to ${type.max} bytes` : `${type.max} bytes`;
    case 'text':
    case 'rest':
    case 'restUtf8':
      return `${type.max} bytes`;
    case 'names':
    case 'restNames':
      return `${type.items} names of ${type.itemBytes} bytes`;
    case 'mpint':
      return `${type.maxBits} bits`;
    case 'box':
      return limitText(type.inner);
    case 'list': {
      const item = limitText(type.item);
      const count = type.count.by === 'param' ? '' : `${type.max} items`;
      return [count, item === '' ? '' : `each ${item}`].filter(part => part !== '').join(', ');
    }
    default:
      return '';
  }
}

/** Who decides what stands in the field, and what it is otherwise good to know. */
export function noteText(field: FieldIr, held: (name: string) => string): string {
  const notes = [roleText(field), ...typeNotes(field.type)];
  if (field.doc !== undefined) notes.push(plain(field.doc));
  if (field.default !== undefined) notes.push(`Default: ${code(String(field.default))}.`);
  if (field.holds !== undefined) notes.push(`Holds a ${held(field.holds)}.`);
  if (field.text) notes.push('UTF-8 by agreement only.');
  if (field.secret) notes.push('Secret.');
  if (field.pii) notes.push('Personal.');
  if (field.reference !== undefined) notes.push(`See ${referenceLink(field.reference)}.`);
  return notes.filter(note => note !== '').join(' ');
}

function roleText({ role }: FieldIr): string {
  switch (role.kind) {
    case 'value':
      return '';
    case 'const':
      return `Always ${code(String(role.value))}${role.check ? '' : '; others are accepted'}.`;
    case 'presence':
      return 'Tells which members follow.';
    case 'tag':
      return `Chooses ${code(role.of)}.`;
    case 'count':
      return `The number of items of ${code(role.of)}.`;
    case 'equals':
      return `Repeats ${code(role.field)}.`;
    case 'padding':
      return 'Octets 1, 2, 3 and so on.';
  }
}

function typeNotes(type: TypeIr): readonly string[] {
  switch (type.kind) {
    case 'mpint':
      return type.strict ? ['Only the shortest form.'] : [];
    case 'padding':
      return [`Up to a multiple of ${code(type.to)}.`];
    case 'union':
      return [type.from === 'param' ? `Chosen by the parameter ${code(type.by)}.` : `Chosen by ${code(type.by)}.`];
    case 'box':
      return typeNotes(type.inner);
    case 'list':
      return [orderText(type), endText(type.end)].filter(text => text !== '');
    default:
      return [];
  }
}

function orderText({ order }: TypeIr & { readonly kind: 'list' }): string {
  if (order === undefined) return '';
  const rules = [...(order.ascending ? ['ascending'] : []), ...(order.unique ? ['unique'] : [])].join(' and ');
  return order.by === undefined ? `Items are ${rules}.` : `Items are ${rules} by ${code(order.by)}.`;
}

function endText(end: ListEnd | undefined): string {
  if (end === undefined) return '';
  const marks = end.terminator.map(({ field, value }) => `${code(field)} = ${value}`).join(', ');
  const ends = marks === '' ? [] : [`an item with ${marks}${end.optional ? ', which may be missing' : ''}`];
  const stops = end.stop === undefined ? [] : [`an item with ${conditionText(end.stop)}, which is left unread`];
  return `Ends with ${[...ends, ...stops].join(', or before ')}.`;
}

export function caseNote(member: CaseIr): string {
  return [
    ...(member.doc === undefined ? [] : [plain(member.doc)]),
    ...(member.boxed ? ['In a string of its own.'] : []),
    ...(member.deprecated ? ['For old peers only.'] : []),
    referenceLink(member.reference),
  ]
    .filter(note => note !== '')
    .join(' ');
}
