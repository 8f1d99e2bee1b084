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

/** The newest OpenSSH that is installed: for what takes long. */
export function newestOpenSsh(): OpenSsh | string {
  const newer = newerOpenSsh();
  return typeof newer === 'string' ? systemOpenSsh() : newer;
}

/** True when this OpenSSH knows the algorithm. */
export function atLeast(openSsh: OpenSsh, major: number, minor: number): boolean {
  const [, found = '0', minorFound = '0'] = /OpenSSH_(\d+)\.(\d+)/.exec(openSsh.version) ?? [];
  return Number(found) > major || (Number(found) === major && Number(minorFound) >= minor);
}
