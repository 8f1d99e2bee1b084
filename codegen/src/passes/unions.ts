/** Unions: what chooses the member is there, earlier, of the right kind, and named alike in all uses. */

import type { Diagnostics } from '../diagnostics.js';
import { keyOf, type ModelIndex } from '../ir/index-of.js';
import type { FieldIr, Model, StructIr, TypeIr, UnionIr } from '../ir/model.js';
import { typesIn, unionIn } from '../ir/types-in.js';
import { alwaysThere, arrangements, type FieldSite, fieldSites } from './walk.js';

export function checkUnions(model: Model, index: ModelIndex, diagnostics: Diagnostics): void {
  const sites = fieldSites(model);
  for (const site of sites) {
    for (const part of typesIn(site.field.type)) {
      if (part.kind === 'tagged') checkTagged(site, index.union(part.ref), sites, diagnostics);
    }
    checkUse(site, index, diagnostics);
  }
  for (const union of model.files.flatMap(file => file.unions)) checkTagName(union, diagnostics);
  for (const union of model.files.flatMap(file => file.unions)) checkCases(union, index, diagnostics);
}

type Use = TypeIr & { readonly kind: 'union' };

/** A union is either right behind its tag everywhere, or nowhere. */
function checkTagged(
  { struct, field }: FieldSite,
  union: UnionIr,
  sites: readonly FieldSite[],
  diagnostics: Diagnostics,
): void {
  const other = sites.find(site =>
    typesIn(site.field.type).some(t => t.kind === 'union' && keyOf(t.ref) === keyOf(union)),
  );
  if (other === undefined) return;
  const message = `'${struct.name}.${field.name}' is tagged(${union.name}), but '${other.struct.name}.${other.field.name}' chooses its member otherwise`;
  diagnostics.add('NC440', field.place, message, 'declare two unions');
}

function checkUse(site: FieldSite, index: ModelIndex, diagnostics: Diagnostics): void {
  const { struct, field } = site;
  const inside = typesIn(field.type).find(type => type.kind === 'union');
  if (inside === undefined) return;
  const union = index.union(inside.ref);
  if (inside.from === 'param') checkByParam(site, inside, union, diagnostics);
  else if (unionIn(field.type) === undefined) {
    diagnostics.add(
      'NC459',
      field.place,
      `the items of '${struct.name}.${field.name}' would all be chosen by '${inside.by}'`,
      'declare a struct that holds the tag and the union, or use tagged(...)',
    );
    return;
  } else checkByField(site, inside, union, diagnostics);
  if (union.tag !== inside.by && !union.adjacent) {
    diagnostics.add(
      'NC440',
      field.place,
      `'${struct.name}.${field.name}' calls the tag of '${union.name}' '${inside.by}', another use calls it '${union.tag}'`,
      'all uses of a union name the tag alike',
    );
  }
}

function checkByParam({ struct, field }: FieldSite, use: Use, union: UnionIr, diagnostics: Diagnostics): void {
  const param = struct.params.find(({ name }) => name === use.by);
  if (param === undefined || param.kind === union.tagKind) return;
  const text = `'$${use.by}' chooses a member of '${union.name}', so it must be a ${union.tagKind}, not a ${param.kind}`;
  diagnostics.add('NC442', field.place, text);
}

function checkByField({ struct, field }: FieldSite, use: Use, union: UnionIr, diagnostics: Diagnostics): void {
  const what = `'${struct.name}.${field.name}'`;
  const tag = struct.fields.find(({ name }) => name === use.by);
  if (tag === undefined) {
    diagnostics.add('NC304', field.place, `${what} is chosen by '${use.by}', which is not a field of '${struct.name}'`);
    return;
  }
  if (arrangements(struct).some(({ fields }) => fields.indexOf(tag) > fields.indexOf(field))) {
    diagnostics.add('NC441', field.place, `${what} is chosen by '${use.by}', which comes later`);
  }
  if (!tagFits(tag, union)) {
    const kind = union.tagKind === 'name' ? 'plain name' : `plain u${union.tagBits}`;
    diagnostics.add('NC442', tag.place, `'${use.by}' chooses a member of '${union.name}', so it must be a ${kind}`);
  }
  if (!alwaysThere(field, struct) || !alwaysThere(tag, struct)) {
    const hint = 'put both into a struct of their own';
    diagnostics.add('NC443', field.place, `${what} and '${use.by}' must always be present`, hint);
  }
  if (struct.fields.some(other => other !== field && unionIn(other.type)?.by === use.by)) {
    diagnostics.add('NC444', field.place, `two unions of '${struct.name}' are chosen by '${use.by}'`);
  }
}

function tagFits(tag: FieldIr, union: UnionIr): boolean {
  if (tag.role.kind !== 'tag' || tag.default !== undefined) return false;
  if (union.tagKind === 'name') return tag.type.kind === 'text';
  return tag.type.kind === 'int' && !tag.type.big && !tag.type.signed && tag.type.bits === union.tagBits;
}

/** Members of unknown values. */
const UNKNOWN_MEMBERS = ['name', 'number', 'data'];

function checkTagName(union: UnionIr, diagnostics: Diagnostics): void {
  if (union.unknown === 'error' || union.tag === undefined || !UNKNOWN_MEMBERS.includes(union.tag)) return;
  diagnostics.add(
    'NC422',
    union.place,
    `the tag of the open union '${union.name}' is called '${union.tag}', as is a part of unknown members`,
    'give the field another name, such as option or requestName',
  );
}

function checkCases(union: UnionIr, index: ModelIndex, diagnostics: Diagnostics): void {
  const labels = new Map<string, string>();
  for (const { key, label, body, place } of union.cases) {
    const other = labels.get(label);
    if (other !== undefined && other !== key) {
      diagnostics.add('NC425', place, `two members of '${union.name}' are called '${label}'`);
    }
    labels.set(label, key);
    if (union.tagKind === 'number') checkNumber(union, key, place, diagnostics);
    else if (!/^[!-+\--~]+$/.test(key) || key.length > (union.tagMax ?? Infinity)) {
      diagnostics.add('NC445', place, `'${key}' is not a name that chooses a member of '${union.name}'`);
    }
    const struct: StructIr | undefined = body === undefined ? undefined : index.struct(body);
    if (struct === undefined || union.tag === undefined) continue;
    const members = [
      ...struct.fields.filter(({ role }) => role.kind === 'value').map(({ name }) => name),
      ...struct.spans.map(({ name }) => name),
      ...(struct.keepRaw ? ['raw'] : []),
    ];
    if (!members.includes(union.tag)) continue;
    const text = `'${struct.name}' has a field '${union.tag}', which is also the tag of '${union.name}'`;
    diagnostics.add('NC423', place, text);
  }
}

function checkNumber(union: UnionIr, key: string, place: FieldIr['place'], diagnostics: Diagnostics): void {
  if (!/^\d+$/.test(key)) {
    diagnostics.add('NC445', place, `the members of '${union.name}' are chosen by numbers, '${key}' is none`);
  } else if (Number(key) >= 2 ** union.tagBits) {
    diagnostics.add(
      'NC445',
      place,
      `the members of '${union.name}' are chosen by a u${union.tagBits}, '${key}' is more`,
    );
  }
}
