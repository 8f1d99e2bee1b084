/** The text of `near-valid.ts`: octets that differ from an encoding in one place that matters. It knows no message. */

import { fileHeader } from '../../file.js';

export function nearValidFile(): string {
  return `${fileHeader('Octets that are nearly right: an encoding with one fault where lengths, numbers and booleans stand.')}${TEXT}`;
}

const TEXT = `import fc from 'fast-check';

import { WireWriter } from '@nacre/wire';

import { type AnyCodec, type CodecTarget, withNumber } from './rules.js';

/** Where something stands in an encoding that a reader has to check. */
export interface Site {
  readonly kind: 'length' | 'number' | 'bool' | 'items';
  readonly field: string;
  readonly offset: number;
  readonly size: number;
  /** Of a length, a count or a number of items: its limit. */
  readonly max: number;
}

/** The octets of a value, written step by step, with all their sites. */
export interface Traced {
  readonly bytes: Uint8Array;
  readonly sites: readonly Site[];
}

export function traced<T, P>(codec: AnyCodec<T, P>, value: T, params: P): Traced {
  const writer = new SiteWriter();
  if ('number' in codec) writer[codec.tagBits === 32 ? 'u32' : 'u8'](codec.name, codec.number);
  else if ('tag' in codec) writer.name(codec.name, codec.tag, codec.tag.length);
  codec.write(writer, value, params);
  return { bytes: writer.finish(), sites: writer.sites };
}

/** Notes the place of every length, number and boolean that passes through it. */
class SiteWriter extends WireWriter {
  readonly sites: Site[] = [];

  override u8(field: string, value: number): void {
    this.#note('number', field, 1);
    super.u8(field, value);
  }

  override u16(field: string, value: number): void {
    this.#note('number', field, 2);
    super.u16(field, value);
  }

  override u32(field: string, value: number): void {
    this.#note('number', field, 4);
    super.u32(field, value);
  }

  override u64(field: string, value: number): void {
    this.#note('number', field, 8);
    super.u64(field, value);
  }

  override u64big(field: string, value: bigint): void {
    this.#note('number', field, 8);
    super.u64big(field, value);
  }

  override bool(field: string, value: boolean): void {
    this.#note('bool', field, 1);
    super.bool(field, value);
  }

  override bytes(field: string, value: Uint8Array, max: number, min = 0): void {
    this.#note('length', field, 4, max);
    super.bytes(field, value, max, min);
  }

  override utf8(field: string, value: string, max: number): void {
    this.#note('length', field, 4, max);
    super.utf8(field, value, max);
  }

  override ascii(field: string, value: string, max: number): void {
    this.#note('length', field, 4, max);
    super.ascii(field, value, max);
  }

  override latin1(field: string, value: string, max: number): void {
    this.#note('length', field, 4, max);
    super.latin1(field, value, max);
  }

  override name(field: string, value: string, max: number): void {
    this.#note('length', field, 4, max);
    super.name(field, value, max);
  }

  override mpint(field: string, value: Uint8Array, maxBits: number): void {
    this.#note('length', field, 4, Math.ceil(maxBits / 8));
    super.mpint(field, value, maxBits);
  }

  override count(field: string, count: number, max: number): void {
    this.#note('length', field, 4, max);
    super.count(field, count, max);
  }

  override names(field: string, value: readonly string[], maxItems: number, maxItemBytes: number): void {
    this.#note('length', field, 4, maxItems * (maxItemBytes + 1));
    super.names(field, value, maxItems, maxItemBytes);
  }

  override items(field: string, count: number, max: number, exactly?: number): void {
    this.sites.push({ kind: 'items', field, offset: this.length, size: 0, max });
    super.items(field, count, max, exactly);
  }

  override rest(field: string, value: Uint8Array, max: number): void {
    this.sites.push({ kind: 'items', field, offset: this.length, size: 0, max });
    super.rest(field, value, max);
  }

  override restUtf8(field: string, value: string, max: number): void {
    this.sites.push({ kind: 'items', field, offset: this.length, size: 0, max });
    super.restUtf8(field, value, max);
  }

  override end(field: string, at: number, max: number, following = 0): void {
    this.sites.push({ kind: 'length', field, offset: at, size: 4, max });
    super.end(field, at, max, following);
  }

  /** One method may call another for the same octets. */
  #note(kind: Site['kind'], field: string, size: number, max = 0): void {
    const last = this.sites.at(-1);
    if (last?.offset === this.length && last.kind !== 'items') return;
    this.sites.push({ kind, field, offset: this.length, size, max });
  }
}

/** One fault; \`at\` and \`value\` choose the place and what stands there, whatever they are. */
export interface Fault {
  readonly kind: 'length' | 'number' | 'bool' | 'cut' | 'extra' | 'flip';
  readonly at: number;
  readonly value: number;
}

/** A length, count or number off by one or far off, a boolean that is neither, octets missing, added or changed. */
export function withFault({ bytes, sites }: Traced, { kind, at, value }: Fault): Uint8Array {
  if (kind === 'cut') return bytes.slice(0, bytes.length === 0 ? 0 : at % bytes.length);
  if (kind === 'extra' || bytes.length === 0) return Uint8Array.of(...bytes, ...new Uint8Array(1 + (value % 8)).fill(value >>> 8));
  const site = kind === 'flip' ? undefined : pick(sites.filter(other => other.kind === kind), at);
  if (site === undefined) return withNumber(bytes, at % bytes.length, (bytes[at % bytes.length] as number) ^ (1 << (value % 8)), 1);
  const { offset, size } = site;
  if (kind === 'bool') return withNumber(bytes, offset, 2 + (value % 254), 1);
  const old = bytes.slice(offset, offset + size).reduce((number, byte) => number * 256 + byte, 0);
  const others = [old + 1, old - 1, 0, 2 ** (8 * size) - 1, 2 ** (8 * size - 1), site.max, site.max + 1, value];
  return withNumber(bytes, offset, Math.max(0, pick(others, Math.floor(value / 16)) ?? 0), size);
}

function pick<T>(list: readonly T[], at: number): T | undefined {
  return list[at % list.length];
}

export const faults: fc.Arbitrary<Fault> = fc.record({
  kind: fc.constantFrom('length', 'length', 'number', 'bool', 'cut', 'extra', 'flip'),
  at: fc.nat(),
  value: fc.nat(0xffffffff),
});

/** Octets with one fault; for layouts with parameters also octets that are right for others. */
export function nearValid<T>(codec: AnyCodec<T, void>, arbitrary: fc.Arbitrary<T>): fc.Arbitrary<Uint8Array>;
export function nearValid<T, P>(
  codec: AnyCodec<T, P>,
  arbitrary: fc.Arbitrary<T>,
  params: P,
  arbitraryFor: (params: P) => fc.Arbitrary<T>,
  sets: readonly P[],
): fc.Arbitrary<Uint8Array>;
export function nearValid<T, P>(
  codec: AnyCodec<T, P>,
  arbitrary: fc.Arbitrary<T>,
  params?: P,
  arbitraryFor?: (params: P) => fc.Arbitrary<T>,
  sets: readonly P[] = [],
): fc.Arbitrary<Uint8Array> {
  const damaged = fc.tuple(arbitrary, faults).map(([value, fault]) => withFault(traced(codec, value, params as P), fault));
  const others = sets.filter(set => set !== params);
  if (arbitraryFor === undefined || others.length === 0) return damaged;
  const foreign = others.map(set => arbitraryFor(set).map(value => traced(codec, value, set).bytes));
  return fc.oneof({ weight: 8, arbitrary: damaged }, { weight: 1, arbitrary: fc.oneof(...foreign) });
}

/** The same for a target of any type, and the targets with other parameters. */
export function nearlyRight(target: CodecTarget, others: readonly CodecTarget[] = []): fc.Arbitrary<Uint8Array> {
  const { codec, arbitrary, params } = target;
  const damaged = fc.tuple(arbitrary, faults).map(([value, fault]) => withFault(traced(codec, value, params), fault));
  if (others.length === 0) return damaged;
  const foreign = others.map(other => other.arbitrary.map(value => traced(codec, value, other.params).bytes));
  return fc.oneof({ weight: 8, arbitrary: damaged }, { weight: 1, arbitrary: fc.oneof(...foreign) });
}
`;
