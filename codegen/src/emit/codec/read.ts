/** The body of the function that reads a struct: straight-line code, one statement per field. */

import type { FieldIr, FieldRole, ListEnd, StructIr, TypeIr } from '../../ir/model.js';
import type { FileContext } from '../context.js';
import { Lines } from '../lines.js';
import { labelOf, localOf, localsOf, lowerFirst, quote } from '../names.js';
import { conditionExpression } from './condition.js';
import { endTests, notDeclared, paramsOf } from './parts.js';
import { typescriptType } from './types.js';

/** Statements of `read<Struct>(reader, params)`. */
export function readStatements(struct: StructIr, context: FileContext): string[] {
  const lines = new Lines(localsOf(struct));
  for (const { name, min, max } of struct.params) {
    context.runtime('checkParameter');
    lines.add(`checkParameter(${quote(`${struct.name}.${name}`)}, params.${name}, ${min}, ${max});`);
  }
  if (struct.magic !== undefined)
    lines.add(`reader.magic(${quote(`${struct.name}.magic`)}, ${lowerFirst(struct.name)}Magic);`);
  for (const field of struct.fields) readField(struct, field, lines, context);
  const members = struct.fields
    .filter(field => field.role.kind === 'value')
    .map(({ name }) => (localOf(name) === name ? name : `${name}: ${localOf(name)}`));
  lines.add(members.length === 0 ? 'return {};' : `return { ${members.join(', ')} };`);
  return wrapReturn(lines.toArray());
}

/** A long `return { a, b, c };` gets one member per line. */
function wrapReturn(lines: string[]): string[] {
  const last = lines.at(-1) ?? '';
  if (last.length <= 110) return lines;
  const members = last.slice('return { '.length, -' };'.length).split(', ');
  return [...lines.slice(0, -1), 'return {', ...members.map(member => `  ${member},`), '};'];
}

function readField(struct: StructIr, field: FieldIr, lines: Lines, context: FileContext): void {
  const label = labelOf(struct, field);
  const local = localOf(field.name);
  switch (field.role.kind) {
    case 'padding':
      lines.add(`reader.padding(${label});`);
      return;
    case 'const':
      readConst(field, field.role, label, lines, context);
      return;
    case 'equals': {
      const at = lines.temporary(`${local}At`);
      lines.add(`const ${at} = reader.offset;`);
      const explanation = `${field.role.otherwise === undefined ? '' : `${field.role.otherwise}: `}differs from ${field.role.field}`;
      const value = readValue(field.type, label, local, lines, context);
      lines.add(
        `if (${value} !== ${localOf(field.role.field)}) reader.fail(${label}, 'value', ${quote(explanation)}, ${at});`,
      );
      return;
    }
    default:
      readMember(struct, field, label, local, lines, context);
  }
}

function readConst(
  field: FieldIr,
  role: FieldRole & { kind: 'const' },
  label: string,
  lines: Lines,
  context: FileContext,
): void {
  const local = localOf(field.name);
  const at = lines.temporary(`${local}At`);
  if (role.check) lines.add(`const ${at} = reader.offset;`);
  const value = readValue(field.type, label, local, lines, context);
  if (!role.check) {
    lines.add(`${value};`);
    return;
  }
  const explanation = `${role.otherwise === undefined ? '' : `${role.otherwise}: `}must be ${String(role.value)}`;
  const literal = typeof role.value === 'string' ? quote(role.value) : String(role.value);
  lines.add(`if (${value} !== ${literal}) reader.fail(${label}, 'value', ${quote(explanation)}, ${at});`);
}

