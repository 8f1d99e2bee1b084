/** Builds the attributes that requests carry (draft-ietf-secsh-filexfer-02 section 5). */

import type { SftpAttrs } from '../generated/index.js';
import { type TimeLike, wireTime } from './stats.js';

/** What a new file or folder may get. */
export interface ModeOption {
  /** Permission bits, such as 0o600; the server's umask applies. */
  readonly mode?: number | undefined;
}

export const NO_ATTRIBUTES: SftpAttrs = {};

export function attributes(options: ModeOption): SftpAttrs {
  return options.mode === undefined ? NO_ATTRIBUTES : { permissions: options.mode };
}

export function ownership(uid: number, gid: number): SftpAttrs {
  return { uid, gid };
}

export function times(atime: TimeLike, mtime: TimeLike): SftpAttrs {
  return { atime: wireTime(atime), mtime: wireTime(mtime) };
}
