/** Unions of the model, with the structs that are declared inside their cases. */

import type { RawCase, RawUnion } from '../load/grammar.js';
import type { Path } from '../load/source.js';
import type { Named } from './declarations.js';
import { declared, idsOf } from './declared.js';
import type { CaseIr, Ref, StructIr, UnionIr } from '../ir/model.js';
import type { Scope } from './scope.js';
import { buildStruct, type StructContext } from './structs.js';

/** A member that another file adds, already built in that file's scope. */
export interface AddedCases {
  readonly union: Ref;
  readonly members: readonly CaseIr[];
}

/** `added` are the members that files of the same package bring. */
export function buildUnion(
  { name, raw, path }: Named<RawUnion>,
  context: StructContext,
  inline: StructIr[],
  added: readonly CaseIr[],
): UnionIr {
  const { scope } = context;
  for (const key of ['tag', 'unknown', 'cases'] as const) {
    if (raw[key] === undefined && raw.replyOf === undefined)
      scope.diagnostics.add('NC203', scope.place(path, 'key'), `the union '${name}' lacks the key '${key}'`);
  }
  const { tag = 'name' } = raw;
  const unknown = raw.unknown ?? (raw.replyOf === undefined ? 'error' : 'rest');
  if (tag !== 'name' && !/^u(8|16|32)$/.test(tag)) {
    scope.report('NC302', [...path, 'tag'], `a tag is name, u8, u16 or u32, not '${tag}'`);
  }
  const own = Object.entries(raw.cases ?? {}).map(([key, value]) =>
    buildCase(name, key, value, [...path, 'cases', key], context, inline),
  );
  return {
    kind: 'union',
    ...declared(name, raw, path, scope),
    tagKind: tag === 'name' ? 'name' : 'number',
    tagBits: tag === 'u16' ? 16 : tag === 'u32' ? 32 : 8,
    tagMax: scope.limits.name,
    adjacent: false,
    tag: undefined,
    params: [], // known when all structs are
    replyOf: raw.replyOf === undefined ? undefined : requests(raw.replyOf, path, scope),
    open: raw.open ?? unknown !== 'error',
    unknown,
    unknownMax: unknown === 'rest' ? scope.limits.rest : scope.limits.bytes,
    cases: [...own, ...added],
  };
}

function requests(name: string, path: Path, scope: Scope): Ref | undefined {
  const found = scope.find(name);
  if (found?.kind === 'union') return found.ref;
  scope.report('NC301', [...path, 'replyOf'], `no union '${name}' is declared in this or a used namespace`);
  return undefined;
}

/** One member; a struct that is declared inside it goes to `inline`, named after the union and the member. */
export function buildCase(
  union: string,
  key: string,
  raw: RawCase | string,
  path: Path,
  context: StructContext,
  inline: StructIr[],
): CaseIr {
  const { scope } = context;
  const place = scope.place(path, 'key');
  const options = typeof raw === 'string' ? { body: raw } : raw;
  const resolve = (name: string | undefined, at: Path): Ref | undefined => {
    if (name === undefined || name === 'empty') return undefined;
    const entry = scope.find(name);
    if (entry?.kind === 'struct') return entry.ref;
    scope.report('NC301', at, `no struct '${name}' is declared in this or a used namespace`);
    return undefined;
  };
  const reply = resolve(options.reply, [...path, 'reply']);
  const boxed = options.frame === 'box';
  const label = options.name ?? key;
  const common = {
    ids: idsOf(options),
    doc: options.doc,
    reference: scope.reference(options.fields === undefined ? options.ref : undefined, path),
    deprecated: options.deprecated ?? false,
    key,
    label,
    boxed,
    reply,
    place,
  };
  if (options.fields === undefined) {
    return { ...common, body: resolve(options.body, typeof raw === 'string' ? path : [...path, 'body']) };
  }
  if (options.fields.length === 0) return { ...common, body: undefined };
  const name = `${union}${pascal(options.name ?? key)}`;
  const struct = buildStruct(
    name,
    {
      fields: options.fields,
      ...(options.doc !== undefined && { doc: options.doc }),
      ...(options.ref !== undefined && { ref: options.ref }),
    },
    path,
    context,
  );
  inline.push(struct);
  return { ...common, body: { namespace: struct.namespace, name } };
}

/** 'sk-ssh-ed25519@openssh.com' -> 'SkSshEd25519OpensshCom' */
export function pascal(text: string): string {
  return text
    .split(/[^A-Za-z0-9]+/)
    .map(word => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}
