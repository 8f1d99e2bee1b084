/**
 * The order of the paths in SYMLINK. The draft (draft-ietf-secsh-filexfer-02 section 6.10) has the new link first; OpenSSH has the target
 * first, and most others followed it. Some programs decide by the version line of their peer.
 */

export type SymlinkOrder = 'openssh' | 'draft';

interface SymlinkPaths {
  readonly targetPath: Uint8Array;
  readonly linkPath: Uint8Array;
}

/** The codec here writes and reads OpenSSH's order; for a peer with the other one the two change places. */
export function inOrder<T extends SymlinkPaths>(order: SymlinkOrder, paths: T): T {
  return order === 'openssh' ? paths : { ...paths, targetPath: paths.linkPath, linkPath: paths.targetPath };
}
