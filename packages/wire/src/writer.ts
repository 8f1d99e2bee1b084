/** Writes the SSH data types (RFC 4251 section 5). Values that break a declared limit are misuse by the caller. */

import { encodeUtf8, misuse, zeroize } from '@nacre/core';

export class WireWriter {
  #bytes: Uint8Array;
  #length = 0;

  constructor(initialCapacity = 256) {
    this.#bytes = new Uint8Array(initialCapacity);
  }

  get length(): number {
    return this.#length;
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
    const at = this.#reserve(2);
    this.#bytes[at] = value >>> 8;
    this.#bytes[at + 1] = value;
  }

  u32(field: string, value: number): void {
    checkInteger(field, value, 0xffffffff);
    this.#u32At(this.#reserve(4), value);
  }

  u64(field: string, value: number): void {
    checkInteger(field, value, Number.MAX_SAFE_INTEGER);
    this.#u64At(this.#reserve(8), Math.floor(value / 0x1_0000_0000), value);
  }

  i64(field: string, value: number): void {
    if (!Number.isSafeInteger(value)) throw misuse(`${field} is not a safe integer`, { field });
    this.#u64At(this.#reserve(8), Math.floor(value / 0x1_0000_0000), value);
  }

  u64big(field: string, value: bigint): void {
    if (BigInt.asUintN(64, value) !== value) throw misuse(`${field} is not an unsigned 64-bit number`, { field });
    this.#u64At(this.#reserve(8), Number(value >> 32n), Number(value & 0xffffffffn));
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
    this.#u32At(this.#reserve(4), value.length);
    this.#put(value);
  }

  fixed(field: string, value: Uint8Array, length: number): void {
    if (value.length !== length) throw misuse(`${field} must be ${length} bytes, not ${value.length}`, { field });
    this.bytes(field, value, length);
  }

  utf8(field: string, value: string, max: number): void {
    this.bytes(field, encodeUtf8(value), max);
  }

  ascii(field: string, value: string, max: number): void {
    if (!/^[\x20-\x7e]*$/.test(value)) throw misuse(`${field} must be printable US-ASCII`, { field });
    this.latin1(field, value, max);
  }

  latin1(field: string, value: string, max: number): void {
    this.#checkLength(field, value.length, max);
    this.#u32At(this.#reserve(4), value.length);
    const at = this.#reserve(value.length);
    for (let i = 0; i < value.length; i++) {
      const code = value.charCodeAt(i);
      if (code > 0xff) throw misuse(`${field} must be ISO 8859-1 text`, { field });
      this.#bytes[at + i] = code;
    }
  }

  name(field: string, value: string, max: number): void {
    if (!/^[\x21-\x2b\x2d-\x7e]*$/.test(value))
      throw misuse(`${field} must be a name without spaces and commas`, { field });
    this.latin1(field, value, max);
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
    this.#u32At(this.#reserve(4), magnitude.length + sign);
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
      if (name.length > maxItemBytes || !/^[\x21-\x2b\x2d-\x7e]+$/.test(name)) {
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
    this.#u32At(at, length);
  }

  /** Writes the number of items of a counted list. */
  count(field: string, count: number, max: number): void {
    this.items(field, count, max);
    this.#u32At(this.#reserve(4), count);
  }

  /** Checks the number of items of a list that has no count in front; `exactly` when something else fixed it. */
  items(field: string, count: number, max: number, exactly?: number): void {
    if (count > max) throw misuse(`${field} has ${count} items, limit ${max}`, { field });
    if (exactly !== undefined && count !== exactly)
      throw misuse(`${field} must have ${exactly} items, not ${count}`, { field });
  }

  /** Writes the length of a string whose octets the caller puts after it. */
  lengthOf(field: string, length: number, max: number): void {
    checkInteger(field, length, 0xffffffff);
    this.#checkLength(field, length, max);
    this.#u32At(this.#reserve(4), length);
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

  #u64At(at: number, high: number, low: number): void {
    this.#u32At(at, high);
    this.#u32At(at + 4, low);
  }

  /** Writes the low 32 bits of `value`. */
  #u32At(at: number, value: number): void {
    const bits = value % 0x1_0000_0000;
    this.#bytes[at] = bits >>> 24;
    this.#bytes[at + 1] = bits >>> 16;
    this.#bytes[at + 2] = bits >>> 8;
    this.#bytes[at + 3] = bits;
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
