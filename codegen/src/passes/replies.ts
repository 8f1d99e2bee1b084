/** Replies of requests: what is declared can be decoded, and what decodes has something to decode. */

import type { Diagnostics } from '../diagnostics.js';
import { keyOf, type ModelIndex } from '../ir/index-of.js';
import type { CaseIr, Model, UnionIr } from '../ir/model.js';

export function checkReplies(model: Model, index: ModelIndex, diagnostics: Diagnostics): void {
  const unions = model.files.flatMap(file => file.unions);
  const answered = new Set(unions.flatMap(({ replyOf }) => (replyOf === undefined ? [] : [keyOf(replyOf)])));
  for (const union of unions) {
    if (union.replyOf !== undefined) checkSource(union, index.union(union.replyOf), model, diagnostics);
    if (!answered.has(keyOf(union))) for (const member of union.cases) checkReply(member, union.name, diagnostics);
  }
  for (const { union, member } of model.files.flatMap(file => file.extensions)) {
    if (!answered.has(keyOf(union))) checkReply(member, union.name, diagnostics);
  }
}

function checkReply({ key, reply, place }: CaseIr, union: string, diagnostics: Diagnostics): void {
  if (reply === undefined) return;
  diagnostics.add(
    'NC480',
    place,
    `'${key}' has the reply '${reply.name}', but no union holds the replies to '${union}'`,
    `declare one with 'replyOf: ${union}', or leave out the reply`,
  );
}

function checkSource(union: UnionIr, requests: UnionIr, model: Model, diagnostics: Diagnostics): void {
  const extensions = model.files
    .flatMap(file => file.extensions)
    .filter(added => keyOf(added.union) === keyOf(requests));
  const members = [...requests.cases, ...extensions.map(({ member }) => member)];
  if (requests.replyOf !== undefined || !members.some(({ reply }) => reply !== undefined)) {
    const text = `'${union.name}' holds the replies to '${requests.name}', none of whose members has one`;
    diagnostics.add('NC481', union.place, text, "give a member 'reply: Struct'");
  }
}
