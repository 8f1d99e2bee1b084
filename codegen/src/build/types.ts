/** Turns the type of a field into a resolved type with its bounds. */

import { type Condition, parseCondition } from '../load/condition.js';
import type { RawField } from '../load/grammar.js';
import type { Path } from '../load/source.js';
import { ExpressionError, parseType, type TypeExpression } from '../load/type-expression.js';
import type { ListEnd, ListOrder, Ref, TextKind, TypeIr } from '../ir/model.js';
import type { Scope } from './scope.js';

/** What a type needs to know about the struct around it. */
export interface TypeContext {
  readonly scope: Scope;
  readonly options: RawField;
  /** Of the type expression, for reports. */
  readonly path: Path;
  readonly params: readonly string[];
}

/** Undefined when something is wrong, which is then reported. */
export function resolveType(text: string, context: TypeContext): TypeIr | undefined {
  try {
    const expression = parseType(text);
    return resolve(expression, context, false);
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    reportAt(context, 'NC302', error.at, `in the type '${shortened(text)}': ${error.message}`);
    return undefined;
  }
}

function resolve(expression: TypeExpression, context: TypeContext, item: boolean): TypeIr | undefined {
  switch (expression.kind) {
    case 'raw':
      return { kind: 'raw', length: expression.length };
    case 'sized':
      return checkParam(expression.param, context) ? { kind: 'sized', param: expression.param } : undefined;
    case 'box': {
      const inner = resolve(expression.inner, context, item);
      if (inner === undefined) return undefined;
      const own = inner.kind === 'struct' || inner.kind === 'union' ? bound(context, item) : undefined;
      return { kind: 'box', inner, max: own ?? context.scope.limits.bytes };
    }
    case 'list':
      return resolveList(expression, context, item);
    case 'union':
      return resolveUnion(expression, context);
    case 'tagged':
      return resolveTagged(expression, context);
    case 'name':
      return resolveScalar(expression.name, context, item) ?? resolveName(expression, context);
  }
}

function resolveList(
  expression: TypeExpression & { kind: 'list' },
  context: TypeContext,
  nested: boolean,
): TypeIr | undefined {
  const { count } = expression;
  if (count.by === 'param' && !checkParam(count.name, context)) return undefined;
  const inner = resolve(expression.item, context, true);
  if (inner === undefined) return undefined;
  const own = nested ? undefined : context.options.max;
  const end = nested ? undefined : listEnd(context);
  const order = nested ? undefined : listOrder(context);
  return { kind: 'list', item: inner, count, max: own ?? context.scope.limits.items, end, order };
}

/** `ascending(name)` -> by 'name'; the schema has checked the form. */
function listOrder({ options, scope, path }: TypeContext): ListOrder | undefined {
  const { order, unique } = options;
  if (order === undefined && (unique === undefined || unique === (false as unknown))) return undefined;
  const orderBy = order === undefined ? undefined : /\((.*)\)/.exec(order)?.[1];
  const uniqueBy = typeof unique === 'string' ? unique : undefined;
  if (orderBy !== undefined && uniqueBy !== undefined && orderBy !== uniqueBy) {
    const at = [...path.slice(0, -1), 'unique'];
    scope.report('NC308', at, `'unique' compares '${uniqueBy}', but 'order' compares '${orderBy}'`);
  }
  return { ascending: order !== undefined, unique: unique !== undefined, by: orderBy ?? uniqueBy };
}

function listEnd({ options, scope, path }: TypeContext): ListEnd | undefined {
  const { terminator, terminatorOptional, stopWhen } = options;
  if (terminator === undefined && stopWhen === undefined) return undefined;
  return {
    terminator: Object.entries(terminator ?? {}).map(([field, value]) => ({ field, value })),
    optional: terminatorOptional ?? terminator === undefined,
    stop: stopWhen === undefined ? undefined : resolveCondition(stopWhen, [...path.slice(0, -1), 'stopWhen'], scope),
  };
}

/** Parses a condition; one that cannot be parsed is reported. */
export function resolveCondition(text: string, path: Path, scope: Scope): Condition | undefined {
  try {
    return parseCondition(text);
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    const place = scope.place(path);
    const message = `in the condition '${shortened(text)}': ${error.message}`;
    scope.diagnostics.add('NC303', { ...place, column: place.column + error.at }, message);
    return undefined;
  }
}

/** Characters of an expression that a report repeats. */
const MOST_SHOWN = 80;

