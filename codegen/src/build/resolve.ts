/** What is known only when all files are built: tags of unions, members of reply unions, parameters that are needed. */

import { conditionFields } from '../load/condition.js';
import { keyOf } from '../ir/index-of.js';
import type { CaseIr, EnumIr, FieldIr, FileIr, ParamIr, Ref, StructIr, TypeIr, UnionIr } from '../ir/model.js';
import { typesIn, unionIn } from '../ir/types-in.js';

export function resolveAll(files: readonly FileIr[]): readonly FileIr[] {
  const structs = new Map(files.flatMap(file => file.structs.map(struct => [keyOf(struct), struct] as const)));
  const unions = withParams(withReplies(withTags(files)), structs);
  const enums = new Map(files.flatMap(file => file.enums.map(declared => [keyOf(declared), declared] as const)));
  return files.map(file => ({
    ...file,
    structs: file.structs.map(struct => withoutUnusedParams(struct, structs, unions, enums)),
    unions: file.unions.map(union => unions.get(keyOf(union)) ?? union),
  }));
}

type Unions = ReadonlyMap<string, UnionIr>;

/** Gives each union the name of what chooses its member; the rules pass checks that all uses agree. */
function withTags(files: readonly FileIr[]): Unions {
  const tags = new Map<string, string>();
  const adjacent = new Set<string>();
  for (const { type } of files.flatMap(file => file.structs.flatMap(struct => struct.fields))) {
    for (const part of typesIn(type)) if (part.kind === 'tagged') adjacent.add(keyOf(part.ref));
    const union = unionIn(type);
    if (union !== undefined && !tags.has(keyOf(union.ref))) tags.set(keyOf(union.ref), union.by);
  }
  return new Map(
    files
      .flatMap(file => file.unions)
      .map(union => {
        const key = keyOf(union);
        const isAdjacent = adjacent.has(key);
        return [key, { ...union, adjacent: isAdjacent, tag: isAdjacent ? 'kind' : tags.get(key) }] as const;
      }),
  );
}

/** The members of a union of replies are those requests that name one. */
function withReplies(unions: Unions): Unions {
  return mapUnions(unions, union => {
    const requests = union.replyOf === undefined ? undefined : unions.get(keyOf(union.replyOf));
    if (requests === undefined) return union;
    const cases = requests.cases.flatMap((member): CaseIr[] =>
      member.reply === undefined ? [] : [{ ...member, ids: [], body: member.reply, boxed: false, reply: undefined }],
    );
    return { ...union, tagKind: requests.tagKind, tagBits: requests.tagBits, tagMax: requests.tagMax, cases };
  });
}

/** A union needs what its members need. */
function withParams(unions: Unions, structs: ReadonlyMap<string, StructIr>): Unions {
  return mapUnions(unions, union => {
    const needed = union.cases.flatMap(({ body }) =>
      body === undefined ? [] : (structs.get(keyOf(body))?.params ?? []),
    );
    const byName = new Map(needed.map(param => [param.name, param]));
    return { ...union, params: [...byName.values()] };
  });
}

function mapUnions(unions: Unions, change: (union: UnionIr) => UnionIr): Unions {
  return new Map([...unions].map(([key, union]) => [key, change(union)]));
}

/** A message has those parameters of its space that its layout depends on. Structs keep what they declare. */
function withoutUnusedParams(
  struct: StructIr,
  structs: ReadonlyMap<string, StructIr>,
  unions: Unions,
  enums: ReadonlyMap<string, EnumIr>,
): StructIr {
  if (struct.message === undefined || struct.params.length === 0) return struct;
  const paramsOf = (ref: Ref): readonly ParamIr[] =>
    structs.get(keyOf(ref))?.params ?? unions.get(keyOf(ref))?.params ?? [];
  const used = new Set(struct.layouts === undefined ? [] : ['layout']);
  for (const field of struct.fields) {
    for (const name of directParams(field, struct, enums)) used.add(name);
    for (const part of typesIn(field.type))
      if ('ref' in part) for (const { name } of paramsOf(part.ref)) used.add(name);
  }
  return { ...struct, params: struct.params.filter(({ name }) => used.has(name)) };
}

/** Parameters that a field itself looks at. */
function directParams(field: FieldIr, struct: StructIr, enums: ReadonlyMap<string, EnumIr>): readonly string[] {
  const names = field.versions === undefined ? [] : ['version'];
  const looked = field.condition === undefined ? [] : conditionFields(field.condition);
  const flags = [field, ...struct.fields.filter(({ name }) => looked.includes(name))].map(other => other.type);
  if (flags.some(type => isVersioned(type, enums))) names.push('version');
  for (const part of typesIn(field.type)) {
    if (part.kind === 'sized') names.push(part.param);
    if (part.kind === 'list' && part.count.by === 'param') names.push(part.count.name);
    if (part.kind === 'union' && part.from === 'param') names.push(part.by);
    if (part.kind === 'padding') names.push(part.to);
  }
  return names;
}

/** True for flags whose bits differ by version. */
function isVersioned(type: TypeIr, enums: ReadonlyMap<string, EnumIr>): boolean {
  const declared = type.kind === 'int' && type.named !== undefined ? enums.get(keyOf(type.named)) : undefined;
  return declared?.kind === 'flags' && declared.values.some(({ versions }) => versions !== undefined);
}
