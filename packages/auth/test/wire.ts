/** Messages written byte by byte, so that a fault in the codecs cannot hide. */

import { concatBytes, encodeUtf8, type Engine, type Output } from '@nacre/core';

type Part = number | string | boolean | Uint8Array;

/** Numbers are u32, text and byte arrays are strings with a length, booleans one octet. */
export function message(number: number, ...parts: readonly Part[]): Uint8Array {
  return concatBytes(Uint8Array.of(number), ...parts.map(octets));
}

export function octets(part: Part): Uint8Array {
  if (typeof part === 'boolean') return Uint8Array.of(part ? 1 : 0);
  if (typeof part === 'number') return Uint8Array.of(part >>> 24, part >>> 16, part >>> 8, part);
  const bytes = typeof part === 'string' ? encodeUtf8(part) : part;
  return concatBytes(octets(bytes.length), bytes);
}

const request = (user: string, method: string, ...rest: readonly Part[]): Uint8Array =>
  message(50, user, 'ssh-connection', method, ...rest);

export const client = {
  none: (user = 'alice') => request(user, 'none'),
  password: (password: string, user = 'alice') => request(user, 'password', false, password),
  changePassword: (old: string, fresh: string) => request('alice', 'password', true, old, fresh),
  probe: (algorithm: string, blob: Uint8Array, user = 'alice') => request(user, 'publickey', false, algorithm, blob),
  signed: (algorithm: string, blob: Uint8Array, signature: Uint8Array, user = 'alice') =>
    request(user, 'publickey', true, algorithm, blob, signature),
  other: (method: string, ...rest: readonly Part[]) => request('alice', method, ...rest),
};

export const server = {
  failure: (methods: string, partial = false) => message(51, methods, partial),
  success: () => message(52),
  banner: (text: string) => message(53, text, ''),
  keyOk: (algorithm: string, blob: Uint8Array) => message(60, algorithm, blob),
  changePassword: (prompt: string) => message(60, prompt, ''),
};

/** What RFC 4252 section 7 says is signed, written out. */
export function signedData(sessionId: Uint8Array, user: string, algorithm: string, blob: Uint8Array): Uint8Array {
  return concatBytes(octets(sessionId), request(user, 'publickey', true, algorithm, blob));
}

/** All outputs that are there; writes become whole messages. */
export function drain<Event, Effect>(
  engine: Engine<Event, Effect>,
): (Exclude<Output<Event, Effect>, { type: 'write' }> | { type: 'write'; payload: Uint8Array })[] {
  const outputs: ReturnType<typeof drain<Event, Effect>> = [];
  for (let output = engine.poll(); output !== undefined; output = engine.poll()) {
    outputs.push(output.type === 'write' ? { type: 'write', payload: concatBytes(...output.parts) } : output);
  }
  return outputs;
}
