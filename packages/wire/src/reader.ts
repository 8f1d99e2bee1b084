/**
 * Reads the SSH data types (RFC 4251 section 5) from a byte array. Every length is checked against the bytes that are
 * left and against the field's limit before anything is allocated. Byte results are views of the input.
 */

import { decodeUtf8 } from '@nacre/core';

import { asciiText, COMMA, latin1Text, nameText } from './primitives/characters.js';
import { DecodeError, type DecodeRule } from './decode-error.js';
import { getU32 } from './primitives/octets.js';
import { type OrderKey, orderFault } from './primitives/order.js';

export class WireReader {
  #bytes: Uint8Array;
  #position: number;
  #end: number;
  /** Where the current frame and those around it start; the outermost is the whole input. */
  readonly #frames: number[] = [];

  constructor(bytes: Uint8Array, start = 0) {
    this.#bytes = bytes;
    this.#position = start;
    this.#end = bytes.length;
  }

  /** Points this reader at other bytes, so that one reader serves a whole connection. */
  reset(bytes: Uint8Array, start = 0): void {
    this.#bytes = bytes;
    this.#position = start;
    this.#end = bytes.length;
    this.#frames.length = 0;
  }

  get offset(): number {
    return this.#position;
  }

  /** Bytes left in the current frame (the innermost `enter`, or the whole input). */
  get remaining(): number {
    return this.#end - this.#position;
  }

  /** Where the current frame starts: the first octet in the innermost `enter`, or of the whole input. */
  get frameStart(): number {
    return this.#frames.at(-1) ?? 0;
  }

