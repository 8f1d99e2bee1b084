/** Structures, unions and enumerations as tables of Lua, which the dissector walks. */

import { keyOf, type ModelIndex } from '../../ir/index-of.js';
import type { EnumIr, FieldIr, StructIr, TypeIr, UnionIr } from '../../ir/model.js';
import { luaCondition } from './lua-conditions.js';
import type { LuaFields } from './lua-fields.js';
import { luaString, luaTable } from './lua-literals.js';
import type { LuaReach } from './lua-reach.js';

/** Names of the values, for Wireshark to show. */
export function luaEnum(declared: EnumIr): string {
  const names = new Map<number, string[]>();
  for (const { name, value, aliasOf } of declared.values) {
    if (aliasOf === undefined) names.set(value, [...(names.get(value) ?? []), name]);
  }
  const values = [...names].map(([value, all]) => `[${value}] = ${luaString(all.join(' or '))}`);
  return `enums[${luaString(keyOf(declared))}] = { ${values.join(', ')} }`;
}

/** The bits of flags, each with the versions that have it. */
export function luaFlags(flags: EnumIr, fields: LuaFields, index: ModelIndex): readonly string[] {
  if (flags.kind !== 'flags' || flags.bits === 64) return [];
  const bits = flags.values
    .filter(({ aliasOf, value }) => aliasOf === undefined && value > 0)
    .map(({ name, value, versions }) => {
      const filter = fields.bit(flags, name, value);
      return `  ${luaTable({ pf: filter, from: versions?.since, to: versions?.until })},`;
    });
  const masks = flags.masks.map(({ name, mask, enumeration }) => {
    const values = enumeration === undefined ? undefined : index.enumeration(enumeration);
    return `  ${luaTable({ pf: fields.mask(flags, name, mask, values) })},`;
  });
  return [`flags[${luaString(keyOf(flags))}] = {`, ...masks, ...bits, '}'];
}

export function luaStruct(struct: StructIr, fields: LuaFields, index: ModelIndex, reach: LuaReach): readonly string[] {
  const lines = struct.fields.map(field => `    ${luaField(struct, field, fields, index, reach)},`);
  const order = (names: readonly string[]): string =>
    names.map(name => struct.fields.findIndex(field => field.name === name) + 1).join(', ');
  const layouts = (struct.layouts ?? []).map(({ name, fields: names }) => `[${luaString(name)}] = { ${order(names)} }`);
  const magic =
    struct.magic === undefined ? [] : [`  magic = ${luaString(Buffer.from(struct.magic).toString('latin1'))},`];
  const first = struct.layouts?.[0];
  return [
    `structs[${luaString(keyOf(struct))}] = {`,
    `  name = ${luaString(struct.name)},`,
    ...magic,
    ...(first === undefined ? [] : [`  layout = ${luaString(first.name)}, layouts = { ${layouts.join(', ')} },`]),
    ...(lines.length === 0 ? ['  fields = {},'] : ['  fields = {', ...lines, '  },']),
    '}',
  ];
}

function luaField(struct: StructIr, field: FieldIr, fields: LuaFields, index: ModelIndex, reach: LuaReach): string {
  const { role, versions } = field;
  const held = reach.held(field);
  const fixed = role.kind === 'const' && role.check ? role.value : undefined;
  const condition = field.condition === undefined ? undefined : luaCondition(field.condition, struct, index);
  return luaTable({
    n: luaString(field.name),
    pf: fields.field(struct, field),
    t: luaType(field.type, field.text),
    when: condition === undefined ? undefined : `function(v, p) return ${condition} end`,
    from: versions?.since,
    to: versions?.until,
    optional: field.optional ? true : undefined,
    const: typeof fixed === 'string' ? luaString(fixed) : fixed === undefined ? undefined : Number(fixed),
    holds: held === undefined ? undefined : luaString(keyOf(held)),
    equals: role.kind === 'equals' ? luaString(role.field) : undefined,
  });
}

function luaType(type: TypeIr, text: boolean): string {
  const kind = luaString(type.kind);
  switch (type.kind) {
    case 'int': {
      const bits = type.named === undefined ? undefined : luaString(keyOf(type.named));
      return luaTable({ k: kind, size: type.bits / 8, signed: type.signed || undefined, bits });
    }
    case 'raw':
    case 'fixed':
      return luaTable({ k: kind, size: type.length });
    case 'sized':
      return luaTable({ k: kind, by: luaString(type.param) });
    case 'bytes':
      return luaTable({ k: text ? '"text"' : kind, max: type.max, min: type.min === 0 ? undefined : type.min });
    case 'text':
      return luaTable({ k: kind, max: type.max });
    case 'rest':
      return luaTable({ k: text ? '"restUtf8"' : kind });
    case 'struct':
      return luaTable({ k: kind, ref: luaString(keyOf(type.ref)) });
    case 'box':
      return luaTable({ k: kind, inner: luaType(type.inner, text) });
    case 'list':
      return luaList(type, text);
    case 'union':
      return luaTable({
        k: kind,
        ref: luaString(keyOf(type.ref)),
        by: luaString(type.by),
        param: type.from === 'param' ? true : undefined,
      });
    case 'tagged':
      return luaTable({ k: kind, ref: luaString(keyOf(type.ref)) });
    default:
      return luaTable({ k: kind });
  }
}

function luaList(type: TypeIr & { readonly kind: 'list' }, text: boolean): string {
  const { count, end } = type;
  const ends = (end?.terminator ?? []).map(({ field, value }) => `[${luaString(field)}] = ${value}`);
  return luaTable({
    k: '"list"',
    item: luaType(type.item, text),
    count: luaString(count.by),
    by: count.by === 'param' || count.by === 'field' ? luaString(count.name) : undefined,
    max: type.max,
    ends: ends.length === 0 ? undefined : `{ ${ends.join(', ')} }`,
    stop:
      end?.stop === undefined ? undefined : `function(v, p) return ${luaCondition(end.stop, undefined, undefined)} end`,
  });
}

export function luaUnion(union: UnionIr, fields: LuaFields): readonly string[] {
  const key = (text: string): string => (union.tagKind === 'name' ? luaString(text) : text);
  const cases = union.cases.map(member => {
    const body = member.body === undefined ? undefined : luaString(keyOf(member.body));
    return `    [${key(member.key)}] = ${luaTable({ label: luaString(member.label), body, boxed: member.boxed || undefined })},`;
  });
  const name = `unions[${luaString(keyOf(union))}]`;
  const labels = union.cases.map(member => `[${key(member.key)}] = ${luaString(member.label)}`);
  return [
    `${name} = {`,
    `  name = ${luaString(union.name)}, unknown = ${luaString(union.unknown)},`,
    ...(union.adjacent ? [`  size = ${union.tagKind === 'name' ? 0 : union.tagBits / 8},`] : []),
    `  labels = { ${labels.join(', ')} },`,
    '  cases = {',
    ...cases,
    '  },',
    '}',
    ...(union.adjacent ? [`tags[${luaString(keyOf(union))}] = function() return ${fields.tag(union)} end`] : []),
  ];
}
