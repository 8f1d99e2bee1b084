/** What host key a server shows, without logging in and without trusting it: the material for a decision, never the decision. */

import { isSshError, misuse, SshError } from '@nacre/core';
import { catalogue } from '@nacre/crypto';
import type { PublicKey } from '@nacre/keys';
import { keyTypeOfAlgorithm } from '@nacre/keys';

import { connect } from '../connect/connect.js';
import type { ConnectOptions, ConnectTimeouts } from '../connect/options.js';
import { parseTarget } from '../connect/target.js';
import type { HostKeyPolicy } from '../trust/policy.js';

/** What getting as far as the host key needs; a user is not part of it. */
export type FetchHostKeyOptions = Pick<
  ConnectOptions,
  | 'algorithms'
  | 'crypto'
  | 'dangerous'
  | 'ident'
  | 'limits'
  | 'port'
  | 'signal'
  | 'strictKex'
  | 'tcpKeepalive'
  | 'trace'
  | 'via'
> & { readonly timeouts?: Omit<ConnectTimeouts, 'auth'> | undefined };

/** A stream can be used once only, and the types are asked for one after the other. */
export interface FetchHostKeysOptions extends Omit<FetchHostKeyOptions, 'via'> {
  /** Key types, as in known_hosts: 'ssh-ed25519', 'ssh-rsa'. Default: all that clients use unasked. */
  readonly types?: readonly string[] | undefined;
}

type Target = string | { readonly host: string; readonly port?: number | undefined };

const BY_APPLICATION = 11; // RFC 4253 section 11.1

/**
 * The host key that a server shows, as `ssh-keyscan` would get it. The server has proved that it holds the key; whether it is the right
 * server is for the caller to find out. Certificates are asked for only if `algorithms.hostKey` names them; the result is then the key
 * in the certificate. Disconnects before any login. Rejects as `connect` does.
 */
export async function fetchHostKey(target: Target, options: FetchHostKeyOptions = {}): Promise<PublicKey> {
  const { host, port } = typeof target === 'string' ? parseTarget(target) : target;
  const fetching = new FetchPolicy();
  const algorithms = { hostKey: WITHOUT_CERTIFICATES, ...options.algorithms };
  try {
    const client = await connect({
      user: 'nobody', // never sent
      ...options,
      host,
      port: options.port ?? port,
      algorithms,
      hostKeys: fetching,
    });
    await client.close();
  } catch (error) {
    if (fetching.key === undefined || error !== fetching.enough) throw error;
    return fetching.key;
  }
  throw misuse('The connection was not ended at its host key');
}

const WITHOUT_CERTIFICATES = '-*-cert-v01@openssh.com';

/**
 * The host keys of several types, asked for on a connection each. Types that the server does not have are left out; with none at all it
 * rejects with NO_COMMON_ALGORITHM.
 */
export async function fetchHostKeys(target: Target, options: FetchHostKeysOptions = {}): Promise<readonly PublicKey[]> {
  const { types = defaultTypes(), ...rest } = options;
  if (types.length === 0) throw misuse('fetchHostKeys() needs at least one type');
  const keys: PublicKey[] = [];
  let missing: unknown;
  for (const type of types) {
    const hostKey = algorithmsOf(type);
    try {
      keys.push(await fetchHostKey(target, { ...rest, algorithms: { ...rest.algorithms, hostKey } }));
    } catch (error) {
      if (!isSshError(error, 'NO_COMMON_ALGORITHM') || error.details['category'] !== 'host key') throw error;
      missing = error;
    }
  }
  if (keys.length === 0) throw missing;
  return keys;
}

/** Accepts no key, but remembers it. */
class FetchPolicy implements HostKeyPolicy {
  readonly enough = new SshError('ABORTED', 'Only the host key was asked for', {
    origin: 'local',
    disconnect: BY_APPLICATION,
  });
  key: PublicKey | undefined;

  load(): ReturnType<HostKeyPolicy['load']> {
    const verify = ({ key }: { readonly key: PublicKey }) => {
      this.key = key;
      throw this.enough;
    };
    return { preferredAlgorithms: [], verify };
  }
}

function defaultTypes(): readonly string[] {
  const algorithms = catalogue.hostKey.filter(({ offered, name }) => offered === 'default' && isPlain(name));
  return [...new Set(algorithms.map(({ name }) => keyTypeOfAlgorithm(name)))];
}

function algorithmsOf(type: string): readonly string[] {
  const names = catalogue.hostKey
    .map(({ name }) => name)
    .filter(name => isPlain(name) && keyTypeOfAlgorithm(name) === type);
  if (names.length === 0) throw misuse(`fetchHostKeys() knows no key type ${JSON.stringify(type)}`);
  return names;
}

/** Host keys that sit in a security key do not exist in practice; certificates are not keys. */
function isPlain(name: string): boolean {
  return !name.includes('-cert-v0') && !name.includes('sk-');
}
