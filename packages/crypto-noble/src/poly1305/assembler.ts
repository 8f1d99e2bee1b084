/** Just enough of a WebAssembly assembler (core specification, section 5) for arithmetic on 64-bit integers. Not a compiler. */

/** Instructions in binary form. An expression leaves one value on the stack, a statement none. */
export type Code = readonly number[];

export interface WasmFunction {
  readonly name: string;
  /** Number of 32-bit parameters; they are the first locals. */
  readonly parameters: number;
  /** Number of 64-bit locals after them. */
  readonly locals: number;
  readonly body: Code;
}

export const get = (local: number): Code => [0x20, local];
export const set = (local: number, value: Code): Code => [...value, 0x21, local];

export const constant = (value: bigint): Code => [0x42, ...signed(value)];
export const add = (...values: readonly Code[]): Code => fold(0x7c, values);
export const multiply = (a: Code, b: Code): Code => [...a, ...b, 0x7e];
export const and = (a: Code, b: Code): Code => [...a, ...b, 0x83];
export const or = (...values: readonly Code[]): Code => fold(0x84, values);
export const shiftLeft = (value: Code, bits: number): Code => [...value, ...constant(BigInt(bits)), 0x86];
export const shiftRight = (value: Code, bits: number): Code => [...value, ...constant(BigInt(bits)), 0x88];
/** 1 when a < b as unsigned numbers, else 0. */
export const isLess = (a: Code, b: Code): Code => [...a, ...b, 0x54, 0xad];
/** 0 - value: all ones for a truth value of 1. */
export const negate = (value: Code): Code => [...constant(0n), ...value, 0x7d];

/** The 64-bit little-endian word at `offset` from an address; no alignment is needed. */
export const load = (address: Code, offset: number): Code => [...address, 0x29, 0, ...unsigned(offset)];
export const store = (offset: number, value: Code): Code => [...address32(0), ...value, 0x37, 0, ...unsigned(offset)];
export const address32 = (value: number): Code => [0x41, ...signed(BigInt(value))];
export const add32 = (value: Code, amount: number): Code => [...value, ...address32(amount), 0x6a];
export const widen = (value32: Code): Code => [...value32, 0xad];
/** Runs the statements at least once, and again while the 32-bit expression is not zero. */
export const repeatWhile = (body: Code, condition: Code): Code => [0x03, 0x40, ...body, ...condition, 0x0d, 0, 0x0b];

/** A module with one page of memory, exported as "memory", and the functions under their names. */
export function assemble(functions: readonly WasmFunction[]): Uint8Array {
  const types = functions.map(({ parameters }) => [0x60, ...vector(Array(parameters).fill([0x7f])), 0]);
  const exported = functions.map(({ name }, index) => [...text(name), 0, index]);
  const bodies = functions.map(({ locals, body }) => sized([...vector([[...unsigned(locals), 0x7e]]), ...body, 0x0b]));
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, vector(types)),
    ...section(3, vector(functions.map((_, index) => [index]))),
    ...section(5, vector([[1, 1, 1]])),
    ...section(7, vector([[...text('memory'), 2, 0], ...exported])),
    ...section(10, vector(bodies)),
  ]);
}

const section = (id: number, content: Code): Code => [id, ...sized(content)];
const sized = (content: Code): Code => [...unsigned(content.length), ...content];
const vector = (items: readonly Code[]): Code => [...unsigned(items.length), ...items.flat()];
const text = (ascii: string): Code => sized(Array.from(ascii, character => character.charCodeAt(0)));

function fold(operation: number, [first = [], ...rest]: readonly Code[]): Code {
  return rest.reduce((sum, value) => [...sum, ...value, operation], first);
}

function unsigned(value: number): Code {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(value >>> 7)];
}

function signed(value: bigint): Code {
  const low = Number(BigInt.asUintN(7, value));
  const rest = value >> 7n;
  const done = rest === (low & 0x40 ? -1n : 0n);
  return done ? [low] : [low | 0x80, ...signed(rest)];
}
