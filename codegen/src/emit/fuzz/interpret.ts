/**
 * A second, independent encoder: it interprets the model instead of generating code, so that tests can compare the two.
 * It trusts its input, which is always a sample.
 */

import type { ModelIndex } from '../../ir/index-of.js';
import type { FieldIr, StructIr, TypeIr, UnionIr } from '../../ir/model.js';
import { presenceBits } from '../codec/presence.js';
import { holds, type SampleObject, type SampleValue, sampleParams, tagValue } from './samples.js';

/** A length or count in the encoding: where it stands and the largest value that is allowed. */
export interface LengthSite {
  readonly field: string;
  readonly offset: number;
  readonly max: number;
}

export interface Interpreted {
  readonly bytes: readonly number[];
  readonly lengths: readonly LengthSite[];
}

/** The octets of a sample, with the message number in front if there is one. */
export function interpret(struct: StructIr, value: SampleObject, index: ModelIndex): Interpreted {
  const state: State = { bytes: [], lengths: [], index };
  if (struct.message !== undefined) state.bytes.push(struct.message.number);
  writeStruct(struct, value, state);
  return state;
}

interface State {
  readonly bytes: number[];
  readonly lengths: LengthSite[];
  readonly index: ModelIndex;
}

function writeStruct(struct: StructIr, value: SampleObject, state: State): void {
  const start = state.bytes.length;
  state.bytes.push(...(struct.magic ?? []));
  for (const field of struct.fields) {
    if (field.type.kind === 'padding') {
      const block = sampleParams(struct)[field.type.to] ?? 1;
      for (let next = 1; (state.bytes.length - start) % block !== 0; next++) state.bytes.push(next);
      continue;
    }
    const content = contentOf(struct, field, value, state.index);
    const absent =
      (field.optional && content === undefined) ||
      (field.condition !== undefined && !isPresent(struct, field, value, state.index));
    if (!absent) writeType(field.type, content, `${struct.name}.${field.name}`, state);
  }
}

/** Conditions on computed flags hold when the member is there; others are interpreted. */
function isPresent(struct: StructIr, field: FieldIr, value: SampleObject, index: ModelIndex): boolean {
  return (
    value[field.name] !== undefined && (field.condition === undefined || holds(field.condition, struct, value, index))
  );
}

/** What stands in a field, also when it is not in the caller's hands. */
function contentOf(struct: StructIr, field: FieldIr, value: SampleObject, index: ModelIndex): SampleValue {
  const { role } = field;
  switch (role.kind) {
    case 'const':
      return role.value;
    case 'equals':
      return value[role.field];
    case 'tag': {
      const member = value[role.of] as SampleObject;
      return member[field.name] ?? member['name'];
    }
    case 'presence': {
      const bits = [...presenceBits(struct, field.name)].filter(([, members]) =>
        members.some(name => value[name] !== undefined),
      );
      const type = field.type.kind === 'int' ? field.type.named : undefined;
      const flags = type === undefined ? [] : index.enumeration(type).values;
      return bits.reduce((sum, [bit]) => sum + (flags.find(({ name }) => name === bit)?.value ?? 0), 0);
    }
    default:
      return value[field.name];
  }
}

function writeType(type: TypeIr, value: SampleValue, label: string, state: State): void {
  switch (type.kind) {
    case 'int':
      pushInteger(BigInt(value as number | bigint), type.bits / 8, state);
      return;
    case 'bool':
      state.bytes.push(value === true ? 1 : 0);
      return;
    case 'struct':
      writeStruct(state.index.struct(type.ref), value as SampleObject, state);
      return;
    case 'union':
    case 'tagged':
      writeUnion(state.index.union(type.ref), value as SampleObject, state);
      return;
    case 'box':
      pushString(label, type.max ?? 0, state, () => writeType(type.inner, value, label, state));
      return;
    case 'list': {
      const items = value as readonly SampleValue[];
      if (type.count.by === 'u32') {
        state.lengths.push({ field: label, offset: state.bytes.length, max: type.max ?? 0 });
        pushInteger(BigInt(items.length), 4, state);
      }
      for (const item of items) writeType(type.item, item, label, state);
      const last = Object.fromEntries((type.end?.terminator ?? []).map(({ field, value: end }) => [field, end]));
      if (Object.keys(last).length > 0) writeType(type.item, last, label, state);
      return;
    }
    default:
      writeOctets(type, value, label, state);
  }
}

function writeOctets(type: TypeIr, value: SampleValue, label: string, state: State): void {
  const octets =
    typeof value === 'string'
      ? Buffer.from(value, 'utf8')
      : Array.isArray(value)
        ? Buffer.from(value.join(','))
        : (value as Uint8Array);
  const push = (): void => {
    if (type.kind === 'mpint' && (octets[0] ?? 0) >= 0x80) state.bytes.push(0);
    state.bytes.push(...octets);
  };
  const max = maximum(type);
  if (max === undefined) push();
  else pushString(label, max, state, push);
}

/** Most bytes that a reader allows in a string; undefined for octets without a length. */
function maximum(type: TypeIr): number | undefined {
  switch (type.kind) {
    case 'bytes':
    case 'text':
      return type.max;
    case 'fixed':
      return type.length;
    case 'names':
      return (type.items ?? 0) * ((type.itemBytes ?? 0) + 1);
    case 'mpint':
      return Math.ceil((type.maxBits ?? 0) / 8) + (type.strict ? 1 : 8);
    default:
      return undefined;
  }
}

function writeUnion(union: UnionIr, value: SampleObject, state: State): void {
  const tag = value[union.tag ?? 'tag'];
  const member = union.cases.find(other => tagValue(union, other) === tag);
  if (union.adjacent) writeTag(union, member?.key ?? String(value['name']), state);
  const push = (): void => {
    if (member === undefined) state.bytes.push(...(value['data'] as Uint8Array));
    else if (member.body !== undefined) writeStruct(state.index.struct(member.body), value, state);
  };
  const boxed = member === undefined ? union.unknown === 'bytes' : member.boxed;
  if (boxed) pushString(`${union.name}.${member?.label ?? 'unknown'}`, union.unknownMax ?? 0, state, push);
  else push();
}

function writeTag(union: UnionIr, key: string, state: State): void {
  if (union.tagKind === 'number') pushInteger(BigInt(key), union.tagBits / 8, state);
  else pushString(`${union.name}.tag`, union.tagMax ?? 0, state, () => state.bytes.push(...Buffer.from(key)));
}

function pushString(field: string, max: number, state: State, body: () => void): void {
  const offset = state.bytes.length;
  state.lengths.push({ field, offset, max });
  pushInteger(0n, 4, state);
  body();
  const length = state.bytes.length - offset - 4;
  for (let byte = 0; byte < 4; byte++) state.bytes[offset + byte] = (length >>> (24 - 8 * byte)) & 0xff;
}

function pushInteger(value: bigint, size: number, state: State): void {
  const bits = BigInt.asUintN(8 * size, value);
  for (let byte = size - 1; byte >= 0; byte--) state.bytes.push(Number((bits >> BigInt(8 * byte)) & 0xffn));
}
