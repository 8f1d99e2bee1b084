/** Pieces of code that reading and writing share. */

import type { ModelIndex } from '../../ir/index-of.js';
import type { FieldIr, ListEnd, ListOrder, StructIr, TypeIr, UnionIr } from '../../ir/model.js';
import type { RawLiteral } from '../../load/grammar.js';
import type { FileContext } from '../context.js';
import type { Lines } from '../lines.js';
import { quote } from '../names.js';
import { conditionExpression } from './condition.js';

/** Expressions that are true for the terminator, and for an item that stops the list. */
export function endTests(
  type: TypeIr & { kind: 'list' },
  end: ListEnd,
  each: string,
  index: ModelIndex,
): { readonly terminator: string | undefined; readonly stop: string | undefined } {
  const { item } = type;
  const struct = item.kind === 'struct' ? index.struct(item.ref) : undefined;
  const terminator = end.terminator.map(({ field, value }) => `${each}.${field} === ${value}`).join(' && ');
  return {
    terminator: terminator === '' ? undefined : terminator,
    stop:
      end.stop === undefined || struct === undefined
        ? undefined
        : conditionExpression(end.stop, struct, index, name => `${each}.${name}`),
  };
}

/** Adds what `body` adds for the fields in their order: for each layout, where there are several. */
export function addLayouts(
  struct: StructIr,
  lines: Lines,
  end: 'return' | 'break',
  body: (fields: readonly FieldIr[]) => void,
): void {
  const { layouts } = struct;
  if (layouts === undefined) {
    body(struct.fields);
    return;
  }
  lines.block('switch (params.layout) {', () => {
    for (const [index, { name, fields }] of [...layouts.entries()].reverse()) {
      lines.block(index === 0 ? 'default: {' : `case ${quote(name)}: {`, () => {
        body(fields.flatMap(field => struct.fields.filter(other => other.name === field)));
        if (end === 'break' && index > 0) lines.add('break;');
      });
    }
  });
}

/** All of them when there is no field of that name. */
export function fieldsBefore(fields: readonly FieldIr[], until: string): readonly FieldIr[] {
  const at = fields.findIndex(({ name }) => name === until);
  return at === -1 ? fields : fields.slice(0, at);
}

/** `, params` when the struct or union has parameters. */
export function paramsArgument(type: TypeIr & { kind: 'struct' | 'union' | 'tagged' }, context: FileContext): string {
  const { params } = type.kind === 'struct' ? context.index.struct(type.ref) : context.index.union(type.ref);
  return params.length > 0 ? ', params' : '';
}

/** The test for numbers outside a closed enum. */
export function notDeclared(
  type: TypeIr & { kind: 'int' },
  expression: string,
  context: FileContext,
): { readonly condition: string; readonly explanation: string } | undefined {
  const declared = type.named === undefined ? undefined : context.index.enumeration(type.named);
  if (declared === undefined || declared.open) return undefined;
  const values = [...new Set(declared.values.map(({ value }) => value))];
  const suffix = type.big ? 'n' : '';
  const condition = values.map(value => `${expression} !== ${value}${suffix}`).join(' && ');
  return { condition, explanation: `is not a ${declared.name}` };
}

/** A constant or default as TypeScript. */
export function literalText(value: RawLiteral, type: TypeIr, index: ModelIndex): string {
  if (type.kind !== 'int') return typeof value === 'string' ? quote(value) : String(value);
  const declared = type.named === undefined ? undefined : index.enumeration(type.named);
  const named = declared?.values.find(({ name }) => name === value);
  return `${String(named?.value ?? value)}${type.big ? 'n' : ''}`;
}

/** The union that a field is, also inside a box. */
export function unionIn(type: TypeIr): (TypeIr & { kind: 'union' }) | undefined {
  if (type.kind === 'union') return type;
  return type.kind === 'box' ? unionIn(type.inner) : undefined;
}

/** The tag on the wire of a member of a union, known or not; `value` is the expression that holds the member. */
export function tagExpression(union: UnionIr, value: string): string {
  const tag = `${value}.${union.tag ?? 'tag'}`;
  return union.unknown === 'error' ? tag : `${tag} === undefined ? ${value}.${unknownTag(union)} : ${tag}`;
}

/** Where an unknown member keeps its tag. */
export function unknownTag(union: UnionIr): 'name' | 'number' {
  return union.tagKind;
}

/** Arguments of `ordered`: the keys of a list, and what they must obey. */
export function orderArguments(
  order: ListOrder,
  item: TypeIr,
  list: string,
  each: string,
  context: FileContext,
): string {
  const rules = `${order.ascending}, ${order.unique}`;
  const inner = item.kind === 'box' ? item.inner : item;
  if (order.by === undefined || inner.kind !== 'struct') return `${list}, ${rules}`;
  const key = keyExpression(context.index.struct(inner.ref), order.by, each, context);
  return `${list}.map(${each} => ${key}), ${rules}`;
}

/** A member of an item, also where it is the tag of a union. */
function keyExpression(struct: StructIr, by: string, each: string, context: FileContext): string {
  const role = struct.fields.find(({ name }) => name === by)?.role;
  const member = role?.kind === 'tag' ? struct.fields.find(({ name }) => name === role.of) : undefined;
  const union = member === undefined ? undefined : unionIn(member.type);
  if (member === undefined || union === undefined) return `${each}.${by}`;
  return tagExpression(context.index.union(union.ref), `${each}.${member.name}`);
}

/** The bits of a field that every value has, for fields that are not there. */
export function emptyOf(field: FieldIr): string {
  if (field.type.kind === 'text') return "''";
  return field.type.kind === 'int' && field.type.big ? '0n' : '0';
}
