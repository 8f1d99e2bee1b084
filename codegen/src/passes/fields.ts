/** Rules of single fields: conditions on earlier fields, constants that fit, flags that can be computed. */

import type { Diagnostics } from '../diagnostics.js';
import type { ModelIndex } from '../ir/index-of.js';
import type { FieldIr, Model, StructIr, TypeIr } from '../ir/model.js';
import { typesIn } from '../ir/types-in.js';
import { type Condition, conditionFields } from '../load/condition.js';
import { type FieldSite, fieldSites, refsIn } from './walk.js';

export function checkFields(model: Model, index: ModelIndex, diagnostics: Diagnostics): void {
  for (const site of fieldSites(model)) {
    const { field, struct } = site;
    if (field.condition !== undefined) checkCondition(site, field.condition, index, diagnostics);
    if (field.role.kind !== 'value' && (field.condition !== undefined || field.optional)) {
      diagnostics.add(
        'NC309',
        field.place,
        `'${field.name}' is not in the caller's hands, and may not be conditional or optional yet`,
      );
    }
    checkRole(site, index, diagnostics);
    checkListEnd(site, index, diagnostics);
    for (const ref of refsIn(field.type)) {
      const missing = (index.has(ref, 'struct') ? index.struct(ref).params : []).filter(
        param => !struct.params.some(own => own.name === param.name),
      );
      for (const { name } of missing) {
        diagnostics.add(
          'NC453',
          field.place,
          `'${ref.name}' needs the parameter '${name}', which '${struct.name}' does not have`,
        );
      }
    }
  }
  for (const struct of model.files.flatMap(file => file.structs)) checkHot(struct, diagnostics);
}

function checkCondition(
  { struct, field, position }: FieldSite,
  condition: Condition,
  index: ModelIndex,
  diagnostics: Diagnostics,
): void {
  for (const name of conditionFields(condition)) {
    const at = struct.fields.findIndex(other => other.name === name);
    const other = struct.fields[at];
    if (other === undefined) {
      diagnostics.add(
        'NC304',
        field.place,
        `the condition of '${struct.name}.${field.name}' looks at '${name}', which is not a field`,
      );
      return;
    }
    if (at >= position)
      diagnostics.add(
        'NC446',
        field.place,
        `the condition of '${struct.name}.${field.name}' looks at '${name}', which does not come before it`,
      );
    if (other.condition !== undefined || other.optional) {
      diagnostics.add(
        'NC446',
        field.place,
        `the condition of '${struct.name}.${field.name}' looks at '${name}', which is not always present`,
      );
    }
    if (!['value', 'presence'].includes(other.role.kind) || !['int', 'bool'].includes(other.type.kind)) {
      diagnostics.add(
        'NC446',
        field.place,
        `the condition of '${struct.name}.${field.name}' looks at '${name}', which is neither a number, a bool nor flags`,
      );
      return;
    }
  }
  checkParts(struct, field, condition, false, index, diagnostics);
}

/** Bits exist; what is computed from presence is only asked for bits that must be set. */
function checkParts(
  struct: StructIr,
  field: FieldIr,
  condition: Condition,
  loose: boolean,
  index: ModelIndex,
  diagnostics: Diagnostics,
): void {
  if ('terms' in condition) {
    for (const term of condition.terms)
      checkParts(struct, field, term, loose || condition.op === 'or', index, diagnostics);
    return;
  }
  if (condition.op === 'not') {
    checkParts(struct, field, condition.term, true, index, diagnostics);
    return;
  }
  const other = struct.fields.find(({ name }) => name === condition.field);
  if (other?.role.kind === 'presence' && (loose || condition.op !== 'bit')) {
    diagnostics.add(
      'NC447',
      field.place,
      `'${condition.field}' is computed from the members present, which the condition of '${struct.name}.${field.name}' does not allow`,
      'use flags.BIT, joined by && only',
    );
  }
  if (condition.op !== 'bit') return;
  const flags =
    other?.type.kind === 'int' && other.type.named !== undefined ? index.enumeration(other.type.named) : undefined;
  if (flags?.kind !== 'flags' || !flags.values.some(({ name }) => name === condition.bit)) {
    diagnostics.add(
      'NC304',
      field.place,
      `'${condition.field}' has no bit '${condition.bit}'`,
      flags === undefined ? undefined : `bits: ${flags.values.map(({ name }) => name).join(', ')}`,
    );
  }
}

