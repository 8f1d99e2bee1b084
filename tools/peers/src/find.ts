/** Which peers are installed, and what happens when one is not. */

import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Programs of peers, with the Debian package that has them. */
export const peers = {
  sshd: { package: 'openssh-server', program: 'sshd' },
  ssh: { package: 'openssh-client', program: 'ssh' },
  sftp: { package: 'openssh-client', program: 'sftp' },
  'ssh-keygen': { package: 'openssh-client', program: 'ssh-keygen' },
  'sftp-server': { package: 'openssh-sftp-server', program: 'sftp-server' },
  tshark: { package: 'tshark', program: 'tshark' },
} as const;

export type PeerName = keyof typeof peers;

const EXTRA_FOLDERS = ['/usr/sbin', '/usr/local/sbin', '/usr/lib/openssh', '/usr/libexec/openssh', '/usr/lib/ssh'];

/** Path of a peer's program, or undefined when it is not installed. `NACRE_PEER_SSHD=/path` and the like come first. */
export function findPeer(name: PeerName): string | undefined {
  const override = process.env[`NACRE_PEER_${name.toUpperCase().replace('-', '_')}`];
  if (override !== undefined) return override;
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), ...EXTRA_FOLDERS];
  return folders.map(folder => join(folder, peers[name].program)).find(isExecutable);
}

/** Path of a peer's program; throws an error that says which package to install. */
export function requirePeer(name: PeerName): string {
  const path = findPeer(name);
  if (path === undefined) throw new Error(missingPeer(name));
  return path;
}

export function missingPeer(name: PeerName): string {
  return `missing peer: ${name} (package ${peers[name].package})`;
}

/** True when a missing peer must fail the run instead of being skipped. */
export const peersRequired = process.env['NACRE_REQUIRE_PEERS'] === '1';

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false; // not there, or not for us: the same to the caller
  }
}
