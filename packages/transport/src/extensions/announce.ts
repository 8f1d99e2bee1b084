/** What each role announces in its EXT_INFO (RFC 8308) unless told otherwise. */

import { misuse } from '@nacre/core';
import { encode } from '@nacre/wire';

import type { Role } from '../events.js';
import { ServerSigAlgs } from '../generated/index.js';

/** Values of EXT_INFO by name. Undefined takes away what would be announced. */
export type Announcements = Readonly<Record<string, Uint8Array | undefined>>;

/** The whole value of an extension of OpenSSH that has only its version to tell. */
export const VERSION_0: Uint8Array = /*@__PURE__*/ Uint8Array.of(0x30);

const CERTIFICATE = '-cert-v01@openssh.com';

/**
 * The value of server-sig-algs (RFC 8308 section 3.1): `algorithms` without the names that stand for certificates. They are no
 * signature algorithms: a client with a certificate looks for the plain name, and OpenSSH lists no others (kex.c).
 */
export function serverSigAlgs(algorithms: readonly string[]): Uint8Array {
  return encode(ServerSigAlgs, { algorithms: algorithms.filter(name => !name.endsWith(CERTIFICATE)) });
}

export interface AnnounceOptions {
  readonly role: Role;
  /** Signature algorithms for users; read only for a server. */
  readonly userKeyAlgorithms: () => readonly string[];
  readonly extInfo: Announcements | undefined;
}

/**
 * The entries of our EXT_INFO, in order. Clients say that they take another EXT_INFO during authentication; both sides answer PING.
 * Throws SshError MISUSE for a name that is none.
 */
export function announcements({ role, userKeyAlgorithms, extInfo }: AnnounceOptions): ReadonlyMap<string, Uint8Array> {
  const entries = new Map<string, Uint8Array | undefined>([
    role === 'server'
      ? ['server-sig-algs', serverSigAlgs(userKeyAlgorithms())]
      : ['ext-info-in-auth@openssh.com', VERSION_0],
    ['ping@openssh.com', VERSION_0],
    ...Object.entries(extInfo ?? {}),
  ]);
  for (const name of entries.keys()) {
    if (!/^[\x21-\x2b\x2d-\x7e]{1,64}$/.test(name))
      throw misuse(`extInfo: ${JSON.stringify(name)} is no extension name`);
  }
  return new Map([...entries].flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])));
}
