/** A client and a server engine back to back, with virtual time. */

import type { SshError } from '@nacre/core';
import { nodeCrypto } from '@nacre/crypto-node';
import type { PrivateKey } from '@nacre/keys';

import type {
  ClientAuthEvent,
  ClientAuthOptions,
  ServerAuthEffect,
  ServerAuthEvent,
  ServerAuthOptions,
} from '../src/index.js';
import { ClientAuth, ServerAuth } from '../src/index.js';
import { drain } from './wire.js';

export const SESSION_ID = /*@__PURE__*/ new Uint8Array(32).fill(7);

export interface PairOptions {
  readonly client?: Partial<ClientAuthOptions>;
  readonly server?: Partial<ServerAuthOptions>;
  /** Private keys of the publickey credentials, by index of the credential. */
  readonly keys?: Readonly<Record<number, PrivateKey>>;
  /** Answers of the password credentials, one for each attempt. */
  readonly passwords?: readonly (string | undefined)[];
  /** The server's accounts. */
  readonly check: (effect: ServerAuthEffect) => unknown;
}

export interface PairResult {
  readonly clientEvents: readonly ClientAuthEvent[];
  readonly serverEvents: readonly ServerAuthEvent[];
  readonly clientError: SshError | undefined;
  readonly serverError: SshError | undefined;
  /** The messages in their order: numbers, the client's negative. */
  readonly wire: readonly number[];
  /** Virtual milliseconds from start to end. */
  readonly time: number;
}

/** Runs until nothing moves. */
export async function runPair(options: PairOptions): Promise<PairResult> {
  const server = new ServerAuth({
    sessionId: SESSION_ID,
    crypto: nodeCrypto,
    methods: ['publickey', 'password'],
    userKeyAlgorithms: ['ssh-ed25519', 'rsa-sha2-512', 'rsa-sha2-256'],
    now: 0,
    ...options.server,
  });
  const client = new ClientAuth({ user: 'alice', sessionId: SESSION_ID, credentials: [], ...options.client });
  const clientEvents: ClientAuthEvent[] = [];
  const serverEvents: ServerAuthEvent[] = [];
  const wire: number[] = [];
  let clientError: SshError | undefined;
  let serverError: SshError | undefined;
  let time = 0;

  const stepClient = async (): Promise<boolean> => {
    const outputs = drain(client);
    for (const output of outputs) {
      if (output.type === 'event') clientEvents.push(output.event);
      else if (output.type === 'closed') clientError = output.error;
      else if (output.type === 'write') {
        wire.push(-(output.payload[0] as number));
        server.receive(output.payload);
      } else if (output.effect.type === 'password') {
        client.resolve(output.id, options.passwords?.[output.effect.attempt - 1]);
      } else {
        const key = options.keys?.[output.effect.credential];
        if (key === undefined) client.reject(output.id, new Error('the key is locked'));
        else client.resolve(output.id, await key.sign(output.effect.data, output.effect.algorithm));
      }
    }
    return outputs.length > 0;
  };
  const stepServer = async (): Promise<boolean> => {
    const outputs = drain(server);
    for (const output of outputs) {
      if (output.type === 'event') serverEvents.push(output.event);
      else if (output.type === 'closed') serverError = output.error;
      else if (output.type === 'write') {
        wire.push(output.payload[0] as number);
        client.receive(output.payload);
      } else if (output.effect.type === 'compute') server.resolve(output.id, await output.effect.run());
      else server.resolve(output.id, await options.check(output.effect));
    }
    return outputs.length > 0;
  };
  const pass = (): boolean => {
    const next = server.nextTimeout();
    if (next === undefined) return false;
    time = Math.max(time, next);
    server.tick(time);
    return true;
  };
  client.start();
  while ((await stepClient()) || (await stepServer()) || pass());
  return { clientEvents, serverEvents, clientError, serverError, wire, time };
}