  /** Goes back to an offset of the current frame, to read from there again. */
  rewind(offset: number): void {
    if (offset <= this.#position) this.#position = offset;
  }

  /** A view of the input between two offsets, for structures whose exact bytes matter. */
  slice(from: number, to: number): Uint8Array {
    return this.#bytes.subarray(from, to);
  }

  u8(field: string): number {
    const at = this.#take(field, 1);
    return this.#bytes[at] as number;
  }

  u16(field: string): number {
    const at = this.#take(field, 2);
    return ((this.#bytes[at] as number) << 8) | (this.#bytes[at + 1] as number);
  }

  u32(field: string): number {
    return getU32(this.#bytes, this.#take(field, 4));
  }

  /** An unsigned 64-bit number that must fit in 53 bits. */
  u64(field: string): number {
    const at = this.#take(field, 8);
    const high = getU32(this.#bytes, at);
    if (high > 0x1fffff) this.fail(field, 'limit', 'number is above 2^53 - 1', at);
    return high * 0x1_0000_0000 + getU32(this.#bytes, at + 4);
  }

  u64big(field: string): bigint {
    const at = this.#take(field, 8);
    return (BigInt(getU32(this.#bytes, at)) << 32n) | BigInt(getU32(this.#bytes, at + 4));
  }

  /** A signed 64-bit number that must fit in 53 bits. */
  i64(field: string): number {
    const at = this.#take(field, 8);
    const value = (getU32(this.#bytes, at) | 0) * 0x1_0000_0000 + getU32(this.#bytes, at + 4);
    if (!Number.isSafeInteger(value)) this.fail(field, 'limit', 'number is beyond 53 bits', at);
    return value;
  }

  i64big(field: string): bigint {
    return BigInt.asIntN(64, this.u64big(field));
  }

  /** Any nonzero octet is true (RFC 4251 section 5). */
  bool(field: string): boolean {
    return this.u8(field) !== 0;
  }

  /** `length` octets without a length in front. */
  raw(field: string, length: number): Uint8Array {
    const at = this.#take(field, length);
    return this.#bytes.subarray(at, at + length);
  }

  /** A string of octets of at most `max` and at least `min` bytes. */
  bytes(field: string, max: number, min = 0): Uint8Array {
    const length = this.#length(field, max);
    if (length < min) this.fail(field, 'length', `${length} bytes, at least ${min} needed`, this.#position - 4);
    return this.raw(field, length);
  }

  /** A string of exactly `length` octets. */
  fixed(field: string, length: number): Uint8Array {
    const actual = this.#length(field, 0xffffffff);
    if (actual !== length) this.fail(field, 'length', `${actual} bytes, exactly ${length} needed`, this.#position - 4);
    return this.raw(field, length);
  }

  utf8(field: string, max: number): string {
    const start = this.#position;
    return this.#text(field, this.bytes(field, max), start);
  }

  /** Printable US-ASCII. */
  ascii(field: string, max: number): string {
    const from = this.#string(field, max);
    return asciiText(this.#bytes, from, this.#position) ?? this.fail(field, 'text', 'not printable US-ASCII', from - 4);
  }

  /** ISO 8859-1: every octet is a character. */
  latin1(field: string, max: number): string {
    const from = this.#string(field, max);
    return latin1Text(this.#bytes, from, this.#position);
  }

  /** An algorithm, method or request name (RFC 4251 section 6). */
  name(field: string, max: number): string {
    const from = this.#string(field, max);
    return nameText(this.#bytes, from, this.#position) ?? this.fail(field, 'text', 'not a name', from - 4);
  }

  /** A language tag; peers put anything here, so it is only bounded. */
  lang(field: string, max: number): string {
    return this.latin1(field, max);
  }

  names(field: string, maxItems: number, maxItemBytes: number): readonly string[] {
    const from = this.#string(field, maxItems * (maxItemBytes + 1));
    return this.#names(field, from, maxItems, maxItemBytes, from - 4);
  }

  /**
   * The magnitude of an unsigned mpint, without leading zeros (zero is an empty array). Negative numbers are refused;
   * unneeded leading zeros only when `strict`.
   */
  mpint(field: string, maxBits: number, strict: boolean): Uint8Array {
    const start = this.#position;
    const bytes = this.bytes(field, Math.ceil(maxBits / 8) + (strict ? 1 : 8));
    const first = bytes[0] ?? 0;
    if (first >= 0x80) this.fail(field, 'mpint', 'negative', start);
    let zeros = 0;
    while (zeros < bytes.length && bytes[zeros] === 0) zeros++;
    const needed = zeros > 0 && zeros < bytes.length && (bytes[zeros] as number) >= 0x80 ? 1 : 0;
    if (strict && zeros !== needed) this.fail(field, 'mpint', 'not in its shortest form', start);
    const magnitude = bytes.subarray(zeros);
    if (magnitude.length > Math.ceil(maxBits / 8)) this.fail(field, 'limit', `more than ${maxBits} bits`, start);
    return magnitude;
  }

  /** Everything up to the end of the current frame. */
  rest(field: string, max: number): Uint8Array {
    if (this.remaining > max) this.fail(field, 'limit', `${this.remaining} bytes, limit ${max}`, this.#position);
    return this.raw(field, this.remaining);
  }

  restUtf8(field: string, max: number): string {
    const start = this.#position;
    return this.#text(field, this.rest(field, max), start);
  }

  restNames(field: string, maxItems: number, maxItemBytes: number): readonly string[] {
    const from = this.#position;
    this.rest(field, maxItems * (maxItemBytes + 1));
    return this.#names(field, from, maxItems, maxItemBytes, from);
  }

  /** A count of items of at least `minItemBytes` each: refused before any array is made if they cannot all be there. */
  count(field: string, max: number, minItemBytes: number): number {
    const start = this.#position;
    const count = this.u32(field);
    this.items(field, count, max, minItemBytes, start);
    return count;
  }

  /** Checks a count of items that stood elsewhere, before any array is made. */
  items(field: string, count: number, max: number, minItemBytes: number, at = this.#position): void {
    if (count > max) this.fail(field, 'limit', `${count} items, limit ${max}`, at);
    if (count * minItemBytes > this.remaining) this.fail(field, 'short', `${count} items cannot fit`, at);
  }

  /** Refuses a list, which began at `at`, whose items are not in order. */
  ordered(field: string, keys: readonly OrderKey[], ascending: boolean, unique: boolean, at: number): void {
    const fault = orderFault(keys, ascending, unique);
    if (fault !== undefined) this.fail(field, 'order', fault, at);
  }

  /** The length of a string whose octets need not be here yet. */
  lengthOf(field: string, max: number): number {
    return this.#length(field, max);
  }

  /** Octets that must be exactly these. */
  magic(field: string, expected: Uint8Array): void {
    const at = this.#take(field, expected.length);
    for (let i = 0; i < expected.length; i++) {
      if (this.#bytes[at + i] !== expected[i]) this.fail(field, 'value', 'not the expected octets', at);
    }
  }

  /** The rest of the frame, which must be the bytes 1, 2, 3 ... and shorter than 256. */
  padding(field: string): void {
    const start = this.#position;
    const bytes = this.rest(field, 255);
    for (let i = 0; i < bytes.length; i++) {
      if (bytes[i] !== i + 1) this.fail(field, 'value', 'padding does not count up', start);
    }
  }

  /** Goes into a string that holds a structure; pass the result to `leave`. */
  enter(field: string, max: number): number {
    const length = this.#length(field, max);
    if (length > this.remaining) this.#short(field, length);
    const outer = this.#end;
    this.#frames.push(this.#position);
    this.#end = this.#position + length;
    return outer;
  }

  /** Leaves the structure, which must be used up unless `ignoreTrailing`. */
  leave(field: string, outer: number, ignoreTrailing = false): void {
    if (ignoreTrailing) this.#position = this.#end;
    this.finish(field);
    this.#frames.pop();
    this.#end = outer;
  }

  /** Refuses bytes that are left over. */
  finish(field: string): void {
    if (this.remaining > 0) this.fail(field, 'trailing', `${this.remaining} bytes left over`, this.#position);
  }

  /** Throws the DecodeError for a rule that generated code checks itself. */
  fail(field: string, rule: DecodeRule, explanation: string, at = this.#position): never {
    throw new DecodeError(field, at, rule, explanation);
  }

  #take(field: string, length: number): number {
    const at = this.#position;
    if (length > this.#end - at) this.#short(field, length);
    this.#position = at + length;
    return at;
  }

  #short(field: string, needed: number): never {
    this.fail(field, 'short', `${needed} bytes needed, ${this.remaining} left`);
  }

  #length(field: string, max: number): number {
    const at = this.#take(field, 4);
    const length = getU32(this.#bytes, at);
    if (length > max) this.fail(field, 'limit', `${length} bytes, limit ${max}`, at);
    return length;
  }

  #text(field: string, bytes: Uint8Array, start: number): string {
    return decodeUtf8(bytes) ?? this.fail(field, 'text', 'not well-formed UTF-8', start);
  }

  /** Takes a string and returns where its octets start; they end at the position. */
  #string(field: string, max: number): number {
    const length = this.#length(field, max);
    return this.#take(field, length);
  }

  /** The names in the octets from `from` to the position. */
  #names(field: string, from: number, maxItems: number, maxItemBytes: number, at: number): readonly string[] {
    const bytes = this.#bytes;
    const end = this.#position;
    if (from === end) return [];
    const names: string[] = [];
    for (let start = from; start <= end; ) {
      let to = start;
      while (to < end && bytes[to] !== COMMA) to++;
      if (names.length >= maxItems) this.fail(field, 'limit', `more than ${maxItems} names`, at);
      if (to - start > maxItemBytes) {
        this.fail(field, 'limit', `a name of ${to - start} bytes, limit ${maxItemBytes}`, at);
      }
      const name = to === start ? undefined : nameText(bytes, start, to);
      names.push(name ?? this.fail(field, 'text', 'not a list of names', at));
      start = to + 1;
    }
    return names;
  }
}
