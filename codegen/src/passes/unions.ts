/** Unions: the field that chooses the member is there, earlier, of the right kind, and named alike in all uses. */

import type { Diagnostics } from '../diagnostics.js';
import { keyOf, type ModelIndex } from '../ir/index-of.js';
import { unionIn } from '../ir/fields.js';
import type { FieldIr, Model, StructIr, TypeIr, UnionIr } from '../ir/model.js';
import { typesIn } from '../ir/types-in.js';
import { type FieldSite, fieldSites } from './walk.js';

export function checkUnions(model: Model, index: ModelIndex, diagnostics: Diagnostics): void {
  for (const site of fieldSites(model)) {
    const type = unionIn(site.field.type);
    for (const part of typesIn(site.field.type)) {
      if (part.kind === 'tagged') checkTagged(site, index.union(part.ref), model, diagnostics);
    }
    if (type !== undefined) checkUse(site, type, index.union(type.ref), diagnostics);
    else if (containsUnion(site.field.type)) {
      diagnostics.add(
        'NC309',
        site.field.place,
        'a list of unions is not supported yet',
        'declare a struct that holds the tag and the union',
      );
    }
  }
  for (const union of model.files.flatMap(file => file.unions)) checkCases(union, index, diagnostics);
}

/** A union is either right behind its tag everywhere, or nowhere. */
function checkTagged({ struct, field }: FieldSite, union: UnionIr, model: Model, diagnostics: Diagnostics): void {
  const other = fieldSites(model).find(site => {
    const type = unionIn(site.field.type);
    return type !== undefined && keyOf(type.ref) === keyOf(union);
  });
  if (other === undefined) return;
  const message = `'${struct.name}.${field.name}' is tagged(${union.name}), but '${other.struct.name}.${other.field.name}' chooses by a field`;
  diagnostics.add('NC440', field.place, message, 'declare two unions');
}

function containsUnion(type: TypeIr): boolean {
  if (type.kind === 'union') return true;
  return type.kind === 'box' ? containsUnion(type.inner) : type.kind === 'list' && containsUnion(type.item);
}

function checkUse(
  { struct, field, position }: FieldSite,
  type: TypeIr & { kind: 'union' },
  union: UnionIr,
  diagnostics: Diagnostics,
): void {
  const what = `'${struct.name}.${field.name}'`;
  const tag = struct.fields.findIndex(({ name }) => name === type.by);
  const tagField = struct.fields[tag];
  if (tagField === undefined) {
    diagnostics.add(
      'NC304',
      field.place,
      `${what} is chosen by '${type.by}', which is not a field of '${struct.name}'`,
    );
    return;
  }
  if (tag > position) diagnostics.add('NC441', field.place, `${what} is chosen by '${type.by}', which comes later`);
  if (!tagFits(tagField, union)) {
    diagnostics.add(
      'NC442',
      tagField.place,
      `'${type.by}' chooses a member of '${union.name}', so it must be a plain ${union.tagKind === 'name' ? 'name' : 'integer'}`,
    );
  }
  if (field.condition !== undefined || field.optional || tagField.condition !== undefined || tagField.optional) {
    diagnostics.add(
      'NC443',
      field.place,
      `${what} and '${type.by}' must always be present`,
      'put both into a struct of their own',
    );
  }
  if (union.tag !== type.by && !union.adjacent) {
    diagnostics.add(
      'NC440',
      field.place,
      `${what} calls the tag of '${union.name}' '${type.by}', another use calls it '${union.tag}'`,
      'all uses of a union name the tag alike',
    );
  }
  if (struct.fields.some(other => other !== field && unionIn(other.type)?.by === type.by)) {
    diagnostics.add('NC444', field.place, `two unions of '${struct.name}' are chosen by '${type.by}'`);
  }
}

function tagFits(tag: FieldIr, union: UnionIr): boolean {
  if (tag.role.kind !== 'tag') return false;
  return union.tagKind === 'name' ? tag.type.kind === 'text' : tag.type.kind === 'int' && !tag.type.big;
}

function checkCases(union: UnionIr, index: ModelIndex, diagnostics: Diagnostics): void {
  const tag = union.tag ?? '';
  if (union.unknown !== 'error') {
    if (tag === 'name' || tag === 'data') {
      diagnostics.add(
        'NC422',
        union.place,
        `the tag of the open union '${union.name}' is called '${tag}', as is a part of unknown members`,
        'give the field another name',
      );
    }
    if (union.tagKind === 'number') {
      diagnostics.add(
        'NC309',
        union.place,
        'an open union chosen by a number is not supported yet',
        "use 'unknown: error'",
      );
    }
  }
  const labels = new Set<string>();
  for (const { key, label, body, place } of union.cases) {
    if (labels.has(label)) diagnostics.add('NC425', place, `two members of '${union.name}' are called '${label}'`);
    labels.add(label);
    if (union.tagKind === 'number' && !/^\d+$/.test(key))
      diagnostics.add('NC445', place, `the members of '${union.name}' are chosen by numbers, '${key}' is none`);
    const struct: StructIr | undefined = body === undefined ? undefined : index.struct(body);
    if (struct?.fields.some(field => field.role.kind === 'value' && field.name === tag)) {
      diagnostics.add(
        'NC423',
        place,
        `'${struct.name}' has a field '${tag}', which is also the tag of '${union.name}'`,
      );
    }
    if (struct !== undefined && struct.params.length > 0) {
      diagnostics.add('NC309', place, 'a member with parameters is not supported yet');
    }
  }
}
