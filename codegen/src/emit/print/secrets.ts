/** Decides which members a printer hides, from what the spec marks as secret. */

import { keyOf, type ModelIndex } from '../../ir/index-of.js';
import type { FieldIr, Ref, StructIr, TypeIr, UnionIr } from '../../ir/model.js';

export class Secrets {
  readonly #index: ModelIndex;
  readonly #structs = new Map<string, boolean>();

  constructor(index: ModelIndex) {
    this.#index = index;
  }

  /**
   * The member is hidden: it is secret, or stands in a structure that is and says nothing by itself.
   * Names of numbers are public there, and structures that are secret themselves, which hide their own members.
   */
  hidden(struct: StructIr, field: FieldIr): boolean {
    return field.secret || (struct.secret && !this.#public(field.type));
  }

  /** A member of the union holds a secret, so its undecoded octets may be one. */
  union(union: UnionIr): boolean {
    return union.cases.some(({ body }) => body !== undefined && this.#holds(body));
  }

  #public(type: TypeIr): boolean {
    switch (type.kind) {
      case 'int':
        return type.named !== undefined;
      case 'box':
        return this.#public(type.inner);
      case 'list':
        return this.#public(type.item);
      case 'struct':
        return this.#index.struct(type.ref).secret;
      case 'union':
      case 'tagged':
        return this.#index
          .union(type.ref)
          .cases.every(({ body }) => body === undefined || this.#index.struct(body).secret);
      default:
        return false;
    }
  }

  #holds(ref: Ref): boolean {
    const key = keyOf(ref);
    const known = this.#structs.get(key);
    if (known !== undefined) return known;
    this.#structs.set(key, false); // a struct cannot hold itself; another rule reports it
    const struct = this.#index.struct(ref);
    const holds = struct.secret || struct.fields.some(field => field.secret || this.#typeHolds(field.type));
    this.#structs.set(key, holds);
    return holds;
  }

  #typeHolds(type: TypeIr): boolean {
    switch (type.kind) {
      case 'box':
        return this.#typeHolds(type.inner);
      case 'list':
        return this.#typeHolds(type.item);
      case 'struct':
        return this.#holds(type.ref);
      case 'union':
      case 'tagged':
        return this.union(this.#index.union(type.ref));
      default:
        return false;
    }
  }
}
