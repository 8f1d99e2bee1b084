/** Code that reads one value of a type. */

import type { ListEnd, TypeIr } from '../../ir/model.js';
import type { FileContext } from '../context.js';
import type { Lines } from '../lines.js';
import { localOf, quote } from '../names.js';
import { endTests, notDeclared, orderArguments, paramsArgument } from './parts.js';
import { typescriptType } from './types.js';

/**
 * Adds the statements that reading needs and returns the expression of the value: the variable `local` if a statement
 * had to declare it.
 */
export function readValue(type: TypeIr, label: string, local: string, lines: Lines, context: FileContext): string {
  switch (type.kind) {
    case 'struct':
    case 'tagged':
      return `${context.reader(type.ref)}(reader${paramsArgument(type, context)})`;
    case 'union': {
      const tag = type.from === 'param' ? `params.${type.by}` : localOf(type.by);
      return `${context.reader(type.ref)}(reader, ${tag}${paramsArgument(type, context)})`;
    }
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
  const { count, item, max, order } = type;
  const at = lines.temporary(`${local}At`);
  if (order !== undefined) lines.add(`const ${at} = reader.offset;`);
  const total = readCount(type, label, local, lines, context);
  lines.add(`const ${local}: ${mutable(typescriptType(type, context))} = [];`);
  const endless = type.end?.optional === false ? 'for (;;) {' : 'while (reader.remaining > 0) {';
  lines.block(total === undefined ? endless : `for (let i = 0; i < ${total}; i++) {`, () => {
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
  if (order === undefined) return;
  const each = lines.temporary(`${local}Item`);
  lines.add(`reader.ordered(${label}, ${orderArguments(order, item, local, each, context)}, ${at});`);
}

/** The expression of the number of items, or undefined where the frame ends the list. */
function readCount(
  type: TypeIr & { kind: 'list' },
  label: string,
  local: string,
  lines: Lines,
  context: FileContext,
): string | undefined {
  const { count, max } = type;
  if (count.by === 'end') return undefined;
  const least = context.sizes.type(type.item);
  if (count.by === 'u32') {
    const counter = lines.temporary(`${local}Count`);
    lines.add(`const ${counter} = reader.count(${label}, ${max}, ${least});`);
    return counter;
  }
  const total = count.by === 'param' ? `params.${count.name}` : localOf(count.name);
  lines.add(`reader.items(${label}, ${total}, ${max}, ${least});`);
  return total;
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
  if (value !== each) lines.add(`const ${each} = ${value};`);
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
    case 'sized':
      return `raw(${label}, params.${type.param})`;
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
