/** Turns the fields of a struct into resolved fields. */

import type { RawField, RawFieldEntry } from '../load/grammar.js';
import type { Path } from '../load/source.js';
import { listIn, unionIn } from '../ir/types-in.js';
import type { FieldIr, FieldRole, TypeIr } from '../ir/model.js';
import type { Scope } from './scope.js';
import { versionsOf } from '../ir/versions.js';
import { checkParam, resolveCondition, resolveType, type TypeContext } from './types.js';

export interface FieldsContext {
  readonly scope: Scope;
  readonly params: readonly string[];
  /** Structs that are being spliced in, outermost first. */
  readonly including: readonly string[];
  /** Finds the fields of a struct that is spliced in; undefined when there is no such struct. */
  include(
    name: string,
  ): { readonly scope: Scope; readonly fields: readonly RawFieldEntry[]; readonly path: Path } | undefined;
}

/** Resolves a list of fields; what cannot be resolved is reported and left out. */
export function buildFields(entries: readonly RawFieldEntry[], path: Path, context: FieldsContext): readonly FieldIr[] {
  const fields: FieldIr[] = [];
  for (const [index, entry] of entries.entries()) {
    for (const [name, raw] of Object.entries(entry)) {
      const at: Path = [...path, index, name];
      if (name === 'include') fields.push(...splice(raw, at, context));
      else {
        const field = buildField(
          name,
          typeof raw === 'string' ? { type: raw } : raw,
          typeof raw === 'string',
          at,
          context,
        );
        if (field !== undefined) fields.push(field);
      }
    }
  }
  return assignRoles(fields);
}

function splice(raw: RawField | string, at: Path, context: FieldsContext): readonly FieldIr[] {
  if (typeof raw === 'string' && context.including.includes(raw)) {
    context.scope.report('NC452', at, `'${raw}' includes itself`);
    return [];
  }
  const included = typeof raw === 'string' ? context.include(raw) : undefined;
  if (included === undefined) {
    context.scope.report('NC301', at, 'include needs the name of a struct of this or a used namespace');
    return [];
  }
  return buildFields(included.fields, included.path, {
    ...context,
    scope: included.scope,
    including: [...context.including, String(raw)],
  });
}

function buildField(
  name: string,
  raw: RawField,
  short: boolean,
  at: Path,
  context: FieldsContext,
): FieldIr | undefined {
  const { scope } = context;
  const typeContext: TypeContext = { scope, options: raw, path: short ? at : [...at, 'type'], params: context.params };
  const type = raw.pad === undefined ? fieldType(name, raw, at, typeContext) : padding(raw, at, typeContext);
  if (type === undefined) return undefined;
  checkOptions(raw, type, at, scope);
  return {
    name,
    type,
    role: role(raw),
    doc: raw.doc,
    reference: scope.reference(raw.ref, at),
    condition: raw.if === undefined ? undefined : resolveCondition(raw.if, [...at, 'if'], scope),
    optional: raw.optional === 'trailing',
    versions: versionsOf(raw),
    default: raw.default,
    text: raw.text === 'utf8',
    holds: raw.holds,
    secret: raw.secret ?? false,
    pii: raw.pii ?? false,
    place: scope.place(at, 'key'),
  };
}

function fieldType(name: string, raw: RawField, at: Path, context: TypeContext): TypeIr | undefined {
  if (raw.type !== undefined) return resolveType(raw.type, context);
  context.scope.diagnostics.add('NC203', context.scope.place(at, 'key'), `the field '${name}' lacks the key 'type'`);
  return undefined;
}

function padding(raw: RawField, at: Path, context: TypeContext): TypeIr | undefined {
  if (raw.to === undefined) {
    context.scope.report('NC203', at, "padding lacks the key 'to'");
    return undefined;
  }
  const to = raw.to.slice(1);
  return checkParam(to, { ...context, path: [...at, 'to'] }) ? { kind: 'padding', to } : undefined;
}

function role(raw: RawField): FieldRole {
  if (raw.pad !== undefined) return { kind: 'padding' };
  const otherwise = raw.mismatch === 'ignore' || raw.mismatch === 'error' ? undefined : raw.mismatch;
  if (raw.const !== undefined) {
    return { kind: 'const', value: raw.const, check: raw.mismatch !== 'ignore', otherwise };
  }
  if (raw.derive !== undefined) return { kind: 'presence' };
  if (raw.equals !== undefined) return { kind: 'equals', field: raw.equals, otherwise };
  return { kind: 'value' };
}

/** Which kinds of type an option makes sense for; a useless option is a misunderstanding. */
const APPLIES: Readonly<Partial<Record<keyof RawField, readonly TypeIr['kind'][]>>> = {
  max: ['bytes', 'text', 'names', 'mpint', 'rest', 'restUtf8', 'restNames', 'box', 'list'],
  min: ['bytes'],
  length: ['fixed'],
  itemMax: ['names', 'restNames', 'list', 'box'],
  itemLength: ['list', 'box'],
  strict: ['mpint'],
  terminator: ['list', 'box'],
  terminatorOptional: ['list', 'box'],
  stopWhen: ['list', 'box'],
  order: ['list', 'box'],
  unique: ['list', 'box'],
  as: ['int', 'list', 'box'],
  text: ['bytes', 'rest'],
  holds: ['bytes', 'rest'],
};

function checkOptions(raw: RawField, type: TypeIr, at: Path, scope: Scope): void {
  for (const [key, kinds] of Object.entries(APPLIES)) {
    if (raw[key as keyof RawField] === undefined || kinds.includes(type.kind)) continue;
    scope.diagnostics.add(
      'NC308',
      scope.place([...at, key], 'key'),
      `'${key}' does not apply to the type '${raw.type ?? 'padding'}'`,
    );
  }
}

/** A field that chooses the member of a union, or counts a list, is written from that. */
function assignRoles(fields: readonly FieldIr[]): readonly FieldIr[] {
  const roles = new Map<string, FieldRole>();
  for (const field of fields) {
    const union = unionIn(field.type);
    if (union?.from === 'field' && !roles.has(union.by)) roles.set(union.by, { kind: 'tag', of: field.name });
    const list = listIn(field.type);
    if (list?.count.by === 'field' && !roles.has(list.count.name))
      roles.set(list.count.name, { kind: 'count', of: field.name });
  }
  return fields.map(field => {
    const role = roles.get(field.name);
    return role === undefined || field.role.kind !== 'value' ? field : { ...field, role };
  });
}
