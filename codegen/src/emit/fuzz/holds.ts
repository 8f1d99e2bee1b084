/** Conditions, interpreted on sample values. */

import type { ModelIndex } from '../../ir/index-of.js';
import type { EnumIr, ListEnd, StructIr, TypeIr } from '../../ir/model.js';
import type { Condition } from '../../load/condition.js';
import { fieldsFor, includesVersion, type Params } from './params.js';
import type { SampleObject, SampleValue } from './samples.js';

/**
 * Interprets a condition on the members so far. Flags that are computed from presence are among them once they are
 * known; before that they allow all that the version has.
 */
export function holds(
  condition: Condition,
  struct: StructIr,
  value: SampleObject,
  params: Params,
  index: ModelIndex,
): boolean {
  switch (condition.op) {
    case 'and':
      return condition.terms.every(term => holds(term, struct, value, params, index));
    case 'or':
      return condition.terms.some(term => holds(term, struct, value, params, index));
    case 'not':
      return !holds(condition.term, struct, value, params, index);
    case 'bit': {
      const bit = flagOf(struct, condition.field, condition.bit, index);
      if (bit === undefined || !includesVersion(bit.versions, params)) return false;
      if (roleOf(struct, condition.field) === 'presence' && value[condition.field] === undefined) return true;
      return (BigInt(numberIn(struct, condition.field, value)) & BigInt(bit.value)) !== 0n;
    }
    case 'field':
      return Boolean(contentFor(struct, condition.field, value));
    case 'compare':
      return compares(numberIn(struct, condition.field, value), condition.comparison, condition.value);
  }
}

/** True for an item that would be taken for the end of its list. */
export function endsList(
  { item: type }: TypeIr & { kind: 'list' },
  { terminator, stop }: ListEnd,
  item: SampleValue,
  params: Params,
  index: ModelIndex,
): boolean {
  if (type.kind !== 'struct') return false;
  const members = item as SampleObject;
  if (terminator.length > 0 && terminator.every(({ field, value }) => members[field] === value)) return true;
  return stop !== undefined && holds(stop, index.struct(type.ref), members, params, index);
}

/** A value with its computed flags. */
export function withFlags(struct: StructIr, value: SampleObject, params: Params, index: ModelIndex): SampleObject {
  const computed = struct.fields.filter(({ role }) => role.kind === 'presence');
  return {
    ...value,
    ...Object.fromEntries(computed.map(({ name }) => [name, presenceFlags(struct, name, value, params, index)])),
  };
}

function presenceFlags(
  struct: StructIr,
  flags: string,
  value: SampleObject,
  params: Params,
  index: ModelIndex,
): number {
  let all = 0n;
  for (const { name, condition } of fieldsFor(struct, params)) {
    if (condition === undefined || value[name] === undefined) continue; // a default alone asks for no bit
    for (const bit of bitsOf(condition, flags)) {
      const flag = flagOf(struct, flags, bit, index);
      if (flag !== undefined && includesVersion(flag.versions, params)) all |= BigInt(flag.value);
    }
  }
  return Number(all);
}

/** Bits of computed flags that a condition needs. */
function bitsOf(condition: Condition, flags: string): readonly string[] {
  if (condition.op === 'and') return condition.terms.flatMap(term => bitsOf(term, flags));
  return condition.op === 'bit' && condition.field === flags ? [condition.bit] : [];
}

/** The declaration of one bit of a flags field. */
export function flagOf(
  struct: StructIr,
  fieldName: string,
  bit: string,
  index: ModelIndex,
): EnumIr['values'][number] | undefined {
  const type = struct.fields.find(field => field.name === fieldName)?.type;
  const flags = type?.kind === 'int' && type.named !== undefined ? index.enumeration(type.named) : undefined;
  return flags?.values.find(({ name }) => name === bit);
}

export function roleOf(struct: StructIr, name: string): string | undefined {
  return struct.fields.find(field => field.name === name)?.role.kind;
}

/** What stands in a field that a condition looks at. */
function contentFor(struct: StructIr, name: string, value: SampleObject): SampleValue {
  const field = struct.fields.find(other => other.name === name);
  if (field?.role.kind === 'const') return field.role.value;
  if (field?.role.kind === 'count') return lengthOf(value[field.role.of]);
  return value[name] ?? field?.default;
}

function numberIn(struct: StructIr, name: string, value: SampleObject): number {
  return Number(contentFor(struct, name, value) ?? 0);
}

/** Items of a list, 0 when it is absent. */
export function lengthOf(list: SampleValue): number {
  return Array.isArray(list) ? list.length : 0;
}

function compares(left: number, comparison: string, right: number): boolean {
  const results: Readonly<Record<string, boolean>> = {
    '==': left === right,
    '!=': left !== right,
    '<': left < right,
    '>': left > right,
    '<=': left <= right,
    '>=': left >= right,
  };
  return results[comparison] === true;
}
