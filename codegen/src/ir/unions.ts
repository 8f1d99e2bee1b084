/** Unions of the model, with the structs that are declared inside their cases. */

import type { RawCase, RawUnion } from '../load/grammar.js';
import type { Path } from '../load/source.js';
import { unionIn } from './fields.js';
import { keyOf } from './index-of.js';
import type { CaseIr, FieldIr, FileIr, Ref, StructIr, TypeIr, UnionIr } from './model.js';
import { buildStruct, type StructContext } from './structs.js';
import { typesIn } from './types-in.js';

export function buildUnion(name: string, raw: RawUnion, context: StructContext, inline: StructIr[]): UnionIr {
  const { scope } = context;
  const path: Path = ['unions', name];
  if (raw.replyOf !== undefined) {
    scope.report(
      'NC309',
      [...path, 'replyOf'],
      "'replyOf' is not supported yet",
      'use rest, and decode it by the request',
    );
  }
  for (const key of ['tag', 'unknown', 'cases'] as const) {
    if (raw[key] === undefined && raw.replyOf === undefined)
      scope.diagnostics.add('NC203', scope.place(path, 'key'), `the union '${name}' lacks the key '${key}'`);
  }
  const { tag = 'name', unknown = 'error' } = raw;
  if (tag !== 'name' && !/^u(8|16|32)$/.test(tag)) {
    scope.report('NC302', [...path, 'tag'], `a tag is name, u8, u16 or u32, not '${tag}'`);
  }
  return {
    kind: 'union',
    namespace: scope.file.raw.namespace,
    name,
    doc: raw.doc,
    reference: scope.reference(raw.ref, path),
    place: scope.place(path, 'key'),
    tagKind: tag === 'name' ? 'name' : 'number',
    tagBits: tag === 'u16' ? 16 : tag === 'u32' ? 32 : 8,
    tagMax: scope.limits.name,
    adjacent: false,
    tag: undefined,
    unknown,
    unknownMax: unknown === 'rest' ? scope.limits.rest : scope.limits.bytes,
    cases: Object.entries(raw.cases ?? {}).map(([key, value]) =>
      buildCase(name, key, value, [...path, 'cases', key], context, inline),
    ),
  };
}

function buildCase(
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
  if (options.fields === undefined) {
    return {
      key,
      label,
      body: resolve(options.body, typeof raw === 'string' ? path : [...path, 'body']),
      boxed,
      reply,
      place,
    };
  }
  if (options.fields.length === 0) return { key, label, body: undefined, boxed, reply, place };
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
  return { key, label, body: { namespace: struct.namespace, name }, boxed, reply, place };
}

/** Gives each union the name of the field that chooses its member; the rules pass checks that all uses agree. */
export function assignUnionTags(files: readonly FileIr[]): readonly FileIr[] {
  const tags = new Map<string, string>();
  const adjacent = new Set<string>();
  const note = (type: TypeIr): void => {
    for (const part of typesIn(type)) if (part.kind === 'tagged') adjacent.add(keyOf(part.ref));
    const union = unionIn(type);
    if (union !== undefined && !tags.has(keyOf(union.ref))) tags.set(keyOf(union.ref), union.by);
  };
  const fieldsOf = (file: FileIr): readonly FieldIr[] => file.structs.flatMap(struct => struct.fields);
  for (const file of files) for (const field of fieldsOf(file)) note(field.type);
  return files.map(file => ({
    ...file,
    unions: file.unions.map(union => ({
      ...union,
      tag: adjacent.has(keyOf(union)) ? 'kind' : tags.get(keyOf(union)),
      adjacent: adjacent.has(keyOf(union)),
    })),
  }));
}

/** 'sk-ssh-ed25519@openssh.com' -> 'SkSshEd25519OpensshCom' */
function pascal(text: string): string {
  return text
    .split(/[^A-Za-z0-9]+/)
    .map(word => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}
