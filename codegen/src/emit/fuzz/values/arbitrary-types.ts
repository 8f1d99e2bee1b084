/** fast-check arbitraries of types, as source: small by default, within the limits of the spec. */

import type { ModelIndex } from '../../../ir/index-of.js';
import type { ListOrder, TypeIr } from '../../../ir/model.js';
import { endTests } from '../../codec/parts.js';
import type { FuzzScope } from '../scope.js';

/** Sizes that keep a run short; limits of the spec below them win. */
const SMALL_BYTES = 32;
export const SMALL_TEXT = 16;
const SMALL_ITEMS = 4;

export function typeArbitrary(type: TypeIr, scope: FuzzScope): string {
  switch (type.kind) {
    case 'int':
      return integerArbitrary(type, scope.index);
    case 'bool':
      return 'fc.boolean()';
    case 'raw':
    case 'fixed':
      return `fc.uint8Array({ minLength: ${type.length}, maxLength: ${type.length} })`;
    case 'sized':
      return `fc.uint8Array({ minLength: params.${type.param}, maxLength: params.${type.param} })`;
    case 'bytes':
      return bytesArbitrary(type.min, type.max ?? 0);
    case 'rest':
      return bytesArbitrary(0, type.max ?? 0);
    case 'restUtf8':
      return textArbitrary('utf8', type.max ?? 0);
    case 'text':
      return textArbitrary(type.text, type.max ?? 0);
    case 'names':
    case 'restNames':
      return `fc.array(${nameArbitrary(1, type.itemBytes ?? 1)}, { maxLength: ${Math.min(SMALL_ITEMS, type.items ?? 0)} })`;
    case 'mpint':
      return `${bytesArbitrary(0, Math.ceil((type.maxBits ?? 0) / 8))}.filter(bytes => bytes[0] !== 0)`;
    case 'struct':
      return scope.arbitrary(scope.index.struct(type.ref));
    case 'union':
      if (type.from === 'param') return scope.arbitraryFor(scope.index.union(type.ref), type.by);
      return scope.arbitrary(scope.index.union(type.ref));
    case 'tagged':
      return scope.arbitrary(scope.index.union(type.ref));
    case 'box':
      return typeArbitrary(type.inner, scope);
    case 'list':
      return listArbitrary(type, scope);
    case 'padding':
      return 'fc.constant(undefined)';
  }
}

function listArbitrary(type: TypeIr & { kind: 'list' }, scope: FuzzScope): string {
  const item = `${typeArbitrary(type.item, scope)}${noEnd(type, scope.index)}`;
  const { count, order } = type;
  const size =
    count.by === 'param'
      ? `minLength: params.${count.name}, maxLength: params.${count.name}`
      : `maxLength: ${Math.min(SMALL_ITEMS, type.max ?? 0)}`;
  const arranged =
    order === undefined
      ? ''
      : `.map(items => arranged(items, item => ${keyText(type.item, order, scope.index)}, ${order.ascending}, ${order.unique}))`;
  return `fc.array(${item}, { ${size} })${arranged}`;
}

/** What the items of an ordered list are compared by. */
function keyText(item: TypeIr, order: ListOrder, index: ModelIndex): string {
  const inner = item.kind === 'box' ? item.inner : item;
  if (order.by === undefined) return 'item';
  const struct = inner.kind === 'struct' ? index.struct(inner.ref) : undefined;
  const role = struct?.fields.find(({ name }) => name === order.by)?.role;
  if (role?.kind !== 'tag') return `item.${order.by}`;
  const chosen = struct?.fields.find(({ name }) => name === role.of)?.type;
  const type = chosen?.kind === 'box' ? chosen.inner : chosen;
  const union = type?.kind === 'union' ? index.union(type.ref) : undefined;
  const tag = `item.${role.of}.${order.by}`;
  if (union === undefined || union.unknown === 'error') return tag;
  return `${tag} === undefined ? item.${role.of}.${union.tagKind} : ${tag}`;
}

/** Leaves out items that would end the list. */
function noEnd(type: TypeIr & { kind: 'list' }, index: ModelIndex): string {
  if (type.end === undefined) return '';
  const { terminator, stop } = endTests(type, type.end, 'item', index);
  return `.filter(item => !(${[terminator, stop].filter(test => test !== undefined).join(' || ')}))`;
}

function integerArbitrary(type: TypeIr & { kind: 'int' }, index: ModelIndex): string {
  const any = anyInteger(type);
  const declared = type.named === undefined ? undefined : index.enumeration(type.named);
  if (declared?.kind !== 'enum') return any;
  const values = declared.values.filter(({ aliasOf }) => aliasOf === undefined);
  const known = `fc.constantFrom(${values.map(({ value }) => `${value}${type.big ? 'n' : ''}`).join(', ')})`;
  return declared.open ? `fc.oneof(${known}, ${any})` : known;
}

function anyInteger(type: TypeIr & { kind: 'int' }): string {
  if (type.bits < 64) return `fc.integer({ min: 0, max: 0x${'ff'.repeat(type.bits / 8)} })`;
  if (!type.big) return type.signed ? 'fc.maxSafeInteger()' : 'fc.maxSafeNat()';
  return type.signed
    ? 'fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })'
    : 'fc.bigInt({ min: 0n, max: 2n ** 64n - 1n })';
}

export function bytesArbitrary(min: number, max: number): string {
  const limit = Math.min(max, Math.max(min, SMALL_BYTES));
  return `fc.uint8Array({ ${min === 0 ? '' : `minLength: ${min}, `}maxLength: ${limit} })`;
}

export function nameArbitrary(min: number, max: number): string {
  return `fc.stringMatching(/^[\\x21-\\x2b\\x2d-\\x7e]{${min},${Math.min(max, SMALL_TEXT)}}$/)`;
}

function textArbitrary(text: 'utf8' | 'ascii' | 'latin1' | 'name' | 'lang', max: number): string {
  const length = Math.min(max, SMALL_TEXT);
  switch (text) {
    case 'utf8': // four bytes for each code point at most
      return `fc.string({ unit: 'binary', maxLength: ${Math.min(SMALL_TEXT, Math.floor(max / 4))} })`;
    case 'ascii':
      return `fc.string({ unit: 'grapheme-ascii', maxLength: ${length} })`;
    case 'name':
      return nameArbitrary(0, max);
    case 'latin1':
    case 'lang':
      return `fc.uint8Array({ maxLength: ${length} }).map(codes => String.fromCharCode(...codes))`;
  }
}
