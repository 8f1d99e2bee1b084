/** The text of `rules.ts`: what generated tests and fuzz targets share. It knows no message. */

import { fileHeader } from '../file.js';

export function rulesFile(): string {
  return `${fileHeader('What every codec must do, as functions for generated tests and fuzz targets.')}${TEXT}`;
}

const TEXT = `import type fc from 'fast-check';

import { type Codec, DecodeError, decode, decodeMessage, encode, encodeMessage, type MessageDef } from '@nacre/wire';

/** One codec with the values that it can be tried with. */
export interface CodecTarget<T = unknown, P = unknown> {
  readonly package: string;
  readonly name: string;
  readonly codec: Codec<T, P> | MessageDef<T, P>;
  /** What the layout depends on; undefined for most codecs. */
  readonly params: P;
  readonly arbitrary: fc.Arbitrary<T>;
  /** The end of the input is the end of a member, so that a truncated input may be valid. */
  readonly openEnded: boolean;
}

/** A fixed value with the octets that the spec gives for it. */
export interface CodecSample<T = unknown, P = unknown> {
  readonly title: string;
  readonly codec: Codec<T, P> | MessageDef<T, P>;
  readonly params: P;
  readonly openEnded: boolean;
  readonly value: T;
  readonly hex: string;
  /** Every length and count in the octets: field, offset, largest allowed value. */
  readonly lengths: readonly (readonly [field: string, offset: number, max: number])[];
}

/** Keeps the types of value and codec together. */
export function sample<T, P>(fields: CodecSample<T, P>): CodecSample {
  return fields as CodecSample<never, never> as CodecSample;
}

export function target<T, P>(fields: CodecTarget<T, P>): CodecTarget {
  return fields as CodecTarget<never, never> as CodecTarget;
}

interface Coded<T, P> {
  readonly codec: Codec<T, P> | MessageDef<T, P>;
  readonly params: P;
}

/** Encodes with the number in front, if the codec is a message. */
export function encodeWith<T, P>({ codec, params }: Coded<T, P>, value: T): Uint8Array {
  return 'number' in codec ? encodeMessage(codec, value, params) : encode(codec, value, params);
}

export function decodeWith<T, P>({ codec, params }: Coded<T, P>, bytes: Uint8Array): T {
  return 'number' in codec ? decodeMessage(codec, bytes, params) : decode(codec, bytes, params);
}

/** What decoding gives: the value, or the DecodeError. Any other error is a fault of the codec and is thrown. */
export function tryDecode<T, P>(coded: Coded<T, P>, bytes: Uint8Array): { readonly value: T } | { readonly error: DecodeError } {
  try {
    return { value: decodeWith(coded, bytes) };
  } catch (error) {
    if (error instanceof DecodeError) return { error };
    throw error;
  }
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

/** \`bytes\` with another number in the u32 at \`offset\`. */
export function withLength(bytes: Uint8Array, offset: number, length: number): Uint8Array {
  const changed = bytes.slice();
  new DataView(changed.buffer).setUint32(offset, length);
  return changed;
}

/** Octets 1, 2, 3 ... */
export function counting(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, position) => position + 1);
}

export function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('');
}

export function bytesOf(hex: string): Uint8Array {
  return Uint8Array.from(hex.match(/../g) ?? [], pair => Number.parseInt(pair, 16));
}
`;
