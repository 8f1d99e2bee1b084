/** Lists: counts can be read and written, ends can be told from items, and what is ordered can be compared. */

import type { Diagnostics } from '../../diagnostics.js';
import type { ModelIndex } from '../../ir/index-of.js';
import type { FieldIr, Model, StructIr, TypeIr } from '../../ir/model.js';
import { listIn, typesIn } from '../../ir/types-in.js';
import { conditionFields } from '../../load/condition.js';
import { checkTerms } from './conditions.js';
import { alwaysThere, arrangements, structsOf } from '../walk.js';

type List = TypeIr & { readonly kind: 'list' };

export function checkLists(model: Model, index: ModelIndex, diagnostics: Diagnostics): void {
  for (const struct of structsOf(model)) {
    const counted = new Map<string, string>();
    for (const field of struct.fields) {
      for (const type of typesIn(field.type)) {
        if (type.kind !== 'list') continue;
        checkEnd(struct, field, type, index, diagnostics);
        checkListOrder(struct, field, type, index, diagnostics);
        if (type.count.by !== 'field') continue;
        checkCount(struct, field, type, type.count.name, counted, diagnostics);
        counted.set(type.count.name, field.name);
      }
    }
  }
}

function checkCount(
  struct: StructIr,
  field: FieldIr,
  type: List,
  name: string,
  counted: ReadonlyMap<string, string>,
  diagnostics: Diagnostics,
): void {
  const what = `'${struct.name}.${field.name}'`;
  const count = struct.fields.find(other => other.name === name);
  const report = (text: string, hint?: string): void => diagnostics.add('NC458', field.place, text, hint);
  if (count === undefined) {
    diagnostics.add('NC304', field.place, `${what} is counted by '${name}', which is not a field of '${struct.name}'`);
    return;
  }
  const other = counted.get(name);
  if (other !== undefined) report(`'${name}' counts '${other}' already, so it cannot count ${what}`);
  if (listIn(field.type) !== type) report(`${what} is a list inside another, which '${name}' cannot count`);
  const plain = count.type.kind === 'int' && !count.type.signed && !count.type.big && count.type.named === undefined;
  if (!plain || !(count.role.kind === 'count' || count.role.kind === 'value')) {
    report(`'${name}' counts ${what}, so it must be a plain integer without other duties`);
  } else if (!alwaysThere(count, struct) || !alwaysThere(field, struct)) {
    report(`${what} and '${name}' must always be present`, 'put both into a struct of their own');
  }
  const late = arrangements(struct).some(({ fields }) => fields.indexOf(count) > fields.indexOf(field));
  if (late) report(`${what} is counted by '${name}', which comes later`);
}

/** What ends a list can be told from its items, and can be written. */
function checkEnd(struct: StructIr, field: FieldIr, type: List, index: ModelIndex, diagnostics: Diagnostics): void {
  if (type.end === undefined) return;
  const report = (text: string): void => diagnostics.add('NC455', field.place, text);
  const what = `'${struct.name}.${field.name}'`;
  const item = type.item.kind === 'struct' ? index.struct(type.item.ref) : undefined;
  if (type.count.by !== 'end' || item === undefined) {
    report(`${what} has a terminator, so it must be a list without a count, of structs`);
    return;
  }
  const { terminator, stop } = type.end;
  const plain = (name: string): boolean =>
    item.fields.some(
      own =>
        own.name === name &&
        own.type.kind === 'int' &&
        !own.type.big &&
        own.role.kind === 'value' &&
        alwaysThere(own, item),
    );
  const looked = [...terminator.map(({ field: name }) => name), ...(stop === undefined ? [] : conditionFields(stop))];
  for (const name of looked.filter(name => !plain(name))) {
    report(`the end of ${what} depends on '${name}', which is not a plain integer of '${item.name}'`);
  }
  if (stop !== undefined) checkTerms(item, field, stop, index, diagnostics);
  for (const { field: name, value } of terminator) {
    const own = item.fields.find(other => other.name === name);
    if (own?.type.kind === 'int' && value >= 2 ** (own.type.signed ? own.type.bits - 1 : own.type.bits)) {
      report(`the terminator of ${what} has ${value} in '${name}', where it does not fit`);
    }
  }
  const others = item.fields.filter(
    other => other.role.kind === 'value' && other.condition === undefined && !other.optional,
  );
  for (const { name } of others) {
    if (terminator.length === 0 || terminator.some(({ field: own }) => own === name)) continue;
    report(`the terminator of ${what} lacks '${name}', which every '${item.name}' has`);
  }
}

const ORDERED: readonly TypeIr['kind'][] = ['int', 'bytes', 'fixed', 'raw', 'sized', 'text', 'mpint'];

function checkListOrder(
  struct: StructIr,
  field: FieldIr,
  { order, item }: List,
  index: ModelIndex,
  diagnostics: Diagnostics,
): void {
  if (order === undefined) return;
  const what = `'${struct.name}.${field.name}'`;
  const report = (text: string, hint?: string): void => diagnostics.add('NC473', field.place, text, hint);
  const inner = item.kind === 'box' ? item.inner : item;
  if (order.by === undefined) {
    if (ORDERED.includes(item.kind)) return;
    report(
      `items of ${what} cannot be compared`,
      inner.kind === 'struct' ? 'name the member to compare: ascending(member)' : undefined,
    );
    return;
  }
  if (inner.kind !== 'struct') {
    report(`items of ${what} have no member '${order.by}'`, 'leave the member out to compare the items themselves');
    return;
  }
  const of = index.struct(inner.ref);
  const member = of.fields.find(({ name }) => name === order.by);
  if (member === undefined) report(`'${of.name}' has no field '${order.by}' to compare items of ${what} by`);
  else if (
    !['value', 'tag'].includes(member.role.kind) ||
    !alwaysThere(member, of) ||
    member.default !== undefined ||
    !ORDERED.includes(member.type.kind)
  ) {
    report(`'${of.name}.${order.by}' cannot order ${what}`, 'a number, text or octets that every item has');
  }
}
