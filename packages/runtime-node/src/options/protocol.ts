/** The options that client and server share, and what they mean for the transport. Everything is checked before anything is sent. */

import { type Duration, misuse, readDuration, readSize, type Size, type TraceSink } from '@nacre/core';
import type { CryptoProvider } from '@nacre/crypto';
import type {
  AlgorithmChoices,
  RekeyLimits,
  TerrapinPolicy,
  TransportLimits,
  TransportOptions,
} from '@nacre/transport';

import { systemRandom } from '../clock.js';
import { defaultCrypto } from '../crypto.js';
import { SOFTWARE } from '../version.js';

/** When new keys are made, whichever comes first. What is left out has the default. */
export interface RekeyOptions {
  /** Bytes on the wire under one key in either direction: a number, or text such as '512m'. Default 1 GiB. */
  readonly bytes?: Size | undefined;
  /** Packets under one key in either direction. */
  readonly packets?: number | undefined;
  /** Age of the keys: milliseconds, or text such as '30m'. Default one hour. */
  readonly milliseconds?: Duration | undefined;
}

export interface ProtocolOptions {
  /** The cryptographic primitives. Default: those of Node, and portable ones where it has none. */
  readonly crypto?: CryptoProvider | undefined;
  /** Lists in OpenSSH's syntax, or arrays; those left out have the defaults. docs/algorithms.md lists all names. */
  readonly algorithms?: AlgorithmChoices | undefined;
  /** True offers compression first, false offers none. It makes secrets beside chosen text guessable by length. Default: false. */
  readonly compression?: boolean | undefined;
  /** What follows 'SSH-2.0-' in our version line: printable ASCII without a minus sign, and a comment after a space if wanted. */
  readonly ident?: string | undefined;
  /** 'require': ends with a peer that lacks strict key exchange, the remedy against Terrapin. Default: 'offer'. */
  readonly strictKex?: 'offer' | 'require' | undefined;
  /** What to do when a peer lacks strict key exchange and a cipher open to Terrapin was chosen. Default: 'warn', in the trace. */
  readonly terrapinPolicy?: TerrapinPolicy | undefined;
  /** Sends an empty IGNORE before each message, so that the pattern of packets tells less. Costs a packet for each. Default: false. */
  readonly coverTraffic?: boolean | undefined;
  /** When new keys are made. */
  readonly rekey?: RekeyOptions | undefined;
  readonly trace?: TraceSink | undefined;
}

/** The part of the transport's options that follows from `ProtocolOptions`. */
export type ProtocolSettings = Pick<
  TransportOptions,
  | 'crypto'
  | 'random'
  | 'software'
  | 'algorithms'
  | 'rekey'
  | 'limits'
  | 'strictKex'
  | 'terrapinPolicy'
  | 'coverTraffic'
  | 'trace'
>;

/** 255 bytes of a version line (RFC 4253 section 4.2) without 'SSH-2.0-' and the line end. */
const LONGEST_IDENT = 245;

/** Throws MISUSE that names the option. What only the transport knows, it checks when it is made. */
export function readProtocolOptions(
  role: 'client' | 'server',
  options: ProtocolOptions,
  limits: Partial<TransportLimits> | undefined,
): ProtocolSettings {
  const { crypto, ident, strictKex, terrapinPolicy, coverTraffic, trace } = options;
  const rekey = readRekey(options.rekey);
  const algorithms = withCompression(role, options);
  requireIdent(ident);
  return {
    crypto: crypto ?? defaultCrypto(),
    random: systemRandom,
    software: ident ?? SOFTWARE,
    algorithms,
    rekey,
    ...(strictKex !== undefined && { strictKex }),
    ...(terrapinPolicy !== undefined && { terrapinPolicy }),
    ...(coverTraffic !== undefined && { coverTraffic }),
    ...(limits && { limits }),
    ...(trace && { trace }),
  };
}

function readRekey(options: RekeyOptions = {}): Partial<RekeyLimits> {
  const { bytes, packets, milliseconds } = options;
  return {
    ...(bytes !== undefined && { bytes: readSize('rekey.bytes', bytes) }),
    ...(packets !== undefined && { packets }),
    ...(milliseconds !== undefined && { milliseconds: readDuration('rekey.milliseconds', milliseconds) }),
  };
}

/**
 * What `compression: true` offers, as OpenSSH does: its client all there is; its server nothing that starts before the user is
 * known, so that no stranger reaches the decompressor.
 */
const COMPRESSION = {
  client: ['zlib@openssh.com', 'zlib', 'none'],
  server: ['zlib@openssh.com', 'none'],
} as const;

function withCompression(role: 'client' | 'server', options: ProtocolOptions): AlgorithmChoices {
  const { algorithms = {}, compression } = options;
  if (compression === undefined) return algorithms;
  if (typeof compression !== 'boolean') throw misuse(`compression must be true or false, not ${String(compression)}`);
  if (algorithms.compression !== undefined) throw misuse('Give either compression or algorithms.compression');
  return { ...algorithms, compression: compression ? COMPRESSION[role] : ['none'] };
}

/** The transport checks the same, under its own names. */
function requireIdent(ident: string | undefined): void {
  if (ident === undefined || (/^[\x21-\x2c\x2e-\x7e]+( [\x20-\x7e]*)?$/.test(ident) && ident.length <= LONGEST_IDENT))
    return;
  const rule = `printable ASCII without a minus sign, a comment after a blank if wanted, at most ${LONGEST_IDENT} characters`;
  throw misuse(`ident must be ${rule}, not ${JSON.stringify(String(ident).slice(0, 80))}`);
}
