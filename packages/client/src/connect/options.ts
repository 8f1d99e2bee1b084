/** The options of `connect`, and their one-time reading. */

import { userInfo } from 'node:os';
import type { Duplex } from 'node:stream';

import type { ClientAuthLimits } from '@nacre/auth';
import type { ConnectionLimits } from '@nacre/connection';
import { type AbortSignalLike, type MaybePromise, misuse, type TraceSink } from '@nacre/core';
import type { Signer } from '@nacre/keys';
import type { Extension } from '@nacre/session';
import type { AlgorithmChoices, RekeyLimits, TransportLimits } from '@nacre/transport';

import { limits } from '../limits.js';
import { knownHosts } from '../trust/known-hosts.js';
import { anyHostKey, checkedBy, type HostKeyCheck, type HostKeyPolicy } from '../trust/policy.js';

/** Asked once for each attempt, counted from 1. Undefined gives up. */
export type PasswordSource = (request: {
  readonly attempt: number;
  readonly user: string;
  readonly host: string;
}) => MaybePromise<string | undefined>;

export interface ConnectOptions {
  /** Name or address. With `via` only the name under which the host key is looked up. */
  readonly host: string;
  /** Default 22. */
  readonly port?: number | undefined;
  /** Default: the user of this process. */
  readonly user?: string | undefined;
  /** Keys, tried in this order, and no others. Default: none. */
  readonly identities?: readonly Signer[] | undefined;
  /** Used after the keys, and only if the server offers it. */
  readonly password?: string | PasswordSource | undefined;
  /** Which host keys are accepted. Default: `knownHosts()`, so that an unknown or changed key is refused. */
  readonly hostKeys?: HostKeyPolicy | HostKeyCheck | undefined;
  readonly algorithms?: AlgorithmChoices | undefined;
  /** Speak over this stream instead of opening a TCP connection. It is destroyed at the end. */
  readonly via?: Duplex | undefined;
  /** Milliseconds for each phase; 0 is without limit. A phase that takes longer rejects with TIMEOUT and its name. */
  readonly timeouts?: { readonly connect?: number; readonly handshake?: number; readonly auth?: number } | undefined;
  /** Signs of life asked of a silent server, or false. */
  readonly keepalive?: KeepaliveOptions | false | undefined;
  /** New keys after so many bytes, packets or milliseconds. */
  readonly rekey?: Partial<RekeyLimits> | undefined;
  /** Gives up connecting. A connection that stands is closed by `client.close()`. */
  readonly signal?: AbortSignalLike | undefined;
  /** Text that the server shows before login; not cleaned. */
  readonly onBanner?: ((message: string) => void) | undefined;
  /** Private messages and requests that this side answers: see `defineExtension`. */
  readonly extensions?: readonly Extension[] | undefined;
  readonly trace?: TraceSink | undefined;
  readonly limits?: ConnectLimits | undefined;
  readonly dangerous?: DangerousOptions | undefined;
}

export interface KeepaliveOptions {
  /** Milliseconds of silence before a question. Default 15,000. */
  readonly interval?: number;
  /** Unanswered questions after which the connection counts as lost. Default 3. */
  readonly count?: number;
}

export interface ConnectLimits {
  readonly transport?: Partial<TransportLimits>;
  readonly auth?: Partial<ClientAuthLimits>;
  readonly connection?: Partial<ConnectionLimits>;
}

export interface DangerousOptions {
  /** Talks to whoever answers: an attacker on the way can read and change everything, passwords too. */
  readonly acceptAnyHostKey?: boolean;
  /** Accepts a server that lets us in without asking for any of the given credentials. */
  readonly allowTrivialAuth?: boolean;
}

/** Options with everything filled in. */
export interface Settings extends ConnectOptions {
  readonly port: number;
  readonly user: string;
  readonly identities: readonly Signer[];
  readonly hostKeyPolicy: HostKeyPolicy;
  readonly phases: { readonly connect: number; readonly handshake: number; readonly auth: number };
}

const MAX_USER_BYTES = 1024;

/** Throws MISUSE for options that cannot work. */
export function readOptions(options: ConnectOptions): Settings {
  const { timeouts = {}, port = 22, host } = options;
  if (typeof host !== 'string' || host === '') throw misuse('connect() needs a host');
  if (!Number.isInteger(port) || port < 1 || port > 65535) throw misuse(`${port} is not a port number`);
  const user = options.user ?? userInfo().username;
  if (user === '' || Buffer.byteLength(user) > MAX_USER_BYTES) throw misuse('The user name is empty or too long');
  return {
    ...options,
    port,
    user,
    identities: options.identities ?? [],
    hostKeyPolicy: policyOf(options),
    phases: {
      connect: milliseconds('connect', timeouts.connect, limits.connectTimeout),
      handshake: milliseconds('handshake', timeouts.handshake, limits.handshakeTimeout),
      auth: milliseconds('auth', timeouts.auth, limits.authTimeout),
    },
  };
}

function policyOf({ hostKeys, dangerous }: ConnectOptions): HostKeyPolicy {
  if (dangerous?.acceptAnyHostKey === true) {
    if (hostKeys !== undefined) throw misuse('Give either hostKeys or dangerous.acceptAnyHostKey');
    return anyHostKey;
  }
  if (hostKeys === undefined) return knownHosts();
  return typeof hostKeys === 'function' ? checkedBy(hostKeys) : hostKeys;
}

function milliseconds(name: string, value: number | undefined, fallback: number): number {
  const result = value ?? fallback;
  if (!(result >= 0)) throw misuse(`timeouts.${name} must be a number of milliseconds, not ${String(value)}`);
  return result;
}
