/** Messages of a peer, written byte by byte so that a fault in the codecs cannot hide, and what an engine wants done. */

import type { Output, SshError } from '@nacre/core';
import { concatBytes, encodeUtf8 } from '@nacre/core';

import type { ConnectionEngine } from '../src/engine.js';
import type { ConnectionEvent } from '../src/events.js';

type Part = number | string | boolean | Uint8Array;

/** Numbers are u32, text and byte arrays are strings with a length, booleans one octet. */
export function message(number: number, ...parts: readonly Part[]): Uint8Array {
  return concatBytes(Uint8Array.of(number), ...parts.map(octets));
}

/** As `message`, with octets at the end that have no length in front. */
export function messageAnd(tail: Uint8Array, number: number, ...parts: readonly Part[]): Uint8Array {
  return concatBytes(message(number, ...parts), tail);
}

function octets(part: Part): Uint8Array {
  if (typeof part === 'boolean') return Uint8Array.of(part ? 1 : 0);
  if (typeof part === 'number') return Uint8Array.of(part >>> 24, part >>> 16, part >>> 8, part);
  const bytes = typeof part === 'string' ? encodeUtf8(part) : part;
  return concatBytes(octets(bytes.length), bytes);
}

export const peer = {
  open: (sender: number, window = 1000, maxPacket = 100, type = 'session') =>
    message(90, type, sender, window, maxPacket),
  confirm: (recipient: number, sender: number, window = 1000, maxPacket = 100) =>
    message(91, recipient, sender, window, maxPacket),
  refuse: (recipient: number) => message(92, recipient, 1, 'no', ''),
  adjust: (recipient: number, bytes: number) => message(93, recipient, bytes),
  data: (recipient: number, data: Uint8Array | string) => message(94, recipient, data),
  extended: (recipient: number, type: number, data: Uint8Array | string) => message(95, recipient, type, data),
  eof: (recipient: number) => message(96, recipient),
  close: (recipient: number) => message(97, recipient),
  request: (recipient: number, type = 'shell', wantReply = true) => message(98, recipient, type, wantReply),
  success: (recipient: number) => message(99, recipient),
  failure: (recipient: number) => message(100, recipient),
  global: (name: string, wantReply = true) => message(80, name, wantReply),
  globalSuccess: () => message(81),
  globalFailure: () => message(82),
};

export interface Outcome {
  readonly events: readonly ConnectionEvent[];
  readonly written: readonly Uint8Array[];
  readonly closed: { readonly error: SshError | undefined } | undefined;
}

/** All outputs that are there. */
export function drain(engine: ConnectionEngine): Outcome {
  const events: ConnectionEvent[] = [];
  const written: Uint8Array[] = [];
  let closed: Outcome['closed'];
  for (let output = engine.poll(); output !== undefined; output = engine.poll()) {
    if (output.type === 'event') events.push(output.event);
    else if (output.type === 'write')
      written.push(concatBytes(...(output as Output<never, never> & { parts: readonly Uint8Array[] }).parts));
    else if (output.type === 'closed') closed = { error: output.error };
  }
  return { events, written, closed };
}

/** Gives the messages to the engine and drains it. */
export function feed(engine: ConnectionEngine, ...messages: readonly Uint8Array[]): Outcome {
  for (const payload of messages) engine.receive(payload);
  return drain(engine);
}

/** The numbers of the messages that were written. */
export function numbers(outcome: Outcome): readonly number[] {
  return outcome.written.map(payload => payload[0] as number);
}

export function types(outcome: Outcome): readonly string[] {
  return outcome.events.map(event => event.type);
}
