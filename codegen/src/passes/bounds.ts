/** Every variable-length field has a bound of its own or inherits one; otherwise a peer could make us allocate anything. */

import type { Diagnostics, Place } from '../diagnostics.js';
import type { ModelIndex } from '../ir/index-of.js';
import type { FieldIr, Model, StructIr, TypeIr, UnionIr } from '../ir/model.js';
import { typesIn } from '../ir/types-in.js';
import { MaximumSizes, Sizes } from './sizes.js';
import { fieldSites, structsOf } from './walk.js';

/** `sized`: nothing contains itself, so that sizes can be told. */
export function checkBounds(model: Model, index: ModelIndex, sized: boolean, diagnostics: Diagnostics): void {
  const sizes = new Sizes(index);
  for (const { struct, field } of fieldSites(model)) {
    for (const type of typesIn(field.type)) checkType(struct, field, type, sizes, diagnostics);
  }
  for (const union of model.files.flatMap(file => file.unions)) checkUnion(union, diagnostics);
  for (const { name, maxMessage, place } of model.files.flatMap(file => file.spaces)) {
    checkLength(`the space '${name}'`, maxMessage, place, diagnostics);
  }
  if (sized) checkMessages(model, sizes, new MaximumSizes(index), diagnostics);
}

/** Bytes or items of what cannot be smaller. */
const LARGEST_FIXED = 2 ** 18;
/** What a length of 32 bits can say. */
const LARGEST = 0xffff_ffff;

function checkType(struct: StructIr, field: FieldIr, type: TypeIr, sizes: Sizes, diagnostics: Diagnostics): void {
  const what = `'${struct.name}.${field.name}'`;
  const limit = missingLimit(type);
  if (limit !== undefined) {
    const hint = `give it 'max', or declare the limit '${limit}' under limits`;
    diagnostics.add('NC410', field.place, `${what} has no bound`, hint);
  }
  for (const bound of boundsOf(type)) checkLength(what, bound, field.place, diagnostics);
  checkFixed(struct, field, type, diagnostics);
  const least = type.kind === 'bytes' ? type.min : type.kind === 'box' ? sizes.type(type.inner) : 0;
  if ((type.kind === 'bytes' || type.kind === 'box') && type.max !== undefined && least > type.max) {
    diagnostics.add('NC411', field.place, `${what} has a minimum over its maximum`);
  }
  if (type.kind === 'list' && type.count.by === 'end' && sizes.type(type.item) === 0) {
    diagnostics.add(
      'NC412',
      field.place,
      `${what} repeats something that may take no bytes`,
      'count the items with [u32]',
    );
  }
}

/** Sizes that are never less can be made, and sent. */
function checkFixed(struct: StructIr, field: FieldIr, type: TypeIr, diagnostics: Diagnostics): void {
  const what = `'${struct.name}.${field.name}'`;
  const fixed = type.kind === 'raw' || type.kind === 'fixed' ? type.length : type.kind === 'bytes' ? type.min : 0;
  if (fixed > LARGEST_FIXED) {
    const text = `${what} always has ${fixed} bytes or more, which no packet holds`;
    diagnostics.add('NC415', field.place, text, `fixed sizes end at ${LARGEST_FIXED}`);
  }
  if (type.kind !== 'list' || type.count.by !== 'param') return;
  const { name } = type.count;
  const least = struct.params.find(param => param.name === name)?.min ?? 0;
  if (least <= Math.min(type.max ?? LARGEST_FIXED, LARGEST_FIXED)) return;
  diagnostics.add('NC411', field.place, `${what} has at least ${least} items by '$${name}', over its maximum`);
}

function checkUnion(union: UnionIr, diagnostics: Diagnostics): void {
  if (union.adjacent && union.tagKind === 'name' && union.tagMax === undefined) {
    const text = `the tag of '${union.name}' has no bound`;
    diagnostics.add('NC410', union.place, text, "declare the limit 'name' under limits");
  }
  const framed = union.unknown !== 'error' || union.cases.some(({ boxed }) => boxed);
  if (!framed || union.unknownMax !== undefined) return;
  const limit = union.unknown === 'rest' ? 'rest' : 'bytes';
  diagnostics.add(
    'NC410',
    union.place,
    `members of '${union.name}' have no bound`,
    `declare the limit '${limit}' under limits`,
  );
}

function checkMessages(model: Model, sizes: Sizes, most: MaximumSizes, diagnostics: Diagnostics): void {
  for (const struct of structsOf(model)) {
    const { message } = struct;
    if (message === undefined) continue;
    const tag = message.tagName === undefined ? message.tagBits / 8 : 4 + message.tagName.length;
    const least = tag + sizes.struct(struct);
    if (least > message.maxMessage) {
      const text = `'${struct.name}' takes at least ${least} bytes, but messages of the space ${message.space} at most ${message.maxMessage}`;
      diagnostics.add('NC414', struct.place, text);
    }
    if (most.struct(struct) === Infinity) {
      const hint = 'a part of it has no bound: see the other diagnostics';
      diagnostics.add('NC414', struct.place, `'${struct.name}' has no largest size`, hint);
    }
  }
}

function checkLength(what: string, bound: number, place: Place, diagnostics: Diagnostics): void {
  if (bound <= LARGEST) return;
  diagnostics.add('NC415', place, `${what} has the bound ${bound}, which is none`, `lengths end at ${LARGEST}`);
}

/** All numbers that bound a type, as far as they are declared. */
function boundsOf(type: TypeIr): readonly number[] {
  switch (type.kind) {
    case 'bytes':
    case 'text':
    case 'rest':
    case 'restUtf8':
    case 'box':
    case 'list':
      return [type.max ?? 0];
    case 'fixed':
    case 'raw':
      return [type.length];
    case 'names':
    case 'restNames':
      return [type.items ?? 0, type.itemBytes ?? 0];
    case 'mpint':
      return [type.maxBits ?? 0];
    default:
      return [];
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
