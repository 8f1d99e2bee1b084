/** The body of the function that writes a struct. */

import type { FieldIr, StructIr, TypeIr } from '../../ir/model.js';
import type { FileContext } from '../context.js';
import { Lines } from '../lines.js';
import { labelOf, localOf, localsOf, lowerFirst, quote } from '../names.js';
import { bitText, conditionExpression } from './condition.js';
import { endTests, notDeclared, paramsOf } from './parts.js';
import { hasOwnBit, isDerived, presenceBits, roleOf } from './presence.js';

/** Statements of `write<Struct>(writer, value, params)`. With `until`, stops before that field. */
export function writeStatements(struct: StructIr, context: FileContext, until?: string): string[] {
  const lines = new Lines(localsOf(struct));
  for (const { name, min, max } of struct.params) {
    context.runtime('checkParameter');
    lines.add(`checkParameter(${quote(`${struct.name}.${name}`)}, params.${name}, ${min}, ${max});`);
  }
  if (struct.fields.some(field => field.role.kind === 'padding')) lines.add('const start = writer.length;');
  if (struct.magic !== undefined)
    lines.add(`writer.raw(${quote(`${struct.name}.magic`)}, ${lowerFirst(struct.name)}Magic);`);
  for (const field of struct.fields) {
    if (field.name === until) break;
    writeField(struct, field, lines, context);
  }
  return lines.toArray();
}

function writeField(struct: StructIr, field: FieldIr, lines: Lines, context: FileContext): void {
  const label = labelOf(struct, field);
  switch (field.role.kind) {
    case 'padding':
      if (field.type.kind === 'padding') lines.add(`writer.padding(start, params.${field.type.to});`);
      return;
    case 'const': {
      const { value } = field.role;
      writeValue(
        field.type,
        typeof value === 'string' ? quote(value) : String(value),
        label,
        field.name,
        lines,
        context,
      );
      return;
    }
    case 'equals':
      writeValue(field.type, `value.${field.role.field}`, label, field.name, lines, context);
      return;
    case 'presence':
      writePresence(struct, field, label, lines, context);
      return;
    case 'tag':
      writeValue(field.type, tagExpression(struct, field.role.of, context), label, field.name, lines, context);
      return;
    case 'value':
      writeMember(struct, field, label, lines, context);
  }
}

/** The name in front of a union is written from the member, known or not. */
function tagExpression(struct: StructIr, unionField: string, context: FileContext): string {
  const field = struct.fields.find(({ name }) => name === unionField);
  const type = field === undefined ? undefined : unwrap(field.type);
  if (type?.kind !== 'union') throw new TypeError(`${struct.name}.${unionField} is not a union`);
  const member = `value.${unionField}`;
  const tag = `${member}.${type.by}`;
  return context.index.union(type.ref).unknown === 'error' ? tag : `${tag} === undefined ? ${member}.name : ${tag}`;
}

function unwrap(type: TypeIr): TypeIr {
  return type.kind === 'box' ? unwrap(type.inner) : type;
}

function writePresence(struct: StructIr, flags: FieldIr, label: string, lines: Lines, context: FileContext): void {
  const local = localOf(flags.name);
  lines.add(`let ${local} = 0;`);
  for (const [bit, members] of presenceBits(struct, flags.name)) {
    const test = members.map(name => `value.${name} !== undefined`).join(' || ');
    lines.add(`if (${test}) ${local} |= ${bitText(flags.name, bit, struct, context.index)};`);
  }
  writeValue(flags.type, `${local} >>> 0`, label, local, lines, context);
}

function writeMember(struct: StructIr, field: FieldIr, label: string, lines: Lines, context: FileContext): void {
  const member = `value.${field.name}`;
  if (field.condition === undefined && !field.optional)
    writeValue(field.type, member, label, field.name, lines, context);
  else if (field.condition === undefined) writeOptional(struct, field, label, lines, context);
  else if (hasOwnBit(struct, field)) writeGuarded(`${member} !== undefined`, field, member, label, lines, context);
  else {
    const access = (name: string): string => (roleOf(struct, name) === 'presence' ? localOf(name) : `value.${name}`);
    const condition = conditionExpression(field.condition, struct, context.index, access);
    const present = `writer.present(${label}, ${member})`;
    writeGuarded(condition, field, present, label, lines, context);
    if (!isDerived(struct, field.condition)) lines.add(`else writer.absent(${label}, ${member});`);
  }
}

/** A member that may be missing at the end: those before it must be there. */
function writeOptional(struct: StructIr, field: FieldIr, label: string, lines: Lines, context: FileContext): void {
  const before = struct.fields.slice(0, struct.fields.indexOf(field)).filter(other => other.optional);
  lines.block(`if (value.${field.name} !== undefined) {`, () => {
    for (const other of before) lines.add(`writer.present(${labelOf(struct, other)}, value.${other.name});`);
    writeValue(field.type, `value.${field.name}`, label, field.name, lines, context);
  });
}

