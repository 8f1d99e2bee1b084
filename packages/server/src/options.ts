/** The options of `createServer`, and their one-time reading. */

import type { ConnectionLimits } from '@nacre/connection';
import { type Duration, misuse, readTimeout } from '@nacre/core';
import type { ModpGroup } from '@nacre/crypto';
import type { Signer } from '@nacre/keys';
import {
  type DebugMessage,
  type KeepaliveOptions,
  type KeepaliveSettings,
  type ProtocolOptions,
  type ProtocolSettings,
  readKeepalive,
  readProtocolOptions,
  type SocketOptions,
} from '@nacre/runtime-node';
import { type Extension, ExtensionTable } from '@nacre/session';
import { readAlgorithms, type TransportLimits } from '@nacre/transport';

import type { AuthHandlers } from './auth/handlers.js';
import type { Account } from './auth/handlers.js';
import type { ServerConnection } from './connection.js';
import { limits, type ServerLimits } from './limits.js';
import { type ModuliSource, readModuli } from './moduli.js';
import type { SessionHandlers } from './session/handlers.js';

export interface ServerOptions<A = Account> extends ProtocolOptions, SocketOptions {
  /** At least one, and no two of one type. A key with a certificate (`withCertificate`) is of another type than the key alone: give both. */
  readonly hostKeys: readonly Signer[];
  /** Who may come in. Without handlers nobody can. */
  readonly auth?: AuthHandlers<NoInfer<A>> | undefined;
  /** What a user may do. What is not handled is refused. */
  readonly session?: SessionHandlers<NoInfer<A>> | undefined;
  /** Text shown to clients before login. */
  readonly banner?: string | undefined;
  /** Private messages and requests: see `defineExtension`. */
  readonly extensions?: readonly Extension[] | undefined;
  /**
   * Groups for the group exchange methods, which have to be asked for in `algorithms.kex`: a file as /etc/ssh/moduli, which is read when
   * the server is made, or a list. Default: groups 14 to 18 of RFC 3526.
   */
  readonly moduli?: ModuliSource | undefined;
  /** Signs of life asked of a silent client. Default: false, as for OpenSSH's server; dead clients are then left to TCP. */
  readonly keepalive?: KeepaliveOptions | false | undefined;
  /** Tells clients all host keys after login, and proves them, so that they can learn a new one before it is needed. Default: true. */
  readonly announceHostKeys?: boolean | undefined;
  /** A DEBUG message of a client. */
  readonly onDebug?: ((message: DebugMessage, connection: ServerConnection<NoInfer<A>>) => void) | undefined;
  readonly limits?:
    | (Partial<Omit<ServerLimits, 'loginGrace'>> & { readonly loginGrace?: Duration } & LayerLimits)
    | undefined;
}

interface LayerLimits {
  readonly transport?: Partial<TransportLimits>;
  readonly connection?: Partial<ConnectionLimits>;
}

/** Options with everything filled in. */
export interface Settings<A> extends Omit<ServerOptions<A>, 'limits'> {
  readonly auth: AuthHandlers<A>;
  readonly session: SessionHandlers<A>;
  readonly limits: ServerLimits & LayerLimits;
  readonly userKeyAlgorithms: readonly string[];
  readonly protocol: ProtocolSettings;
  readonly groups: readonly ModpGroup[] | undefined;
  readonly keepaliveSettings: KeepaliveSettings | undefined;
}

/** Throws MISUSE for options that cannot work. */
export function readOptions<A>(options: ServerOptions<A>): Settings<A> {
  const types = options.hostKeys.map(key => key.publicKey.type);
  if (types.length === 0) throw misuse('A server needs at least one host key');
  if (new Set(types).size < types.length)
    throw misuse(`Only one host key of each type can be used: ${types.join(', ')}`);
  new ExtensionTable(options.extensions); // throws for two that answer the same, before anybody connects
  const protocol = readProtocolOptions('server', options, options.limits?.transport);
  return {
    ...options,
    auth: options.auth ?? {},
    session: options.session ?? {},
    limits: readLimits(options.limits),
    protocol,
    groups: options.moduli === undefined ? undefined : readModuli(options.moduli, options.trace),
    keepaliveSettings: readKeepalive(options.keepalive ?? false),
    userKeyAlgorithms: readUserKeyAlgorithms(options.auth?.userKeyAlgorithms, protocol),
  };
}

/** Those of all users; a handler may answer with others for one. */
function readUserKeyAlgorithms(
  choice: AuthHandlers<unknown>['userKeyAlgorithms'],
  { crypto }: ProtocolSettings,
): readonly string[] {
  const list = typeof choice === 'function' ? undefined : choice;
  if (list !== undefined && typeof list !== 'string' && !Array.isArray(list))
    throw misuse('auth.userKeyAlgorithms must be a list of names, a text or a function');
  return readAlgorithms('hostKey', list, 'server', crypto);
}

/** The lowest value that makes sense of each. */
const LEAST = { authTries: 1, sessions: 0, startups: 1 } as const;

function readLimits<A>(changes: ServerOptions<A>['limits'] = {}): ServerLimits & LayerLimits {
  const loginGrace = readTimeout('limits.loginGrace', changes.loginGrace ?? limits.loginGrace);
  const counts = Object.entries(LEAST).map(([name, least]) => {
    const key = name as keyof typeof LEAST;
    const value = changes[key] ?? limits[key];
    if (Number.isSafeInteger(value) && value >= least) return [key, value] as const;
    throw misuse(`limits.${key} must be a whole number from ${least}, not ${String(value)}`);
  });
  return { ...changes, ...(Object.fromEntries(counts) as Omit<ServerLimits, 'loginGrace'>), loginGrace };
}