function shortened(text: string): string {
  return text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}...` : text;
}

/** Reports a parameter that the struct does not declare. */
export function checkParam(name: string, context: TypeContext): boolean {
  if (context.params.includes(name)) return true;
  context.scope.report(
    'NC304',
    context.path,
    `the struct has no parameter '${name}'`,
    "declare it under the struct's params",
  );
  return false;
}

function resolveUnion(expression: TypeExpression & { kind: 'union' }, context: TypeContext): TypeIr | undefined {
  const entry = context.scope.find(expression.name);
  if (entry?.kind !== 'union') {
    reportAt(context, 'NC301', expression.at, `no union '${expression.name}' is declared`);
    return undefined;
  }
  if (expression.by.startsWith('$')) {
    const by = expression.by.slice(1);
    return checkParam(by, context) ? { kind: 'union', ref: entry.ref, by, from: 'param' } : undefined;
  }
  return { kind: 'union', ref: entry.ref, by: expression.by, from: 'field' };
}

function resolveTagged(expression: TypeExpression & { kind: 'tagged' }, context: TypeContext): TypeIr | undefined {
  const entry = context.scope.find(expression.name);
  if (entry?.kind === 'union') return { kind: 'tagged', ref: entry.ref };
  reportAt(context, 'NC301', expression.at, `no union '${expression.name}' is declared`);
  return undefined;
}

function resolveName(expression: TypeExpression & { kind: 'name' }, context: TypeContext): TypeIr | undefined {
  const { scope } = context;
  const entry = scope.find(expression.name);
  if (entry?.kind === 'struct') return { kind: 'struct', ref: entry.ref };
  if (entry?.kind === 'enum' || entry?.kind === 'flags') {
    const raw = entry.file.raw[entry.kind === 'enum' ? 'enums' : 'flags']?.[expression.name];
    return integer(raw?.base ?? 'u32', false, entry.ref);
  }
  const hint =
    entry?.kind === 'union'
      ? `write union(${expression.name} by FIELD)`
      : 'a scalar type, or a struct, enum or flags of this or a used namespace';
  reportAt(context, 'NC301', expression.at, `unknown type '${expression.name}'`, hint);
  return undefined;
}

function resolveScalar(name: string, context: TypeContext, item: boolean): TypeIr | undefined {
  const { options, scope } = context;
  const { limits } = scope;
  const max = bound(context, item);
  switch (name) {
    case 'u8':
    case 'u16':
    case 'u32':
    case 'u64':
    case 'i64':
      return integer(name, options.as === 'bigint', undefined);
    case 'bool':
      return { kind: 'bool' };
    case 'bytes':
      return bytesType(context, item);
    case 'utf8':
    case 'ascii':
    case 'latin1':
    case 'name':
    case 'lang':
      return { kind: 'text', text: name satisfies TextKind, max: max ?? limits[name] };
    case 'names':
      return {
        kind: 'names',
        items: max ?? limits.names?.items,
        itemBytes: options.itemMax ?? limits.names?.itemBytes,
      };
    case 'mpint':
      return { kind: 'mpint', maxBits: max ?? limits.mpint, strict: options.strict ?? false };
    case 'rest':
      return { kind: 'rest', max: max ?? limits.rest };
    case 'rest.utf8':
      return { kind: 'restUtf8', max: max ?? limits.rest };
    case 'rest.names':
      return {
        kind: 'restNames',
        items: max ?? limits.names?.items,
        itemBytes: options.itemMax ?? limits.names?.itemBytes,
      };
    default:
      return undefined;
  }
}

function bytesType(context: TypeContext, item: boolean): TypeIr {
  const { options, scope } = context;
  const length = item ? options.itemLength : options.length;
  if (length !== undefined) return { kind: 'fixed', length };
  return { kind: 'bytes', max: bound(context, item) ?? scope.limits.bytes, min: item ? 0 : (options.min ?? 0) };
}

/** The field's own bound: `max`, or `itemMax` for the items of a list. */
function bound(context: TypeContext, item: boolean): number | undefined {
  return item ? context.options.itemMax : context.options.max;
}

function integer(name: 'u8' | 'u16' | 'u32' | 'u64' | 'i64', big: boolean, named: Ref | undefined): TypeIr {
  return { kind: 'int', bits: Number(name.slice(1)) as 8 | 16 | 32 | 64, signed: name === 'i64', big, named };
}

function reportAt(context: TypeContext, code: string, at: number, message: string, hint?: string): void {
  const place = context.scope.place(context.path);
  context.scope.diagnostics.add(code, { ...place, column: place.column + at }, message, hint);
}
