/** Choice of algorithms from the two proposals (RFC 4253 section 7.1). */

import { sanitizeText, SshError } from '@nacre/core';

import type { AlgorithmLists } from '../algorithms/lists.js';
import type { Directions, Role } from '../events.js';
import { DisconnectReason, type KexInit } from '../generated/index.js';
import { isAead, isChainedThenMac } from '../packet/ciphers.js';

export interface Negotiated {
  readonly kex: string;
  readonly hostKey: string;
  readonly cipher: Directions<string>;
  readonly mac: Directions<string | undefined>;
  readonly compression: Directions<string>;
}

export interface Proposals {
  readonly role: Role;
  /** What we offer; without the markers of our KEXINIT, so that a peer cannot choose those. */
  readonly ours: AlgorithmLists;
  readonly theirs: KexInit;
}

/** The algorithms both sides arrive at. Throws NO_COMMON_ALGORITHM, naming every category that has none. */
export function negotiate({ role, ours, theirs }: Proposals): Negotiated {
  const missing: Missing[] = [];
  const choose = (category: string, own: readonly string[], peer: readonly string[]): string => {
    const [wanted, offered] = role === 'client' ? [own, peer] : [peer, own];
    const name = wanted.find(candidate => offered.includes(candidate));
    if (name === undefined) missing.push({ category, ours: own, theirs: peer });
    return name ?? '';
  };
  const cipher = {
    clientToServer: choose('cipher client to server', ours.cipher, theirs.encryptionClientToServer),
    serverToClient: choose('cipher server to client', ours.cipher, theirs.encryptionServerToClient),
  };
  const chooseMac = (category: string, chosen: string, peer: readonly string[]): string | undefined =>
    chosen === '' || isAead(chosen) ? undefined : choose(category, ours.mac, peer);
  const negotiated: Negotiated = {
    kex: choose('key exchange', ours.kex, theirs.kexAlgorithms),
    hostKey: choose('host key', ours.hostKey, theirs.serverHostKeyAlgorithms),
    cipher,
    mac: {
      clientToServer: chooseMac('MAC client to server', cipher.clientToServer, theirs.macClientToServer),
      serverToClient: chooseMac('MAC server to client', cipher.serverToClient, theirs.macServerToClient),
    },
    compression: {
      clientToServer: choose('compression client to server', ours.compression, theirs.compressionClientToServer),
      serverToClient: choose('compression server to client', ours.compression, theirs.compressionServerToClient),
    },
  };
  if (missing.length > 0) throw noCommonAlgorithm(missing);
  return negotiated;
}

/**
 * True when a packet counts that either side sent on a guess: both sides like the same method and the same host key algorithm best
 * (RFC 4253 section 7.1). Otherwise it is dropped, even if that method is agreed on in the end.
 */
export function guessHolds({ ours, theirs }: Proposals): boolean {
  return theirs.kexAlgorithms[0] === ours.kex[0] && theirs.serverHostKeyAlgorithms[0] === ours.hostKey[0];
}

/** True when the Terrapin attack (CVE-2023-48795) works on this choice, if strict key exchange is not in force. */
export function isOpenToTerrapin({ cipher, mac }: Negotiated): boolean {
  const open = (name: string, authentication: string | undefined): boolean =>
    name === 'chacha20-poly1305@openssh.com' || isChainedThenMac(name, authentication);
  return open(cipher.clientToServer, mac.clientToServer) || open(cipher.serverToClient, mac.serverToClient);
}

interface Missing {
  readonly category: string;
  readonly ours: readonly string[];
  readonly theirs: readonly string[];
}

function noCommonAlgorithm(missing: readonly Missing[]): SshError {
  const sentences = missing.map(
    ({ category, ours, theirs }) =>
      `no common ${category} algorithm: we offer ${list(ours)}; the peer offers ${list(theirs)}`,
  );
  const [first] = missing;
  return new SshError('NO_COMMON_ALGORITHM', `There is ${sentences.join('. There is ')}`, {
    origin: 'peer',
    disconnect: DisconnectReason.keyExchangeFailed,
    details: { category: first?.category, ours: first?.ours, theirs: first?.theirs, missing },
  });
}

function list(names: readonly string[]): string {
  return names.length === 0 ? 'none' : sanitizeText(names.join(', '), 512);
}
