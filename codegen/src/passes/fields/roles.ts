/** Fields that the caller does not set, and those with a default: what is written fits, and can be computed. */

import type { Diagnostics } from '../../diagnostics.js';
import type { ModelIndex } from '../../ir/index-of.js';
import type { EnumIr, FieldIr, Model, StructIr, TypeIr } from '../../ir/model.js';
import { alwaysThere, arrangements, structsOf } from '../walk.js';
import { enumerationOf } from './conditions.js';

export function checkRoles(model: Model, index: ModelIndex, diagnostics: Diagnostics): void {
  for (const struct of structsOf(model)) {
    for (const field of struct.fields) {
      checkConstant(struct, field, index, diagnostics);
      checkDefault(struct, field, index, diagnostics);
      checkPresence(struct, field, index, diagnostics);
      if (field.role.kind === 'equals') checkEquals(struct, field, field.role.field, diagnostics);
    }
  }
}

function checkConstant(struct: StructIr, field: FieldIr, index: ModelIndex, diagnostics: Diagnostics): void {
  if (field.role.kind !== 'const' || literalFits(field.role.value, field, index)) return;
  const what = `'${struct.name}.${field.name}'`;
  diagnostics.add('NC448', field.place, `${JSON.stringify(field.role.value)} is not a value of the type of ${what}`);
}

function checkDefault(struct: StructIr, field: FieldIr, index: ModelIndex, diagnostics: Diagnostics): void {
  if (field.default === undefined) return;
  const what = `'${struct.name}.${field.name}'`;
  if (field.role.kind !== 'value') {
    diagnostics.add(
      'NC456',
      field.place,
      `${what} is not set by the caller, so it has no default`,
      'leave out default',
    );
  } else if (field.optional) {
    diagnostics.add(
      'NC456',
      field.place,
      `${what} may be missing, so a default says nothing`,
      'leave out default, or optional',
    );
  } else if (!literalFits(field.default, field, index)) {
    diagnostics.add(
      'NC456',
      field.place,
      `the default ${JSON.stringify(field.default)} is not a value of the type of ${what}`,
      ['int', 'bool', 'text'].includes(field.type.kind) ? undefined : 'integers, bools and text have defaults',
    );
  }
}

/** What is computed has to be there: otherwise nobody could tell what it would have said. */
function checkPresence(struct: StructIr, field: FieldIr, index: ModelIndex, diagnostics: Diagnostics): void {
  const { role } = field;
  const what = `'${struct.name}.${field.name}'`;
  if (role.kind === 'presence' && enumerationOf(field, index)?.kind !== 'flags') {
    diagnostics.add('NC448', field.place, `${what} is computed from presence, so its type must be flags`);
  }
  if (role.kind === 'const' && field.optional) {
    diagnostics.add('NC457', field.place, `${what} is a constant, so nobody can say whether it is missing`);
  }
  const computed = role.kind === 'presence' || role.kind === 'equals' || role.kind === 'padding';
  if (computed && !alwaysThere(field, struct)) {
    diagnostics.add(
      'NC457',
      field.place,
      `${what} is computed, so it must always be present`,
      'put it and what it is computed from into a struct of their own',
    );
  }
}

function checkEquals(struct: StructIr, field: FieldIr, name: string, diagnostics: Diagnostics): void {
  const what = `'${struct.name}.${field.name}'`;
  const other = struct.fields.find(candidate => candidate.name === name);
  const earlier = arrangements(struct).every(({ fields }) => {
    const at = fields.findIndex(candidate => candidate.name === name);
    return !fields.includes(field) || (at >= 0 && at < fields.indexOf(field));
  });
  if (other === undefined || !earlier || other.role.kind !== 'value' || !alwaysThere(other, struct)) {
    diagnostics.add('NC449', field.place, `${what} repeats '${name}', which is not a plain field before it`);
  } else if (
    JSON.stringify(other.type) !== JSON.stringify(field.type) ||
    !['int', 'bool', 'text'].includes(field.type.kind)
  ) {
    diagnostics.add('NC449', field.place, `${what} and '${name}' must have the same type, an integer, bool or text`);
  }
}

/** True when a literal of the spec is a value of the field. */
function literalFits(value: unknown, { type }: FieldIr, index: ModelIndex): boolean {
  if (type.kind === 'bool') return typeof value === 'boolean';
  if (type.kind === 'text') return typeof value === 'string' && textFits(value, type);
  if (type.kind !== 'int' || typeof value !== 'number' || !Number.isSafeInteger(value)) return false;
  if (type.named !== undefined && !enumHas(index.enumeration(type.named), value)) return false;
  return type.signed
    ? value >= -(2 ** (type.bits - 1)) && value < 2 ** (type.bits - 1)
    : value >= 0 && value < 2 ** type.bits;
}

function enumHas(declared: EnumIr, value: number): boolean {
  return declared.open || declared.values.some(other => other.value === value);
}

function textFits(value: string, type: TypeIr & { readonly kind: 'text' }): boolean {
  if ((type.text === 'utf8' ? Buffer.byteLength(value) : value.length) > (type.max ?? Infinity)) return false;
  switch (type.text) {
    case 'utf8':
      return !/\p{Surrogate}/u.test(value);
    case 'latin1':
    case 'lang':
      return /^[\0-\u00ff]*$/.test(value);
    case 'ascii':
      return /^[ -~]*$/.test(value);
    case 'name':
      return /^[!-+\--~]*$/.test(value);
  }
}
