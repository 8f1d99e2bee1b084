/** The types inside a type. */

import type { TypeIr } from './model.js';

/** A type and all types inside it, outermost first. */
export function typesIn(type: TypeIr): readonly TypeIr[] {
  if (type.kind === 'box') return [type, ...typesIn(type.inner)];
  return type.kind === 'list' ? [type, ...typesIn(type.item)] : [type];
}
