/** TypeScript types of wire types. */

import type { CaseIr, TypeIr, UnionIr } from '../../ir/model.js';
import type { FileContext } from '../context.js';
import { quote } from '../names.js';

export function typescriptType(type: TypeIr, context: FileContext): string {
  switch (type.kind) {
    case 'int':
      return type.big ? 'bigint' : 'number';
    case 'bool':
      return 'boolean';
    case 'raw':
    case 'sized':
    case 'bytes':
    case 'fixed':
    case 'mpint':
    case 'rest':
      return 'Uint8Array';
    case 'text':
    case 'restUtf8':
      return 'string';
    case 'names':
    case 'restNames':
      return 'readonly string[]';
    case 'struct':
    case 'union':
    case 'tagged':
      return context.typeName(type.ref);
    case 'box':
      return typescriptType(type.inner, context);
    case 'list': {
      const item = typescriptType(type.item, context);
      return item.includes(' ') ? `readonly (${item})[]` : `readonly ${item}[]`;
    }
    case 'padding':
      return 'never';
  }
}

/** The literal that a member of a union has in the tag's place. */
export function tagLiteral(union: UnionIr, member: CaseIr): string {
  return union.adjacent ? quote(member.label) : wireLiteral(union, member);
}

/** The literal that stands for a member on the wire. */
export function wireLiteral(union: UnionIr, member: CaseIr): string {
  return union.tagKind === 'name' ? quote(member.key) : member.key;
}

/** The members of a union, one type each. */
export function unionMembers(union: UnionIr, context: FileContext): readonly string[] {
  const tag = union.tag ?? 'tag';
  const known = union.cases.map(member => {
    const note = member.deprecated ? '/** @deprecated For old peers only. */ ' : '';
    const own = `{ ${note}readonly ${tag}: ${tagLiteral(union, member)} }`;
    return member.body === undefined ? own : `(${own} & ${context.typeName(member.body)})`;
  });
  if (union.unknown === 'error') return known;
  const unknown = union.tagKind === 'name' ? 'UnknownMember' : 'UnknownNumber';
  context.runtime(`type ${unknown}`);
  return [...known, `({ readonly ${tag}: undefined } & ${unknown})`];
}
