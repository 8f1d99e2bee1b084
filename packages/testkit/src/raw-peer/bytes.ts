/** The raw peer's own way to write and read SSH data types (RFC 4251 section 5). Shares nothing with the product. */

export function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value >>> 0);
  return bytes;
}

export function str(value: Uint8Array | string): Buffer {
  const bytes = Buffer.from(value as string);
  return Buffer.concat([u32(bytes.length), bytes]);
}

/** An mpint from unsigned big-endian bytes. */
export function mpint(magnitude: Uint8Array): Buffer {
  let start = 0;
  while (start < magnitude.length && magnitude[start] === 0) start++;
  const digits = Buffer.from(magnitude.subarray(start));
  const needsSign = digits.length > 0 && ((digits[0] as number) & 0x80) !== 0;
  return str(needsSign ? Buffer.concat([Buffer.of(0), digits]) : digits);
}

export function names(list: readonly string[]): Buffer {
  return str(list.join(','));
}

/** A payload from numbers (one byte each), strings (as string fields) and bytes (as they are). */
export function payload(...parts: readonly (number | string | Uint8Array)[]): Buffer {
  return Buffer.concat(
    parts.map(part => (typeof part === 'number' ? Buffer.of(part) : typeof part === 'string' ? str(part) : part)),
  );
}

/** Reads fields in order; throws RangeError past the end. */
export class Fields {
  readonly #bytes: Buffer;
  #offset = 0;

  constructor(bytes: Uint8Array, offset = 0) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    this.#offset = offset;
  }

  byte(): number {
    return this.#bytes.readUInt8(this.#advance(1));
  }

  u32(): number {
    return this.#bytes.readUInt32BE(this.#advance(4));
  }

  raw(length: number): Buffer {
    const start = this.#advance(length);
    return this.#bytes.subarray(start, start + length);
  }

  str(): Buffer {
    return this.raw(this.u32());
  }

  text(): string {
    return this.str().toString('utf8');
  }

  names(): string[] {
    const text = this.text();
    return text === '' ? [] : text.split(',');
  }

  #advance(length: number): number {
    const start = this.#offset;
    if (start + length > this.#bytes.length) throw new RangeError('a field runs past the end');
    this.#offset += length;
    return start;
  }
}
