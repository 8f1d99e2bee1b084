/** Whether a field is there, by what was read before it and the parameters. */

import type { ModelIndex } from '../../../ir/index-of.js';
import type { FieldIr, StructIr, Versions } from '../../../ir/model.js';
import type { Condition } from '../../../load/condition.js';
import type { PartValue } from './part-values.js';

export type Values = Readonly<Record<string, PartValue>>;
type Params = Readonly<Record<string, number | string>>;

export function exists(field: FieldIr, struct: StructIr, values: Values, params: Params, index: ModelIndex): boolean {
  if (!within(field.versions, params)) return false;
  return field.condition === undefined || holds(field.condition, values, struct, params, index);
}

/** `struct` says what the flags of a field mean. */
export function holds(
  condition: Condition,
  values: Values,
  struct: StructIr | undefined,
  params: Params,
  index: ModelIndex,
): boolean {
  const inner = (term: Condition): boolean => holds(term, values, struct, params, index);
  switch (condition.op) {
    case 'and':
      return condition.terms.every(inner);
    case 'or':
      return condition.terms.some(inner);
    case 'not':
      return !inner(condition.term);
    case 'field':
      return Number(values[condition.field] ?? 0) !== 0;
    case 'compare':
      return compare(Number(values[condition.field] ?? 0), condition.comparison, condition.value);
    case 'bit':
      return bitHolds(condition, values, struct, params, index);
  }
}

function bitHolds(
  { field, bit }: Condition & { readonly op: 'bit' },
  values: Values,
  struct: StructIr | undefined,
  params: Params,
  index: ModelIndex,
): boolean {
  const type = struct?.fields.find(({ name }) => name === field)?.type;
  if (type?.kind !== 'int' || type.named === undefined) return false;
  const bits = index.enumeration(type.named).values;
  const named = bits.find(({ name }) => name === bit);
  const found = named?.aliasOf === undefined ? named : bits.find(({ name }) => name === named.aliasOf);
  if (found === undefined || !within(found.versions, params)) return false;
  return (BigInt(values[field] ?? 0) & BigInt(found.value)) !== 0n;
}

function within(versions: Versions | undefined, params: Params): boolean {
  if (versions === undefined) return true;
  const version = Number(params['version'] ?? 0);
  return version >= (versions.since ?? 0) && version <= (versions.until ?? Number.POSITIVE_INFINITY);
}

function compare(value: number, comparison: string, other: number): boolean {
  switch (comparison) {
    case '==':
      return value === other;
    case '!=':
      return value !== other;
    case '<':
      return value < other;
    case '>':
      return value > other;
    case '<=':
      return value <= other;
    default:
      return value >= other;
  }
}
