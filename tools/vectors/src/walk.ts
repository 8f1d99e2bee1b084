/** Walks a decoded value by the model: which structures and members occur in it, without what encoding ignores. */

import type { Model } from '@nacre/codegen';

type FileIr = Model['files'][number];
type StructIr = FileIr['structs'][number];
type UnionIr = FileIr['unions'][number];
type TypeIr = StructIr['fields'][number]['type'];

/** The declarations of all files by name; names are not used twice in the spec of this project. */
export class Declarations {
  readonly structs: ReadonlyMap<string, StructIr>;
  readonly unions: ReadonlyMap<string, UnionIr>;

  constructor(model: Model) {
    this.structs = new Map(model.files.flatMap(file => file.structs.map(struct => [struct.name, struct])));
    this.unions = new Map(model.files.flatMap(file => file.unions.map(union => [union.name, union])));
  }
}

/** What values have shown so far. */
export class Seen {
  readonly structs = new Set<string>();
  /** `Union key` of each member. */
  readonly members = new Set<string>();
}

/** The value of the structure `name` without spans and raw octets, noting in `seen` what occurs in it. */
export function walk(declarations: Declarations, name: string, value: unknown, seen: Seen): unknown {
  const struct = declarations.structs.get(name);
  if (struct === undefined) throw new Error(`the spec has no '${name}'`);
  seen.structs.add(name);
  const members = { ...(value as Readonly<Record<string, unknown>>) };
  for (const span of struct.spans) delete members[span.name];
  if (struct.keepRaw) delete members['raw'];
  for (const field of struct.fields) {
    const member = members[field.name];
    if (member !== undefined) members[field.name] = walkType(declarations, field.type, member, seen);
  }
  return members;
}

function walkType(declarations: Declarations, type: TypeIr, value: unknown, seen: Seen): unknown {
  switch (type.kind) {
    case 'struct':
      return walk(declarations, type.ref.name, value, seen);
    case 'box':
      return walkType(declarations, type.inner, value, seen);
    case 'list':
      return (value as readonly unknown[]).map(item => walkType(declarations, type.item, item, seen));
    case 'union':
      return walkMember(declarations, type.ref.name, type.by, value, seen);
    case 'tagged':
      return walkMember(declarations, type.ref.name, 'kind', value, seen);
    default:
      return value;
  }
}

function walkMember(declarations: Declarations, name: string, tag: string, value: unknown, seen: Seen): unknown {
  const union = declarations.unions.get(name);
  if (union === undefined) throw new Error(`the spec has no '${name}'`);
  const member = value as Readonly<Record<string, unknown>>;
  const chosen = union.cases.find(({ key, label }) => [key, label, Number(key)].includes(member[tag] as string));
  seen.members.add(`${name} ${chosen?.key ?? 'unknown'}`);
  if (chosen?.body === undefined) return value;
  return walk(declarations, chosen.body.name, value, seen);
}
