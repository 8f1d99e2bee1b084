/** The types that generated code has, and the functions that use them. */

import { misuse } from '@nacre/core';

import { DecodeError } from './decode-error.js';
import { WireReader } from './reader.js';
import { WireWriter } from './writer.js';

/** How one structure is written and read. `P` are the parameters that its layout depends on, such as a version. */
export interface Codec<T, P = void> {
  /** Name in the spec. */
  readonly name: string;
  write(writer: WireWriter, value: T, params: P): void;
  read(reader: WireReader, params: P): T;
}

/** Who may send a message: client to server, server to client, or both. */
export type Direction = 'c2s' | 's2c' | 'both' | 'c2a' | 'a2c';

/** A structure that starts with a number on the wire. */
export interface MessageDef<T, P = void> extends Codec<T, P> {
  readonly space: string;
  readonly number: number;
  readonly direction: Direction;
  /** Which meaning of the number this is, where it has several: 'ecdh', 'password' ... */
  readonly context?: string;
  /** Document and section that defines it. */
  readonly reference: string;
  /** What to do with bytes after the last field. */
  readonly trailing: 'error' | 'ignore';
}

/** A member of an open union that the definition does not know: its name and its undecoded bytes. */
export interface UnknownMember {
  readonly name: string;
  readonly data: Uint8Array;
}

/** The bytes of `value`, owned by the caller. */
export function encode<T>(codec: Codec<T>, value: T): Uint8Array;
export function encode<T, P>(codec: Codec<T, P>, value: T, params: P): Uint8Array;
export function encode<T, P>(codec: Codec<T, P>, value: T, params?: P): Uint8Array {
  const writer = new WireWriter();
  codec.write(writer, value, params as P);
  return writer.finish();
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

/** A message with its number in front. */
export function encodeMessage<T>(message: MessageDef<T>, value: T): Uint8Array;
export function encodeMessage<T, P>(message: MessageDef<T, P>, value: T, params: P): Uint8Array;
export function encodeMessage<T, P>(message: MessageDef<T, P>, value: T, params?: P): Uint8Array {
  const writer = new WireWriter();
  writer.u8(message.name, message.number);
  message.write(writer, value, params as P);
  return writer.finish();
}

/** Decodes a payload that starts with the message's number. Byte fields are views of `payload`. Throws DecodeError. */
export function decodeMessage<T>(message: MessageDef<T>, payload: Uint8Array): T;
export function decodeMessage<T, P>(message: MessageDef<T, P>, payload: Uint8Array, params: P): T;
export function decodeMessage<T, P>(message: MessageDef<T, P>, payload: Uint8Array, params?: P): T {
  if (payload[0] !== message.number) {
    throw new DecodeError(message.name, 0, 'value', `message number ${payload[0]}, expected ${message.number}`);
  }
  const reader = new WireReader(payload, 1);
  const value = message.read(reader, params as P);
  if (message.trailing === 'error') reader.finish(message.name);
  return value;
}

/** A message definition of any type, as tables hold it. */
export type AnyMessage = MessageDef<unknown, never>;

/** The messages of one number space and context, by number. */
export interface MessageTable {
  readonly space: string;
  readonly context?: string;
  readonly messages: ReadonlyMap<number, AnyMessage>;
}

/** Builds a table; two messages with one number are misuse. */
export function messageTable(
  space: string,
  context: string | undefined,
  definitions: readonly AnyMessage[],
): MessageTable {
  const messages = new Map<number, AnyMessage>();
  for (const definition of definitions) {
    if (messages.has(definition.number)) throw misuse(`${definition.name}: number ${definition.number} is taken`);
    messages.set(definition.number, definition);
  }
  return { space, ...(context !== undefined && { context }), messages };
}

/** Name of a message number in a table, for errors and traces: 'CHANNEL_DATA', or 'message 200'. */
export function messageName(table: MessageTable, number: number): string {
  return table.messages.get(number)?.name ?? `message ${number}`;
}
