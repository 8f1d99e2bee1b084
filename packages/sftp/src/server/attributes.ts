/** Attributes between the wire and a served file system: what is told, and what a client may set. */

import { fileError } from '../errors.js';
import { wireTime } from '../files/stats.js';
import type { SftpAttrs } from '../generated/index.js';
import type { AttributeChanges, FileAttributes } from './file-system.js';

/** What clients may do to attributes. */
export interface AttributePolicy {
  /** Lets clients set owner and group. */
  readonly allowOwner: boolean;
  /** Lets clients set the setuid and setgid bits. */
  readonly allowSetId: boolean;
}

export function wireAttributes(attributes: FileAttributes): SftpAttrs {
  const { mode, size, uid, gid, atime, mtime } = attributes;
  return {
    ...(size !== undefined && { size }),
    ...(uid !== undefined && gid !== undefined && { uid, gid }),
    ...(mode !== undefined && { permissions: mode & 0xffff }),
    ...(mtime !== undefined && { atime: wireTime(atime ?? mtime), mtime: wireTime(mtime) }),
  };
}

/**
 * What is left of a client's wish. Owner and group are dropped, because clients send them along with the rest; a wish
 * for nothing else is refused.
 */
export function permittedChanges(attrs: SftpAttrs, policy: AttributePolicy): AttributeChanges {
  const { size, permissions, atime, mtime, uid, gid } = attrs;
  const others = size !== undefined || permissions !== undefined || mtime !== undefined;
  if (uid !== undefined && !policy.allowOwner && !others) throw fileError('EPERM', 'chown');
  return {
    ...(size !== undefined && { size }),
    ...(permissions !== undefined && { mode: permissions & (policy.allowSetId ? 0o7777 : 0o1777) }),
    ...(mtime !== undefined && { atime: atime ?? mtime, mtime }),
    ...(policy.allowOwner && uid !== undefined && gid !== undefined && { uid, gid }),
  };
}
