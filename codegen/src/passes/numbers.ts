/** Tags of messages are unique in their space and context, fit, and lie in a declared range. */

import type { Diagnostics } from '../diagnostics.js';
import type { MessageIr, Model, SpaceIr, StructIr } from '../ir/model.js';
import { structsOf } from './walk.js';

export function checkNumbers(model: Model, diagnostics: Diagnostics): void {
  const spaces = model.files.flatMap(file => file.spaces);
  for (const space of spaces) checkRanges(space, diagnostics);
  const byName = new Map(spaces.map(space => [space.name, space]));
  const taken = new Map<string, StructIr>();
  for (const struct of structsOf(model)) {
    const { message } = struct;
    if (message === undefined) continue;
    for (const context of message.contexts.length === 0 ? [undefined] : message.contexts) {
      checkTaken(struct, message, context, taken, diagnostics);
    }
    if (new Set(message.contexts).size < message.contexts.length) {
      diagnostics.add('NC403', struct.place, `'${struct.name}' names a context twice`);
    }
    if (message.tagName === undefined)
      checkRange(struct, message, byName.get(message.space)?.ranges ?? [], diagnostics);
  }
}

type Ranges = SpaceIr['ranges'];

function checkRanges(space: SpaceIr, diagnostics: Diagnostics): void {
  for (const [position, { from, to }] of space.ranges.entries()) {
    const what = `the range ${from}..${to} of the space '${space.name}'`;
    if (from > to) diagnostics.add('NC408', space.place, `${what} is empty`, `write ${to}..${from}`);
    const other = space.ranges.slice(0, position).find(range => range.from <= to && from <= range.to);
    if (other !== undefined) diagnostics.add('NC408', space.place, `${what} overlaps ${other.from}..${other.to}`);
    if (space.tag === 'name') {
      diagnostics.add('NC408', space.place, `${what} means nothing, because its tags are names`, 'leave out ranges');
    }
  }
}

function checkTaken(
  struct: StructIr,
  message: MessageIr,
  context: string | undefined,
  taken: Map<string, StructIr>,
  diagnostics: Diagnostics,
): void {
  const tag = message.tagName === undefined ? `number ${message.number}` : `tag '${message.tagName}'`;
  const key = `${message.space} ${context ?? ''} ${tag}`;
  const other = taken.get(key);
  if (other === undefined) {
    taken.set(key, struct);
    return;
  }
  const where = context === undefined ? message.space : `${message.space}, context ${context}`;
  diagnostics.add('NC401', struct.place, `${tag} is already '${other.name}' in the space ${where}`);
}

function checkRange(struct: StructIr, message: MessageIr, ranges: Ranges, diagnostics: Diagnostics): void {
  const { number } = message;
  if (ranges.length === 0) return;
  const range = ranges.find(({ from, to }) => number >= from && number <= to);
  const add = (code: string, text: string, hint?: string): void =>
    diagnostics.add(code, struct.place, `number ${number} ${text}`, hint);
  if (range === undefined) {
    const all = ranges.map(({ from, to, layer }) => `${from}..${to} ${layer}`).join(', ');
    add('NC402', `is in no range of the space ${message.space}`, `ranges: ${all}`);
  } else if (range.context !== undefined && message.contexts.length === 0) {
    add('NC403', `means different things by ${range.context}, so '${struct.name}' needs a context`);
  } else if (range.context === undefined && message.contexts.length > 0) {
    add('NC403', `has one meaning only, so '${struct.name}' has no context`);
  }
}
