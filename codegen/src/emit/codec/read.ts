/** The body of the function that reads a struct: straight-line code, one statement per field. */

import type { FieldIr, FieldRole, StructIr } from '../../ir/model.js';
import type { FileContext } from '../context.js';
import { Lines } from '../lines.js';
import { labelOf, localOf, localsOf, lowerFirst, quote } from '../names.js';
import { type Access, presenceTest } from './condition.js';
import { addLayouts, emptyOf, fieldsBefore, literalText } from './parts.js';
import { paramChecks } from './params.js';
import { readValue } from './read-value.js';
import { typescriptType } from './types.js';

/** Statements of `read<Struct>(reader, params)`. */
export function readStatements(struct: StructIr, context: FileContext): string[] {
  const lines = new Lines(localsOf(struct));
  for (const check of paramChecks(struct, context)) lines.add(check);
  if (struct.keepRaw) {
    const start = struct.message === undefined ? 'reader.offset' : 'reader.frameStart';
    lines.add(`const ${rawStart(lines)} = ${start};`);
  }
  addLayouts(struct, lines, 'return', fields => {
    readFields(struct, fields, lines, context);
    addReturn(returnMembers(struct, fields), lines);
  });
  return lines.toArray();
}

/**
 * Statements that read the fields before `until`, without spans, and then those of `last`, which also gives further
 * members. Parameters are not checked.
 */
export function readHead(
  struct: StructIr,
  until: string,
  context: FileContext,
  last: (lines: Lines) => readonly string[],
): string[] {
  const head = { ...struct, spans: [], keepRaw: false };
  const lines = new Lines(localsOf(struct));
  addLayouts(struct, lines, 'return', fields => {
    const before = fieldsBefore(fields, until);
    readFields(head, before, lines, context);
    const members = struct.fields.filter(field => field.role.kind === 'value' && before.includes(field));
    addReturn([...members.map(({ name }) => memberText(name)), ...last(lines)], lines);
  });
  return lines.toArray();
}

/** `return { a, b, c };`, with one member per line when it is long. */
export function addReturn(members: readonly string[], lines: Lines): void {
  const short = `return { ${members.join(', ')} };`;
  if (members.length === 0) lines.add('return {};');
  else if (short.length <= 110) lines.add(short);
  else {
    lines.block(
      'return {',
      () => {
        for (const member of members) lines.add(`${member},`);
      },
      '};',
    );
  }
}

function rawStart(lines: Lines): string {
  return lines.temporary('rawStart');
}

function returnMembers(struct: StructIr, fields: readonly FieldIr[]): readonly string[] {
  const values = struct.fields
    .filter(field => field.role.kind === 'value')
    .map(field => (fields.includes(field) ? memberText(field.name) : `${field.name}: undefined`));
  const spans = struct.spans.map(({ name }) => memberText(name));
  return [...values, ...spans, ...(struct.keepRaw ? ['raw'] : [])];
}

function memberText(name: string): string {
  return localOf(name) === name ? name : `${name}: ${localOf(name)}`;
}

function readFields(struct: StructIr, fields: readonly FieldIr[], lines: Lines, context: FileContext): void {
  for (const { name, from } of struct.spans) {
    if (from === 'start') lines.add(`const ${spanStart(name, lines)} = reader.offset;`);
    if (from === 'frame') lines.add(`const ${spanStart(name, lines)} = reader.frameStart;`);
  }
  if (struct.magic !== undefined)
    lines.add(`reader.magic(${quote(`${struct.name}.magic`)}, ${lowerFirst(struct.name)}Magic);`);
  for (const field of fields) {
    for (const { name, from } of struct.spans) {
      if (typeof from === 'object' && from.field === field.name)
        lines.add(`const ${spanStart(name, lines)} = reader.offset;`);
    }
    for (const { name, before } of struct.spans) {
      if (before === field.name)
        lines.add(`const ${localOf(name)} = reader.slice(${spanStart(name, lines)}, reader.offset);`);
    }
    readField(struct, field, lines, context);
  }
  if (struct.keepRaw) lines.add(`const raw = reader.slice(${rawStart(lines)}, reader.offset);`);
}

function spanStart(name: string, lines: Lines): string {
  return lines.temporary(`${name}Start`);
}

