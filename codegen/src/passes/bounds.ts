/** Every variable-length field has a bound of its own or inherits one; otherwise a peer could make us allocate anything. */

import type { Diagnostics } from '../diagnostics.js';
import type { ModelIndex } from '../ir/index-of.js';
import type { Model, TypeIr } from '../ir/model.js';
import { typesIn } from '../ir/types-in.js';
import type { Sizes } from './sizes.js';
import { fieldSites } from './walk.js';

export function checkBounds(model: Model, _index: ModelIndex, sizes: Sizes, diagnostics: Diagnostics): void {
  for (const { struct, field } of fieldSites(model)) {
    for (const type of typesIn(field.type)) {
      const limit = missingLimit(type);
      if (limit !== undefined) {
        diagnostics.add(
          'NC410',
          field.place,
          `'${struct.name}.${field.name}' has no bound`,
          `give it 'max', or declare the limit '${limit}' under limits`,
        );
      }
      if (type.kind === 'bytes' && type.max !== undefined && type.min > type.max) {
        diagnostics.add('NC411', field.place, `'${struct.name}.${field.name}' has a minimum over its maximum`);
      }
      if (type.kind === 'list' && type.count.by === 'end' && sizes.type(type.item) === 0) {
        diagnostics.add(
          'NC412',
          field.place,
          `'${struct.name}.${field.name}' repeats something that may take no bytes`,
          'count the items with [u32]',
        );
      }
    }
  }
  for (const union of model.files.flatMap(file => file.unions)) {
    if (union.adjacent && union.tagKind === 'name' && union.tagMax === undefined) {
      diagnostics.add(
        'NC410',
        union.place,
        `the tag of '${union.name}' has no bound`,
        "declare the limit 'name' under limits",
      );
    }
    const framed = union.unknown !== 'error' || union.cases.some(({ boxed }) => boxed);
    if (!framed || union.unknownMax !== undefined) continue;
    diagnostics.add(
      'NC410',
      union.place,
      `members of '${union.name}' have no bound`,
      `declare the limit '${union.unknown === 'rest' ? 'rest' : 'bytes'}' under limits`,
    );
  }
}

/** Name of the limit that a type should have inherited. */
function missingLimit(type: TypeIr): string | undefined {
  switch (type.kind) {
    case 'bytes':
    case 'box':
      return type.max === undefined ? 'bytes' : undefined;
    case 'text':
      return type.max === undefined ? type.text : undefined;
    case 'names':
    case 'restNames':
      return type.items === undefined || type.itemBytes === undefined ? 'names' : undefined;
    case 'mpint':
      return type.maxBits === undefined ? 'mpint' : undefined;
    case 'rest':
    case 'restUtf8':
      return type.max === undefined ? 'rest' : undefined;
    case 'list':
      return type.max === undefined ? 'items' : undefined;
    default:
      return undefined;
  }
}
