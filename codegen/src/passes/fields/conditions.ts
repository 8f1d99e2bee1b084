/** Conditions look at earlier fields that are there, and at bits that exist. */

import type { Diagnostics } from '../../diagnostics.js';
import type { ModelIndex } from '../../ir/index-of.js';
import type { EnumIr, FieldIr, Model, StructIr } from '../../ir/model.js';
import { overlap } from '../../ir/versions.js';
import { type Condition, conditionFields } from '../../load/condition.js';
import { uselessComparison, type Values } from './known-values.js';
import { type Arrangement, arrangements, structsOf } from '../walk.js';

export function checkConditions(model: Model, index: ModelIndex, diagnostics: Diagnostics): void {
  for (const struct of structsOf(model)) {
    for (const arrangement of arrangements(struct)) {
      for (const [position, field] of arrangement.fields.entries()) {
        if (field.condition !== undefined) checkOrder(arrangement, position, field, field.condition, diagnostics);
      }
    }
    for (const field of struct.fields) {
      if (field.condition !== undefined) checkTerms(struct, field, field.condition, index, diagnostics);
    }
  }
}

/** Checks what a condition says about the fields of a struct, but not where they stand. */
export function checkTerms(
  struct: StructIr,
  field: FieldIr,
  condition: Condition,
  index: ModelIndex,
  diagnostics: Diagnostics,
): void {
  checkTerm({ struct, field, index, diagnostics }, condition, false);
  checkTogether({ struct, field, index, diagnostics }, condition);
  const useless = uselessComparison(condition, name => valuesOf(name, struct, index));
  if (useless === undefined) return;
  diagnostics.add(
    'NC446',
    field.place,
    `the condition of '${struct.name}.${field.name}' compares '${useless.field}' with ${useless.value}, which it cannot be there`,
    'leave that part out',
  );
}

/** All bits that a field needs exist in one version. */
function checkTogether({ struct, field, index, diagnostics }: Site, condition: Condition): void {
  const bits = requiredBits(condition).map(({ field: name, bit }) =>
    enumerationOf(
      struct.fields.find(other => other.name === name),
      index,
    )?.values.find(value => value.name === bit),
  );
  for (const [position, bit] of bits.entries()) {
    const other = bits.slice(0, position).find(earlier => !overlap(earlier?.versions, bit?.versions));
    if (other === undefined || bit === undefined) continue;
    diagnostics.add(
      'NC461',
      field.place,
      `'${struct.name}.${field.name}' needs '${other.name}' and '${bit.name}', which have no version in common`,
      'make two fields of it',
    );
  }
}

/** What a field of a struct can be: closed enums have their values only. */
function valuesOf(name: string, struct: StructIr, index: ModelIndex): Values {
  const field = struct.fields.find(other => other.name === name);
  if (field?.type.kind === 'bool') return 'bool';
  const declared = enumerationOf(field, index);
  return declared?.kind === 'enum' && !declared.open ? new Set(declared.values.map(({ value }) => value)) : undefined;
}

/** The bits that a condition asks for, when the condition cannot hold without them. */
export function requiredBits(condition: Condition): readonly (Condition & { readonly op: 'bit' })[] {
  if (condition.op === 'bit') return [condition];
  return condition.op === 'and' ? condition.terms.flatMap(requiredBits) : [];
}

/** Enum or flags of a field, or undefined when it has a type of its own. */
export function enumerationOf(field: FieldIr | undefined, index: ModelIndex): EnumIr | undefined {
  return field?.type.kind === 'int' && field.type.named !== undefined ? index.enumeration(field.type.named) : undefined;
}

function checkOrder(
  { struct, fields }: Arrangement,
  position: number,
  field: FieldIr,
  condition: Condition,
  diagnostics: Diagnostics,
): void {
  const report = (code: string, name: string, text: string, hint?: string): void =>
    diagnostics.add(
      code,
      field.place,
      `the condition of '${struct.name}.${field.name}' looks at '${name}', which ${text}`,
      hint,
    );
  for (const name of conditionFields(condition)) {
    const other = struct.fields.find(candidate => candidate.name === name);
    const at = fields.findIndex(candidate => candidate.name === name);
    if (other === undefined) report('NC304', name, 'is not a field');
    else if (other.condition !== undefined || other.optional || at < 0) {
      report('NC446', name, 'is not always present', 'look at what that field depends on');
    } else if (at >= position) report('NC446', name, 'does not come before it');
  }
}

interface Site {
  readonly struct: StructIr;
  readonly field: FieldIr;
  readonly index: ModelIndex;
  readonly diagnostics: Diagnostics;
}

/** `loose`: the term need not hold for the condition to hold. */
function checkTerm(site: Site, condition: Condition, loose: boolean): void {
  if ('terms' in condition) {
    for (const term of condition.terms) checkTerm(site, term, loose || condition.op === 'or');
    return;
  }
  if (condition.op === 'not') {
    checkTerm(site, condition.term, true);
    return;
  }
  const { struct, field, diagnostics } = site;
  const other = struct.fields.find(({ name }) => name === condition.field);
  if (other === undefined) return;
  const what = `the condition of '${struct.name}.${field.name}' looks at '${other.name}', which`;
  if (!['value', 'presence'].includes(other.role.kind) || !isPlain(other)) {
    diagnostics.add('NC446', field.place, `${what} is neither a number, a bool nor flags`);
    return;
  }
  if (condition.op === 'compare' && other.type.kind === 'bool') {
    diagnostics.add(
      'NC446',
      field.place,
      `${what} is a bool, and has no order`,
      `write '${other.name}' or '!${other.name}'`,
    );
  }
  if (other.role.kind === 'presence' && (loose || condition.op !== 'bit')) {
    diagnostics.add(
      'NC447',
      field.place,
      `'${condition.field}' is computed from the members present, which the condition of '${struct.name}.${field.name}' does not allow`,
      'use flags.BIT, joined by && only',
    );
  }
  if (condition.op === 'bit') checkBit(site, other, condition.bit);
}

/** Numbers that conditions can compare: bigints would need other operators. */
function isPlain({ type }: FieldIr): boolean {
  return type.kind === 'bool' || (type.kind === 'int' && !type.big);
}

function checkBit({ struct, field, index, diagnostics }: Site, other: FieldIr, name: string): void {
  const flags = enumerationOf(other, index);
  const bit = flags?.kind === 'flags' ? flags.values.find(value => value.name === name) : undefined;
  if (bit === undefined) {
    diagnostics.add(
      'NC304',
      field.place,
      `'${other.name}' has no bit '${name}'`,
      flags?.kind === 'flags' ? `bits: ${flags.values.map(value => value.name).join(', ')}` : undefined,
    );
    return;
  }
  if (bit.value >= 2 ** 32) {
    diagnostics.add(
      'NC446',
      field.place,
      `the condition of '${struct.name}.${field.name}' looks at the bit '${name}', which is over bit 31`,
      'conditions look at the low 32 bits',
    );
  }
  if (!overlap(bit.versions, field.versions)) {
    diagnostics.add(
      'NC461',
      field.place,
      `'${struct.name}.${field.name}' and its bit '${name}' have no version in common`,
      'give both the same since and until',
    );
  }
}
