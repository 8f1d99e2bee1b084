/** Number spaces with their messages as tables of Lua. */

import type { ModelIndex } from '../../ir/index-of.js';
import { keyOf } from '../../ir/index-of.js';
import type { FieldIr, Model, ParamIr, SpaceIr, StructIr, TypeIr, UnionIr } from '../../ir/model.js';
import { luaString, luaTable } from './lua-literals.js';

export function luaSpace(space: SpaceIr, model: Model, index: ModelIndex): readonly string[] {
  const structs = model.files.flatMap(file => file.structs).filter(({ message }) => message?.space === space.name);
  const numbers = new Map<string, StructIr[]>();
  for (const struct of structs) {
    const key = space.tag === 'name' ? luaString(struct.message?.tagName ?? '') : String(struct.message?.number);
    numbers.set(key, [...(numbers.get(key) ?? []), struct]);
  }
  const params = mergeParams(structs.flatMap(struct => struct.params));
  return [
    `spaces[${luaString(space.name)}] = {`,
    `  name = ${luaString(space.name)}, tag = ${luaString(space.tag)}, frame = ${space.frame === undefined ? 'false' : 'true'},`,
    `  max = ${space.maxMessage}, trailing = ${luaString(space.trailing)},`,
    '  names = {',
    ...[...numbers].map(([key, all]) => `    [${key}] = ${luaString(all.map(({ name }) => name).join(' or '))},`),
    '  },',
    '  params = {',
    ...params.map(param => `    ${luaParam(param)},`),
    '  },',
    '  messages = {',
    ...[...numbers].map(
      ([key, all]) => `    [${key}] = { ${all.map(struct => luaMessage(struct, model, index)).join(', ')} },`,
    ),
    '  },',
    '}',
  ];
}

/** One parameter of each name. Messages may offer different choices under one name: all of them stand to choose from. */
function mergeParams(params: readonly ParamIr[]): readonly ParamIr[] {
  const merged = new Map<string, ParamIr>();
  for (const param of params) {
    const known = merged.get(param.name) ?? param;
    merged.set(param.name, { ...known, choices: [...new Set([...known.choices, ...param.choices])] });
  }
  return [...merged.values()];
}

function luaParam(param: ParamIr): string {
  const choices = param.choices.map(luaString).join(', ');
  return luaTable({
    name: luaString(param.name),
    kind: luaString(param.kind),
    min: param.kind === 'number' ? param.min : undefined,
    max: param.kind === 'number' ? param.max : undefined,
    choices: param.kind === 'choice' ? `{ ${choices} }` : undefined,
  });
}

function luaMessage(struct: StructIr, model: Model, index: ModelIndex): string {
  const contexts = (struct.message?.contexts ?? []).map(context => `[${luaString(context)}] = true`);
  const asks = struct.fields.find(field => askedUnion(field, model, index) !== undefined);
  const answers = struct.fields.map(({ type }) => type).find(isReply);
  return luaTable({
    ref: luaString(keyOf(struct)),
    dir: luaString(struct.message?.direction ?? 'both'),
    contexts: contexts.length === 0 ? undefined : `{ ${contexts.join(', ')} }`,
    asks: asks === undefined ? undefined : luaString(tagOf(asks)),
    answers: answers === undefined ? undefined : luaString(answers.by),
  });
}

/** A union of requests in this field, whose replies another union holds. */
function askedUnion(field: FieldIr, model: Model, index: ModelIndex): UnionIr | undefined {
  if (field.type.kind !== 'union' || field.type.from !== 'field') return undefined;
  const asked = index.union(field.type.ref);
  const answered = model.files.some(file =>
    file.unions.some(({ replyOf }) => replyOf !== undefined && keyOf(replyOf) === keyOf(asked)),
  );
  return answered ? asked : undefined;
}

function tagOf(field: FieldIr): string {
  return field.type.kind === 'union' ? field.type.by : '';
}

function isReply(type: TypeIr): type is TypeIr & { readonly kind: 'union' } {
  return type.kind === 'union' && type.from === 'param';
}
