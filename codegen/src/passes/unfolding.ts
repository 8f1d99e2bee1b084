/** How large a struct becomes when all that it contains is written out: code, samples and stacks grow with that. */

import type { Diagnostics } from '../diagnostics.js';
import { keyOf, type ModelIndex } from '../ir/index-of.js';
import type { StructIr } from '../ir/model.js';
import { containedStructs } from './walk.js';

/** Structs inside each other. */
const MOST_DEEP = 64;
/** Fields of a struct and of all that it contains, each as often as it is contained. */
const MOST_FIELDS = 20_000;

interface Extent {
  readonly depth: number;
  readonly fields: number;
}

/** True when all structs can be written out. None of them contains itself. */
export function checkUnfolding(structs: readonly StructIr[], index: ModelIndex, diagnostics: Diagnostics): boolean {
  const extents = new Map<string, Extent>();
  for (const struct of structs) measure(struct, index, extents);
  let good = true;
  for (const struct of structs) {
    const { depth, fields } = extents.get(keyOf(struct)) ?? { depth: 0, fields: 0 };
    if (depth <= MOST_DEEP && fields <= MOST_FIELDS) continue;
    good = false;
    const what =
      depth > MOST_DEEP
        ? `${depth} structs inside each other`
        : `${fields} fields when all that it contains is written out`;
    diagnostics.add(
      'NC416',
      struct.place,
      `'${struct.name}' has ${what}`,
      `at most ${MOST_DEEP} structs inside each other, and ${MOST_FIELDS} fields: declare the inner ones as bytes`,
    );
  }
  return good;
}

/** Visits what a struct contains before the struct itself, without recursion. */
function measure(struct: StructIr, index: ModelIndex, extents: Map<string, Extent>): void {
  const stack = [struct];
  for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
    const parts = containedStructs(top, index);
    const unknown = parts.filter(part => !extents.has(keyOf(part)));
    if (unknown.length > 0) stack.push(...unknown.map(part => index.struct(part)));
    else {
      stack.pop();
      const inside = parts.map(part => extents.get(keyOf(part)) ?? { depth: 0, fields: 0 });
      const depth = 1 + inside.reduce((most, extent) => Math.max(most, extent.depth), 0);
      const fields = inside.reduce((sum, extent) => sum + extent.fields, top.fields.length);
      extents.set(keyOf(top), { depth, fields });
    }
  }
}