function readMember(
  struct: StructIr,
  field: FieldIr,
  label: string,
  local: string,
  lines: Lines,
  context: FileContext,
): void {
  const conditions = [
    ...(field.condition === undefined ? [] : [conditionExpression(field.condition, struct, context.index, localOf)]),
    ...(field.optional ? ['reader.remaining > 0'] : []),
  ];
  if (conditions.length === 0) {
    const value = readValue(field.type, label, local, lines, context);
    if (value !== local) lines.add(`const ${local} = ${value};`);
    return;
  }
  const condition = conditions.length === 1 ? conditions[0] : conditions.map(part => `(${part})`).join(' && ');
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

/** Adds the statements that reading needs and returns the expression of the value. */
function readValue(type: TypeIr, label: string, local: string, lines: Lines, context: FileContext): string {
  switch (type.kind) {
    case 'struct':
      return `${context.reader(type.ref)}(reader${paramsOf(type, context)})`;
    case 'tagged':
      return `${context.reader(type.ref)}(reader)`;
    case 'union':
      return `${context.reader(type.ref)}(reader, ${localOf(type.by)})`;
    case 'box': {
      const outer = lines.temporary(`${local}Outer`);
      lines.add(`const ${outer} = reader.enter(${label}, ${type.max});`);
      const value = readValue(type.inner, label, local, lines, context);
      if (value !== local) lines.add(`const ${local} = ${value};`);
      lines.add(`reader.leave(${label}, ${outer});`);
      return local;
    }
    case 'list':
      readList(type, label, local, lines, context);
      return local;
    case 'int':
      return readInteger(type, label, local, lines, context);
    default:
      return `reader.${scalarCall(type, label)}`;
  }
}

function readList(
  type: TypeIr & { kind: 'list' },
  label: string,
  local: string,
  lines: Lines,
  context: FileContext,
): void {
  const { count, item, max } = type;
  const counter = lines.temporary(`${local}Count`);
  if (count.by === 'u32') lines.add(`const ${counter} = reader.count(${label}, ${max}, ${context.sizes.type(item)});`);
  lines.add(`const ${local}: ${mutable(typescriptType(type, context))} = [];`);
  const total = count.by === 'param' ? `params.${count.name}` : counter;
  const endless = type.end?.optional === false ? 'for (;;) {' : 'while (reader.remaining > 0) {';
  const head = count.by === 'end' ? endless : `for (let i = 0; i < ${total}; i++) {`;
  lines.block(head, () => {
    const limit = `if (${local}.length >= ${max}) reader.fail(${label}, 'limit', 'more than ${max} items');`;
    if (count.by === 'end' && type.end === undefined) lines.add(limit);
    const each = lines.temporary(`${local}Item`);
    const start = lines.temporary(`${local}Start`);
    if (type.end?.stop !== undefined) lines.add(`const ${start} = reader.offset;`);
    const value = readValue(item, label, each, lines, context);
    if (type.end !== undefined) {
      readEnd(type, type.end, value, each, start, lines, context);
      lines.add(limit); // the terminator is no item
    }
    lines.add(`${local}.push(${type.end === undefined ? value : each});`);
  });
}

/** Leaves the loop at the terminator, and before an item that is not for us. */
function readEnd(
  type: TypeIr & { kind: 'list' },
  end: ListEnd,
  value: string,
  each: string,
  start: string,
  lines: Lines,
  context: FileContext,
): void {
  lines.add(`const ${each} = ${value};`);
  const tests = endTests(type, end, each, context.index);
  if (tests.terminator !== undefined) lines.add(`if (${tests.terminator}) break;`);
  if (tests.stop === undefined) return;
  lines.block(`if (${tests.stop}) {`, () => {
    lines.add(`reader.rewind(${start});`);
    lines.add('break;');
  });
}

function mutable(type: string): string {
  return type.replace(/^readonly /, '');
}

function scalarCall(
  type: Exclude<TypeIr, { kind: 'struct' | 'union' | 'tagged' | 'box' | 'list' }>,
  label: string,
): string {
  switch (type.kind) {
    case 'int':
      return `${type.signed ? 'i' : 'u'}${type.bits}${type.big ? 'big' : ''}(${label})`;
    case 'bool':
      return `bool(${label})`;
    case 'raw':
      return `raw(${label}, ${type.length})`;
    case 'bytes':
      return type.min === 0 ? `bytes(${label}, ${type.max})` : `bytes(${label}, ${type.max}, ${type.min})`;
    case 'fixed':
      return `fixed(${label}, ${type.length})`;
    case 'text':
      return `${type.text}(${label}, ${type.max})`;
    case 'names':
    case 'restNames':
      return `${type.kind}(${label}, ${type.items}, ${type.itemBytes})`;
    case 'mpint':
      return `mpint(${label}, ${type.maxBits}, ${type.strict})`;
    case 'rest':
    case 'restUtf8':
      return `${type.kind}(${label}, ${type.max})`;
    case 'padding':
      return `padding(${label})`;
  }
}

/** Numbers that a closed enum does not declare are refused. */
function readInteger(
  type: TypeIr & { kind: 'int' },
  label: string,
  local: string,
  lines: Lines,
  context: FileContext,
): string {
  const test = notDeclared(type, local, context);
  const call = `reader.${scalarCall(type, label)}`;
  if (test === undefined) return call;
  lines.add(`const ${local} = ${call};`);
  lines.add(`if (${test.condition}) reader.fail(${label}, 'unknown', ${quote(test.explanation)});`);
  return local;
}
