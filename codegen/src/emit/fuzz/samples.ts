/** Fixed sample values of structs: every member of every union, everything conditional present where it can be. */

import type { ModelIndex } from '../../ir/index-of.js';
import type { CaseIr, FieldIr, StructIr, TypeIr, UnionIr } from '../../ir/model.js';
import { typesIn } from '../../ir/types-in.js';
import { endsList, holds, roleOf, withFlags } from './holds.js';
import { fieldsFor, includesVersion, type Params, paramSets, UNKNOWN_NAME, unknownTag } from './params.js';

/** Items of a list whose number is free. */
const MOST_ITEMS = 2;
/** Items that are looked at until there are enough that do not end their list. */
const MOST_TRIES = 64;

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
  /** Which set of parameters it is for. */
  readonly set: number;
  /** What is special about it; empty when there is only one. */
  readonly title: string;
  readonly value: SampleObject;
  /** What it is decoded to, when members with a default were left out. */
  readonly decoded: SampleObject | undefined;
}

/** For each set of parameters one sample, or one for each member of the union that the struct contains. */
export function samplesOf(struct: StructIr, index: ModelIndex): readonly Sample[] {
  return paramSets(struct, index).flatMap((params, set) => {
    const samples = choicesFor(struct, set > 0, index).map(({ title, choice }): Sample => {
      const scope = { index, params, choice, leaveOut: false };
      return { set, title, value: sampleStruct(struct, scope), decoded: undefined };
    });
    return [...samples, ...withoutDefaults(struct, params, set, index)];
  });
}

/** A sample in which members with a default are left out, if there are any. */
function withoutDefaults(struct: StructIr, params: Params, set: number, index: ModelIndex): readonly Sample[] {
  if (!fieldsFor(struct, params).some(field => field.default !== undefined && field.role.kind === 'value')) return [];
  const value = sampleStruct(struct, { index, params, choice: undefined, leaveOut: true });
  const flagged = withFlags(struct, value, params, index);
  const decoded = Object.fromEntries(
    fieldsFor(struct, params).flatMap(field => {
      const { condition, name, role, default: literal } = field;
      if (role.kind !== 'value') return [];
      const filled =
        literal !== undefined && (condition === undefined || holds(condition, struct, flagged, params, index));
      return [[name, filled ? defaultValue(field) : value[name]]];
    }),
  );
  return [{ set, title: 'defaults', value, decoded }];
}

/** The default of a field as the decoder gives it. */
export function defaultValue(field: FieldIr): SampleValue {
  const { type, default: literal } = field;
  if (typeof literal === 'number' && type.kind === 'int' && type.big) return BigInt(literal);
  if (typeof literal !== 'string' || !['raw', 'sized', 'bytes', 'fixed', 'rest', 'mpint'].includes(type.kind))
    return literal;
  return new Uint8Array(Buffer.from(literal, 'utf8'));
}

interface Choice {
  readonly union: UnionIr;
  /** Undefined for an unknown member. */
  readonly member: CaseIr | undefined;
}

interface Scope {
  readonly index: ModelIndex;
  readonly params: Params;
  readonly choice: Choice | undefined;
  /** Leave out what has a default. */
  readonly leaveOut: boolean;
}

/** With `varying`, only the members that depend on parameters: the others were there before. */
function choicesFor(
  struct: StructIr,
  varying: boolean,
  index: ModelIndex,
): readonly { readonly title: string; readonly choice: Choice | undefined }[] {
  const union = firstUnion(struct, index);
  if (union === undefined) return [{ title: '', choice: undefined }];
  const known = union.cases.filter(
    ({ body }, position) => !varying || position === 0 || (body !== undefined && index.struct(body).params.length > 0),
  );
  const members: (CaseIr | undefined)[] = [...known, ...(varying || union.unknown === 'error' ? [] : [undefined])];
  if (members.length === 0) return [{ title: '', choice: undefined }];
  return members.map(member => ({ title: member?.label ?? 'unknown', choice: { union, member } }));
}

/** The first union whose member a field chooses. Those in members that are structs have samples of their own. */
function firstUnion(struct: StructIr, index: ModelIndex): UnionIr | undefined {
  for (const type of struct.fields.flatMap(field => typesIn(field.type))) {
    if (type.kind === 'tagged' || (type.kind === 'union' && type.from === 'field')) return index.union(type.ref);
  }
  return undefined;
}

/** With another `salt`, the members have other values; no two neighbours have the same. */
function sampleStruct(struct: StructIr, scope: Scope, salt = 0): SampleObject {
  const { index, params } = scope;
  const inner = { ...scope, leaveOut: false }; // only members of the outermost struct are left out
  const value: Record<string, SampleValue> = {};
  for (const field of fieldsFor(struct, params)) {
    if (field.role.kind !== 'value') continue;
    if (scope.leaveOut && field.default !== undefined) continue;
    const present = field.condition === undefined || holds(field.condition, struct, value, params, index);
    value[field.name] = present ? sampleType(field.type, inner, salt + struct.fields.indexOf(field)) : undefined;
  }
  return value;
}

