/**
 * A second, independent encoder: it interprets the model instead of generating code, so that tests can compare the two.
 * It trusts its input, which is always a sample.
 */

import type { ModelIndex } from '../../ir/index-of.js';
import type { FieldIr, SpanIr, StructIr, TypeIr, UnionIr } from '../../ir/model.js';
import { holds, lengthOf, withFlags } from './holds.js';
import { type Growth, type LengthSite, Octets } from './octets.js';
import { fieldsFor, type Params } from './params.js';
import { defaultValue, type SampleObject, type SampleValue, tagValue } from './samples.js';

export interface Interpreted {
  readonly bytes: readonly number[];
  readonly lengths: readonly LengthSite[];
  readonly growths: readonly Growth[];
  /** Views of the outermost structure that decoding gives: name, start, end. */
  readonly views: readonly (readonly [name: string, start: number, end: number])[];
}

/** Inputs that are too long to be tried in a test. */
const MOST_OCTETS = 1 << 21;

/** The octets of a sample, with the message number or name in front if there is one. */
export function interpret(struct: StructIr, value: SampleObject, params: Params, index: ModelIndex): Interpreted {
  const state: State = { out: new Octets(), index, params };
  const { out } = state;
  const { message } = struct;
  if (message?.tagName !== undefined) {
    const tag = Buffer.from(message.tagName);
    out.integer(BigInt(tag.length), 4);
    out.push(...tag);
  } else if (message !== undefined) out.integer(BigInt(message.number), message.tagBits / 8);
  const afterTag = out.length;
  const starts = writeStruct(struct, value, state);
  const spans = struct.spans.flatMap(span => viewOf(span, starts, message === undefined ? afterTag : undefined));
  return {
    bytes: out.bytes,
    lengths: out.lengths,
    growths: out.growths(MOST_OCTETS),
    views: struct.keepRaw ? [['raw', 0, out.length], ...spans] : spans,
  };
}

/** `start` is where the structure starts, unless a tag in front makes that a matter of taste. */
function viewOf(
  { name, from, before }: SpanIr,
  starts: ReadonlyMap<string, number>,
  start: number | undefined,
): Interpreted['views'] {
  const first = from === 'frame' ? 0 : from === 'start' ? start : starts.get(from.field);
  const end = starts.get(before);
  return first === undefined || end === undefined ? [] : [[name, first, end]];
}

interface State {
  readonly out: Octets;
  readonly index: ModelIndex;
  readonly params: Params;
}

/** Returns where each field that is there starts. */
function writeStruct(struct: StructIr, given: SampleObject, state: State): ReadonlyMap<string, number> {
  const value = withFlags(struct, given, state.params, state.index);
  const start = state.out.length;
  const starts = new Map<string, number>();
  state.out.push(...(struct.magic ?? []));
  for (const field of fieldsFor(struct, state.params)) {
    starts.set(field.name, state.out.length);
    if (field.type.kind === 'padding') {
      const block = Number(state.params[field.type.to] ?? 1);
      for (let next = 1; (state.out.length - start) % block !== 0; next++) state.out.push(next);
      continue;
    }
    const content = contentOf(field, value);
    if (isAbsent(struct, field, content, value, state)) starts.delete(field.name);
    else if (field.role.kind === 'count') writeCount(struct, field, Number(content), state);
    else writeType(field.type, content, `${struct.name}.${field.name}`, state);
  }
  return starts;
}

function isAbsent(struct: StructIr, field: FieldIr, content: SampleValue, value: SampleObject, state: State): boolean {
  if (field.condition === undefined) return field.optional && content === undefined;
  return content === undefined || !holds(field.condition, struct, value, state.params, state.index);
}

/** What stands in a field, also when it is not in the caller's hands. */
function contentOf(field: FieldIr, value: SampleObject): SampleValue {
  const { role } = field;
  switch (role.kind) {
    case 'const':
      return role.value;
    case 'equals':
      return value[role.field];
    case 'tag': {
      const member = value[role.of] as SampleObject;
      return member[field.name] ?? member['name'] ?? member['number'];
    }
    case 'count':
      return lengthOf(value[role.of]);
    default:
      return value[field.name] ?? defaultValue(field);
  }
}

/** A count is held to the limit of the list that it counts. */
function writeCount(struct: StructIr, field: FieldIr, count: number, { out }: State): void {
  if (field.type.kind !== 'int' || field.role.kind !== 'count') return;
  const { of } = field.role;
  const list = innermost(struct.fields.find(({ name }) => name === of)?.type);
  const max = list?.kind === 'list' ? (list.max ?? 0) : 0;
  out.count(`${struct.name}.${of}`, count, field.type.bits / 8, max);
}

