/** Finds declarations of a model by name, and the file that each stands in. */

import type { EnumIr, FileIr, Model, Ref, StructIr, UnionIr } from './model.js';

export type Declaration = EnumIr | StructIr | UnionIr;

export class ModelIndex {
  readonly #declarations = new Map<string, { readonly declaration: Declaration; readonly file: FileIr }>();

  constructor(model: Model) {
    for (const file of model.files) {
      for (const declaration of [...file.enums, ...file.structs, ...file.unions]) {
        this.#declarations.set(keyOf(declaration), { declaration, file });
      }
    }
  }

  has(ref: Ref, kind: Declaration['kind']): boolean {
    return this.#declarations.get(keyOf(ref))?.declaration.kind === kind;
  }

  struct(ref: Ref): StructIr {
    const found = this.#get(ref).declaration;
    if (found.kind !== 'struct') throw new TypeError(`${ref.name} is not a struct`);
    return found;
  }

  union(ref: Ref): UnionIr {
    const found = this.#get(ref).declaration;
    if (found.kind !== 'union') throw new TypeError(`${ref.name} is not a union`);
    return found;
  }

  enumeration(ref: Ref): EnumIr {
    const found = this.#get(ref).declaration;
    if (found.kind === 'struct' || found.kind === 'union') throw new TypeError(`${ref.name} is not an enum`);
    return found;
  }

  file(ref: Ref): FileIr {
    return this.#get(ref).file;
  }

  #get(ref: Ref): { readonly declaration: Declaration; readonly file: FileIr } {
    const found = this.#declarations.get(keyOf(ref));
    if (found === undefined) throw new TypeError(`${keyOf(ref)} is not declared`);
    return found;
  }
}

/** Identity of a declaration. */
export function keyOf(ref: Ref): string {
  return `${ref.namespace}.${ref.name}`;
}
