/** Code that writes one value of a type. */

import type { TypeIr } from '../../ir/model.js';
import type { FileContext } from '../context.js';
import type { Lines } from '../lines.js';
import { quote } from '../names.js';
import { endTests, notDeclared, orderArguments, paramsArgument, unionIn } from './parts.js';

/** Adds the statements that write `value`, an expression; `local` is what temporary variables are named after. */
export function writeValue(
  type: TypeIr,
  value: string,
  label: string,
  local: string,
  lines: Lines,
  context: FileContext,
): void {
  switch (type.kind) {
    case 'struct':
    case 'union':
    case 'tagged':
      lines.add(`${context.writer(type.ref)}(writer, ${value}${paramsArgument(type, context)});`);
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

/** True when the code that writes a value names it once. */
export function isSimple(type: TypeIr, context: FileContext): boolean {
  if (type.kind === 'int') return notDeclared(type, '', context) === undefined;
  return type.kind !== 'list' && type.kind !== 'box' && unionIn(type)?.from !== 'param';
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
  const { count, max, item, order } = type;
  const length = `${label}, ${value}.length, ${max}`;
  if (count.by === 'u32') lines.add(`writer.count(${length});`);
  else if (count.by === 'param') lines.add(`writer.items(${length}, params.${count.name});`);
  else lines.add(`writer.items(${length});`);
  const each = lines.temporary(`${local}Item`);
  if (order !== undefined) lines.add(`writer.ordered(${label}, ${orderArguments(order, item, value, each, context)});`);
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
    case 'sized':
      return `raw(${label}, ${value}, params.${type.param})`;
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
