/** The options of a transport, and their one-time translation into settings that the engine uses. */

import { misuse, type RandomSource, type TraceSink } from '@nacre/core';
import type { AlgorithmCategory, CryptoProvider } from '@nacre/crypto';
import { encode } from '@nacre/wire';

import { type AlgorithmChoices, type AlgorithmLists, readAlgorithms } from './algorithms/lists.js';
import { defaultTerrapinPolicy, type TerrapinPolicy } from './algorithms/terrapin.js';
import type { Role } from './events.js';
import { ServerSigAlgs } from './generated/index.js';
import { ownVersion, type Version } from './identification/version.js';
import { defaultLimits, defaultRekey, type RekeyLimits, type TransportLimits } from './limits.js';

/** A host key that the server can sign with, by answering 'sign'. */
export interface HostKey {
  /** Public key blob. Borrowed for the life of the engine. */
  readonly blob: Uint8Array;
  /** Signature algorithms that it can make. */
  readonly algorithms: readonly string[];
}

export interface TransportOptions {
  readonly role: Role;
  readonly crypto: CryptoProvider;
  readonly random: RandomSource;
  /** What follows 'SSH-2.0-' in our version line: 'Nacre_0.1.0'. */
  readonly software: string;
  /** Names per category, best first; those left out have the defaults. A name that is unknown or that `crypto` cannot do is misuse. */
  readonly algorithms?: AlgorithmChoices;
  /** Server only, at least one. */
  readonly hostKeys?: readonly HostKey[];
  /** Server: what EXT_INFO announces beside server-sig-algs and ping@openssh.com; the same name replaces one of them. */
  readonly extInfo?: Readonly<Record<string, Uint8Array>>;
  /** Server: the signature algorithms that users may use, announced as server-sig-algs. Default: those of host keys. */
  readonly userKeyAlgorithms?: readonly string[];
  readonly rekey?: Partial<RekeyLimits>;
  readonly limits?: Partial<TransportLimits>;
  readonly terrapinPolicy?: TerrapinPolicy;
  readonly trace?: TraceSink;
  /** The driver's clock at construction, in milliseconds. Timers start at the first `tick` if it is left out. */
  readonly now?: number;
}

/** Options with everything filled in and checked. */
export interface Settings {
  readonly role: Role;
  readonly crypto: CryptoProvider;
  readonly random: RandomSource;
  readonly version: Version;
  readonly algorithms: AlgorithmLists;
  readonly hostKeys: readonly HostKey[];
  readonly extInfo: ReadonlyMap<string, Uint8Array>;
  readonly rekey: RekeyLimits;
  readonly limits: TransportLimits;
  readonly terrapinPolicy: TerrapinPolicy;
  readonly trace: TraceSink | undefined;
}

/** Throws SshError MISUSE for options that cannot work. */
export function parseOptions(options: TransportOptions): Settings {
  const { role, crypto, random, trace } = options;
  const hostKeys = role === 'server' ? (options.hostKeys ?? []) : [];
  return {
    role,
    crypto,
    random,
    version: ownVersion(options.software),
    algorithms: {
      kex: listed('kex', options),
      hostKey: hostKeyAlgorithms(options, hostKeys),
      cipher: listed('cipher', options),
      mac: listed('mac', options),
      compression: listed('compression', options),
    },
    hostKeys,
    extInfo: new Map(role === 'server' ? Object.entries({ ...defaultExtInfo(options), ...options.extInfo }) : []),
    rekey: { ...defaultRekey, ...options.rekey },
    limits: { ...defaultLimits, ...options.limits },
    terrapinPolicy: options.terrapinPolicy ?? defaultTerrapinPolicy,
    trace,
  };
}

function listed(category: AlgorithmCategory, { algorithms, role, crypto }: TransportOptions): readonly string[] {
  return readAlgorithms(category, algorithms?.[category], role, crypto);
}

function hostKeyAlgorithms(options: TransportOptions, hostKeys: readonly HostKey[]): readonly string[] {
  const names = listed('hostKey', options);
  if (options.role === 'client') return names;
  const signable = names.filter(name => hostKeys.some(key => key.algorithms.includes(name)));
  if (signable.length === 0) throw misuse('A server needs a host key that can sign with an algorithm that it offers');
  return signable;
}

function defaultExtInfo(options: TransportOptions): Record<string, Uint8Array> {
  const algorithms = options.userKeyAlgorithms ?? listed('hostKey', options);
  return {
    'server-sig-algs': encode(ServerSigAlgs, { algorithms }),
    'ping@openssh.com': Uint8Array.of(0x30), // "0", its version
  };
}
