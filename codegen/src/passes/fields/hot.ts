/** Hot messages: data stands last, and what is patched has a fixed place. */

import type { Diagnostics } from '../../diagnostics.js';
import { fixedBytes } from '../../ir/fixed-bytes.js';
import type { ModelIndex } from '../../ir/index-of.js';
import type { FieldIr, Model, StructIr, TypeIr } from '../../ir/model.js';
import { alwaysThere, arrangements, structsOf } from '../walk.js';

export function checkHot(model: Model, index: ModelIndex, diagnostics: Diagnostics): void {
  for (const struct of structsOf(model)) {
    const hot = struct.message?.hot;
    if (hot?.data !== undefined) checkData(struct, hot.data, diagnostics);
    for (const name of hot?.patch ?? []) checkPatch(struct, name, index, diagnostics);
  }
}

/** Only what some senders leave out may follow the data. */
function checkData(struct: StructIr, name: string, diagnostics: Diagnostics): void {
  const good = arrangements(struct).every(({ fields }) => {
    const at = fields.findIndex(field => field.name === name);
    const data = fields[at];
    if (data === undefined || data.role.kind !== 'value' || !alwaysThere(data, struct)) return false;
    if (data.type.kind !== 'bytes' && data.type.kind !== 'rest') return false;
    return fields.slice(at + 1).every(({ optional }) => optional);
  });
  if (good) return;
  diagnostics.add(
    'NC454',
    struct.place,
    `the hot data '${name}' of '${struct.name}' is not its last field, of type bytes or rest`,
    'only fields with optional: trailing may follow it',
  );
}

function checkPatch(struct: StructIr, name: string, index: ModelIndex, diagnostics: Diagnostics): void {
  const report = (text: string): void =>
    diagnostics.add('NC474', struct.place, `'${struct.name}.${name}' cannot be patched: ${text}`);
  const field = struct.fields.find(other => other.name === name);
  if (field === undefined) report('there is no such field');
  else if (field.type.kind !== 'int' || field.role.kind !== 'value' || !alwaysThere(field, struct)) {
    report('it is not a plain integer that is always there');
  } else {
    const places = new Set(arrangements(struct).map(({ fields }) => offset(fields, field, index)));
    if (places.size > 1 || places.has(undefined)) report('what stands before it has no fixed size');
  }
}

/** Bytes before a field, or undefined when that depends on values. */
function offset(fields: readonly FieldIr[], field: FieldIr, index: ModelIndex): number | undefined {
  const before = fields.slice(0, fields.indexOf(field));
  return before.reduce<number | undefined>((sum, { type, condition, optional }) => {
    const size = condition !== undefined || optional ? undefined : fixedSize(type, index);
    return sum === undefined || size === undefined ? undefined : sum + size;
  }, 0);
}

/** Bytes of a type whose size never changes. */
function fixedSize(type: TypeIr, index: ModelIndex): number | undefined {
  if (type.kind !== 'struct') return fixedBytes(type);
  const { fields, magic, layouts } = index.struct(type.ref);
  if (layouts !== undefined) return undefined;
  return fields.reduce<number | undefined>((sum, field) => {
    const plain = field.condition === undefined && !field.optional && field.versions === undefined;
    const size = plain ? fixedSize(field.type, index) : undefined;
    return sum === undefined || size === undefined ? undefined : sum + size;
  }, magic?.length ?? 0);
}
