/** Writes the SSH data types (RFC 4251 section 5). Values that break a declared limit are misuse by the caller. */

import { encodeUtf8, misuse, zeroize } from '@nacre/core';

import { isLatin1, isNameCharacter, isPrintable } from './primitives/characters.js';
import { putU16, putU32, putU64 } from './primitives/octets.js';
import { type OrderKey, orderFault } from './primitives/order.js';

/** Most characters for which writing text one by one is cheaper than a call of the platform. */
const SHORT = 64;

export class WireWriter {
  #bytes: Uint8Array;
  #length = 0;

  constructor(initialCapacity = 256) {
    this.#bytes = new Uint8Array(initialCapacity);
  }

  get length(): number {
    return this.#length;
  }

  /** Bytes that fit without another array. */
  get capacity(): number {
    return this.#bytes.length;
  }

  /** A copy of what was written. */
  finish(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  /** What was written, without a copy: the writer must not be used again. */
  take(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  /** Empties the writer for the next structure. Erases the old bytes if they were secret. */
  reset(options: { readonly erase?: boolean } = {}): void {
    if (options.erase) zeroize(this.#bytes.subarray(0, this.#length));
    this.#length = 0;
  }

  u8(field: string, value: number): void {
    checkInteger(field, value, 0xff);
    this.#putByte(value);
  }

  u16(field: string, value: number): void {
    checkInteger(field, value, 0xffff);
    const at = this.#reserve(2); // may replace the array
    putU16(this.#bytes, at, value);
  }

  u32(field: string, value: number): void {
    checkInteger(field, value, 0xffffffff);
    this.#u32(value);
  }

  u64(field: string, value: number): void {
    checkInteger(field, value, Number.MAX_SAFE_INTEGER);
    this.#u64(value);
  }

  i64(field: string, value: number): void {
    if (!Number.isSafeInteger(value)) throw misuse(`${field} is not a safe integer`, { field });
    this.#u64(value);
  }

  u64big(field: string, value: bigint): void {
    if (BigInt.asUintN(64, value) !== value) throw misuse(`${field} is not an unsigned 64-bit number`, { field });
    this.#u32(Number(value >> 32n));
    this.#u32(Number(value & 0xffffffffn));
  }

  i64big(field: string, value: bigint): void {
    if (BigInt.asIntN(64, value) !== value) throw misuse(`${field} is not a signed 64-bit number`, { field });
    this.u64big(field, BigInt.asUintN(64, value));
  }

  bool(_field: string, value: boolean): void {
    this.#putByte(value ? 1 : 0);
  }

  /** Octets without a length in front. `length` is the declared size, if it is fixed. */
  raw(field: string, value: Uint8Array, length?: number): void {
    if (length !== undefined && value.length !== length) {
      throw misuse(`${field} must be ${length} bytes, not ${value.length}`, { field });
    }
    this.#put(value);
  }

  bytes(field: string, value: Uint8Array, max: number, min = 0): void {
    if (value.length < min) throw misuse(`${field} must be at least ${min} bytes, not ${value.length}`, { field });
    this.#checkLength(field, value.length, max);
    this.#u32(value.length);
    this.#put(value);
  }

  fixed(field: string, value: Uint8Array, length: number): void {
    if (value.length !== length) throw misuse(`${field} must be ${length} bytes, not ${value.length}`, { field });
    this.bytes(field, value, length);
  }

  utf8(field: string, value: string, max: number): void {
    if (value.length > SHORT || value.length > max || !this.#shortAscii(value)) {
      this.bytes(field, encodeUtf8(value), max);
    }
  }

  ascii(field: string, value: string, max: number): void {
    this.#characters(field, value, max, isPrintable, 'printable US-ASCII');
  }

  latin1(field: string, value: string, max: number): void {
    this.#characters(field, value, max, isLatin1, 'ISO 8859-1 text');
  }

  name(field: string, value: string, max: number): void {
    this.#characters(field, value, max, isNameCharacter, 'a name without spaces and commas');
  }

  lang(field: string, value: string, max: number): void {
    this.latin1(field, value, max);
  }

  names(field: string, value: readonly string[], maxItems: number, maxItemBytes: number): void {
    const at = this.begin();
    this.restNames(field, value, maxItems, maxItemBytes);
    this.end(field, at, 0xffffffff);
  }

  /** `value` is an unsigned magnitude; leading zeros are dropped. */
  mpint(field: string, value: Uint8Array, maxBits: number): void {
    let zeros = 0;
    while (zeros < value.length && value[zeros] === 0) zeros++;
    const magnitude = value.subarray(zeros);
    this.#checkLength(field, magnitude.length, Math.ceil(maxBits / 8));
    const sign = (magnitude[0] ?? 0) >= 0x80 ? 1 : 0;
    this.#u32(magnitude.length + sign);
    if (sign) this.#putByte(0);
    this.#put(magnitude);
  }

  rest(field: string, value: Uint8Array, max: number): void {
    this.#checkLength(field, value.length, max);
    this.raw(field, value);
  }

  restUtf8(field: string, value: string, max: number): void {
    this.rest(field, encodeUtf8(value), max);
  }

  restNames(field: string, value: readonly string[], maxItems: number, maxItemBytes: number): void {
    if (value.length > maxItems) throw misuse(`${field} has ${value.length} names, limit ${maxItems}`, { field });
    for (const name of value) {
      if (name.length > maxItemBytes || !isName(name)) {
        throw misuse(`${field} has something that is not a name: ${JSON.stringify(name)}`, { field });
      }
    }
    const text = value.join(',');
    const at = this.#reserve(text.length);
    for (let i = 0; i < text.length; i++) this.#bytes[at + i] = text.charCodeAt(i);
  }

  /** Starts a string that holds a structure; pass the result to `end`. */
  begin(): number {
    return this.#reserve(4);
  }

  /** Ends the string that `begin` started, by writing its length in front. `following` bytes belong to it but come later. */
  end(field: string, at: number, max: number, following = 0): void {
    const length = this.#length - at - 4 + following;
    this.#checkLength(field, length, max);
    putU32(this.#bytes, at, length);
  }

  /** Writes the number of items of a counted list. */
  count(field: string, count: number, max: number): void {
    this.items(field, count, max);
    this.#u32(count);
  }

  /** Checks the number of items of a list that has no count in front; `exactly` when something else fixed it. */
  items(field: string, count: number, max: number, exactly?: number): void {
    if (count > max) throw misuse(`${field} has ${count} items, limit ${max}`, { field });
    if (exactly !== undefined && count !== exactly)
      throw misuse(`${field} must have ${exactly} items, not ${count}`, { field });
  }

  /** Refuses a list whose items are not in order. */
  ordered(field: string, keys: readonly OrderKey[], ascending: boolean, unique: boolean): void {
    const fault = orderFault(keys, ascending, unique);
    if (fault !== undefined) this.refuse(field, `must be in order: ${fault}`);
  }

  /** Writes the length of a string whose octets the caller puts after it. */
  lengthOf(field: string, length: number, max: number): void {
    checkInteger(field, length, 0xffffffff);
    this.#checkLength(field, length, max);
    this.#u32(length);
  }

  /** The value of a member that the rest of the structure says must be there. */
  present<T>(field: string, value: T | undefined): T {
    if (value === undefined) throw misuse(`${field} is missing`, { field });
    return value;
  }

  /** Throws misuse for a rule that generated code checks itself. */
  refuse(field: string, explanation: string): never {
    throw misuse(`${field} ${explanation}`, { field });
  }

  /** Refuses a member that would not be written. */
  absent(field: string, value: unknown): void {
    if (value !== undefined) throw misuse(`${field} must be absent here`, { field });
  }

  /** Bytes 1, 2, 3 ... until the length since `start` is a multiple of `blockSize`. */
  padding(start: number, blockSize: number): void {
    for (let next = 1; (this.#length - start) % blockSize !== 0; next++) this.#putByte(next);
  }

  #checkLength(field: string, length: number, max: number): void {
    if (length > max) throw misuse(`${field} is ${length} bytes, limit ${max}`, { field });
  }

  /** One octet for each character, all of which must be `allowed`. */
  #characters(field: string, value: string, max: number, allowed: (code: number) => boolean, kind: string): void {
    this.#checkLength(field, value.length, max);
    this.#u32(value.length);
    const at = this.#reserve(value.length);
    const bytes = this.#bytes;
    for (let i = 0; i < value.length; i++) {
      const code = value.charCodeAt(i);
      if (!allowed(code)) throw misuse(`${field} must be ${kind}`, { field });
      bytes[at + i] = code;
    }
  }

  /** Writes a string of ASCII, as most text is; false when it is not, and then nothing is written. */
  #shortAscii(value: string): boolean {
    const start = this.#length;
    this.#u32(value.length);
    const at = this.#reserve(value.length);
    const bytes = this.#bytes;
    for (let i = 0; i < value.length; i++) {
      const code = value.charCodeAt(i);
      if (code > 0x7f) {
        bytes.fill(0, start, at + i); // it may be secret
        this.#length = start;
        return false;
      }
      bytes[at + i] = code;
    }
    return true;
  }

  #u32(value: number): void {
    const at = this.#reserve(4);
    putU32(this.#bytes, at, value);
  }

  #u64(value: number): void {
    const at = this.#reserve(8);
    putU64(this.#bytes, at, value);
  }

  /** `#reserve` may replace the array, so it has to come before `#bytes` is looked at. */
  #put(bytes: Uint8Array): void {
    const at = this.#reserve(bytes.length);
    this.#bytes.set(bytes, at);
  }

  #putByte(byte: number): void {
    const at = this.#reserve(1);
    this.#bytes[at] = byte;
  }

  #reserve(count: number): number {
    const at = this.#length;
    const needed = at + count;
    if (needed > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(needed, 2 * this.#bytes.length));
      larger.set(this.#bytes.subarray(0, at));
      zeroize(this.#bytes);
      this.#bytes = larger;
    }
    this.#length = needed;
    return at;
  }
}

function checkInteger(field: string, value: number, max: number): void {
  if (!Number.isInteger(value) || value < 0 || value > max) {
    throw misuse(`${field} must be an integer from 0 to ${max}, not ${value}`, { field });
  }
}

function isName(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    if (!isNameCharacter(text.charCodeAt(i))) return false;
  }
  return text !== '';
}