function readField(struct: StructIr, field: FieldIr, lines: Lines, context: FileContext): void {
  const presence = presenceTest(field, struct, context.index, accessIn(struct));
  switch (field.role.kind) {
    case 'value':
      readMember(struct, field, presence, lines, context);
      return;
    case 'presence':
    case 'tag':
    case 'count':
      readChooser(struct, field, presence, lines, context);
      return;
    default:
      if (presence === undefined) readFixed(struct, field, lines, context);
      else lines.block(`if (${presence}) {`, () => readFixed(struct, field, lines, context));
  }
}

/** Fields in conditions: those that may be missing count as zero or false. */
function accessIn(struct: StructIr): Access {
  return name => {
    const field = struct.fields.find(other => other.name === name);
    const local = localOf(name);
    if (field?.role.kind !== 'value' || !mayBeMissing(field)) return local;
    return field.type.kind === 'bool' ? `${local} === true` : `(${local} ?? ${emptyOf(field)})`;
  };
}

function mayBeMissing(field: FieldIr): boolean {
  return field.condition !== undefined || field.versions !== undefined || field.optional;
}

/** Fields that say what follows: when missing, they say that nothing does. */
function readChooser(
  struct: StructIr,
  field: FieldIr,
  presence: string | undefined,
  lines: Lines,
  context: FileContext,
): void {
  const local = localOf(field.name);
  const value = readValue(field.type, labelOf(struct, field), local, lines, context);
  if (value === local) return;
  lines.add(
    presence === undefined
      ? `const ${local} = ${value};`
      : `const ${local} = ${presence} ? ${value} : ${emptyOf(field)};`,
  );
}

/** Fields whose content is known. */
function readFixed(struct: StructIr, field: FieldIr, lines: Lines, context: FileContext): void {
  const label = labelOf(struct, field);
  const local = localOf(field.name);
  const { role } = field;
  if (role.kind === 'padding') {
    lines.add(`reader.padding(${label});`);
    return;
  }
  const expected = expectedOf(field, role, context);
  const at = lines.temporary(`${local}At`);
  if (expected !== undefined) lines.add(`const ${at} = reader.offset;`);
  const value = readValue(field.type, label, local, lines, context);
  if (expected === undefined) {
    if (value !== local) lines.add(`${value};`);
    return;
  }
  const { literal, explanation } = expected;
  lines.add(`if (${value} !== ${literal}) reader.fail(${label}, 'value', ${quote(explanation)}, ${at});`);
}

/** What must stand in a field; undefined when anything may. */
function expectedOf(
  field: FieldIr,
  role: FieldRole,
  context: FileContext,
): { readonly literal: string; readonly explanation: string } | undefined {
  if (role.kind !== 'const' && role.kind !== 'equals') return undefined;
  if (role.kind === 'const' && !role.check) return undefined;
  const why = role.otherwise === undefined ? '' : `${role.otherwise}: `;
  if (role.kind === 'equals') return { literal: localOf(role.field), explanation: `${why}differs from ${role.field}` };
  return {
    literal: literalText(role.value, field.type, context.index),
    explanation: `${why}must be ${String(role.value)}`,
  };
}

function readMember(
  struct: StructIr,
  field: FieldIr,
  presence: string | undefined,
  lines: Lines,
  context: FileContext,
): void {
  const label = labelOf(struct, field);
  const local = localOf(field.name);
  const parts = [presence, field.optional ? 'reader.remaining > 0' : undefined].filter(part => part !== undefined);
  if (parts.length === 0) {
    const value = readValue(field.type, label, local, lines, context);
    if (value !== local) lines.add(`const ${local} = ${value};`);
    return;
  }
  const alone = parts.length === 1;
  const condition = parts.map(part => (!alone && part.includes('||') ? `(${part})` : part)).join(' && ');
  const inner = new Lines(lines.taken);
  const value = readValue(field.type, label, lines.temporary(`${local}Value`), inner, context);
  if (inner.count === 0) {
    lines.add(`const ${local} = ${condition} ? ${value} : undefined;`);
    return;
  }
  lines.add(`let ${local}: ${typescriptType(field.type, context)} | undefined;`);
  lines.block(`if (${condition}) {`, () => {
    for (const line of inner.toArray()) lines.add(line);
    lines.add(`${local} = ${value};`);
  });
}
