/** The options of `createServer`, and their one-time reading. */

import type { ConnectionLimits } from '@nacre/connection';
import { misuse, type TraceSink } from '@nacre/core';
import type { Signer } from '@nacre/keys';
import { defaultCrypto } from '@nacre/runtime-node';
import { type Extension, ExtensionTable } from '@nacre/session';
import { type AlgorithmChoices, readAlgorithms, type RekeyLimits, type TransportLimits } from '@nacre/transport';

import type { AuthHandlers } from './auth/handlers.js';
import type { Account } from './auth/handlers.js';
import { limits, type ServerLimits } from './limits.js';
import type { SessionHandlers } from './session/handlers.js';

export interface ServerOptions<A = Account> {
  /** At least one, and no two of one type. */
  readonly hostKeys: readonly Signer[];
  /** Who may come in. Without handlers nobody can. */
  readonly auth?: AuthHandlers<NoInfer<A>> | undefined;
  /** What a user may do. What is not handled is refused. */
  readonly session?: SessionHandlers<NoInfer<A>> | undefined;
  /** Lists in OpenSSH's syntax, or arrays; those left out have the defaults. */
  readonly algorithms?: AlgorithmChoices | undefined;
  /** Text shown to clients before login. */
  readonly banner?: string | undefined;
  /** Private messages and requests: see `defineExtension`. */
  readonly extensions?: readonly Extension[] | undefined;
  readonly rekey?: Partial<RekeyLimits> | undefined;
  readonly limits?: (Partial<ServerLimits> & LayerLimits) | undefined;
  readonly trace?: TraceSink | undefined;
}

interface LayerLimits {
  readonly transport?: Partial<TransportLimits>;
  readonly connection?: Partial<ConnectionLimits>;
}

/** Options with everything filled in. */
export interface Settings<A> extends ServerOptions<A> {
  readonly auth: AuthHandlers<A>;
  readonly session: SessionHandlers<A>;
  readonly limits: ServerLimits & LayerLimits;
  readonly userKeyAlgorithms: readonly string[];
}

/** Throws MISUSE for options that cannot work. */
export function readOptions<A>(options: ServerOptions<A>): Settings<A> {
  const types = options.hostKeys.map(key => key.publicKey.type);
  if (types.length === 0) throw misuse('A server needs at least one host key');
  if (new Set(types).size < types.length)
    throw misuse(`Only one host key of each type can be used: ${types.join(', ')}`);
  new ExtensionTable(options.extensions); // throws for two that answer the same, before anybody connects
  const changed = Object.entries(options.limits ?? {}).filter(([, value]) => value !== undefined);
  const { loginGrace, authTries, sessions, startups } = limits;
  return {
    ...options,
    auth: options.auth ?? {},
    session: options.session ?? {},
    limits: { loginGrace, authTries, sessions, startups, ...Object.fromEntries(changed) },
    userKeyAlgorithms: readAlgorithms('hostKey', undefined, 'server', defaultCrypto()),
  };
}
