/** `connect`: from options to a client that may open channels. */

import {
  type AbortSignalLike,
  abortError,
  type MaybePromise,
  onAbort,
  type SshError,
  throwIfAborted,
  toSshError,
} from '@nacre/core';
import { type ByteSource, connectTcp, duplexSource, tuneSocket } from '@nacre/runtime-node';

import { Client } from '../client.js';
import { defaultIdentities } from '../keys/default-identities.js';
import type { HostKeyTrust } from '../trust/policy.js';
import { Deadline } from './deadline.js';
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
  const deadline = new Deadline(settings);
  try {
    const watched = { ...settings, signal: deadline.signal };
    const { trust, source } = await prepare(watched);
    return new Client(settings, await shakeHands(watched, trust, source));
  } catch (error) {
    throw deadline.expired ?? located(error, settings);
  } finally {
    deadline.stop();
  }
}

interface Prepared {
  readonly trust: HostKeyTrust;
  readonly source: ByteSource;
}

async function prepare(settings: Settings): Promise<Prepared> {
  try {
    throwIfAborted(settings.signal);
    const trust = await unlessAborted(
      settings,
      settings.hostKeyPolicy.load({ host: settings.host, port: settings.port }),
    );
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
  const { via, host, port, signal, phases, tcpKeepalive = true } = settings;
  if (via === undefined) {
    const timeout = phases.connect > 0 ? { timeout: phases.connect } : {};
    return connectTcp({ host, port, tcpKeepalive, ...timeout, ...(signal && { signal }) });
  }
  tuneSocket(via, { tcpKeepalive });
  return duplexSource(via);
}

/** A policy of the caller may hang; connecting must not. */
function unlessAborted<T>({ signal }: Settings, work: MaybePromise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = onAbort(signal, () => reject(abortError(signal as AbortSignalLike)));
    Promise.resolve(work).then(resolve, reject).finally(stop);
  });
}

function located(error: unknown, { host, port }: Settings): SshError {
  return toSshError(error, 'IO_ERROR', `Connecting to ${host} port ${port} failed`, 'local');
}
