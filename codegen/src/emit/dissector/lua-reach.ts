/** What the messages of a model consist of: the dissector needs no more. */

import { keyOf, type ModelIndex } from '../../ir/index-of.js';
import type { FieldIr, Model, Ref, StructIr, UnionIr } from '../../ir/model.js';
import { typesIn } from '../../ir/types-in.js';

export class LuaReach {
  readonly #index: ModelIndex;
  readonly #structs: readonly StructIr[];
  readonly #reached = new Set<string>();

  constructor(model: Model, index: ModelIndex) {
    this.#index = index;
    this.#structs = model.files.flatMap(file => file.structs);
    for (const struct of this.#structs) if (struct.message !== undefined) this.#struct(struct);
  }

  has(ref: Ref): boolean {
    return this.#reached.has(keyOf(ref));
  }

  /** The struct that the octets of a field hold. */
  held(field: FieldIr): StructIr | undefined {
    return field.holds === undefined ? undefined : this.#structs.find(({ name }) => name === field.holds);
  }

  /** False when it was here before. */
  #first(ref: Ref): boolean {
    if (this.has(ref)) return false;
    this.#reached.add(keyOf(ref));
    return true;
  }

  #struct(struct: StructIr): void {
    if (!this.#first(struct)) return;
    for (const field of struct.fields) {
      const held = this.held(field);
      if (held !== undefined) this.#struct(held);
      for (const type of typesIn(field.type)) {
        if (type.kind === 'struct') this.#struct(this.#index.struct(type.ref));
        if (type.kind === 'union' || type.kind === 'tagged') this.#union(this.#index.union(type.ref));
        if (type.kind === 'int' && type.named !== undefined) this.#enumeration(type.named);
      }
    }
  }

  #union(union: UnionIr): void {
    if (!this.#first(union)) return;
    for (const { body } of union.cases) if (body !== undefined) this.#struct(this.#index.struct(body));
  }

  #enumeration(ref: Ref): void {
    if (!this.#first(ref)) return;
    for (const { enumeration } of this.#index.enumeration(ref).masks) {
      if (enumeration !== undefined) this.#enumeration(enumeration);
    }
  }
}
