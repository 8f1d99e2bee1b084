/** Flags that are computed from the members that are present. */

import type { FieldIr, StructIr } from '../../ir/model.js';
import type { Condition } from '../../load/condition.js';

/** For each bit, the members whose presence needs it. */
export function presenceBits(struct: StructIr, flags: string): ReadonlyMap<string, readonly string[]> {
  const bits = new Map<string, string[]>();
  for (const field of struct.fields) {
    for (const bit of field.condition === undefined ? [] : neededBits(field.condition, flags)) {
      bits.set(bit, [...(bits.get(bit) ?? []), field.name]);
    }
  }
  return bits;
}

function neededBits(condition: Condition, flags: string): readonly string[] {
  if (condition.op === 'bit') return condition.field === flags ? [condition.bit] : [];
  return condition.op === 'and' ? condition.terms.flatMap(term => neededBits(term, flags)) : [];
}

/** True when the presence of this one member decides its bit, and nothing else does. */
export function hasOwnBit(struct: StructIr, field: FieldIr): boolean {
  const { condition } = field;
  if (condition?.op !== 'bit' || roleOf(struct, condition.field) !== 'presence') return false;
  return presenceBits(struct, condition.field).get(condition.bit)?.length === 1;
}

/** True when a condition is only about bits that are computed from the members themselves. */
export function isDerived(struct: StructIr, condition: Condition): boolean {
  if (condition.op === 'bit') return roleOf(struct, condition.field) === 'presence';
  return condition.op === 'and' && condition.terms.every(term => isDerived(struct, term));
}

export function roleOf(struct: StructIr, name: string): string | undefined {
  return struct.fields.find(field => field.name === name)?.role.kind;
}
