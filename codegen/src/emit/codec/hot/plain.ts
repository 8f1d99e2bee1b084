/** Which messages straight-line code can serve, and where their fields stand. */

import { fixedBytes } from '../../../ir/fixed-bytes.js';
import type { FieldIr, MessageIr, StructIr, TypeIr } from '../../../ir/model.js';
import type { FileContext } from '../../context.js';
import { localOf, localsOf } from '../../names.js';
import { literalText, notDeclared } from '../parts.js';

/** Types that straight-line code can place. */
export type PlainType = TypeIr & { kind: 'int' | 'bool' | 'raw' | 'bytes' | 'fixed' | 'rest' };

export interface PlainField {
  readonly field: FieldIr;
  readonly type: PlainType;
  /** The literal that must stand there, for fields that the caller does not give. */
  readonly constant: string | undefined;
}

export interface PlainMessage {
  readonly struct: StructIr;
  readonly message: MessageIr;
  readonly fields: readonly PlainField[];
  /** Fields at the end that may be missing: the quick forms serve only values and payloads without them. */
  readonly optional: readonly FieldIr[];
}

/** Undefined when a field needs more than a place: a condition, a list, text, another structure. */
export function plainMessage(struct: StructIr, context: FileContext): PlainMessage | undefined {
  const { message } = struct;
  if (message === undefined || message.tagName !== undefined) return undefined;
  if (struct.magic !== undefined || struct.layouts !== undefined || struct.keepRaw || struct.spans.length > 0)
    return undefined;
  const fields: PlainField[] = [];
  for (const field of struct.fields.filter(({ optional }) => !optional)) {
    const plain = plainField(field, context);
    if (plain === undefined) return undefined;
    fields.push(plain);
  }
  return { struct, message, fields, optional: struct.fields.filter(({ optional }) => optional) };
}

function plainField(field: FieldIr, context: FileContext): PlainField | undefined {
  const { type, role } = field;
  if (field.condition !== undefined || field.versions !== undefined || field.default !== undefined) return undefined;
  if (!isPlain(type, context)) return undefined;
  if (role.kind === 'value') return { field, type, constant: undefined };
  const checked = role.kind === 'const' && role.check && (type.kind === 'int' || type.kind === 'bool');
  return checked ? { field, type, constant: literalText(role.value, type, context.index) } : undefined;
}

function isPlain(type: TypeIr, context: FileContext): type is PlainType {
  if (type.kind === 'int') return !type.signed && !type.big && notDeclared(type, '', context) === undefined;
  return ['bool', 'raw', 'bytes', 'fixed', 'rest'].includes(type.kind);
}

/** An offset: a number, and the lengths of the fields of variable length in front. */
export class Offset {
  #fixed: number;
  readonly #lengths: string[] = [];

  constructor(fixed: number) {
    this.#fixed = fixed;
  }

  add(bytes: number): void {
    this.#fixed += bytes;
  }

  addLength(variable: string): void {
    this.#lengths.push(variable);
  }

  /** `9 + handleLength`, `more` bytes further on. */
  text(more = 0): string {
    return [String(this.#fixed + more), ...this.#lengths].join(' + ');
  }
}

/** The variable that holds the length of a field. */
export function lengthName(field: FieldIr, { struct, message }: PlainMessage): string {
  const taken = new Set([...localsOf(struct), ...(field.name === message.hot?.data ? [] : RESERVED)]);
  const name = `${localOf(field.name)}Length`;
  return taken.has(name) ? `${name}_` : name;
}

/** Variables of the head's encoder. */
const RESERVED = ['dataLength', 'packetLength'];

/** Bytes of a field that are always there: of strings, their length. */
export function leastBytes(type: PlainType): number {
  return fixedBytes(type) ?? (type.kind === 'bytes' ? 4 : 0);
}
