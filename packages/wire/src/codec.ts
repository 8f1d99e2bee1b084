/** The types that generated code has for structures and unions, and the functions that use them. */

import { WireReader } from './reader.js';
import { writtenBytes } from './scratch.js';
import type { WireWriter } from './writer.js';

/** How one structure is written and read. `P` are the parameters that its layout depends on, such as a version. */
export interface Codec<T, P = void> {
  /** Name in the spec. */
  readonly name: string;
  /** For old peers only: nothing new is made with it. It is still written when asked for. */
  readonly deprecated?: true;
  write(writer: WireWriter, value: T, params: P): void;
  read(reader: WireReader, params: P): T;
}

/** How a union is written and read whose tag stands elsewhere. `K` is the tag on the wire. */
export interface UnionCodec<T, K extends string | number, P = void> {
  /** Name in the spec. */
  readonly name: string;
  /** Writes the member without its tag. */
  write(writer: WireWriter, value: T, params: P): void;
  read(reader: WireReader, tag: K, params: P): T;
}

/** A member of an open union that the definition does not know: its name and its undecoded bytes. */
export interface UnknownMember {
  readonly name: string;
  readonly data: Uint8Array;
}

/** A member of an open union by number that the definition does not know. */
export interface UnknownNumber {
  readonly number: number;
  readonly data: Uint8Array;
}

/**
 * A member that another package adds to an open union: a channel request, an SFTP extension and so on. The union's own
 * code knows nothing of it: there it is an unknown member whose `data` this codec reads and writes.
 */
export interface MemberDef<T, P = void, R = never> extends Codec<T, P> {
  /** Name of the union in the spec: 'ChannelRequestBody'. */
  readonly union: string;
  /** The tag that chooses the member. */
  readonly key: string | number;
  /** What a successful reply holds, where the spec declares it. */
  readonly reply?: Codec<R, P>;
}

/** The bytes of `value`, owned by the caller. */
export function encode<T>(codec: Codec<T>, value: T): Uint8Array;
export function encode<T, P>(codec: Codec<T, P>, value: T, params: P): Uint8Array;
export function encode<T, P>(codec: Codec<T, P>, value: T, params?: P): Uint8Array {
  return writtenBytes(writer => codec.write(writer, value, params as P));
}

/** The structure that `bytes` hold, all of them. Byte fields are views of `bytes`. Throws DecodeError. */
export function decode<T>(codec: Codec<T>, bytes: Uint8Array): T;
export function decode<T, P>(codec: Codec<T, P>, bytes: Uint8Array, params: P): T;
export function decode<T, P>(codec: Codec<T, P>, bytes: Uint8Array, params?: P): T {
  const reader = new WireReader(bytes);
  const value = codec.read(reader, params as P);
  reader.finish(codec.name);
  return value;
}
