/** The text of `rules.ts`: what generated tests and fuzz targets share. It knows no message. */

import { fileHeader } from '../../file.js';

export function rulesFile(): string {
  return `${fileHeader('What every codec must do, as functions for generated tests and fuzz targets.')}${TEXT}`;
}

const TEXT = `import type fc from 'fast-check';

import {
  type Codec,
  DecodeError,
  decode,
  decodeMessage,
  decodeNamedMessage,
  encode,
  encodeMessage,
  encodeNamedMessage,
  type MessageDef,
  type NamedMessageDef,
  type WireReader,
} from '@nacre/wire';

/** A layout of any kind: a structure, a message with a number, a message with a name. */
export type AnyCodec<T, P> = Codec<T, P> | MessageDef<T, P> | NamedMessageDef<T, P>;

/** One codec, with one set of parameters, and the values that it can be tried with. */
export interface CodecTarget<T = unknown, P = unknown> {
  readonly package: string;
  readonly name: string;
  /** Which parameters these are; empty for codecs without. */
  readonly variant: string;
  readonly codec: AnyCodec<T, P>;
  readonly params: P;
  readonly arbitrary: fc.Arbitrary<T>;
  /** The end of the input is the end of a member, so that a truncated input may be valid. */
  readonly openEnded: boolean;
  /** Members that decoding adds and encoding ignores: views of the input. */
  readonly views: readonly string[];
  /** Quick functions beside the codec, which must do what it does. */
  readonly hot?: HotFunctions;
}

/** The head functions of a message whose data is not copied, and the functions that patch its numbers. */
export interface HotFunctions {
  readonly head?: HotHead;
  readonly patches?: Readonly<Record<string, (payload: Uint8Array, value: number) => void>>;
}

export interface HotHead {
  /** The member that the head leaves to the caller, and the members after it, which it cannot have. */
  readonly data: string;
  readonly later: readonly string[];
  /** The data have no length in front. */
  readonly rest: boolean;
  /** The head starts with the length of the packet. */
  readonly framed: boolean;
  readonly encode: (value: never, dataLength: number, params: never) => Uint8Array;
  readonly read: (reader: WireReader, ...more: never[]) => object;
}

/** Where a length stands, its limit, its size if it is not 4, and the encoder's limit if it is another. */
export type LengthRow = readonly [field: string, offset: number, max: number, size?: number, written?: number];

/** One item, how many there are and may be, and where the lengths stand of what the items are in. */
export type GrowthRow = readonly [
  field: string,
  start: number,
  end: number,
  count: number,
  max: number,
  within?: readonly number[],
];

/** A fixed value with the octets that the spec gives for it. */
export interface CodecSample {
  /** Name of the codec. */
  readonly of: string;
  /** Which of its sets of parameters; the first, if undefined. */
  readonly set?: number;
  readonly title?: string;
  readonly value: unknown;
  readonly hex: string;
  /** What it is decoded to, where that differs from the value. */
  readonly decoded?: unknown;
  /** Every length and count in the octets. */
  readonly lengths?: readonly LengthRow[];
  /** What has no length of its own, and could be more than is allowed. */
  readonly growths?: readonly GrowthRow[];
  /** Views that decoding gives: name, start, end. */
  readonly views?: readonly (readonly [name: string, start: number, end: number])[];
}

/** A codec without parameters. */
export function target<T>(declared: {
  readonly package: string;
  readonly name: string;
  readonly codec: AnyCodec<T, void>;
  readonly arbitrary: fc.Arbitrary<T>;
  readonly openEnded: boolean;
  readonly views?: readonly string[];
  readonly hot?: HotFunctions;
}): CodecTarget {
  const whole: CodecTarget<T, void> = { variant: '', params: undefined, views: [], ...declared };
  return whole as CodecTarget<never, never> as CodecTarget;
}

/** A codec with each of its sets of parameters. */
export function targets<T, P>(declared: {
  readonly package: string;
  readonly name: string;
  readonly codec: AnyCodec<T, P>;
  readonly params: readonly P[];
  readonly variants: readonly string[];
  readonly arbitrary: (params: P) => fc.Arbitrary<T>;
  readonly openEnded: boolean | readonly boolean[];
  readonly views?: readonly string[];
  readonly hot?: HotFunctions;
}): readonly CodecTarget[] {
  return declared.params.map((params, position): CodecTarget => {
    const whole: CodecTarget<T, P> = {
      package: declared.package,
      name: declared.name,
      variant: declared.variants[position] ?? '',
      codec: declared.codec,
      params,
      arbitrary: declared.arbitrary(params),
      openEnded: typeof declared.openEnded === 'boolean' ? declared.openEnded : declared.openEnded[position] === true,
      views: declared.views ?? [],
      ...(declared.hot !== undefined && { hot: declared.hot }),
    };
    return whole as CodecTarget<never, never> as CodecTarget;
  });
}

interface Coded<T, P> {
  readonly codec: AnyCodec<T, P>;
  readonly params: P;
}

/** Encodes with the number or name in front, if the codec is a message. */
export function encodeWith<T, P>({ codec, params }: Coded<T, P>, value: T): Uint8Array {
  if ('number' in codec) return encodeMessage(codec, value, params);
  return 'tag' in codec ? encodeNamedMessage(codec, value, params) : encode(codec, value, params);
}

export function decodeWith<T, P>({ codec, params }: Coded<T, P>, bytes: Uint8Array): T {
  if ('number' in codec) return decodeMessage(codec, bytes, params);
  return 'tag' in codec ? decodeNamedMessage(codec, bytes, params) : decode(codec, bytes, params);
}

/** Decodes a message step by step, also when it has a faster form of its own, which must do the same. */
export function decodeByReader<T, P>(coded: Coded<T, P>, bytes: Uint8Array): T {
  const { codec, params } = coded;
  if (!('number' in codec) || codec.decode === undefined) return decodeWith(coded, bytes);
  const { decode: _faster, encode: _fasterToo, ...general } = codec;
  return decodeMessage(general, bytes, params);
}

/** What decoding gives: the value, or the DecodeError. Any other error is a fault of the codec and is thrown. */
export type Decoded<T> = { readonly value: T } | { readonly error: DecodeError };

export function tryDecode<T, P>(coded: Coded<T, P>, bytes: Uint8Array, decoder = decodeWith<T, P>): Decoded<T> {
  try {
    return { value: decoder(coded, bytes) };
  } catch (error) {
    if (error instanceof DecodeError) return { error };
    throw error;
  }
}

/**
 * Tries octets of any origin: they are refused with a DecodeError or understood; what is understood encodes again, to
 * octets that mean the same; and what it takes in memory is in proportion to the octets. Returns whether it decoded.
 */
export function checkDecoding(coded: CodecTarget, bytes: Uint8Array): boolean {
  const first = tryDecode(coded, bytes);
  checkFasterForm(coded, bytes, first);
  if ('error' in first) return false;
  checkSize(first.value, bytes);
  const encoded = encodeWith(coded, first.value);
  const second = tryDecode(coded, encoded);
  if ('error' in second) throw new Error(\`what was decoded cannot be encoded: \${second.error.message}\`);
  if (!sameValue(second.value, first.value, coded.views)) throw new Error('an encoding of a value means something else');
  return true;
}

function checkFasterForm(coded: CodecTarget, bytes: Uint8Array, faster: Decoded<unknown>): void {
  if (!('number' in coded.codec) || coded.codec.decode === undefined) return;
  const general = tryDecode(coded, bytes, decodeByReader);
  if ('error' in general !== 'error' in faster) throw new Error('the two decoders of a message do not accept the same');
  if ('value' in general && 'value' in faster && !sameValue(general.value, faster.value, []))
    throw new Error('the two decoders of a message disagree');
}

/** Items and objects that a decoder may build for each octet, and always. */
const PARTS_PER_OCTET = 2;
const PARTS_ALWAYS = 64;

/** Throws when a decoded value is larger than its octets can justify. */
export function checkSize(value: unknown, bytes: Uint8Array): void {
  let parts = 0;
  const visit = (part: unknown): void => {
    parts++;
    if (part instanceof Uint8Array) {
      if (part.buffer !== bytes.buffer && part.length > bytes.length) throw new Error('octets are longer than the input');
    } else if (typeof part === 'string') {
      if (part.length > bytes.length) throw new Error('a text is longer than the input');
    } else if (Array.isArray(part)) part.forEach(visit);
    else if (typeof part === 'object' && part !== null) {
      for (const member of Object.values(part)) if (typeof member === 'object') visit(member);
    }
  };
  visit(value);
  if (parts > PARTS_PER_OCTET * bytes.length + PARTS_ALWAYS)
    throw new Error(\`\${parts} items and objects were made of \${bytes.length} octets\`);
}

/** True when two decoded values are the same; \`views\` are members that one of them may lack. */
export function sameValue(left: unknown, right: unknown, views: readonly string[]): boolean {
  if (left === right) return true;
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false;
  if (left instanceof Uint8Array || right instanceof Uint8Array) {
    return left instanceof Uint8Array && right instanceof Uint8Array && order(left, right) === 0;
  }
  const a = left as Readonly<Record<string, unknown>>;
  const b = right as Readonly<Record<string, unknown>>;
  for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
    if (views.includes(key)) continue; // canonical octets may differ from those that came
    if (!sameValue(a[key], b[key], views)) return false;
  }
  return true;
}

/** A decoded value without the views that the expected one lacks, for comparing. */
export function withoutViews(actual: unknown, expected: unknown, views: readonly string[]): unknown {
  if (views.length === 0 || typeof actual !== 'object' || actual === null || actual instanceof Uint8Array) return actual;
  const wanted = (expected ?? {}) as Readonly<Record<string, unknown>>;
  if (Array.isArray(actual)) return actual.map((item, position) => withoutViews(item, wanted[position], views));
  const members = Object.entries(actual).filter(([key]) => wanted[key] !== undefined || !views.includes(key));
  return Object.fromEntries(members.map(([key, member]) => [key, withoutViews(member, wanted[key], views)]));
}

/** Offsets at which a truncated input is decoded without complaint. Throws for errors that are not DecodeError. */
export function acceptedTruncations<T, P>(coded: Coded<T, P>, bytes: Uint8Array): readonly number[] {
  const accepted: number[] = [];
  for (let length = 0; length < bytes.length; length++) {
    if ('value' in tryDecode(coded, bytes.slice(0, length))) accepted.push(length);
  }
  return accepted;
}

/** True when extra octets must be refused. */
export function refusesTrailing<T, P>({ codec }: Coded<T, P>): boolean {
  return !('trailing' in codec) || codec.trailing === 'error';
}

/** \`bytes\` with another number in the \`size\` octets at \`offset\`. */
export function withNumber(bytes: Uint8Array, offset: number, value: number, size = 4): Uint8Array {
  const changed = bytes.slice();
  for (let byte = size - 1, rest = value; byte >= 0; byte--, rest = Math.floor(rest / 256)) changed[offset + byte] = rest;
  return changed;
}

/** \`bytes\` with one item more than is allowed. */
export function grown(bytes: Uint8Array, [, start, end, count, max, within = []]: GrowthRow): Uint8Array {
  const item = bytes.subarray(start, end);
  const more = max + 1 - count;
  const result = new Uint8Array(bytes.length + more * item.length);
  result.set(bytes.subarray(0, end));
  for (let copy = 0; copy < more; copy++) result.set(item, end + copy * item.length);
  result.set(bytes.subarray(end), end + more * item.length);
  const view = new DataView(result.buffer);
  for (const offset of within) view.setUint32(offset, view.getUint32(offset) + more * item.length);
  return result;
}

type Key = number | bigint | string | boolean | Uint8Array | undefined;

/** The items in the order and without the repetitions that a list wants. */
export function arranged<T>(
  items: readonly T[],
  keyOf: (item: T) => Key,
  ascending: boolean,
  unique: boolean,
): readonly T[] {
  const sorted = ascending ? [...items].sort((a, b) => order(keyOf(a), keyOf(b))) : items;
  if (!unique) return sorted;
  return sorted.filter((item, at) => !sorted.slice(0, at).some(other => order(keyOf(item), keyOf(other)) === 0));
}

/** Numbers by value, text and octets octet by octet. */
function order(left: Key, right: Key): number {
  if (typeof left === 'string' || typeof right === 'string') return order(octets(left), octets(right));
  if (!(left instanceof Uint8Array) || !(right instanceof Uint8Array)) {
    return left === right ? 0 : (left ?? 0) < (right ?? 0) ? -1 : 1;
  }
  for (let at = 0; at < left.length && at < right.length; at++) {
    const difference = (left[at] as number) - (right[at] as number);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

function octets(key: Key): Key {
  return typeof key === 'string' ? new TextEncoder().encode(key) : key;
}

/** Octets that count up. */
export function counting(length: number, from = 1): Uint8Array {
  return Uint8Array.from({ length }, (_, position) => position + from);
}

export function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('');
}

export function bytesOf(hex: string): Uint8Array {
  return Uint8Array.from(hex.match(/../g) ?? [], pair => Number.parseInt(pair, 16));
}
`;
