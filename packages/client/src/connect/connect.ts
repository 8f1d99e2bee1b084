/** `connect`: from options to a client that may open channels. */

import { type SshError, throwIfAborted, toSshError } from '@nacre/core';
import { type ByteSource, connectTcp, duplexSource } from '@nacre/runtime-node';

import { Client } from '../client.js';
import { defaultIdentities } from '../keys/default-identities.js';
import type { HostKeyTrust } from '../trust/policy.js';
import { shakeHands } from './handshake.js';
import { type ConnectOptions, readOptions, type Settings } from './options.js';
import { parseTarget } from './target.js';

/**
 * Connects, checks the host key and authenticates. The text form '[user@]host[:port]' uses the keys in ~/.ssh that have no
 * passphrase, unless the second argument names others; ssh_config is not read in this release.
 *
 * Rejects with SshError, with everything closed: IO_ERROR, TIMEOUT (details.phase), HOST_KEY_UNKNOWN, HOST_KEY_CHANGED,
 * HOST_KEY_REVOKED, NO_COMMON_ALGORITHM, AUTH_FAILED (details.report), DISCONNECTED, CONNECTION_LOST, PROTOCOL_ERROR,
 * ABORTED, MISUSE.
 */
export async function connect(
  target: string | ConnectOptions,
  options: Omit<Partial<ConnectOptions>, 'host'> = {},
): Promise<Client> {
  const settings = readOptions(
    typeof target === 'string' ? await fromText(target, options) : { ...target, ...options },
  );
  settings.via?.on('error', () => {}); // the driver reports it; before that it must not end the process
  try {
    const { trust, source } = await prepare(settings);
    return new Client(settings, await shakeHands(settings, trust, source));
  } catch (error) {
    throw located(error, settings);
  }
}

interface Prepared {
  readonly trust: HostKeyTrust;
  readonly source: ByteSource;
}

async function prepare(settings: Settings): Promise<Prepared> {
  try {
    throwIfAborted(settings.signal);
    const trust = await settings.hostKeyPolicy.load({ host: settings.host, port: settings.port });
    return { trust, source: await openStream(settings) };
  } catch (error) {
    settings.via?.destroy();
    throw error;
  }
}

async function fromText(text: string, options: Omit<Partial<ConnectOptions>, 'host'>): Promise<ConnectOptions> {
  const { host, port, user } = parseTarget(text);
  const identities = options.identities ?? (await defaultIdentities());
  return { ...options, host, port: options.port ?? port, user: options.user ?? user, identities };
}

async function openStream(settings: Settings): Promise<ByteSource> {
  const { via, host, port, signal, phases } = settings;
  if (via !== undefined) return duplexSource(via);
  return connectTcp({ host, port, ...(phases.connect > 0 && { timeout: phases.connect }), ...(signal && { signal }) });
}

function located(error: unknown, { host, port }: Settings): SshError {
  return toSshError(error, 'IO_ERROR', `Connecting to ${host} port ${port} failed`, 'local');
}
