/** Values of parameters to try a layout with, and what the layout is for them. */

import type { ModelIndex } from '../../ir/index-of.js';
import { keyOf } from '../../ir/index-of.js';
import type { FieldIr, ParamIr, Ref, StructIr, UnionIr, Versions } from '../../ir/model.js';
import { typesIn } from '../../ir/types-in.js';
import { containedStructs } from '../../passes/walk.js';

/** Values of all parameters of a struct, by name. */
export type Params = Readonly<Record<string, number | string>>;

/** What a number is when nothing says more: a block size, a count of items. */
const USUAL_NUMBER = 8;
/** Ranges of versions up to this are tried whole, longer ones at their ends. */
const MOST_VERSIONS = 8;
/** Up to so many, all combinations are tried; else each value once. */
const MOST_COMBINATIONS = 32;
export const UNKNOWN_NAME = 'unknown@example.com';

/** The sets of parameters that a layout is tried with: one empty set where it has none. */
export function paramSets(struct: StructIr, index: ModelIndex): readonly Params[] {
  const values = struct.params.map(param => valuesOf(param, struct, index));
  const first = struct.params.map((_, position) => values[position]?.[0] ?? 0);
  const product = values.reduce((total, list) => total * list.length, 1);
  const rows =
    product <= MOST_COMBINATIONS
      ? values.reduce<(number | string)[][]>(
          (sets, list) => sets.flatMap(set => list.map(value => [...set, value])),
          [[]],
        )
      : [first, ...values.flatMap((list, at) => list.slice(1).map(value => first.with(at, value)))];
  return rows.map(row => Object.fromEntries(struct.params.map(({ name }, position) => [name, row[position] ?? 0])));
}

/** What is special about a set of parameters: 'version 3, openssh'. */
export function paramsTitle(struct: StructIr, params: Params): string {
  return struct.params
    .map(({ name, kind }) => (kind === 'number' ? `${name} ${params[name]}` : params[name]))
    .join(', ');
}

/** The fields that exist for these parameters, in the order on the wire. */
export function fieldsFor(struct: StructIr, params: Params): readonly FieldIr[] {
  const layout = struct.layouts?.find(({ name }) => name === params['layout']) ?? struct.layouts?.[0];
  const fields =
    layout === undefined
      ? struct.fields
      : layout.fields.flatMap(name => struct.fields.filter(field => field.name === name));
  return fields.filter(({ versions }) => includesVersion(versions, params));
}

export function includesVersion(versions: Versions | undefined, params: Params): boolean {
  const version = params['version'];
  if (versions === undefined || typeof version !== 'number') return true;
  return version >= (versions.since ?? 0) && version <= (versions.until ?? Number.POSITIVE_INFINITY);
}

/** True when the layout for these parameters reads up to the end of the input. */
export function isOpenEnded(struct: StructIr, params: Params, index: ModelIndex): boolean {
  return fieldsFor(struct, params).some(field => field.optional || typeIsOpen(field.type, params, index));
}

/** Structs and unions that a struct contains, at any depth, itself included. */
export function closureOf(
  struct: StructIr,
  index: ModelIndex,
): { readonly structs: readonly StructIr[]; readonly unions: readonly UnionIr[] } {
  const structs = new Map<string, StructIr>();
  const unions = new Map<string, UnionIr>();
  const visit = (ref: Ref): void => {
    if (structs.has(keyOf(ref))) return;
    const found = index.struct(ref);
    structs.set(keyOf(ref), found);
    for (const type of found.fields.flatMap(field => typesIn(field.type)))
      if (type.kind === 'union' || type.kind === 'tagged') unions.set(keyOf(type.ref), index.union(type.ref));
    for (const inner of containedStructs(found, index)) visit(inner);
  };
  visit(struct);
  return { structs: [...structs.values()], unions: [...unions.values()] };
}

function valuesOf(param: ParamIr, struct: StructIr, index: ModelIndex): readonly (number | string)[] {
  if (param.kind === 'choice') return param.choices;
  const keys = keysChosenBy(param, struct, index);
  if (param.kind === 'name') return keys.length === 0 ? [UNKNOWN_NAME.slice(0, param.max)] : keys;
  if (keys.length > 0) return keys.map(Number).filter(key => key >= param.min && key <= param.max);
  if (param.name !== 'version') return [Math.min(param.max, Math.max(param.min, USUAL_NUMBER))];
  const from = Math.max(param.min, struct.message?.versions?.since ?? 0);
  const to = Math.min(param.max, struct.message?.versions?.until ?? param.max);
  if (to - from >= MOST_VERSIONS) return [from, to];
  return Array.from({ length: to - from + 1 }, (_, position) => from + position);
}

/** Tags of the unions that a parameter chooses in, and one that they do not know where they are open. */
function keysChosenBy({ name, kind, max }: ParamIr, struct: StructIr, index: ModelIndex): readonly string[] {
  const types = closureOf(struct, index).structs.flatMap(inner => inner.fields.flatMap(field => typesIn(field.type)));
  const chosen = types.flatMap(type =>
    type.kind === 'union' && type.from === 'param' && type.by === name ? [index.union(type.ref)] : [],
  );
  const known = chosen.flatMap(union => union.cases.map(({ key }) => key));
  const open = chosen.filter(({ unknown }) => unknown !== 'error');
  return [...new Set([...known, ...open.map(union => unknownTag(union, kind === 'number' ? max : undefined))])];
}

/** A tag that an open union does not know, `max` at most if it is a number. */
export function unknownTag(union: UnionIr, max = 2 ** union.tagBits - 1): string {
  if (union.tagKind === 'name') return UNKNOWN_NAME;
  const taken = new Set(union.cases.map(({ key }) => Number(key)));
  let number = max;
  while (taken.has(number)) number--;
  return String(number);
}

function typeIsOpen(type: FieldIr['type'], params: Params, index: ModelIndex): boolean {
  switch (type.kind) {
    case 'rest':
    case 'restUtf8':
    case 'restNames':
    case 'padding':
      return true;
    case 'list':
      return type.count.by === 'end' && type.end?.optional !== false;
    case 'struct':
      return isOpenEnded(index.struct(type.ref), params, index);
    case 'tagged':
    case 'union': {
      const union = index.union(type.ref);
      if (union.unknown === 'rest') return true;
      return union.cases.some(
        ({ body, boxed }) => body !== undefined && !boxed && isOpenEnded(index.struct(body), params, index),
      );
    }
    default:
      return false;
  }
}
