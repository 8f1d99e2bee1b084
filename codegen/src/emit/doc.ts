/** Doc comments: what the spec says, the layout on the wire, and where it is defined. */

import type { FieldIr, ListEnd, Reference, StructIr, TypeIr } from '../ir/model.js';
import type { Condition } from '../load/condition.js';

/** 'RFC 4253 section 7.1' */
export function referenceText(reference: Reference | undefined): string {
  if (reference === undefined) return '';
  const title = /^rfc\d+$/.test(reference.alias) ? `RFC ${reference.alias.slice(3)}` : reference.alias;
  return reference.section === undefined ? title : `${title} section ${reference.section}`;
}

/** Link to the section where the site has anchors for sections. */
export function referenceUrl(reference: Reference): string {
  const anchored = reference.url.includes('rfc-editor.org/rfc/') && reference.section !== undefined;
  return anchored ? `${reference.url}#section-${reference.section}` : reference.url;
}

/** Doc comment of a struct or message. */
export function structDoc(struct: StructIr): string {
  const parts = [
    struct.doc ??
      (struct.message === undefined ? `${struct.name}.` : `Message ${struct.message.number}: ${struct.name}.`),
  ];
  if (struct.digest) parts.push('Never sent: its octets are hashed or signed.');
  if (struct.secret) parts.push('Holds secrets.');
  parts.push(layoutTable(struct));
  if (struct.reference !== undefined)
    parts.push(`@see ${referenceText(struct.reference)}: ${referenceUrl(struct.reference)}`);
  return parts.map(escapeComment).join('\n\n');
}

/** Doc comment of one member, or undefined when its name and type say it all. */
export function fieldDoc(field: FieldIr): string | undefined {
  const parts = [
    ...(field.doc === undefined ? [] : [field.doc]),
    ...(field.condition === undefined ? [] : [`Present only if ${conditionText(field.condition)}.`]),
    ...(field.optional ? ['Some senders leave it out.'] : []),
    ...(field.holds === undefined ? [] : [`The octets of a \`${field.holds}\`.`]),
    ...(field.text ? ['UTF-8 by agreement only.'] : []),
    ...(field.secret ? ['Secret.'] : []),
    ...(field.pii ? ['Personal data.'] : []),
    ...(field.reference === undefined ? [] : [`See ${referenceText(field.reference)}.`]),
  ];
  return parts.length === 0 ? undefined : escapeComment(parts.join(' '));
}

export function escapeComment(text: string): string {
  return text.replaceAll('*/', '*\\/');
}

function layoutTable(struct: StructIr): string {
  const rows: [string, string][] = [];
  const { message } = struct;
  if (message?.frame !== undefined) rows.push(['u32', 'length of what follows']);
  if (message !== undefined) rows.push(['u8', `${message.number}`]);
  if (struct.magic !== undefined) rows.push([`raw(${struct.magic.length})`, 'magic']);
  for (const field of struct.fields) rows.push([typeText(field.type), `${field.name}${roleText(field)}`]);
  if (rows.length === 0) return '(no bytes)';
  const width = Math.max(...rows.map(([type]) => type.length));
  return ['```text', ...rows.map(([type, name]) => `${type.padEnd(width)}  ${name}`), '```'].join('\n');
}

function roleText(field: FieldIr): string {
  const notes: string[] = [];
  if (field.role.kind === 'const') notes.push(`= ${String(field.role.value)}`);
  if (field.role.kind === 'presence') notes.push('(which members follow)');
  if (field.role.kind === 'tag') notes.push(`(chooses ${field.role.of})`);
  if (field.role.kind === 'equals') notes.push(`= ${field.role.field}`);
  if (field.type.kind === 'list' && field.type.end !== undefined) notes.push(endText(field.type.end));
  if (field.condition !== undefined) notes.push(`if ${conditionText(field.condition)}`);
  if (field.optional) notes.push('(may be missing)');
  return notes.length === 0 ? '' : ` ${notes.join(' ')}`;
}

function endText(end: ListEnd): string {
  const ends = end.terminator.map(({ field, value }) => `${field} = ${value}`).join(', ');
  return `(up to ${[ends, ...(end.stop === undefined ? [] : [conditionText(end.stop)])].filter(text => text !== '').join(' or ')})`;
}

/** A type in the words of the spec. */
export function typeText(type: TypeIr): string {
  switch (type.kind) {
    case 'int':
      return `${type.signed ? 'i' : 'u'}${type.bits}`;
    case 'raw':
      return `raw(${type.length})`;
    case 'fixed':
      return `bytes(${type.length})`;
    case 'text':
      return type.text;
    case 'restUtf8':
      return 'rest.utf8';
    case 'restNames':
      return 'rest.names';
    case 'struct':
      return type.ref.name;
    case 'box':
      return `box(${typeText(type.inner)})`;
    case 'list':
      return `${typeText(type.item)}[${type.count.by === 'u32' ? 'u32' : type.count.by === 'param' ? `$${type.count.name}` : ''}]`;
    case 'union':
    case 'tagged':
      return type.ref.name;
    default:
      return type.kind;
  }
}

function conditionText(condition: Condition): string {
  const nested = (term: Condition): string =>
    term.op === 'and' || term.op === 'or' ? `(${conditionText(term)})` : conditionText(term);
  switch (condition.op) {
    case 'and':
    case 'or':
      return condition.terms.map(nested).join(condition.op === 'and' ? ' and ' : ' or ');
    case 'not':
      return `not ${nested(condition.term)}`;
    case 'bit':
      return `${condition.field}.${condition.bit}`;
    case 'compare':
      return `${condition.field} ${condition.comparison} ${condition.value}`;
    case 'field':
      return condition.field;
  }
}
