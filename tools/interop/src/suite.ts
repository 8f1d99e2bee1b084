/** Runs a suite once per installed OpenSSH; what is missing is named, and skipped or failed. */

import { describe, expect, test } from 'vitest';

import { newerOpenSsh, type OpenSsh, peersRequired, systemOpenSsh } from '@nacre/peers';

/** Registers `body` for the system's OpenSSH and for the newer one. */
export function describeOpenSsh(title: string, body: (openSsh: OpenSsh) => void): void {
  for (const peer of [systemOpenSsh(), newerOpenSsh()]) {
    if (typeof peer !== 'string') describe(`${title} (${peer.version})`, () => body(peer));
    else if (peersRequired) test(`${title}: ${peer}`, () => expect.fail(peer));
    else test.skip(`${title}: ${peer}`, () => {});
  }
}

/** True when this OpenSSH knows the algorithm. */
export function atLeast(openSsh: OpenSsh, major: number, minor: number): boolean {
  const [, found = '0', minorFound = '0'] = /OpenSSH_(\d+)\.(\d+)/.exec(openSsh.version) ?? [];
  return Number(found) > major || (Number(found) === major && Number(minorFound) >= minor);
}

/** The algorithms of this release, each of which is forced in turn. */
export const matrix = {
  kex: ['mlkem768x25519-sha256', 'curve25519-sha256', 'curve25519-sha256@libssh.org', 'ecdh-sha2-nistp256'],
  cipher: ['aes256-gcm@openssh.com', 'aes128-gcm@openssh.com', 'chacha20-poly1305@openssh.com', 'aes256-ctr'],
  hostKey: ['ssh-ed25519', 'ecdsa-sha2-nistp256', 'rsa-sha2-512', 'rsa-sha2-256'],
  mac: ['hmac-sha2-256-etm@openssh.com'],
} as const;

/** Rows of docs/features.yaml that a forced algorithm proves. */
const ROWS: Readonly<Record<string, string>> = {
  'mlkem768x25519-sha256': '[ALG-14] ',
  'curve25519-sha256': '[ALG-19] ',
  'curve25519-sha256@libssh.org': '[ALG-20] ',
  'ecdh-sha2-nistp256': '[ALG-24] ',
  'ssh-ed25519': '[ALG-61] ',
  'ecdsa-sha2-nistp256': '[ALG-65] ',
  'rsa-sha2-256': '[ALG-67] ',
  'rsa-sha2-512': '[ALG-68] ',
  'chacha20-poly1305@openssh.com': '[ALG-87] ',
  'aes256-gcm@openssh.com': '[ALG-88] ',
  'aes128-gcm@openssh.com': '[ALG-89] ',
  'aes256-ctr': '[ALG-90] [ALG-107] ', // always with hmac-sha2-256-etm@openssh.com here
};

/** The row ids of algorithms, for a test's title. */
export function rows(...algorithms: readonly string[]): string {
  return algorithms.map(algorithm => ROWS[algorithm] ?? '').join('');
}

/** Algorithms of the matrix that came to OpenSSH later than its oldest release tested. */
const SINCE: Readonly<Record<string, readonly [number, number]>> = { 'mlkem768x25519-sha256': [9, 9] };

export function knows(openSsh: OpenSsh, algorithm: string): boolean {
  const since = SINCE[algorithm];
  return since === undefined || atLeast(openSsh, ...since);
}

/** Says in the title of a skipped test why it is skipped. */
export function lacking(openSsh: OpenSsh, algorithm: string): string {
  return knows(openSsh, algorithm) ? '' : ` (skipped: ${openSsh.version} does not have it)`;
}
