/** What reads up to the end of its frame stands last in it; nothing contains itself. */

import type { Diagnostics } from '../diagnostics.js';
import { keyOf, type ModelIndex } from '../ir/index-of.js';
import type { FieldIr, Model, StructIr, TypeIr } from '../ir/model.js';
import { typesIn } from '../ir/types-in.js';
import { containedStructs, fieldSites } from './walk.js';

export function checkFrames(model: Model, index: ModelIndex, diagnostics: Diagnostics): void {
  const structs = model.files.flatMap(file => file.structs);
  const recursive = new Set(structs.filter(struct => containsItself(struct, index)).map(keyOf));
  for (const struct of structs) {
    if (recursive.has(keyOf(struct))) {
      diagnostics.add(
        'NC452',
        struct.place,
        `'${struct.name}' contains itself`,
        'a peer could nest it without end: declare the inner one as bytes',
      );
    }
  }
  if (recursive.size > 0) return; // the walk below would not end
  for (const { struct, field, position } of fieldSites(model)) {
    const next = struct.fields[position + 1];
    if (field.type.kind === 'list' && field.type.end !== undefined) continue; // what ends it tells it from what follows
    if (
      next !== undefined &&
      endsFrame(field, index) &&
      !(field.optional && next.optional && !openEnded(field.type, index))
    ) {
      const message = `'${struct.name}.${field.name}' reads to the end, but '${next.name}' follows`;
      diagnostics.add(
        'NC450',
        field.place,
        message,
        field.optional ? `make '${next.name}' optional too` : 'put it last, or into a box(...)',
      );
    }
    if (field.optional && mayBeEmpty(field.type)) {
      diagnostics.add(
        'NC413',
        field.place,
        `'${struct.name}.${field.name}' may be missing, but may also take no bytes`,
        'leave out optional: empty says the same',
      );
    }
    for (const type of typesIn(field.type)) {
      if (type.kind === 'list' && openEnded(type.item, index)) {
        diagnostics.add(
          'NC451',
          field.place,
          `items of '${struct.name}.${field.name}' read to the end, so there could be only one`,
          'put each into a box(...)',
        );
      }
    }
  }
}

function mayBeEmpty(type: TypeIr): boolean {
  return ['rest', 'restUtf8', 'restNames'].includes(type.kind) || (type.kind === 'list' && type.count.by === 'end');
}

function containsItself(struct: StructIr, index: ModelIndex): boolean {
  const seen = new Set<string>();
  const queue = [...containedStructs(struct, index)];
  for (let ref = queue.pop(); ref !== undefined; ref = queue.pop()) {
    if (keyOf(ref) === keyOf(struct)) return true;
    if (seen.has(keyOf(ref))) continue;
    seen.add(keyOf(ref));
    queue.push(...containedStructs(index.struct(ref), index));
  }
  return false;
}

function endsFrame(field: FieldIr, index: ModelIndex): boolean {
  return field.optional || openEnded(field.type, index);
}

/** True when a type reads up to the end of its frame. */
export function openEnded(type: TypeIr, index: ModelIndex): boolean {
  switch (type.kind) {
    case 'rest':
    case 'restUtf8':
    case 'restNames':
    case 'padding':
      return true;
    case 'list':
      return type.count.by === 'end' && type.end?.optional !== false;
    case 'struct':
      return index.struct(type.ref).fields.some(field => endsFrame(field, index));
    case 'tagged':
    case 'union': {
      const union = index.union(type.ref);
      if (union.unknown === 'rest') return true;
      return union.cases.some(
        ({ body, boxed }) => body !== undefined && !boxed && openEnded({ kind: 'struct', ref: body }, index),
      );
    }
    default:
      return false;
  }
}
