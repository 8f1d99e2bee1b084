/** Random structs, which obey every rule by the way they are made. */

import type { Draw } from './draw.js';
import { type Declarations, docOf, PARAM_TYPES, type Raw, type StructPart, union } from './parts.js';
import { StructMaker } from './struct-maker.js';
import { scalarType } from './types.js';

export interface MadeStruct {
  readonly raw: Raw;
  readonly part: StructPart;
  /** Fields that a hot message can patch. */
  readonly patchable: readonly string[];
  /** The last field, when it can be hot data. */
  readonly data: string | undefined;
}

/** `name` becomes a struct, or the part of a message that is like one. */
export function makeStruct(
  draw: Draw,
  declared: Declarations,
  name: string,
  prefix: string,
  header: readonly string[] = [],
): MadeStruct {
  const maker = new StructMaker(draw, declared, prefix);
  for (const field of header) maker.members.add(field);
  for (let count = draw.number(0, 5); count > 0; count--) maker.addSome();
  maker.addTail();
  const extras = extrasOf(draw, maker);
  const params = Object.fromEntries([...maker.params].map(param => [param, PARAM_TYPES[param]]));
  return {
    raw: {
      ...docOf(draw),
      ...(maker.params.size > 0 && { params }),
      ...extras,
      fields: maker.fields.map(({ raw }) => raw),
    },
    part: {
      name,
      namespace: declared.namespace,
      open: maker.open,
      empty: maker.empty,
      params: union(maker.params),
      secret: maker.secret || extras['secret'] === true,
      members: union(maker.members, extras['keepRaw'] === true ? new Set(['raw']) : new Set()),
      ordered: extras['layouts'] === undefined ? maker.ordered : [],
      includable: maker.params.size === 0 && !maker.awkward && Object.keys(extras).length === 0 && !maker.secret,
    },
    patchable: extras['layouts'] === undefined ? maker.patchable : [],
    data: maker.data,
  };
}

/** Options of the struct as a whole. Views of it would show its secrets. */
function extrasOf(draw: Draw, maker: StructMaker): Raw {
  const names = maker.fields.map(({ name }) => name);
  const views = maker.secret || names.includes('');
  const spans = names.length > 1 && !views && draw.chance(20);
  const before = spans ? draw.number(1, names.length - 1) : 0;
  const from = draw.pick(['start', 'frame', names[draw.number(0, Math.max(0, before - 1))] ?? 'start']);
  return {
    ...(!views && draw.chance(15) && { keepRaw: true }),
    ...(spans && { spans: { view: { from, before: names[before], ...docOf(draw) } } }),
    ...(draw.chance(5) && { secret: true }),
    ...(draw.chance(5) && { deprecated: true }),
  };
}

/** A struct with two orders of plain fields, some of which are missing in one. */
export function makeLayouts(
  draw: Draw,
  declared: Declarations,
  name: string,
  prefix: string,
  _header: readonly string[] = [],
): MadeStruct {
  const maker = new StructMaker(draw, declared, prefix);
  for (let count = draw.number(1, 4); count > 0; count--) {
    const type = scalarType(draw, declared);
    maker.add(maker.nextName(), type, type.literal !== undefined && draw.chance(20) ? { default: type.literal } : {});
  }
  const names = maker.fields.map(field => field.name);
  const two = draw.shuffled(draw.some(names, 80));
  maker.params.add('layout');
  const params = Object.fromEntries([...maker.params].map(param => [param, PARAM_TYPES[param]]));
  const { members, secret } = maker;
  const part = {
    name,
    namespace: declared.namespace,
    open: false,
    empty: two.length === 0,
    params: maker.params,
    members,
    secret,
    ordered: [],
    includable: false,
  };
  return {
    raw: { params, layouts: { one: names, two }, fields: maker.fields.map(field => field.raw) },
    part,
    patchable: [],
    data: undefined,
  };
}
