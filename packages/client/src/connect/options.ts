/** The options of `connect`, and their one-time reading. */

import { userInfo } from 'node:os';
import type { Duplex } from 'node:stream';

import type { ClientAuthLimits } from '@nacre/auth';
import type { ConnectionLimits } from '@nacre/connection';
import { type AbortSignalLike, type Duration, type MaybePromise, misuse, readTimeout } from '@nacre/core';
import type { PublicKey, Signer } from '@nacre/keys';
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
import type { Extension } from '@nacre/session';
import { type AlgorithmChoice, readAlgorithms, type TransportLimits } from '@nacre/transport';

import { limits } from '../limits.js';
import { knownHosts } from '../trust/known-hosts.js';
import { anyHostKey, checkedBy, type HostKeyCheck, type HostKeyPolicy } from '../trust/policy.js';

/** Asked once for each attempt, counted from 1. Undefined gives up. */
export type PasswordSource = (request: {
  readonly attempt: number;
  readonly user: string;
  readonly host: string;
}) => MaybePromise<string | undefined>;

export interface ConnectOptions extends ProtocolOptions, SocketOptions {
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
  /** Signature algorithms that the authorities of host certificates may have used. Default: those of plain host keys, so no SHA-1. */
  readonly caSignatureAlgorithms?: AlgorithmChoice | undefined;
  /** Signature algorithms to use with keys of `identities`, as far as each can. Default: what is used unasked, so no SHA-1. */
  readonly userKeyAlgorithms?: AlgorithmChoice | undefined;
  /** Speak over this stream instead of opening a TCP connection. It is destroyed at the end. */
  readonly via?: Duplex | undefined;
  /** What takes longer rejects with TIMEOUT and the name of the phase. */
  readonly timeouts?: ConnectTimeouts | undefined;
  /** Signs of life asked of a silent server, or false. */
  readonly keepalive?: KeepaliveOptions | false | undefined;
  /** Gives up connecting. A connection that stands is closed by `client.close()`. */
  readonly signal?: AbortSignalLike | undefined;
  /** Text that the server shows before login; not cleaned. */
  readonly onBanner?: ((message: string) => void) | undefined;
  /** A DEBUG message of the server: for logs, and for the user if `alwaysDisplay` is set. */
  readonly onDebug?: ((message: DebugMessage) => void) | undefined;
  /** All host keys of the server, which it has proved to hold: to be kept for the day when it changes one. Told once, after login. */
  readonly onHostKeys?: ((announced: AnnouncedHostKeys) => void) | undefined;
  /** Private messages and requests that this side answers: see `defineExtension`. */
  readonly extensions?: readonly Extension[] | undefined;
  readonly limits?: ConnectLimits | undefined;
  readonly dangerous?: DangerousOptions | undefined;
}

/** Milliseconds, or text such as '10s' or '1.5m'; 0 is without limit. */
export interface ConnectTimeouts {
  /** Name lookup and TCP handshake. Default 10 seconds. */
  readonly connect?: Duration | undefined;
  /** Key exchange and host key check. Default 20 seconds. */
  readonly handshake?: Duration | undefined;
  /** Authentication. Default one minute. */
  readonly auth?: Duration | undefined;
  /** All of it together. Default: without limit of its own. */
  readonly total?: Duration | undefined;
}

/** What a server announced after login (hostkeys-00@openssh.com). */
export interface AnnouncedHostKeys {
  readonly host: string;
  readonly port: number;
  /** The server has signed with each of them; the key of this connection is among them if it was announced. */
  readonly keys: readonly PublicKey[];
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
  /** Milliseconds, 0 without limit. */
  readonly phases: { readonly [phase in keyof ConnectTimeouts]-?: number };
  readonly protocol: ProtocolSettings;
  /** Names of signature algorithms; undefined for the defaults. */
  readonly signatures: {
    readonly authority: readonly string[] | undefined;
    readonly user: readonly string[] | undefined;
  };
  readonly keepaliveSettings: KeepaliveSettings | undefined;
}

const MAX_USER_BYTES = 1024;

/** Throws MISUSE for options that cannot work. */
export function readOptions(options: ConnectOptions): Settings {
  const { timeouts = {}, port = 22, host } = options;
  if (typeof host !== 'string' || host === '') throw misuse('connect() needs a host');
  if (!Number.isInteger(port) || port < 1 || port > 65535) throw misuse(`${port} is not a port number`);
  const user = options.user ?? userInfo().username;
  if (user === '' || Buffer.byteLength(user) > MAX_USER_BYTES) throw misuse('The user name is empty or too long');
  const protocol = readProtocolOptions('client', options, options.limits?.transport);
  return {
    ...options,
    port,
    user,
    identities: options.identities ?? [],
    hostKeyPolicy: policyOf(options),
    protocol,
    signatures: {
      authority: signatureAlgorithms(options.caSignatureAlgorithms, protocol),
      user: signatureAlgorithms(options.userKeyAlgorithms, protocol),
    },
    keepaliveSettings: readKeepalive(options.keepalive ?? {}),
    phases: {
      connect: readTimeout('timeouts.connect', timeouts.connect ?? limits.connectTimeout),
      handshake: readTimeout('timeouts.handshake', timeouts.handshake ?? limits.handshakeTimeout),
      auth: readTimeout('timeouts.auth', timeouts.auth ?? limits.authTimeout),
      total: readTimeout('timeouts.total', timeouts.total ?? 0),
    },
  };
}

function signatureAlgorithms(
  choice: AlgorithmChoice | undefined,
  { crypto }: ProtocolSettings,
): readonly string[] | undefined {
  return choice === undefined ? undefined : readAlgorithms('hostKey', choice, 'client', crypto);
}

function policyOf({ hostKeys, dangerous }: ConnectOptions): HostKeyPolicy {
  if (dangerous?.acceptAnyHostKey === true) {
    if (hostKeys !== undefined) throw misuse('Give either hostKeys or dangerous.acceptAnyHostKey');
    return anyHostKey;
  }
  if (hostKeys === undefined) return knownHosts();
  return typeof hostKeys === 'function' ? checkedBy(hostKeys) : hostKeys;
}
