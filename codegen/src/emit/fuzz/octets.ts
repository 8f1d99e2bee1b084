/** Octets in the making, with the places of lengths and of what can grow. Knows no layout. */

/** A length or count in the encoding: where it stands, its size in bytes, and the largest value that is allowed. */
export interface LengthSite {
  readonly field: string;
  readonly offset: number;
  readonly size: number;
  /** For decoders. */
  readonly max: number;
  /** For encoders. */
  readonly written: number;
}

/** Something without a length of its own, of which there could be more: items of a list, octets up to the end. */
export interface Growth {
  readonly field: string;
  /** One item. */
  readonly start: number;
  readonly end: number;
  /** How many there are, and how many there may be. */
  readonly count: number;
  readonly max: number;
  /** Where the lengths stand that would grow too. */
  readonly within: readonly number[];
}

export class Octets {
  readonly bytes: number[] = [];
  readonly lengths: LengthSite[] = [];
  readonly #growths: Growth[] = [];
  readonly #within: LengthSite[] = [];
  readonly #ends = new Map<LengthSite, number>();

  get length(): number {
    return this.bytes.length;
  }

  /** Those that stay within the limits around them when they grow beyond their own, and are small enough to try. */
  growths(mostOctets: number): readonly Growth[] {
    return this.#growths.filter(({ start, end, count, max, within }) => {
      const more = (max + 1 - count) * (end - start);
      const fits = this.lengths
        .filter(({ offset }) => within.includes(offset))
        .every(site => (this.#ends.get(site) ?? 0) - site.offset - 4 + more <= site.max);
      return fits && this.length + more <= mostOctets;
    });
  }

  push(...octets: readonly number[]): void {
    this.bytes.push(...octets);
  }

  integer(value: bigint, size: number): void {
    const bits = BigInt.asUintN(8 * size, value);
    for (let byte = size - 1; byte >= 0; byte--) this.bytes.push(Number((bits >> BigInt(8 * byte)) & 0xffn));
  }

  /** A number that says how many items follow. */
  count(field: string, count: number, size: number, max: number): void {
    this.lengths.push({ field, offset: this.length, size, max, written: max });
    this.integer(BigInt(count), size);
  }

  /** A length, and what `body` adds. */
  string(field: string, max: number, body: () => void, written = max): void {
    const site: LengthSite = { field, offset: this.length, size: 4, max, written };
    this.lengths.push(site);
    this.#within.push(site);
    this.integer(0n, 4);
    body();
    this.#within.pop();
    this.#ends.set(site, this.length);
    const length = this.length - site.offset - 4;
    for (let byte = 0; byte < 4; byte++) this.bytes[site.offset + byte] = (length >>> (24 - 8 * byte)) & 0xff;
  }

  /** Notes that of what stands from `start` to `end` there may be `max`. */
  grows(field: string, start: number, end: number, count: number, max: number): void {
    if (end > start)
      this.#growths.push({ field, start, end, count, max, within: this.#within.map(({ offset }) => offset) });
  }
}
