/** Messages: structures that start with a number. How they are encoded, decoded and found by their number. */

import { misuse } from '@nacre/core';

import type { Codec } from './codec.js';
import { DecodeError } from './decode-error.js';
import { getU32 } from './primitives/octets.js';
import { WireReader } from './reader.js';
import { writtenBytes } from './scratch.js';

/** Who may send a message: client to server, server to client, both, client to agent, or agent to client. */
export type Direction = 'c2s' | 's2c' | 'both' | 'c2a' | 'a2c';

/** What messages have whatever their tag is. */
interface AnyTagDef<T, P> extends Codec<T, P> {
  readonly space: string;
  readonly direction: Direction;
  /** Which meaning of the tag this is, where it has several: 'ecdh', 'password' ... */
  readonly context?: string;
  /** Document and section that defines it. */
  readonly reference: string;
  /** What to do with bytes after the last field. */
  readonly trailing: 'error' | 'ignore';
  /** Most bytes of an encoded message, tag included; more is misuse. */
  readonly maxMessage?: number;
  /** The first version of the protocol that has this message, and the last. */
  readonly since?: number;
  readonly until?: number;
}

/** A structure that starts with a number on the wire. */
export interface MessageDef<T, P = void> extends AnyTagDef<T, P> {
  readonly number: number;
  /** The number is a u32, not a u8. */
  readonly tagBits?: 32;
  /** The quick form for plain values: undefined means that `write` decides, and says what is wrong. */
  encode?(value: T, params: P): Uint8Array | undefined;
  /** The quick form for plain payloads: undefined means that `read` decides, and says what is wrong. */
  decode?(payload: Uint8Array, params: P): T | undefined;
}

/** A structure that starts with a name on the wire. */
export interface NamedMessageDef<T, P = void> extends AnyTagDef<T, P> {
  readonly tag: string;
}

/** A message with its number in front. */
export function encodeMessage<T>(message: MessageDef<T>, value: T): Uint8Array;
export function encodeMessage<T, P>(message: MessageDef<T, P>, value: T, params: P): Uint8Array;
export function encodeMessage<T, P>(message: MessageDef<T, P>, value: T, params?: P): Uint8Array {
  return checkSize(message, message.encode?.(value, params as P) ?? written(message, value, params as P));
}

/** Decodes a payload that starts with the message's number. Byte fields are views of `payload`. Throws DecodeError. */
export function decodeMessage<T>(message: MessageDef<T>, payload: Uint8Array): T;
export function decodeMessage<T, P>(message: MessageDef<T, P>, payload: Uint8Array, params: P): T;
export function decodeMessage<T, P>(message: MessageDef<T, P>, payload: Uint8Array, params?: P): T {
  const quick = message.decode?.(payload, params as P);
  if (quick !== undefined) return quick;
  const size = message.tagBits === 32 ? 4 : 1;
  const number = size === 1 ? payload[0] : payload.length < 4 ? undefined : getU32(payload, 0);
  if (number !== message.number) {
    throw new DecodeError(message.name, 0, 'value', `message number ${number}, expected ${message.number}`);
  }
  const reader = new WireReader(payload, size);
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

/** Refuses a message that no receiver would take. */
export function checkSize(message: Pick<MessageDef<never>, 'name' | 'maxMessage'>, bytes: Uint8Array): Uint8Array {
  const { maxMessage } = message;
  if (maxMessage === undefined || bytes.length <= maxMessage) return bytes;
  throw misuse(`${message.name} is ${bytes.length} bytes, limit ${maxMessage}`, { field: message.name });
}

function written<T, P>(message: MessageDef<T, P>, value: T, params: P): Uint8Array {
  return writtenBytes(writer => {
    if (message.tagBits === 32) writer.u32(message.name, message.number);
    else writer.u8(message.name, message.number);
    message.write(writer, value, params);
  });
}
