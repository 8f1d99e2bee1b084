/** The options of a transport, and their one-time translation into settings that the engine uses. */

import { type MaybePromise, misuse, type RandomSource, type TraceSink } from '@nacre/core';
import type { AlgorithmCategory, CryptoProvider, ModpGroup } from '@nacre/crypto';

import { type AlgorithmChoices, type AlgorithmLists, readAlgorithms } from './algorithms/lists.js';
import { defaultTerrapinPolicy, type TerrapinPolicy } from './algorithms/terrapin.js';
import type { Role } from './events.js';
import { type Announcements, announcements } from './extensions/announce.js';
import { ownVersion, type Version } from './identification/version.js';
import { groupChooser } from './kex/groups/choose.js';
import type { GroupSizes, GroupSource } from './kex/groups/request.js';
import { parseLimits, type TransportLimits } from './limits.js';
import { parseRekey, type RekeyLimits } from './rekey-limits.js';

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
  /**
   * What follows 'SSH-2.0-' in our version line: 'Nacre_0.1.0', printable US-ASCII without blanks and minus signs; a comment may follow
   * after a blank. The whole line has at most 255 bytes.
   */
  readonly software: string;
  /** The comment of our version line, after a blank: printable US-ASCII. */
  readonly comments?: string;
  /** Names per category, best first; those left out have the defaults. A name that is unknown or that `crypto` cannot do is misuse. */
  readonly algorithms?: AlgorithmChoices;
  /** Server only, at least one. */
  readonly hostKeys?: readonly HostKey[];
  /**
   * What EXT_INFO announces beside server-sig-algs (server), ext-info-in-auth@openssh.com (client) and ping@openssh.com. The same name
   * replaces one of them; undefined takes it away.
   */
  readonly extInfo?: Announcements;
  /**
   * Server: the signature algorithms that users may use. Announced as server-sig-algs, but for the names of certificates. Default: those of
   * host keys.
   */
  readonly userKeyAlgorithms?: readonly string[];
  /**
   * Server: groups for the group exchange methods, which have to be asked for in `algorithms`. Default: groups 14 to 18 of RFC 3526.
   * For OpenSSH's own see `parseModuli`.
   */
  readonly groups?: GroupSource;
  /**
   * Client: sends its first share along with its first KEXINIT, which saves a round trip if the server likes the same algorithms best, and
   * costs a computation if not. Off by default: most servers have other favourites than ours, and are not known before.
   */
  readonly guess?: boolean;
  readonly rekey?: Partial<RekeyLimits>;
  readonly limits?: Partial<TransportLimits>;
  readonly terrapinPolicy?: TerrapinPolicy;
  /** 'require' ends the connection with a peer that lacks strict key exchange. Default 'offer': peers older than 2024 lack it. */
  readonly strictKex?: StrictKex;
  /**
   * Sends an empty IGNORE before each message of the layers above, so that the pattern of packets tells less. Off by default: it costs a
   * packet for each, and hides neither sizes nor times.
   */
  readonly coverTraffic?: boolean;
  readonly trace?: TraceSink;
  /** The driver's clock at construction, in milliseconds. Timers start at the first `tick` if it is left out. */
  readonly now?: number;
}

export type StrictKex = 'offer' | 'require';

/** Options with everything filled in and checked. */
export interface Settings {
  readonly role: Role;
  readonly crypto: CryptoProvider;
  readonly random: RandomSource;
  readonly version: Version;
  readonly algorithms: AlgorithmLists;
  readonly hostKeys: readonly HostKey[];
  readonly extInfo: ReadonlyMap<string, Uint8Array>;
  readonly groups: (sizes: GroupSizes) => MaybePromise<ModpGroup | undefined>;
  readonly guess: boolean;
  readonly rekey: RekeyLimits;
  readonly limits: TransportLimits;
  readonly terrapinPolicy: TerrapinPolicy;
  readonly strictKex: StrictKex;
  readonly coverTraffic: boolean;
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
    version: ownVersion(options.software, options.comments),
    algorithms: {
      kex: listed('kex', options),
      hostKey: hostKeyAlgorithms(options, hostKeys),
      cipher: listed('cipher', options),
      mac: listed('mac', options),
      compression: listed('compression', options),
    },
    hostKeys,
    extInfo: announcements({ role, userKeyAlgorithms: () => userKeyAlgorithms(options), extInfo: options.extInfo }),
    groups: groupChooser(options.groups, random),
    guess: options.guess ?? false,
    rekey: parseRekey(options.rekey),
    limits: parseLimits(options.limits),
    terrapinPolicy: oneOf('terrapinPolicy', options.terrapinPolicy ?? defaultTerrapinPolicy, ['warn', 'refuse']),
    strictKex: oneOf('strictKex', options.strictKex ?? 'offer', ['offer', 'require']),
    coverTraffic: options.coverTraffic ?? false,
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

function userKeyAlgorithms(options: TransportOptions): readonly string[] {
  return options.userKeyAlgorithms ?? listed('hostKey', options);
}

/** A mistyped policy must not pass for the weaker one. */
function oneOf<T extends string>(name: string, value: T, values: readonly T[]): T {
  if (!values.includes(value))
    throw misuse(`${name} must be one of ${values.join(', ')}, not ${JSON.stringify(value)}`);
  return value;
}
