/** The options of an SFTP server session, with their defaults. */

import type { RandomSource, TraceSink } from '@nacre/core';

import type { SftpServerExtension } from '../extension/extension.js';
import { DEFAULT_SERVER_LIMITS, type SftpServerLimits } from '../limits.js';
import type { SymlinkOrder } from '../symlink-order.js';
import type { AttributePolicy } from './attributes.js';

export interface SftpServerOptions {
  /** Makes the names of handles. */
  readonly random: RandomSource;
  /** Where relative paths start; default '/'. */
  readonly home?: string | undefined;
  /** Refuses everything that changes a file. */
  readonly readOnly?: boolean | undefined;
  /** In which order the client sends the paths of SYMLINK; default 'openssh'. */
  readonly symlinkOrder?: SymlinkOrder | undefined;
  /** Lets clients set owner and group; default no. */
  readonly allowOwner?: boolean | undefined;
  /** Lets clients set the setuid and setgid bits; default no. */
  readonly allowSetId?: boolean | undefined;
  /** Milliseconds since 1970, for the time column of folder listings. */
  readonly now?: (() => number) | undefined;
  readonly limits?: Partial<SftpServerLimits> | undefined;
  /** What is served beyond the extensions of OpenSSH. */
  readonly extensions?: readonly SftpServerExtension[] | undefined;
  readonly trace?: TraceSink | undefined;
}

/** The options after defaults. */
export interface ServerSettings {
  readonly home: string;
  readonly limits: SftpServerLimits;
  readonly policy: AttributePolicy;
  readonly symlinkOrder: SymlinkOrder;
  readonly now: (() => number) | undefined;
  readonly trace: TraceSink | undefined;
}

export function serverSettings(options: SftpServerOptions): ServerSettings {
  return {
    home: options.home ?? '/',
    limits: { ...DEFAULT_SERVER_LIMITS, ...options.limits },
    policy: { allowOwner: options.allowOwner === true, allowSetId: options.allowSetId === true },
    symlinkOrder: options.symlinkOrder ?? 'openssh',
    now: options.now,
    trace: options.trace,
  };
}