function sampleType(type: TypeIr, scope: Scope, salt: number): SampleValue {
  const { index, params } = scope;
  const small = salt % 16;
  switch (type.kind) {
    case 'int':
      return sampleInteger(type, small, params, index);
    case 'bool':
      return true;
    case 'raw':
    case 'fixed':
      return counting(type.length, small);
    case 'sized':
      return counting(Number(params[type.param] ?? 0), small);
    case 'bytes':
      return counting(Math.max(type.min, Math.min(3 + (salt % 4), type.max ?? 0)), small);
    case 'rest':
      return counting(Math.min(3, type.max ?? 0), small);
    case 'mpint':
      return Uint8Array.of(0x80, 1 + small).subarray(0, Math.ceil((type.maxBits ?? 0) / 8)); // the top bit needs a zero in front
    case 'restUtf8':
      return sampleText('utf8', type.max ?? 0, salt);
    case 'text':
      return sampleText(type.text, type.max ?? 0, salt);
    case 'names':
    case 'restNames':
      return [`a${salt}`, 'two'].slice(0, type.items).map(name => name.slice(0, type.itemBytes));
    case 'struct':
      return sampleStruct(index.struct(type.ref), scope, salt);
    case 'union':
    case 'tagged':
      return sampleUnion(type, scope, salt);
    case 'box':
      return sampleType(type.inner, scope, salt);
    case 'list':
      return sampleList(type, scope);
    case 'padding':
      return undefined;
  }
}

/** Different items, in ascending order, of which none ends the list. */
function sampleList(type: TypeIr & { kind: 'list' }, scope: Scope): SampleValue {
  const { index } = scope;
  const { count, order, max = 0 } = type;
  const oneEach = order?.unique === true && isTag(type.item, order.by, index); // the choice fixes the tag
  const free = Math.min(oneEach ? 1 : MOST_ITEMS, max);
  const length = count.by === 'param' ? Number(scope.params[count.name] ?? 0) : free;
  const items: SampleValue[] = [];
  for (let salt = 0; items.length < length && salt < MOST_TRIES; salt++) {
    const item = sampleType(type.item, scope, salt);
    const again = order?.unique === true && !oneEach && items.some(other => compareKeys(other, item, order.by) === 0);
    if (!again && (type.end === undefined || !endsList(type, type.end, item, scope.params, index))) items.push(item);
  }
  return order?.ascending === true ? items.sort((a, b) => compareKeys(a, b, order.by)) : items;
}

/** Numbers by value, text and octets octet by octet; the tags of unions, which are no members, are all alike here. */
function compareKeys(one: SampleValue, other: SampleValue, by: string | undefined): number {
  const [left, right] = [one, other].map(item => (by === undefined ? item : (item as SampleObject)[by]));
  if (typeof left === 'string' || left instanceof Uint8Array) {
    return Buffer.compare(Buffer.from(left as Uint8Array), Buffer.from(right as Uint8Array));
  }
  if (left === undefined || right === undefined || left === right) return 0;
  return left < right ? -1 : 1;
}

function isTag(item: TypeIr, by: string | undefined, index: ModelIndex): boolean {
  const inner = item.kind === 'box' ? item.inner : item;
  return inner.kind === 'struct' && by !== undefined && roleOf(index.struct(inner.ref), by) === 'tag';
}

function sampleInteger(type: TypeIr & { kind: 'int' }, salt: number, params: Params, index: ModelIndex): SampleValue {
  const declared = type.named === undefined ? undefined : index.enumeration(type.named);
  const values = declared?.values.filter(
    ({ versions, aliasOf }) => aliasOf === undefined && includesVersion(versions, params),
  );
  const number = (value: bigint): number | bigint => (type.big ? value : Number(value));
  if (declared?.kind === 'flags') return number((values ?? []).reduce((all, { value }) => all | BigInt(value), 0n));
  if (declared !== undefined) return number(BigInt(values?.[salt % values.length]?.value ?? 0));
  if (type.big) return 2n ** 60n + 1n + BigInt(salt);
  return type.signed ? -2 - salt : 2 ** Math.min(type.bits - 1, 52) + 1 + salt;
}

function sampleText(text: string, max: number, salt: number): string {
  const last = String(salt % 100).padStart(2, '0');
  const start = text === 'utf8' && max > 7 ? 'gr\u00fc\u00df' : text === 'lang' ? 'x-' : 'word';
  return `${start}${last}`.slice(0, max);
}

function sampleUnion(type: TypeIr & { kind: 'union' | 'tagged' }, scope: Scope, salt: number): SampleObject {
  const union = scope.index.union(type.ref);
  const member = memberFor(type, union, scope);
  const tag = union.tag ?? 'tag';
  if (member !== undefined) {
    const body = member.body === undefined ? {} : sampleStruct(scope.index.struct(member.body), scope, salt);
    return { [tag]: tagValue(union, member), ...body };
  }
  const chosen = type.kind === 'union' && type.from === 'param' ? scope.params[type.by] : undefined;
  const data = counting(Math.min(3, union.unknownMax ?? 0), salt);
  if (union.tagKind === 'number') return { [tag]: undefined, number: Number(chosen ?? unknownTag(union)), data };
  return { [tag]: undefined, name: String(chosen ?? UNKNOWN_NAME).slice(0, union.tagMax), data };
}

function memberFor(
  type: TypeIr & { kind: 'union' | 'tagged' },
  union: UnionIr,
  { params, choice }: Scope,
): CaseIr | undefined {
  if (type.kind === 'union' && type.from === 'param') {
    return union.cases.find(({ key }) => sameTag(union, key, params[type.by]));
  }
  return choice?.union === union ? choice.member : union.cases[0];
}

function sameTag(union: UnionIr, key: string, tag: number | string | undefined): boolean {
  return union.tagKind === 'name' ? key === tag : Number(key) === Number(tag);
}

/** What stands in the tag's place in the value of a member. */
export function tagValue(union: UnionIr, member: CaseIr): string | number {
  if (union.adjacent) return member.label;
  return union.tagKind === 'name' ? member.key : Number(member.key);
}

/** Octets that count up. */
function counting(length: number, from: number): Uint8Array {
  return Uint8Array.from({ length }, (_, position) => position + 1 + from);
}