function writeGuarded(
  condition: string,
  field: FieldIr,
  value: string,
  label: string,
  lines: Lines,
  context: FileContext,
): void {
  const inner = new Lines(lines.taken);
  const simple = value === `value.${field.name}` || isSimple(field.type, context);
  if (!simple) inner.add(`const ${localOf(field.name)} = ${value};`);
  writeValue(field.type, simple ? value : localOf(field.name), label, field.name, inner, context);
  const [only, ...more] = inner.toArray();
  if (only !== undefined && more.length === 0) lines.add(`if (${condition}) ${only}`);
  else lines.block(`if (${condition}) {`, () => [only ?? '', ...more].forEach(line => lines.add(line)));
}

/** True when the code that writes a value names it once. */
function isSimple(type: TypeIr, context: FileContext): boolean {
  if (type.kind === 'int') return notDeclared(type, '', context) === undefined;
  return type.kind !== 'list' && type.kind !== 'box';
}

function writeValue(
  type: TypeIr,
  value: string,
  label: string,
  local: string,
  lines: Lines,
  context: FileContext,
): void {
  switch (type.kind) {
    case 'struct':
      lines.add(`${context.writer(type.ref)}(writer, ${value}${paramsOf(type, context)});`);
      return;
    case 'union':
    case 'tagged':
      lines.add(`${context.writer(type.ref)}(writer, ${value});`);
      return;
    case 'box':
      writeBox(type, value, label, local, lines, context);
      return;
    case 'list':
      writeList(type, value, label, local, lines, context);
      return;
    case 'padding':
      return;
    case 'int': {
      const test = notDeclared(type, value, context);
      if (test !== undefined) lines.add(`if (${test.condition}) writer.refuse(${label}, ${quote(test.explanation)});`);
      lines.add(`writer.${scalarCall(type, label, value)};`);
      return;
    }
    default:
      lines.add(`writer.${scalarCall(type, label, value)};`);
  }
}

function writeBox(
  type: TypeIr & { kind: 'box' },
  value: string,
  label: string,
  local: string,
  lines: Lines,
  context: FileContext,
): void {
  const at = lines.temporary(`${local}At`);
  lines.add(`const ${at} = writer.begin();`);
  writeValue(type.inner, value, label, `${local}Inner`, lines, context);
  lines.add(`writer.end(${label}, ${at}, ${type.max});`);
}

function writeList(
  type: TypeIr & { kind: 'list' },
  value: string,
  label: string,
  local: string,
  lines: Lines,
  context: FileContext,
): void {
  const { count, max, item } = type;
  if (count.by === 'u32') lines.add(`writer.count(${label}, ${value}.length, ${max});`);
  else if (count.by === 'end') lines.add(`writer.items(${label}, ${value}.length, ${max});`);
  else lines.add(`writer.items(${label}, ${value}.length, ${max}, params.${count.name});`);
  const each = lines.temporary(`${local}Item`);
  lines.block(`for (const ${each} of ${value}) {`, () => {
    const tests = type.end === undefined ? undefined : endTests(type, type.end, each, context.index);
    const ends = [tests?.terminator, tests?.stop].filter(test => test !== undefined);
    if (ends.length > 0)
      lines.add(`if (${ends.join(' || ')}) writer.refuse(${label}, 'has an item that would end it');`);
    writeValue(item, each, label, each, lines, context);
  });
  if (type.end === undefined || type.end.terminator.length === 0) return;
  const members = type.end.terminator.map(({ field, value: end }) => `${field}: ${end}`);
  writeValue(item, `{ ${members.join(', ')} }`, label, each, lines, context);
}

function scalarCall(
  type: Exclude<TypeIr, { kind: 'struct' | 'union' | 'tagged' | 'box' | 'list' | 'padding' }>,
  label: string,
  value: string,
): string {
  switch (type.kind) {
    case 'int':
      return `${type.signed ? 'i' : 'u'}${type.bits}${type.big ? 'big' : ''}(${label}, ${value})`;
    case 'bool':
      return `bool(${label}, ${value})`;
    case 'raw':
    case 'fixed':
      return `${type.kind}(${label}, ${value}, ${type.length})`;
    case 'bytes':
      return type.min === 0
        ? `bytes(${label}, ${value}, ${type.max})`
        : `bytes(${label}, ${value}, ${type.max}, ${type.min})`;
    case 'text':
      return `${type.text}(${label}, ${value}, ${type.max})`;
    case 'names':
    case 'restNames':
      return `${type.kind}(${label}, ${value}, ${type.items}, ${type.itemBytes})`;
    case 'mpint':
      return `mpint(${label}, ${value}, ${type.maxBits})`;
    case 'rest':
    case 'restUtf8':
      return `${type.kind}(${label}, ${value}, ${type.max})`;
  }
}
