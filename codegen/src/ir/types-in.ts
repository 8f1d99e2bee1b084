/** The types inside a type. */

import type { TypeIr } from './model.js';

/** A type and all types inside it, outermost first. */
export function typesIn(type: TypeIr): readonly TypeIr[] {
  if (type.kind === 'box') return [type, ...typesIn(type.inner)];
  return type.kind === 'list' ? [type, ...typesIn(type.item)] : [type];
}

/** The union that a field is, also inside a box. */
export function unionIn(type: TypeIr): (TypeIr & { kind: 'union' }) | undefined {
  if (type.kind === 'union') return type;
  return type.kind === 'box' ? unionIn(type.inner) : undefined;
}

/** The list that a field is, also inside a box. */
export function listIn(type: TypeIr): (TypeIr & { kind: 'list' }) | undefined {
  if (type.kind === 'list') return type;
  return type.kind === 'box' ? listIn(type.inner) : undefined;
}
