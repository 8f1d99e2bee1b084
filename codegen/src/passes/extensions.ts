/** Members that files add to unions: the union takes them, and each is added once. */

import type { Diagnostics } from '../diagnostics.js';
import { keyOf, type ModelIndex } from '../ir/index-of.js';
import type { CaseIr, Model, Ref, UnionIr } from '../ir/model.js';

export function checkExtensions(model: Model, index: ModelIndex, diagnostics: Diagnostics): void {
  for (const file of model.files) {
    for (const union of file.unions) {
      checkKeys(union, union.cases, diagnostics);
      const added = union.cases.filter(({ place }) => union.replyOf === undefined && place.file !== file.spec);
      for (const member of added) checkOpen(union, member, diagnostics);
    }
  }
  for (const [key, { union: ref, members }] of addedByUnion(model)) {
    const union = index.union(ref);
    if (keyOf(union) !== key) continue;
    checkKeys(union, [...union.cases, ...members], diagnostics);
    for (const member of members) {
      checkOpen(union, member, diagnostics);
      checkMember(union, member, index, diagnostics);
    }
  }
}

interface Added {
  readonly union: Ref;
  readonly members: readonly CaseIr[];
}

function addedByUnion(model: Model): ReadonlyMap<string, Added> {
  const added = new Map<string, Added>();
  for (const { union, member } of model.files.flatMap(file => file.extensions)) {
    const members = added.get(keyOf(union))?.members ?? [];
    added.set(keyOf(union), { union, members: [...members, member] });
  }
  return added;
}

function checkKeys(union: UnionIr, members: readonly CaseIr[], diagnostics: Diagnostics): void {
  const seen = new Map<string, CaseIr>();
  for (const member of members) {
    const key = union.tagKind === 'number' && /^\d+$/.test(member.key) ? String(Number(member.key)) : member.key;
    const other = seen.get(key);
    if (other === undefined) seen.set(key, member);
    else if (union.replyOf === undefined) {
      const text = `'${member.key}' is a member of '${union.name}' already, from ${other.place.file}`;
      diagnostics.add('NC426', member.place, text, 'names of members are unique, also those that other files add');
    }
  }
}

function checkOpen(union: UnionIr, member: CaseIr, diagnostics: Diagnostics): void {
  if (union.open) return;
  const hint = "only its owner can add members; 'open: true' lets others, too";
  diagnostics.add('NC427', member.place, `'${union.name}' is closed, so '${member.key}' cannot be added`, hint);
}

/** A member of another package's union is decoded apart from it, so it must look like one. */
function checkMember(union: UnionIr, member: CaseIr, index: ModelIndex, diagnostics: Diagnostics): void {
  if (union.tagKind === 'number' && !(/^\d+$/.test(member.key) && Number(member.key) < 2 ** union.tagBits)) {
    const text = `the members of '${union.name}' are chosen by a u${union.tagBits}, which '${member.key}' is not`;
    diagnostics.add('NC445', member.place, text);
  }
  if (union.tagKind === 'name' && !/^[!-+\--~]+$/.test(member.key)) {
    diagnostics.add('NC445', member.place, `'${member.key}' is not a name that chooses a member of '${union.name}'`);
  }
  if (member.boxed !== (union.unknown === 'bytes')) {
    const framed = union.unknown === 'bytes';
    const text = `members of '${union.name}' are ${framed ? '' : 'not '}in a box, '${member.key}' is${framed ? ' not' : ''}`;
    diagnostics.add('NC429', member.place, text, framed ? "add 'frame: box'" : "leave out 'frame'");
  }
  const struct = member.body === undefined ? undefined : index.struct(member.body);
  const missing = (struct?.params ?? []).filter(({ name }) => !union.params.some(param => param.name === name));
  for (const { name } of missing) {
    const text = `'${member.key}' needs the parameter '${name}', which '${union.name}' does not have`;
    diagnostics.add('NC453', member.place, text);
  }
}
