/** Fixed sample values of structs: every member of every union, everything conditional present where it can be. */

import type { ModelIndex } from '../../ir/index-of.js';
import type { CaseIr, FieldIr, StructIr, TypeIr, UnionIr } from '../../ir/model.js';
import { typesIn } from '../../ir/types-in.js';
import type { Condition } from '../../load/condition.js';
import { bitValue } from '../codec/condition.js';
import { containedStructs } from '../../passes/walk.js';

/** A value as data: what generated codecs take. */
export type SampleValue =
  | number
  | bigint
  | boolean
  | string
  | Uint8Array
  | undefined
  | readonly SampleValue[]
  | SampleObject;
export interface SampleObject {
  readonly [member: string]: SampleValue;
}

export interface Sample {
  /** What is special about it; empty when there is only one. */
  readonly title: string;
  readonly value: SampleObject;
}

/** Values of the parameters of a struct, for samples and arbitraries. */
export function sampleParams(struct: StructIr): Readonly<Record<string, number>> {
  return Object.fromEntries(struct.params.map(({ name, min, max }) => [name, Math.min(max, Math.max(min, 8))]));
}

/** One sample, or one for each member of the union that the struct contains. */
export function samplesOf(struct: StructIr, index: ModelIndex): readonly Sample[] {
  const union = firstUnion(struct, index, new Set());
  if (union === undefined) return [{ title: '', value: sampleStruct(struct, index, undefined) }];
  const members: (CaseIr | undefined)[] = [...union.cases, ...(union.unknown === 'error' ? [] : [undefined])];
  return members.map(member => ({
    title: member === undefined ? 'unknown' : member.label,
    value: sampleStruct(struct, index, { union, member }),
  }));
}

interface Choice {
  readonly union: UnionIr;
  /** Undefined for an unknown member. */
  readonly member: CaseIr | undefined;
}

function firstUnion(struct: StructIr, index: ModelIndex, seen: Set<StructIr>): UnionIr | undefined {
  if (seen.has(struct)) return undefined;
  seen.add(struct);
  for (const type of struct.fields.flatMap(field => typesIn(field.type))) {
    if (type.kind === 'union' || type.kind === 'tagged') return index.union(type.ref);
  }
  for (const ref of containedStructs(struct, index)) {
    const union = firstUnion(index.struct(ref), index, seen);
    if (union !== undefined) return union;
  }
  return undefined;
}

function sampleStruct(struct: StructIr, index: ModelIndex, choice: Choice | undefined): SampleObject {
  const value: Record<string, SampleValue> = {};
  for (const field of struct.fields) {
    if (field.role.kind !== 'value') continue;
    const present = field.condition === undefined || holds(field.condition, struct, value, index);
    value[field.name] = present ? sampleType(field.type, field, struct, index, choice) : undefined;
  }
  return value;
}

/** Interprets a condition on the members so far; flags that are computed from presence allow everything. */
export function holds(condition: Condition, struct: StructIr, value: SampleObject, index: ModelIndex): boolean {
  switch (condition.op) {
    case 'and':
      return condition.terms.every(term => holds(term, struct, value, index));
    case 'or':
      return condition.terms.some(term => holds(term, struct, value, index));
    case 'not':
      return !holds(condition.term, struct, value, index);
    case 'bit':
      if (struct.fields.some(field => field.name === condition.field && field.role.kind === 'presence')) return true;
      return hasBit(Number(value[condition.field]), bitValue(condition.field, condition.bit, struct, index));
    case 'field':
      return Boolean(value[condition.field]);
    case 'compare':
      return compares(Number(value[condition.field]), condition.comparison, condition.value);
  }
}

function hasBit(flags: number, bit: number): boolean {
  return (flags & bit) !== 0;
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

function sampleType(
  type: TypeIr,
  field: FieldIr,
  struct: StructIr,
  index: ModelIndex,
  choice: Choice | undefined,
): SampleValue {
  switch (type.kind) {
    case 'int':
      return sampleInteger(type, index);
    case 'bool':
      return true;
    case 'raw':
    case 'fixed':
      return counting(type.length);
    case 'bytes':
      return counting(Math.max(type.min, Math.min(3, type.max ?? 0)));
    case 'rest':
      return counting(Math.min(3, type.max ?? 0));
    case 'mpint':
      return Uint8Array.of(0x80, 1).subarray(0, Math.ceil((type.maxBits ?? 0) / 8)); // the top bit needs a zero in front
    case 'restUtf8':
      return sampleText('utf8', type.max ?? 0);
    case 'text':
      return sampleText(type.text, type.max ?? 0);
    case 'names':
    case 'restNames':
      return ['one', 'two'].slice(0, type.items);
    case 'struct':
      return sampleStruct(index.struct(type.ref), index, choice);
    case 'union':
    case 'tagged':
      return sampleUnion(index.union(type.ref), index, choice);
    case 'box':
      return sampleType(type.inner, field, struct, index, choice);
    case 'list': {
      const length =
        type.count.by === 'param' ? (sampleParams(struct)[type.count.name] ?? 0) : Math.min(2, type.max ?? 0);
      return Array.from({ length }, () => sampleType(type.item, field, struct, index, choice));
    }
    case 'padding':
      return undefined;
  }
}

function sampleInteger(type: TypeIr & { kind: 'int' }, index: ModelIndex): SampleValue {
  const declared = type.named === undefined ? undefined : index.enumeration(type.named);
  if (declared?.kind === 'flags') return declared.values.reduce((sum, { value }) => sum + value, 0);
  if (declared !== undefined) return declared.values[0]?.value ?? 0;
  if (type.big) return 2n ** 60n + 1n;
  return type.signed ? -2 : 2 ** Math.min(type.bits - 1, 52) + 1;
}

function sampleText(text: string, max: number): string {
  return (text === 'utf8' ? 'gr\u00fc\u00df' : text === 'lang' ? 'en' : 'word').slice(0, max);
}

function sampleUnion(union: UnionIr, index: ModelIndex, choice: Choice | undefined): SampleObject {
  const member = choice?.union === union ? choice.member : union.cases[0];
  const tag = union.tag ?? 'tag';
  if (member === undefined) return { [tag]: undefined, name: 'unknown@example.com', data: counting(3) };
  const body = member.body === undefined ? {} : sampleStruct(index.struct(member.body), index, choice);
  return { [tag]: tagValue(union, member), ...body };
}

/** What stands in the tag's place in the value of a member. */
export function tagValue(union: UnionIr, member: CaseIr): string | number {
  if (union.adjacent) return member.label;
  return union.tagKind === 'name' ? member.key : Number(member.key);
}

/** Bytes 1, 2, 3 ... */
function counting(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, position) => position + 1);
}
