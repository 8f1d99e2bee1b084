/** Ways over a model that several passes share. */

import type { ModelIndex } from '../ir/index-of.js';
import type { FieldIr, FileIr, Model, Ref, StructIr, TypeIr } from '../ir/model.js';
import { typesIn } from '../ir/types-in.js';

/** A field with everything around it. */
export interface FieldSite {
  readonly file: FileIr;
  readonly struct: StructIr;
  readonly field: FieldIr;
  readonly position: number;
}

export function fieldSites(model: Model): readonly FieldSite[] {
  return model.files.flatMap(file =>
    file.structs.flatMap(struct => struct.fields.map((field, position) => ({ file, struct, field, position }))),
  );
}

/** Declarations that a type names directly. */
export function refsIn(type: TypeIr): readonly Ref[] {
  return typesIn(type).flatMap(part => ('ref' in part ? [part.ref] : []));
}

/** Structs that a struct contains directly, also as members of its unions. */
export function containedStructs(struct: StructIr, index: ModelIndex): readonly Ref[] {
  return struct.fields.flatMap(field =>
    typesIn(field.type).flatMap((type): readonly Ref[] => {
      if (type.kind === 'struct') return [type.ref];
      if (type.kind !== 'union' && type.kind !== 'tagged') return [];
      return index.union(type.ref).cases.flatMap(({ body }) => (body === undefined ? [] : [body]));
    }),
  );
}
