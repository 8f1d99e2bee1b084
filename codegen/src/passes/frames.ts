/** What reads up to the end of its frame stands last in it; nothing contains itself. */

import type { Diagnostics } from '../diagnostics.js';
import { keyOf, type ModelIndex } from '../ir/index-of.js';
import type { FieldIr, Model, StructIr, TypeIr } from '../ir/model.js';
import { typesIn } from '../ir/types-in.js';
import { Sizes } from './sizes.js';
import { checkUnfolding } from './unfolding.js';
import { arrangements, containedDeep, structsOf } from './walk.js';

/** True when the sizes of structs can be told: nothing contains itself. */
export function checkFrames(model: Model, index: ModelIndex, diagnostics: Diagnostics): boolean {
  const structs = structsOf(model);
  const recursive = structs.filter(struct => containedDeep(struct, index).has(keyOf(struct)));
  for (const struct of recursive) {
    diagnostics.add(
      'NC452',
      struct.place,
      `'${struct.name}' contains itself`,
      'a peer could nest it without end: declare the inner one as bytes',
    );
  }
  if (recursive.length > 0 || !checkUnfolding(structs, index, diagnostics)) return false; // the walk below would not end
  for (const struct of structs) {
    for (const { fields } of arrangements(struct)) checkOrder(struct, fields, index, diagnostics);
    for (const field of struct.fields) checkField(struct, field, index, diagnostics);
  }
  return true;
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
      return structIsOpen(index.struct(type.ref), index);
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

/** What was found out about structs, which are frozen. */
const openStructs = new WeakMap<StructIr, boolean>();

function structIsOpen(struct: StructIr, index: ModelIndex): boolean {
  const known = openStructs.get(struct);
  if (known !== undefined) return known;
  const open = struct.fields.some(field => endsFrame(field, index));
  openStructs.set(struct, open);
  return open;
}

function checkOrder(struct: StructIr, fields: readonly FieldIr[], index: ModelIndex, diagnostics: Diagnostics): void {
  for (const [position, field] of fields.entries()) {
    const next = fields[position + 1];
    if (next === undefined || !endsFrame(field, index)) continue;
    const { type } = field;
    if (type.kind === 'list' && type.end !== undefined && type.end.terminator.length > 0) continue; // ends before the next
    if (field.optional && next.optional && !openEnded(field.type, index)) continue;
    diagnostics.add(
      'NC450',
      field.place,
      `'${struct.name}.${field.name}' reads to the end, but '${next.name}' follows`,
      field.optional ? `make '${next.name}' optional too` : 'put it last, or into a box(...)',
    );
  }
}

function checkField(struct: StructIr, field: FieldIr, index: ModelIndex, diagnostics: Diagnostics): void {
  const follows = struct.fields[struct.fields.indexOf(field) - 1]?.optional === true; // empty would then need what is before
  const toTheEnd = field.type.kind !== 'struct' && openEnded(field.type, index);
  if (field.optional && new Sizes(index).type(field.type) === 0 && !(follows && toTheEnd)) {
    diagnostics.add(
      'NC413',
      field.place,
      `'${struct.name}.${field.name}' may be missing, but may also take no bytes`,
      'leave out optional: empty says the same',
    );
  }
  for (const type of typesIn(field.type)) {
    if (type.kind !== 'list' || !openEnded(type.item, index)) continue;
    diagnostics.add(
      'NC451',
      field.place,
      `items of '${struct.name}.${field.name}' read to the end, so there could be only one`,
      'put each into a box(...)',
    );
  }
}

function endsFrame(field: FieldIr, index: ModelIndex): boolean {
  return field.optional || openEnded(field.type, index);
}
