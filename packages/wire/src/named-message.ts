/** Messages of spaces whose tags are names: how they are encoded, decoded and found by their tag. */

import { misuse } from '@nacre/core';

import { checkSize, type NamedMessageDef } from './message.js';
import { WireReader } from './reader.js';
import { writtenBytes } from './scratch.js';

/** Bytes of a tag, as of any name (RFC 4251 section 6). */
const TAG_BYTES = 64;

/** A message with its tag in front. */
export function encodeNamedMessage<T>(message: NamedMessageDef<T>, value: T): Uint8Array;
export function encodeNamedMessage<T, P>(message: NamedMessageDef<T, P>, value: T, params: P): Uint8Array;
export function encodeNamedMessage<T, P>(message: NamedMessageDef<T, P>, value: T, params?: P): Uint8Array {
  const bytes = writtenBytes(writer => {
    writer.name(message.name, message.tag, TAG_BYTES);
    message.write(writer, value, params as P);
  });
  return checkSize(message, bytes);
}

/** Decodes a payload that starts with the message's tag. Byte fields are views of `payload`. Throws DecodeError. */
export function decodeNamedMessage<T>(message: NamedMessageDef<T>, payload: Uint8Array): T;
export function decodeNamedMessage<T, P>(message: NamedMessageDef<T, P>, payload: Uint8Array, params: P): T;
export function decodeNamedMessage<T, P>(message: NamedMessageDef<T, P>, payload: Uint8Array, params?: P): T {
  const reader = new WireReader(payload);
  if (reader.name(message.name, TAG_BYTES) !== message.tag) {
    reader.fail(message.name, 'value', `another message, expected '${message.tag}'`, 0);
  }
  const value = message.read(reader, params as P);
  if (message.trailing === 'error') reader.finish(message.name);
  return value;
}

/** The tag that a payload starts with, to find the message in a table. Throws DecodeError. */
export function namedMessageTag(payload: Uint8Array): string {
  return new WireReader(payload).name('tag', TAG_BYTES);
}

/** A message definition of any type, as tables hold it. */
export type AnyNamedMessage = NamedMessageDef<unknown, never>;

/** The messages of one space and context, by tag. */
export interface NamedMessageTable {
  readonly space: string;
  readonly context?: string;
  readonly messages: ReadonlyMap<string, AnyNamedMessage>;
}

/** Builds a table; two messages with one tag are misuse. */
export function namedMessageTable(
  space: string,
  context: string | undefined,
  definitions: readonly AnyNamedMessage[],
): NamedMessageTable {
  const messages = new Map<string, AnyNamedMessage>();
  for (const definition of definitions) {
    if (messages.has(definition.tag)) throw misuse(`${definition.name}: the tag '${definition.tag}' is taken`);
    messages.set(definition.tag, definition);
  }
  return { space, ...(context !== undefined && { context }), messages };
}