function checkRole({ struct, field, position }: FieldSite, index: ModelIndex, diagnostics: Diagnostics): void {
  const what = `'${struct.name}.${field.name}'`;
  const { role, type } = field;
  if (role.kind === 'const' && !constantFits(role.value, type)) {
    diagnostics.add('NC448', field.place, `${JSON.stringify(role.value)} is not a value of the type of ${what}`);
  }
  if (
    role.kind === 'presence' &&
    !(type.kind === 'int' && type.named !== undefined && index.enumeration(type.named).kind === 'flags')
  ) {
    diagnostics.add('NC448', field.place, `${what} is computed from presence, so its type must be flags`);
  }
  if (role.kind !== 'equals') return;
  const at = struct.fields.findIndex(({ name }) => name === role.field);
  const other = struct.fields[at];
  if (other === undefined || at >= position || other.role.kind !== 'value' || other.condition !== undefined) {
    diagnostics.add('NC449', field.place, `${what} repeats '${role.field}', which is not a plain field before it`);
  } else if (JSON.stringify(other.type) !== JSON.stringify(type) || !['int', 'bool', 'text'].includes(type.kind)) {
    diagnostics.add(
      'NC449',
      field.place,
      `${what} and '${role.field}' must have the same type, an integer, bool or text`,
    );
  }
}

/** What ends a list can be told from its items, and can be written. */
function checkListEnd({ struct, field }: FieldSite, index: ModelIndex, diagnostics: Diagnostics): void {
  for (const type of typesIn(field.type)) {
    if (type.kind !== 'list' || type.end === undefined) continue;
    const what = `'${struct.name}.${field.name}'`;
    const item = type.item.kind === 'struct' ? index.struct(type.item.ref) : undefined;
    if (type.count.by !== 'end' || item === undefined) {
      diagnostics.add(
        'NC455',
        field.place,
        `${what} has a terminator, so it must be a list without a count, of structs`,
      );
      continue;
    }
    const { terminator, stop } = type.end;
    const plain = (name: string): boolean =>
      item.fields.some(
        ({ name: own, type: { kind }, role, condition, optional }) =>
          own === name && kind === 'int' && role.kind === 'value' && condition === undefined && !optional,
      );
    const looked = [...terminator.map(({ field: name }) => name), ...(stop === undefined ? [] : conditionFields(stop))];
    for (const name of looked.filter(name => !plain(name))) {
      diagnostics.add(
        'NC455',
        field.place,
        `the end of ${what} depends on '${name}', which is not a plain integer of '${item.name}'`,
      );
    }
    const others = item.fields.filter(
      other => other.role.kind === 'value' && other.condition === undefined && !other.optional,
    );
    const missing = others.filter(
      other => terminator.length > 0 && !terminator.some(({ field: name }) => name === other.name),
    );
    for (const { name } of missing) {
      diagnostics.add(
        'NC455',
        field.place,
        `the terminator of ${what} lacks '${name}', which every '${item.name}' has`,
      );
    }
  }
}

function constantFits(value: unknown, type: TypeIr): boolean {
  if (type.kind === 'bool') return typeof value === 'boolean';
  if (type.kind === 'text') return typeof value === 'string' && value.length <= (type.max ?? 0);
  if (type.kind !== 'int' || type.big || typeof value !== 'number' || !Number.isSafeInteger(value)) return false;
  return value < 2 ** type.bits && value >= (type.signed ? -(2 ** (type.bits - 1)) : 0);
}

function checkHot(struct: StructIr, diagnostics: Diagnostics): void {
  const data = struct.message?.hotData;
  if (data === undefined) return;
  const last = struct.fields.at(-1);
  const good =
    last?.name === data &&
    (last.type.kind === 'bytes' || last.type.kind === 'rest') &&
    last.condition === undefined &&
    !last.optional;
  if (!good)
    diagnostics.add(
      'NC454',
      struct.place,
      `the hot data '${data}' of '${struct.name}' is not its last field, of type bytes or rest`,
    );
}
