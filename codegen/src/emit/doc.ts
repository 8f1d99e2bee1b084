/** Doc comments: what the spec says, the layout on the wire, and where it is defined. */

import type { Count, FieldIr, ListEnd, ListOrder, Reference, StructIr, TypeIr, Versions } from '../ir/model.js';
import { conditionText } from './condition-text.js';

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

/** The last paragraph of what is deprecated. */
export const DEPRECATED = '@deprecated For old peers only: nothing new is made with it.';

/** 'Versions 4 to 5.', or undefined when all have it. */
export function versionsText(versions: Versions | undefined): string | undefined {
  const { since, until } = versions ?? { since: undefined, until: undefined };
  if (since === undefined) return until === undefined ? undefined : `up to version ${until}`;
  if (until === undefined) return `from version ${since}`;
  return since === until ? `in version ${since}` : `in versions ${since} to ${until}`;
}

/** Doc comment of a struct or message. */
export function structDoc(struct: StructIr): string {
  const versions = versionsText(struct.message?.versions);
  const parts = [struct.doc ?? defaultDoc(struct)];
  if (versions !== undefined) parts.push(`Exists ${versions}.`);
  if (struct.digest) parts.push('Never sent: its octets are hashed or signed.');
  if (struct.secret) parts.push('Holds secrets.');
  parts.push(...layoutTables(struct));
  if (struct.reference !== undefined)
    parts.push(`@see ${referenceText(struct.reference)}: ${referenceUrl(struct.reference)}`);
  if (struct.deprecated) parts.push(DEPRECATED);
  return parts.map(escapeComment).join('\n\n');
}

function defaultDoc({ message, name }: StructIr): string {
  return message === undefined
    ? `${name}.`
    : `Message ${message.tagName === undefined ? message.number : `'${message.tagName}'`}: ${name}.`;
}

/**
 * Doc comment of one member, or undefined when its name and type say it all. `exists` are the versions that have it,
 * where bits that it needs narrow them.
 */
export function fieldDoc(
  field: FieldIr,
  struct: StructIr,
  exists: Versions | undefined = field.versions,
): string | undefined {
  const layouts = (struct.layouts ?? []).filter(({ fields }) => fields.includes(field.name)).map(({ name }) => name);
  const onlyIn = layouts.length > 0 && layouts.length < (struct.layouts?.length ?? 0);
  const versions = versionsText(exists);
  const parts = [
    ...(field.doc === undefined ? [] : [field.doc]),
    ...(field.condition === undefined ? [] : [`Present only if ${conditionText(field.condition)}.`]),
    ...(versions === undefined ? [] : [`Exists ${versions}.`]),
    ...(onlyIn ? [`Only in the layout ${layouts.join(', ')}.`] : []),
    ...(field.default === undefined ? [] : [`${String(field.default)} when left out.`]),
    ...(field.type.kind === 'list' && field.type.order !== undefined ? [`${orderText(field.type.order)}.`] : []),
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

/** One table, or one for each layout. */
function layoutTables(struct: StructIr): readonly string[] {
  if (struct.layouts === undefined) return [layoutTable(struct, struct.fields)];
  return struct.layouts.map(({ name, fields }, index) => {
    const rows = fields.flatMap(field => struct.fields.filter(other => other.name === field));
    return `Layout \`${name}\`${index === 0 ? ', the default' : ''}:\n${layoutTable(struct, rows)}`;
  });
}

function layoutTable(struct: StructIr, fields: readonly FieldIr[]): string {
  const rows: [string, string][] = [];
  const { message } = struct;
  if (message?.frame !== undefined) rows.push(['u32', 'length of what follows']);
  if (message !== undefined)
    rows.push(
      message.tagName === undefined ? [`u${message.tagBits}`, `${message.number}`] : ['name', `'${message.tagName}'`],
    );
  if (struct.magic !== undefined) rows.push([`raw(${struct.magic.length})`, 'magic']);
  for (const field of fields) rows.push([typeText(field.type), `${field.name}${roleText(field)}`]);
  if (rows.length === 0) return '(no bytes)';
  const width = Math.max(...rows.map(([type]) => type.length));
  return ['```text', ...rows.map(([type, name]) => `${type.padEnd(width)}  ${name}`), '```'].join('\n');
}

function roleText(field: FieldIr): string {
  const notes: string[] = [];
  if (field.role.kind === 'const') notes.push(`= ${String(field.role.value)}`);
  if (field.role.kind === 'presence') notes.push('(which members follow)');
  if (field.role.kind === 'tag') notes.push(`(chooses ${field.role.of})`);
  if (field.role.kind === 'count') notes.push(`(number of ${field.role.of})`);
  if (field.role.kind === 'equals') notes.push(`= ${field.role.field}`);
  if (field.type.kind === 'list' && field.type.end !== undefined) notes.push(endText(field.type.end));
  if (field.condition !== undefined) notes.push(`if ${conditionText(field.condition)}`);
  const versions = versionsText(field.versions);
  if (versions !== undefined) notes.push(`(${versions})`);
  if (field.optional) notes.push('(may be missing)');
  return notes.length === 0 ? '' : ` ${notes.join(' ')}`;
}

function orderText({ ascending, unique, by }: ListOrder): string {
  const order = ascending ? `In ascending order${by === undefined ? '' : ` of \`${by}\``}` : undefined;
  if (!unique) return order ?? '';
  if (order !== undefined) return `${order}, without repetition`;
  return by === undefined ? 'No item is there twice' : `No two items have the same \`${by}\``;
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
    case 'sized':
      return `raw($${type.param})`;
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
      return `${typeText(type.item)}[${countText(type.count)}]`;
    case 'union':
      return type.from === 'param' ? `${type.ref.name} by $${type.by}` : type.ref.name;
    case 'tagged':
      return type.ref.name;
    default:
      return type.kind;
  }
}

function countText(count: Count): string {
  if (count.by === 'end') return '';
  return count.by === 'u32' ? 'u32' : count.by === 'param' ? `$${count.name}` : count.name;
}
