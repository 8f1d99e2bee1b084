/** A server engine that is spoken to message by message. */

import { nodeCrypto } from '@nacre/crypto-node';

import { ServerAuth } from '../src/server/engine.js';
import type { ServerAuthEffect, ServerAuthEvent, ServerAuthOptions } from '../src/server/options.js';
import { drain } from './wire.js';

export const SESSION_ID = new Uint8Array(32).fill(9);
export const ED25519 = 'ssh-ed25519';

/** A server with publickey and password, and no delay. */
export function make(options: Partial<ServerAuthOptions> = {}): ServerAuth {
  return new ServerAuth({
    sessionId: SESSION_ID,
    crypto: nodeCrypto,
    methods: ['publickey', 'password'],
    userKeyAlgorithms: [ED25519],
    now: 0,
    minimumDelay: 0,
    ...options,
  });
}

export interface Seen {
  readonly written: readonly Uint8Array[];
  readonly events: readonly ServerAuthEvent[];
  readonly asked: readonly ServerAuthEffect[];
  readonly closed: { readonly code: string | undefined; readonly disconnect: number | undefined } | undefined;
}

/** Gives the messages one by one; `check` answers all but computations, which are run. */
export async function talk(
  server: ServerAuth,
  payloads: readonly Uint8Array[],
  check: (effect: ServerAuthEffect) => unknown = () => false,
): Promise<Seen> {
  const written: Uint8Array[] = [];
  const events: ServerAuthEvent[] = [];
  const asked: ServerAuthEffect[] = [];
  let closed: Seen['closed'];
  for (const payload of payloads) {
    server.receive(payload);
    for (let outputs = drain(server); outputs.length > 0; outputs = drain(server)) {
      for (const output of outputs) {
        if (output.type === 'write') written.push(output.payload);
        else if (output.type === 'event') events.push(output.event);
        else if (output.type === 'closed') closed = { code: output.error?.code, disconnect: output.error?.disconnect };
        else if (output.effect.type === 'compute') server.resolve(output.id, await output.effect.run());
        else {
          asked.push(output.effect);
          server.resolve(output.id, check(output.effect));
        }
      }
    }
  }
  return { written, events, asked, closed };
}

export const numbers = (seen: Seen): readonly number[] => seen.written.map(payload => payload[0] as number);
export const successes = (seen: Seen): readonly ServerAuthEvent[] =>
  seen.events.filter(event => event.type === 'authenticated');
