/** The body of the function that writes a struct: straight-line code, one statement per field. */

import type { FieldIr, StructIr } from '../../ir/model.js';
import type { FileContext } from '../context.js';
import { Lines } from '../lines.js';
import { labelOf, localOf, localsOf, lowerFirst, quote } from '../names.js';
import { bitText, bitVersions, hasOwnBit, isDerived, presenceBits, presenceTest, versionTest } from './condition.js';
import { addLayouts, emptyOf, fieldsBefore, literalText, tagExpression, unionIn } from './parts.js';
import { paramChecks } from './params.js';
import { isSimple, writeValue } from './write-value.js';

/** Statements that write the fields before `until`. Parameters are not checked. */
export function writeHead(struct: StructIr, until: string, context: FileContext): string[] {
  const lines = new Lines(localsOf(struct));
  addLayouts(struct, lines, 'break', fields => {
    for (const field of fieldsBefore(fields, until)) writeField(struct, field, lines, context);
  });
  return lines.toArray();
}

/** Statements of `write<Struct>(writer, value, params)`. */
export function writeStatements(struct: StructIr, context: FileContext): string[] {
  const lines = new Lines(localsOf(struct));
  for (const check of paramChecks(struct, context)) lines.add(check);
  if (struct.fields.some(field => field.role.kind === 'padding')) lines.add('const start = writer.length;');
  if (struct.magic !== undefined)
    lines.add(`writer.raw(${quote(`${struct.name}.magic`)}, ${lowerFirst(struct.name)}Magic);`);
  addLayouts(struct, lines, 'break', fields => {
    for (const field of struct.fields) {
      if (field.role.kind === 'value' && !fields.includes(field))
        lines.add(`writer.absent(${labelOf(struct, field)}, value.${field.name});`);
    }
    for (const field of fields) writeField(struct, field, lines, context);
  });
  return lines.toArray();
}

function writeField(struct: StructIr, field: FieldIr, lines: Lines, context: FileContext): void {
  const presence = presenceTest(field, struct, context.index, name => accessOf(struct, name, context));
  if (field.role.kind === 'value') writeMember(struct, field, presence, lines, context);
  else if (field.role.kind === 'presence') writePresence(struct, field, presence, lines, context);
  else if (presence === undefined) writeDerived(struct, field, lines, context);
  else lines.block(`if (${presence}) {`, () => writeDerived(struct, field, lines, context));
}

/** The expression of a field in conditions: what will be written for it. */
function accessOf(struct: StructIr, name: string, context: FileContext): string {
  const field = struct.fields.find(other => other.name === name);
  const role = field?.role;
  if (field === undefined || role === undefined || role.kind === 'presence') return localOf(name);
  if (role.kind !== 'value') return `(${derivedExpression(struct, field, context)})`;
  if (field.default !== undefined) return `(value.${name} ?? ${literalText(field.default, field.type, context.index)})`;
  if (!isOptionalMember(struct, field)) return `value.${name}`;
  return field.type.kind === 'bool' ? `value.${name} === true` : `(value.${name} ?? ${emptyOf(field)})`;
}

/** True when the interface lets the caller leave a member out. */
export function isOptionalMember(struct: StructIr, field: FieldIr): boolean {
  return (
    field.condition !== undefined ||
    field.versions !== undefined ||
    field.optional ||
    field.default !== undefined ||
    !isInEveryLayout(struct, field)
  );
}

function isInEveryLayout({ layouts = [] }: StructIr, { name }: FieldIr): boolean {
  return layouts.every(({ fields }) => fields.includes(name));
}

/** Fields that the caller does not give. */
function writeDerived(struct: StructIr, field: FieldIr, lines: Lines, context: FileContext): void {
  const { role, type } = field;
  if (role.kind === 'padding') {
    if (type.kind === 'padding') lines.add(`writer.padding(start, params.${type.to});`);
    return;
  }
  const label = labelOf(struct, field);
  const expression = derivedExpression(struct, field, context);
  if (role.kind === 'const' && type.kind === 'int')
    writeValue({ ...type, named: undefined }, expression, label, field.name, lines, context);
  else if (role.kind === 'tag' && !isSimple(type, context)) {
    lines.add(`const ${localOf(field.name)}: number = ${expression};`);
    writeValue(type, localOf(field.name), label, field.name, lines, context);
  } else writeValue(type, expression, label, field.name, lines, context);
}

function derivedExpression(struct: StructIr, field: FieldIr, context: FileContext): string {
  const { role } = field;
  switch (role.kind) {
    case 'const':
      return literalText(role.value, field.type, context.index);
    case 'equals':
      return accessOf(struct, role.field, context);
    case 'count': {
      const list = struct.fields.find(({ name }) => name === role.of);
      return list !== undefined && isOptionalMember(struct, list)
        ? `value.${role.of}?.length ?? 0`
        : `value.${role.of}.length`;
    }
    case 'tag': {
      const union = unionOf(struct, role.of);
      return tagExpression(context.index.union(union.ref), `value.${role.of}`);
    }
    default:
      throw new TypeError(`${struct.name}.${field.name} is not derived`);
  }
}