function innermost(type: TypeIr | undefined): TypeIr | undefined {
  return type?.kind === 'box' ? innermost(type.inner) : type;
}

function writeType(type: TypeIr, value: SampleValue, label: string, state: State): void {
  const { out } = state;
  switch (type.kind) {
    case 'int':
      out.integer(BigInt(value as number | bigint), type.bits / 8);
      return;
    case 'bool':
      out.push(value === true ? 1 : 0);
      return;
    case 'struct':
      writeStruct(state.index.struct(type.ref), value as SampleObject, state);
      return;
    case 'union':
    case 'tagged':
      writeUnion(state.index.union(type.ref), value as SampleObject, state);
      return;
    case 'box':
      out.string(label, type.max ?? 0, () => writeType(type.inner, value, label, state));
      return;
    case 'list':
      writeList(type, value as readonly SampleValue[], label, state);
      return;
    default:
      writeOctets(type, value, label, state);
  }
}

function writeList(type: TypeIr & { kind: 'list' }, items: readonly SampleValue[], label: string, state: State): void {
  const { out } = state;
  const { count, end, item, max = 0, order } = type;
  if (count.by === 'u32') out.count(label, items.length, 4, max);
  let start = out.length;
  for (const [position, each] of items.entries()) {
    start = out.length;
    writeType(item, each, label, state);
    if (count.by === 'end' && position === items.length - 1 && order?.unique !== true)
      out.grows(label, start, out.length, items.length, max);
  }
  const last = Object.fromEntries((end?.terminator ?? []).map(({ field, value }) => [field, value]));
  if (Object.keys(last).length > 0) writeType(item, last, label, state);
}

function writeOctets(type: TypeIr, value: SampleValue, label: string, { out }: State): void {
  const octets =
    typeof value === 'string'
      ? Buffer.from(value, 'utf8')
      : Array.isArray(value)
        ? Buffer.from(value.join(','))
        : (value as Uint8Array);
  const push = (): void => {
    if (type.kind === 'mpint' && (octets[0] ?? 0) >= 0x80) out.push(0);
    out.push(...octets);
  };
  const limits = limitsOf(type);
  if (limits !== undefined) {
    out.string(label, limits.read, push, limits.write);
    return;
  }
  if (type.kind === 'rest' || type.kind === 'restUtf8')
    out.grows(label, out.length, out.length + Math.min(1, octets.length), octets.length, type.max ?? 0);
  push();
}

/** Most bytes in a string, for decoders and for encoders; undefined for octets without a length. */
function limitsOf(type: TypeIr): { readonly read: number; readonly write: number } | undefined {
  const same = (max: number): { readonly read: number; readonly write: number } => ({ read: max, write: max });
  switch (type.kind) {
    case 'bytes':
    case 'text':
      return same(type.max ?? 0);
    case 'fixed':
      return same(type.length);
    case 'names':
      return same((type.items ?? 0) * ((type.itemBytes ?? 0) + 1));
    case 'mpint': {
      const write = Math.ceil((type.maxBits ?? 0) / 8);
      return { read: write + (type.strict ? 1 : 8), write };
    }
    default:
      return undefined;
  }
}

function writeUnion(union: UnionIr, value: SampleObject, state: State): void {
  const { out } = state;
  const tag = value[union.tag ?? 'tag'];
  const member = union.cases.find(other => tagValue(union, other) === tag);
  if (union.adjacent) writeTag(union, member?.key ?? String(value['name'] ?? value['number']), state);
  const label = `${union.name}.${member?.label ?? 'unknown'}`;
  const push = (): void => {
    if (member === undefined) writeUnknown(union, value['data'] as Uint8Array, label, state);
    else if (member.body !== undefined) writeStruct(state.index.struct(member.body), value, state);
  };
  const boxed = member === undefined ? union.unknown === 'bytes' : member.boxed;
  if (boxed) out.string(label, union.unknownMax ?? 0, push);
  else push();
}

function writeUnknown(union: UnionIr, data: Uint8Array, label: string, { out }: State): void {
  if (union.unknown === 'rest')
    out.grows(label, out.length, out.length + Math.min(1, data.length), data.length, union.unknownMax ?? 0);
  out.push(...data);
}

function writeTag(union: UnionIr, key: string, { out }: State): void {
  if (union.tagKind === 'number') out.integer(BigInt(key), union.tagBits / 8);
  else out.string(`${union.name}.tag`, union.tagMax ?? 0, () => out.push(...Buffer.from(key)));
}
