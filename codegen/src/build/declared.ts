/** The part that all declarations of the model share. */

import type { RawRows } from '../load/grammar.js';
import type { Path } from '../load/source.js';
import type { Declared } from '../ir/model.js';
import type { Scope } from './scope.js';

interface RawDeclared extends RawRows {
  readonly doc?: string | undefined;
  readonly ref?: string | undefined;
}

export function declared(name: string, raw: RawDeclared, path: Path, scope: Scope): Declared {
  return {
    namespace: scope.file.raw.namespace,
    name,
    ids: idsOf(raw),
    doc: raw.doc,
    reference: scope.reference(raw.ref, path),
    place: scope.place(path, 'key'),
  };
}

/** Rows of the inventory, of which there may be none, one or several. */
export function idsOf({ id }: RawRows): readonly string[] {
  return id === undefined ? [] : [id].flat();
}
