/** Conditions and versions of fields as TypeScript expressions, and flags that are computed from the members present. */

import type { ModelIndex } from '../../ir/index-of.js';
import type { EnumIr, FieldIr, StructIr, Versions } from '../../ir/model.js';
import type { Condition } from '../../load/condition.js';

/** Gives the expression that holds a field. */
export type Access = (field: string) => string;

/** The test for whether a field is there, or undefined when it always is. Does not look at `optional`. */
export function presenceTest(field: FieldIr, struct: StructIr, index: ModelIndex, access: Access): string | undefined {
  const { condition } = field;
  const parts = [
    versionTest(versionsOf(field, struct, index), struct),
    condition === undefined ? undefined : conditionExpression(condition, struct, index, access, true),
  ].filter(part => part !== undefined);
  if (parts.length < 2) return parts[0];
  return parts.map((part, i) => (i === 1 && condition?.op === 'or' ? `(${part})` : part)).join(' && ');
}

/** The versions in which a field may be there: its own, narrowed by those of the bits that it needs. */
export function versionsOf(field: FieldIr, struct: StructIr, index: ModelIndex): Versions {
  const bits = field.condition === undefined ? [] : neededBits(field.condition);
  const gates = bits.map(bit => bitVersions(bit.field, bit.bit, struct, index));
  return [field.versions, ...gates].reduce<Versions>(narrow, { since: undefined, until: undefined });
}

/** `params.version >= 4`, without what the parameter's own range says; undefined when nothing is left. */
export function versionTest(versions: Versions | undefined, struct: StructIr): string | undefined {
  const version = struct.params.find(({ name }) => name === 'version');
  if (version === undefined || versions === undefined) return undefined;
  const { since, until } = versions;
  const tests: string[] = [];
  if (since !== undefined && since === until) return `params.version === ${since}`;
  if (since !== undefined && since > version.min) tests.push(`params.version >= ${since}`);
  if (until !== undefined && until < version.max) tests.push(`params.version <= ${until}`);
  return tests.length === 0 ? undefined : tests.join(' && ');
}

/** With `gated`, the bits that stand in the top `&&` need no test of their versions: the caller makes it. */
export function conditionExpression(
  condition: Condition,
  struct: StructIr,
  index: ModelIndex,
  access: Access,
  gated = false,
): string {
  const inner = (term: Condition, still: boolean): string => {
    const text = conditionExpression(term, struct, index, access, still);
    return term.op === 'and' || term.op === 'or' ? `(${text})` : text;
  };
  switch (condition.op) {
    case 'and':
      return condition.terms.map(term => inner(term, gated)).join(' && ');
    case 'or':
      return condition.terms.map(term => inner(term, false)).join(' || ');
    case 'not': {
      const text = conditionExpression(condition.term, struct, index, access);
      return condition.term.op === 'bit' && text.startsWith('(params.') ? `!${text}` : `!(${text})`;
    }
    case 'bit': {
      const test = bitTest(condition.field, condition.bit, struct, index, access);
      const gate = gated ? undefined : versionTest(bitVersions(condition.field, condition.bit, struct, index), struct);
      return gate === undefined ? test : `(${gate} && ${test})`;
    }
    case 'compare': {
      const { field, comparison, value } = condition;
      const operator = comparison === '==' || comparison === '!=' ? `${comparison}=` : comparison;
      return `${access(field)} ${operator} ${value}${bigSuffix(field, struct)}`;
    }
    case 'field': {
      const type = struct.fields.find(field => field.name === condition.field)?.type;
      const value = access(condition.field);
      return type?.kind === 'int' ? `${value} !== 0${bigSuffix(condition.field, struct)}` : value;
    }
  }
}

/** `0x1 /* SIZE *\/` */
export function bitText(fieldName: string, bit: string, struct: StructIr, index: ModelIndex): string {
  const { value } = bitOf(fieldName, bit, struct, index);
  return `0x${value.toString(16)}${bigSuffix(fieldName, struct)} /* ${bit} */`;
}

/** The versions that have a bit of a flags field. */
export function bitVersions(fieldName: string, bit: string, struct: StructIr, index: ModelIndex): Versions | undefined {
  return bitOf(fieldName, bit, struct, index).versions;
}

/** For each bit, the members whose presence needs it. */
export function presenceBits(struct: StructIr, flags: string): ReadonlyMap<string, readonly string[]> {
  const bits = new Map<string, string[]>();
  for (const field of struct.fields) {
    for (const needed of field.condition === undefined ? [] : neededBits(field.condition)) {
      if (needed.field === flags) bits.set(needed.bit, [...(bits.get(needed.bit) ?? []), field.name]);
    }
  }
  return bits;
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

function bitTest(field: string, bit: string, struct: StructIr, index: ModelIndex, access: Access): string {
  return `(${access(field)} & ${bitText(field, bit, struct, index)}) !== 0${bigSuffix(field, struct)}`;
}

function bitOf(fieldName: string, bit: string, struct: StructIr, index: ModelIndex): EnumIr['values'][number] {
  const type = struct.fields.find(field => field.name === fieldName)?.type;
  const flags = type?.kind === 'int' && type.named !== undefined ? index.enumeration(type.named) : undefined;
  const value = flags?.values.find(({ name }) => name === bit);
  if (value === undefined) throw new TypeError(`${struct.name}.${fieldName} has no bit ${bit}`);
  return value;
}

function bigSuffix(fieldName: string, struct: StructIr): string {
  const type = struct.fields.find(field => field.name === fieldName)?.type;
  return type?.kind === 'int' && type.big ? 'n' : '';
}

function neededBits(condition: Condition): readonly (Condition & { op: 'bit' })[] {
  if (condition.op === 'bit') return [condition];
  return condition.op === 'and' ? condition.terms.flatMap(neededBits) : [];
}

function narrow(left: Versions, right: Versions | undefined): Versions {
  const since = Math.max(left.since ?? -1, right?.since ?? -1);
  const until = Math.min(left.until ?? Infinity, right?.until ?? Infinity);
  return { since: since < 0 ? undefined : since, until: until === Infinity ? undefined : until };
}