function unionOf(struct: StructIr, fieldName: string): NonNullable<ReturnType<typeof unionIn>> {
  const field = struct.fields.find(({ name }) => name === fieldName);
  const union = field === undefined ? undefined : unionIn(field.type);
  if (union === undefined) throw new TypeError(`${struct.name}.${fieldName} is not a union`);
  return union;
}

function writePresence(
  struct: StructIr,
  flags: FieldIr,
  presence: string | undefined,
  lines: Lines,
  context: FileContext,
): void {
  const local = localOf(flags.name);
  lines.add(`let ${local} = 0;`);
  for (const [bit, members] of presenceBits(struct, flags.name)) {
    const given = members.map(name => `value.${name} !== undefined`).join(' || ');
    const gate = versionTest(bitVersions(flags.name, bit, struct, context.index), struct);
    const test = gate === undefined ? given : `${gate} && ${members.length === 1 ? given : `(${given})`}`;
    lines.add(`if (${test}) ${local} |= ${bitText(flags.name, bit, struct, context.index)};`);
  }
  const write = (): void => writeValue(flags.type, `${local} >>> 0`, labelOf(struct, flags), local, lines, context);
  if (presence === undefined) write();
  else lines.block(`if (${presence}) {`, write);
}

function writeMember(
  struct: StructIr,
  field: FieldIr,
  presence: string | undefined,
  lines: Lines,
  context: FileContext,
): void {
  const label = labelOf(struct, field);
  const member = `value.${field.name}`;
  const fallback = field.default === undefined ? undefined : literalText(field.default, field.type, context.index);
  if (presence === undefined) {
    const given = isInEveryLayout(struct, field) ? member : `writer.present(${label}, ${member})`;
    const value = fallback === undefined ? given : `${member} ?? ${fallback}`;
    if (field.optional) writeOptional(struct, field, lines, context);
    else writeNamed(struct, field, value, lines, context);
    return;
  }
  if (hasOwnBit(struct, field) && !presence.includes('params.')) {
    writeGuarded(`${member} !== undefined`, struct, field, member, lines, context);
    return;
  }
  if (field.optional) lines.block(`if (${presence}) {`, () => writeOptional(struct, field, lines, context));
  else {
    const value = fallback === undefined ? `writer.present(${label}, ${member})` : `${member} ?? ${fallback}`;
    writeGuarded(presence, struct, field, value, lines, context);
  }
  const impliedByMember = field.condition !== undefined && isDerived(struct, field.condition);
  if (!impliedByMember || presence.includes('params.')) lines.add(`else writer.absent(${label}, ${member});`);
}

/** A member that may be missing at the end: those before it must be there. */
function writeOptional(struct: StructIr, field: FieldIr, lines: Lines, context: FileContext): void {
  const before = struct.fields.slice(0, struct.fields.indexOf(field)).filter(other => other.optional);
  const access = (name: string): string => accessOf(struct, name, context);
  lines.block(`if (value.${field.name} !== undefined) {`, () => {
    for (const other of before) {
      const presence = presenceTest(other, struct, context.index, access);
      const check = `writer.present(${labelOf(struct, other)}, value.${other.name});`;
      lines.add(presence === undefined ? check : `if (${presence}) ${check}`);
    }
    writeNamed(struct, field, `value.${field.name}`, lines, context);
  });
}

function writeGuarded(
  condition: string,
  struct: StructIr,
  field: FieldIr,
  value: string,
  lines: Lines,
  context: FileContext,
): void {
  const inner = new Lines(lines.taken);
  writeNamed(struct, field, value, inner, context);
  const [only, ...more] = inner.toArray();
  if (only !== undefined && more.length === 0) lines.add(`if (${condition}) ${only}`);
  else lines.block(`if (${condition}) {`, () => [only ?? '', ...more].forEach(line => lines.add(line)));
}

/** Writes a member; an expression that the code would repeat gets a name first. */
function writeNamed(struct: StructIr, field: FieldIr, value: string, lines: Lines, context: FileContext): void {
  const simple = value === `value.${field.name}` || isSimple(field.type, context);
  const local = localOf(field.name);
  if (!simple) lines.add(`const ${local} = ${value};`);
  const written = simple ? value : local;
  const union = unionIn(field.type);
  const label = labelOf(struct, field);
  if (union?.from === 'param') {
    const tag = tagExpression(context.index.union(union.ref), written);
    lines.add(
      `if (${tag.includes('?') ? `(${tag})` : tag} !== params.${union.by}) writer.refuse(${label}, ${quote(`is not what params.${union.by} says`)});`,
    );
  }
  writeValue(field.type, written, label, field.name, lines, context);
}
