/** What makes a struct a message: its space, number and contexts, and what it inherits from the space. */

import type { RawMessage, RawSpace } from '../load/grammar.js';
import type { Path } from '../load/source.js';
import { bounds } from './enums.js';
import type { MessageIr } from '../ir/model.js';
import type { Entry, Scope, Scopes } from './scope.js';
import { buildParams, type Inherited } from './structs.js';
import { versionsOf } from '../ir/versions.js';

/** Undefined when the space is not declared, which is then reported. */
export function buildMessage(raw: RawMessage, path: Path, scope: Scope): MessageIr | undefined {
  const space = scope.space(raw.space);
  if (space === undefined) {
    scope.report('NC301', [...path, 'space'], `no space '${raw.space}' is declared in this or a used namespace`);
    return undefined;
  }
  checkTag(raw, space, path, scope);
  const number = raw.number ?? 0;
  const range = (space.ranges ?? []).map(each => ({ ...each, ...bounds(each.range) }));
  const contexts = raw.context === undefined ? [] : [raw.context].flat();
  return {
    space: raw.space,
    number,
    tagName: space.tag === 'name' ? (raw.tag ?? '') : undefined,
    tagBits: space.tag === 'u32' ? 32 : 8,
    direction: raw.dir,
    context: contexts[0],
    contexts,
    layer: range.find(({ from, to }) => number >= from && number <= to)?.layer,
    trailing: space.trailing,
    frame: space.frame === undefined ? undefined : 4,
    maxMessage: space.maxMessage,
    hot: raw.hot === undefined ? undefined : { data: raw.hot.data, patch: raw.hot.patch ?? [] },
    versions: versionsOf(raw),
  };
}

/** What the messages of a space have in common. */
export function inheritedFrom(raw: RawMessage, scope: Scope, scopes: Scopes): Inherited | undefined {
  const entry = scope.find(raw.space);
  if (entry?.kind !== 'space') return undefined;
  const space = spaceOf(entry);
  const own = scopes.of(entry.file, scope.diagnostics);
  return {
    scope: own,
    header: raw.header === false ? [] : (space?.header ?? []),
    headerPath: [...entry.path, 'header'],
    params: buildParams(space?.params, [...entry.path, 'params'], own),
  };
}

function spaceOf({ file, ref }: Entry): RawSpace | undefined {
  return file.raw.spaces?.[ref.name];
}

function checkTag(raw: RawMessage, space: RawSpace, path: Path, scope: Scope): void {
  const key = space.tag === 'name' ? 'tag' : 'number';
  const other = space.tag === 'name' ? 'number' : 'tag';
  if (raw[key] === undefined) {
    scope.diagnostics.add('NC203', scope.place(path, 'key'), `the message lacks the key '${key}'`);
  }
  if (raw[other] !== undefined) {
    const place = scope.place([...path, other], 'key');
    scope.diagnostics.add('NC308', place, `messages of the space '${raw.space}' have a ${key}, no ${other}`);
  }
  if (space.tag === 'u8' && (raw.number ?? 0) > 0xff) {
    scope.report('NC405', [...path, 'number'], `the number does not fit in the u8 of the space '${raw.space}'`);
  }
}
