/** The least number of bytes of structs and types, so that decoders can refuse counts that cannot be true. */

import { keyOf, type ModelIndex } from '../ir/index-of.js';
import type { FieldIr, Ref, TypeIr } from '../ir/model.js';

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
    const size = struct.fields.reduce((sum, field) => sum + this.field(field), struct.magic?.length ?? 0);
    this.#structs.set(key, size);
    return size;
  }

  field(field: FieldIr): number {
    return field.condition !== undefined || field.optional ? 0 : this.type(field.type);
  }

  type(type: TypeIr): number {
    switch (type.kind) {
      case 'int':
        return type.bits / 8;
      case 'bool':
        return 1;
      case 'raw':
        return type.length;
      case 'bytes':
        return 4 + type.min;
      case 'fixed':
        return 4 + type.length;
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
        return this.#tag(type.ref) + this.#union(type.ref);
      case 'rest':
      case 'restUtf8':
      case 'restNames':
      case 'padding':
        return 0;
    }
  }

  #tag(ref: Ref): number {
    const union = this.#index.union(ref);
    return union.tagKind === 'name' ? 4 : union.tagBits / 8;
  }

  #union(ref: Ref): number {
    const union = this.#index.union(ref);
    const known = union.cases.map(({ body, boxed }) => (boxed ? 4 : 0) + (body === undefined ? 0 : this.struct(body)));
    const unknown = union.unknown === 'rest' ? [0] : union.unknown === 'bytes' ? [4] : [];
    return known.length + unknown.length === 0 ? 0 : Math.min(...known, ...unknown);
  }
}
