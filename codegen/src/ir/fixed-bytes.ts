/** Bytes of types that have one size only. */

import type { TypeIr } from './model.js';

/** Undefined for types whose size depends on their value; structs are not looked into. */
export function fixedBytes(type: TypeIr): number | undefined {
  switch (type.kind) {
    case 'int':
      return type.bits / 8;
    case 'bool':
      return 1;
    case 'raw':
      return type.length;
    case 'fixed':
      return 4 + type.length;
    default:
      return undefined;
  }
}
