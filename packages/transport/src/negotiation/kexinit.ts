/** Our KEXINIT (RFC 4253 section 7.1), and the markers in its list of methods that are not methods. */

import { randomBytes } from '@nacre/core';

import type { KexInit } from '../generated/index.js';
import { startsWithClientShare } from '../kex/methods.js';
import type { Settings } from '../options.js';
import type { Role } from '../events.js';

/** What a first KEXINIT says beside algorithms. In later ones the markers mean nothing. */
export interface Markers {
  /** The sender follows the strict key exchange rules. */
  readonly strictKex: boolean;
  /** The sender takes EXT_INFO (RFC 8308 section 2.1). */
  readonly extInfo: boolean;
}

/** The markers that a peer of role `sender` put into its first KEXINIT. The other role's do not count. */
export function markersOf(init: KexInit, sender: Role): Markers {
  const names = markerNames(sender);
  return {
    strictKex: init.kexAlgorithms.includes(names.strictKex),
    extInfo: init.kexAlgorithms.includes(names.extInfo),
  };
}

/** Our proposal. Markers only in the first of a connection. */
export function ownKexInit(settings: Settings, options: { readonly first: boolean }): KexInit {
  const { algorithms, role } = settings;
  const names = markerNames(role);
  const markers = options.first ? [names.extInfo, names.strictKex] : [];
  return {
    cookie: randomBytes(settings.random, 16),
    kexAlgorithms: [...algorithms.kex, ...markers],
    serverHostKeyAlgorithms: algorithms.hostKey,
    encryptionClientToServer: algorithms.cipher,
    encryptionServerToClient: algorithms.cipher,
    macClientToServer: algorithms.mac,
    macServerToClient: algorithms.mac,
    compressionClientToServer: algorithms.compression,
    compressionServerToClient: algorithms.compression,
    languagesClientToServer: [],
    languagesServerToClient: [],
    firstKexPacketFollows: options.first && guesses(settings),
  };
}

/** Only a client that was told to, since a wrong guess costs more than a right one saves; and only where it is the one who starts. */
function guesses({ role, guess, algorithms }: Settings): boolean {
  return guess && role === 'client' && startsWithClientShare(algorithms.kex[0] ?? '');
}

function markerNames(role: Role): { readonly strictKex: string; readonly extInfo: string } {
  return role === 'client'
    ? { strictKex: 'kex-strict-c-v00@openssh.com', extInfo: 'ext-info-c' }
    : { strictKex: 'kex-strict-s-v00@openssh.com', extInfo: 'ext-info-s' };
}
