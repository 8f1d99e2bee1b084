/** Structs of the model. Messages are structs with a number, which is added elsewhere. */

import type { RawFieldEntry, RawMessage, RawParam, RawStruct } from '../load/grammar.js';
import type { Path } from '../load/source.js';
import { declared } from './declared.js';
import { buildFields, type FieldsContext } from './fields.js';
import { keyOf } from '../ir/index-of.js';
import type { FieldIr, LayoutIr, ParamIr, SpanIr, StructIr } from '../ir/model.js';
import type { Scope } from './scope.js';

export interface StructContext extends Omit<FieldsContext, 'params' | 'including'> {
  readonly faulty: Set<string>;
}

/** Fields and parameters that a message gets from its space. */
export interface Inherited {
  readonly scope: Scope;
  readonly header: readonly RawFieldEntry[];
  readonly headerPath: Path;
  readonly params: readonly ParamIr[];
}

export function buildStruct(
  name: string,
  raw: RawStruct & Partial<RawMessage>,
  path: Path,
  context: StructContext,
  inherited?: Inherited,
): StructIr {
  const { scope } = context;
  const before = scope.diagnostics.count;
  const own = buildParams(raw.params, [...path, 'params'], scope);
  const layouts = buildLayouts(raw, inherited);
  const params = [
    ...own,
    ...(inherited?.params ?? []).filter(param => !own.some(({ name: taken }) => taken === param.name)),
    ...(layouts === undefined || own.some(param => param.name === 'layout') ? [] : [layoutParam(layouts)]),
  ];
  const struct: StructIr = {
    kind: 'struct',
    ...declared(name, raw, path, scope),
    fields: allFields(name, raw, path, params, context, inherited),
    params,
    layouts,
    spans: Object.entries(raw.spans ?? {}).map(([span, { from, before: end, doc }]): SpanIr => {
      const start = from === 'start' || from === 'frame' ? from : { field: from };
      return { name: span, doc, from: start, before: end };
    }),
    keepRaw: raw.keepRaw ?? false,
    armor: raw.armor,
    deprecated: raw.deprecated ?? false,
    magic: raw.magic === undefined ? undefined : [...Buffer.from(raw.magic, 'latin1')],
    secret: raw.secret ?? false,
    digest: raw.use === 'digest',
    message: undefined,
  };
  if (scope.diagnostics.count > before) context.faulty.add(keyOf(struct));
  return struct;
}

/** Parameters that are declared by name and type; unknown types are reported. */
export function buildParams(
  raw: Readonly<Record<string, string>> | undefined,
  path: Path,
  scope: Scope,
): readonly ParamIr[] {
  return Object.entries(raw ?? {}).flatMap(([name, type]): ParamIr[] => {
    const found = scope.param(type);
    if (found !== undefined) return [parameter(name, found)];
    scope.report('NC301', [...path, name], `no parameter type '${type}' is declared under params`);
    return [];
  });
}

function parameter(name: string, { base, min, max, choices, doc }: RawParam): ParamIr {
  const kind = base === 'name' || base === 'choice' ? base : 'number';
  const most = kind === 'number' ? 2 ** Number(base.slice(1)) - 1 : 0;
  return { name, doc, kind, min: min ?? 0, max: max ?? most, choices: choices ?? [] };
}

/** The fields of the space's header come first in every layout. */
function buildLayouts({ layouts }: RawStruct, inherited: Inherited | undefined): readonly LayoutIr[] | undefined {
  if (layouts === undefined) return undefined;
  const header = (inherited?.header ?? []).flatMap(entry => Object.keys(entry));
  return Object.entries(layouts).map(([name, fields]) => ({ name, fields: [...header, ...fields] }));
}

function layoutParam(layouts: readonly LayoutIr[]): ParamIr {
  const choices = layouts.map(({ name }) => name);
  return { name: 'layout', doc: 'Which order of the fields.', kind: 'choice', min: 0, max: 0, choices };
}

/** The fields of the space's header, then the own ones. */
function allFields(
  name: string,
  raw: RawStruct,
  path: Path,
  params: readonly ParamIr[],
  context: StructContext,
  inherited: Inherited | undefined,
): readonly FieldIr[] {
  const around = { ...context, params: params.map(param => param.name), including: [name] };
  const header =
    inherited === undefined
      ? []
      : buildFields(inherited.header, inherited.headerPath, { ...around, scope: inherited.scope });
  return [...header, ...buildFields(raw.fields, [...path, 'fields'], around)];
}
