/** Just enough of a WebAssembly assembler (core specification, section 5) for integer arithmetic in loops. Not a compiler. */

/**
 * Instructions in binary form, as nested lists, since copying lists into lists again and again would take most of the time. An
 * expression leaves one value on the stack, a statement none.
 */
export type Code = readonly (number | Code)[];

export interface WasmFunction {
  readonly name: string;
  /** Number of 32-bit parameters; they are the first locals. */
  readonly parameters: number;
  /** Locals after them: first all of 32 bits, then those of 64, then the vectors of 128. */
  readonly locals: { readonly i32?: number; readonly i64?: number; readonly v128?: number };
  readonly body: Code;
}

export interface WasmModule {
  /** Pages of 64 KiB. */
  readonly pages: number;
  readonly functions: readonly WasmFunction[];
}

export const PAGE_BYTES = 65_536;

export const get = (local: number): Code => [0x20, unsigned(local)];
export const set = (local: number, value: Code): Code => [value, 0x21, unsigned(local)];

// 64 bits
export const constant = (value: bigint): Code => [0x42, signed(BigInt.asIntN(64, value))];
export const add = (...values: readonly Code[]): Code => fold(0x7c, values);
export const subtract = (a: Code, b: Code): Code => [a, b, 0x7d];
export const multiply = (a: Code, b: Code): Code => [a, b, 0x7e];
export const and = (a: Code, b: Code): Code => [a, b, 0x83];
export const or = (...values: readonly Code[]): Code => fold(0x84, values);
export const xor = (a: Code, b: Code): Code => [a, b, 0x85];
export const shiftLeft = (value: Code, bits: number): Code => [value, constant(BigInt(bits)), 0x86];
export const shiftRight = (value: Code, bits: number): Code => [value, constant(BigInt(bits)), 0x88];
/** 1 when a < b as unsigned numbers, else 0. */
export const isLess = (a: Code, b: Code): Code => [a, b, 0x54, 0xad];
/** 0 - value: all ones for a truth value of 1. */
export const negate = (value: Code): Code => [constant(0n), value, 0x7d];
/** Little-endian words at `offset` from an address; no alignment is needed. */
export const load = (address: Code, offset: number): Code => [address, 0x29, 0, unsigned(offset)];
export const store = (address: Code, offset: number, value: Code): Code => [address, value, 0x37, 0, unsigned(offset)];
/** 32 bits in memory that become, or are the low half of, a 64-bit value. */
export const load32 = (address: Code, offset: number): Code => [address, 0x35, 0, unsigned(offset)];
export const store32 = (address: Code, offset: number, value: Code): Code => [
  address,
  value,
  0x3e,
  0,
  unsigned(offset),
];

// 32 bits, for addresses and counts
export const constant32 = (value: number): Code => [0x41, signed32(value)];
export const add32 = (a: Code, b: Code): Code => [a, b, 0x6a];
export const subtract32 = (a: Code, b: Code): Code => [a, b, 0x6b];
/** A word in memory that stays 32 bits wide. */
export const word32 = (address: Code, offset: number): Code => [address, 0x28, 0, unsigned(offset)];
export const widen = (value32: Code): Code => [value32, 0xad];

/** Runs the statements at least once, and again while the 32-bit expression is not zero. */
export const repeatWhile = (body: Code, condition: Code): Code => [0x03, 0x40, body, condition, 0x0d, 0, 0x0b];
/** Runs the statements when the 32-bit expression is not zero. */
export const when = (condition: Code, body: Code): Code => [condition, 0x04, 0x40, body, 0x0b];
/** Whether a <= b as unsigned 64-bit numbers, as a 32-bit truth value. */
export const isAtMost = (a: Code, b: Code): Code => [a, b, 0x58];

/** A module that exports its memory as "memory", and the functions under their names. The same input gives the same bytes. */
export function assemble({ pages, functions }: WasmModule): Uint8Array {
  const types = functions.map(({ parameters }) => [0x60, vector(Array<Code>(parameters).fill([0x7f])), 0]);
  const exported = functions.map(({ name }, index) => [text(name), 0, index]);
  const bodies = functions.map(({ locals, body }) => sized([declarations(locals), body, 0x0b]));
  const module = [
    [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    section(1, vector(types)),
    section(3, vector(functions.map((_, index) => [index]))),
    section(5, vector([[1, unsigned(pages), unsigned(pages)]])), // it cannot grow
    section(7, vector([[text('memory'), 2, 0], ...exported])),
    section(10, vector(bodies)),
  ];
  return new Uint8Array(flatten(module));
}

/** The bytes of nested code in order. */
export function flatten(code: Code, bytes: number[] = []): number[] {
  for (const item of code) {
    if (typeof item === 'number') bytes.push(item);
    else flatten(item, bytes);
  }
  return bytes;
}

/** A number in unsigned LEB128. */
export function unsigned(value: number): Code {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(value >>> 7)];
}

function declarations({ i32 = 0, i64 = 0, v128 = 0 }: WasmFunction['locals']): Code {
  const groups: readonly (readonly [count: number, type: number])[] = [
    [i32, 0x7f],
    [i64, 0x7e],
    [v128, 0x7b],
  ];
  return vector(groups.filter(([count]) => count > 0).map(([count, type]) => [unsigned(count), type]));
}

const section = (id: number, content: Code): Code => [id, sized(content)];
const vector = (items: readonly Code[]): Code => [unsigned(items.length), items];
const text = (ascii: string): Code => sized(Array.from(ascii, character => character.charCodeAt(0)));

function sized(content: Code): Code {
  const bytes = flatten(content);
  return [unsigned(bytes.length), bytes];
}

function fold(operation: number, [first = [], ...rest]: readonly Code[]): Code {
  return [first, ...rest.map(value => [value, operation])];
}

function signed(value: bigint): Code {
  const low = Number(BigInt.asUintN(7, value));
  const rest = value >> 7n;
  const done = rest === (low & 0x40 ? -1n : 0n);
  return done ? [low] : [low | 0x80, ...signed(rest)];
}

function signed32(value: number): Code {
  const [low, rest] = [value & 0x7f, value >> 7];
  const done = rest === (low & 0x40 ? -1 : 0);
  return done ? [low] : [low | 0x80, ...signed32(rest)];
}
