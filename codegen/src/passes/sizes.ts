/** The least and the most bytes of structs and types: decoders refuse counts that cannot be true, and limits can be compared. */

import { fixedBytes } from '../ir/fixed-bytes.js';
import { keyOf, type ModelIndex } from '../ir/index-of.js';
import type { FieldIr, Ref, StructIr, TypeIr, UnionIr } from '../ir/model.js';
import { arrangements } from './walk.js';

/** Least bytes of a type. A struct that contains itself counts as nothing here; another pass reports it. */
export class Sizes {
  readonly #index: ModelIndex;
  readonly #structs = new Map<string, number>();

  constructor(index: ModelIndex) {
    this.#index = index;
  }

  struct(ref: Ref): number {
    const key = keyOf(ref);
    const known = this.#structs.get(key);
    if (known !== undefined) return known;
    this.#structs.set(key, 0);
    const struct = this.#index.struct(ref);
    const sums = arrangements(struct).map(({ fields }) => sum(fields, field => this.field(field)));
    const size = magicBytes(struct) + Math.min(...sums);
    this.#structs.set(key, size);
    return size;
  }

  field(field: FieldIr): number {
    return field.condition !== undefined || field.optional ? 0 : this.type(field.type);
  }

  type(type: TypeIr): number {
    const fixed = fixedBytes(type);
    if (fixed !== undefined) return fixed;
    switch (type.kind) {
      case 'bytes':
        return 4 + type.min;
      case 'text':
      case 'names':
      case 'mpint':
        return 4;
      case 'struct':
        return this.struct(type.ref);
      case 'box':
        return 4 + this.type(type.inner);
      case 'list':
        return type.count.by === 'u32' ? 4 : 0;
      case 'union':
        return this.#union(type.ref);
      case 'tagged':
        return tagBytes(this.#index.union(type.ref)) + this.#union(type.ref);
      default:
        return 0;
    }
  }

  #union(ref: Ref): number {
    const union = this.#index.union(ref);
    const known = union.cases.map(({ body, boxed }) => (boxed ? 4 : 0) + (body === undefined ? 0 : this.struct(body)));
    const unknown = union.unknown === 'rest' ? [0] : union.unknown === 'bytes' ? [4] : [];
    return known.length + unknown.length === 0 ? 0 : Math.min(...known, ...unknown);
  }
}

/** Most bytes of a type, Infinity without a bound. Structs that contain themselves are not for it. */
export class MaximumSizes {
  readonly #index: ModelIndex;
  readonly #structs = new Map<string, number>();

  constructor(index: ModelIndex) {
    this.#index = index;
  }

  struct(ref: Ref): number {
    const key = keyOf(ref);
    const known = this.#structs.get(key);
    if (known !== undefined) return known;
    const struct = this.#index.struct(ref);
    const sums = arrangements(struct).map(({ fields }) => sum(fields, field => this.#field(struct, field)));
    const size = magicBytes(struct) + Math.max(...sums);
    this.#structs.set(key, size);
    return size;
  }

  #field(struct: StructIr, { type }: FieldIr): number {
    if (type.kind !== 'padding') return this.type(type, struct);
    return (struct.params.find(({ name }) => name === type.to)?.max ?? Infinity) - 1;
  }

  type(type: TypeIr, struct: StructIr): number {
    const fixed = fixedBytes(type);
    if (fixed !== undefined) return fixed;
    switch (type.kind) {
      case 'sized':
        return struct.params.find(({ name }) => name === type.param)?.max ?? Infinity;
      case 'bytes':
      case 'text':
        return 4 + (type.max ?? Infinity);
      case 'names':
        return 4 + nameBytes(type);
      case 'mpint':
        return 5 + Math.ceil((type.maxBits ?? Infinity) / 8);
      case 'rest':
      case 'restUtf8':
        return type.max ?? Infinity;
      case 'restNames':
        return nameBytes(type);
      case 'struct':
        return this.struct(type.ref);
      case 'box':
        return 4 + Math.min(this.type(type.inner, struct), type.max ?? Infinity);
      case 'list':
        return (type.count.by === 'u32' ? 4 : 0) + this.#items(type, struct);
      case 'union':
        return this.#union(type.ref);
      case 'tagged':
        return tagBytes(this.#index.union(type.ref), true) + this.#union(type.ref);
      default:
        return 0;
    }
  }

  #items(type: TypeIr & { readonly kind: 'list' }, struct: StructIr): number {
    const { count } = type;
    const most = count.by === 'param' ? struct.params.find(({ name }) => name === count.name)?.max : undefined;
    const items = Math.min(most ?? Infinity, type.max ?? Infinity) + (type.end === undefined ? 0 : 1);
    return items === 0 ? 0 : items * this.type(type.item, struct);
  }

  #union(ref: Ref): number {
    const union = this.#index.union(ref);
    const unknownMax = union.unknownMax ?? Infinity;
    const known = union.cases.map(({ body, boxed }) => {
      const size = body === undefined ? 0 : this.struct(body);
      return boxed ? 4 + Math.min(size, unknownMax) : size;
    });
    const unknown = union.unknown === 'rest' ? unknownMax : union.unknown === 'bytes' ? 4 + unknownMax : 0;
    return Math.max(unknown, ...known);
  }
}

function sum(fields: readonly FieldIr[], size: (field: FieldIr) => number): number {
  return fields.reduce((total, field) => total + size(field), 0);
}

function magicBytes(struct: StructIr): number {
  return struct.magic?.length ?? 0;
}

function nameBytes(type: TypeIr & { readonly kind: 'names' | 'restNames' }): number {
  return (type.items ?? Infinity) * ((type.itemBytes ?? Infinity) + 1);
}

function tagBytes(union: UnionIr, most = false): number {
  if (union.tagKind === 'number') return union.tagBits / 8;
  return most ? 4 + (union.tagMax ?? Infinity) : 4;
}
