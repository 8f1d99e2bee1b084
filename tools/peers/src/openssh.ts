/** The OpenSSH installations to test against: the system's own, and a newer one unpacked beside it. */

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { findPeer, missingPeer } from './find.js';

export interface OpenSsh {
  /** As `ssh -V` says it: 'OpenSSH_9.2p1'. */
  readonly version: string;
  readonly ssh: string;
  readonly sftp: string;
  readonly sshd: string;
  /** Lines of sshd_config that this installation needs to find its own parts. */
  readonly sshdConfig: readonly string[];
}

/** Where `.ci/run` unpacks the newer OpenSSH (for post-quantum key exchange, which Debian 12's own lacks). */
const NEWER_ROOT = process.env['NACRE_OPENSSH_10'] ?? '/opt/nacre-peers/openssh-10';

/** The system's OpenSSH, or the name of what is missing. */
export function systemOpenSsh(): OpenSsh | string {
  const [ssh, sftp, sshd] = [findPeer('ssh'), findPeer('sftp'), findPeer('sshd')];
  if (ssh === undefined || sftp === undefined) return missingPeer(ssh === undefined ? 'ssh' : 'sftp');
  if (sshd === undefined) return missingPeer('sshd');
  return { version: versionOf(ssh), ssh, sftp, sshd, sshdConfig: [] };
}

/** The newer OpenSSH, or the name of what is missing. */
export function newerOpenSsh(): OpenSsh | string {
  const sshd = join(NEWER_ROOT, 'usr/sbin/sshd');
  const [ssh, sftp] = [join(NEWER_ROOT, 'usr/bin/ssh'), join(NEWER_ROOT, 'usr/bin/sftp')];
  if (!existsSync(sshd) || !existsSync(ssh))
    return `missing peer: OpenSSH 10 (unpacked below ${NEWER_ROOT}, or NACRE_OPENSSH_10)`;
  const library = join(NEWER_ROOT, 'usr/lib/openssh');
  const sshdConfig = [`SshdSessionPath ${library}/sshd-session`, `SshdAuthPath ${library}/sshd-auth`];
  return { version: versionOf(ssh), ssh, sftp, sshd, sshdConfig };
}

function versionOf(ssh: string): string {
  return /OpenSSH_[^\s,]+/.exec(spawnSync(ssh, ['-V'], { encoding: 'utf8' }).stderr)?.[0] ?? 'OpenSSH';
}
