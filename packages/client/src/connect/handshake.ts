/** From a byte stream to an authenticated connection: time limits, host key check, credentials, and clean-up on failure. */

import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';

import type { AuthReport, ClientAuthEffect, ClientAuthEvent } from '@nacre/auth';
import { abortError, onAbort, SshError, toSshError } from '@nacre/core';
import { fingerprint, publicKeyFromBlob } from '@nacre/keys';
import {
  type ByteSource,
  defaultCrypto,
  monotonicClock,
  SshConnection,
  systemRandom,
  SOFTWARE,
} from '@nacre/runtime-node';
import { ClientSession, type SessionEvent } from '@nacre/session';
import type { TransportEffect } from '@nacre/transport';

import type { HostKeyTrust } from '../trust/policy.js';
import { preferringKnown } from './algorithms.js';
import { Credentials } from './credentials.js';
import type { Settings } from './options.js';
import { PhaseTimer } from './phases.js';

export interface Authenticated {
  readonly connection: SshConnection<ClientSession>;
  readonly method: string;
  readonly report: AuthReport;
  /** Addresses of the socket, if it is one. */
  readonly endpoints: Endpoints;
}

export interface Endpoints {
  /** '192.0.2.7:22', '[2001:db8::7]:22' */
  readonly local: string | undefined;
  readonly remote: string | undefined;
}

/** Rejects when anything fails, with the stream closed and no timer left. */
export function shakeHands(settings: Settings, trust: HostKeyTrust, source: ByteSource): Promise<Authenticated> {
  return new Promise((resolve, reject) => {
    try {
      new Handshake(settings, trust, { resolve, reject }).start(source);
    } catch (error) {
      source.stream.destroy(); // options that cannot work; nothing was sent yet
      reject(error);
    }
  });
}

interface Outcome {
  readonly resolve: (result: Authenticated) => void;
  readonly reject: (error: SshError) => void;
}

class Handshake {
  readonly #settings: Settings;
  readonly #trust: HostKeyTrust;
  readonly #outcome: Outcome;
  readonly #crypto = defaultCrypto();
  readonly #credentials: Credentials;
  /** Fires when the connection is gone, for whoever answers a question meanwhile. */
  readonly #gone = new AbortController();
  readonly #timer: PhaseTimer;
  #connection!: SshConnection<ClientSession>;
  #endpoints: Endpoints = { local: undefined, remote: undefined };
  #stopListening = () => {};

  constructor(settings: Settings, trust: HostKeyTrust, outcome: Outcome) {
    this.#settings = settings;
    this.#trust = trust;
    this.#outcome = outcome;
    this.#credentials = new Credentials(settings, this.#crypto);
    this.#timer = new PhaseTimer(settings.phases, error => this.#connection.destroy(error));
  }

  start(source: ByteSource): void {
    const { signal, trace } = this.#settings;
    this.#endpoints = endpointsOf(source.stream);
    this.#connection = new SshConnection(this.#session(), source, {
      onEffect: effect => this.#onEffect(effect),
      onEvent: event => this.#onEvent(event),
      caller: () => ({ user: this.#settings.user, account: undefined }),
      ...(trace && { trace }),
    });
    void this.#connection.closed.then(error => this.#onClosed(error));
    this.#timer.enter('handshake');
    this.#connection.start();
    this.#stopListening = onAbort(signal, () => this.#connection.destroy(signal && abortError(signal)));
  }

  #session(): ClientSession {
    const settings = this.#settings;
    const { trace, limits = {}, rekey, dangerous, extensions } = settings;
    return new ClientSession({
      transport: {
        role: 'client',
        crypto: this.#crypto,
        random: systemRandom,
        software: SOFTWARE,
        algorithms: preferringKnown(settings.algorithms ?? {}, this.#trust.preferredAlgorithms, this.#crypto),
        now: monotonicClock.now(),
        ...(rekey && { rekey }),
        ...(limits.transport && { limits: limits.transport }),
        ...(trace && { trace }),
      },
      auth: {
        user: settings.user,
        credentials: this.#credentials.list,
        ...(limits.auth && { limits: limits.auth }),
        ...(trace && { trace }),
        ...(dangerous?.allowTrivialAuth === true && { rejectTrivialAuth: false }),
      },
      ...(limits.connection && { connection: { limits: limits.connection } }),
      ...(extensions && { extensions }),
    });
  }

  #onEffect(effect: Exclude<TransportEffect, { readonly type: 'compute' }> | ClientAuthEffect): unknown {
    if (effect.type === 'verify-host-key') return this.#verify(effect.hostKey);
    if ('credential' in effect) return this.#credentials.answer(effect, this.#gone.signal);
    throw new SshError('MISUSE', 'A client was asked to sign as a server', { origin: 'local' });
  }

  async #verify(blob: Uint8Array): Promise<void> {
    const { host, port } = this.#settings;
    const key = publicKeyFromBlob(blob);
    const { signal } = this.#gone;
    await this.#trust.verify({ host, port, key, fingerprint: fingerprint(key, this.#crypto), signal });
  }

  #onEvent(event: SessionEvent<ClientAuthEvent>): void {
    if (event.type === 'ready') this.#timer.enter('auth');
    else if (event.type === 'banner') this.#onBanner(event.message);
    else if (event.type === 'authenticated') this.#onAuthenticated(event.method, event.report);
  }

  #onBanner(message: string): void {
    try {
      this.#settings.onBanner?.(message);
    } catch (error) {
      this.#connection.reportHandlerError(error);
    }
  }

  #onAuthenticated(method: string, report: AuthReport): void {
    this.#timer.stop();
    this.#stopListening();
    this.#outcome.resolve({ connection: this.#connection, method, report, endpoints: this.#endpoints });
  }

  /** After success this only tells those who still listen to `#gone`: the promise has been settled. */
  #onClosed(error: SshError | undefined): void {
    this.#timer.stop();
    this.#stopListening();
    const reason =
      error ?? new SshError('CONNECTION_LOST', 'The connection ended before authentication', { origin: 'io' });
    this.#gone.abort(reason);
    this.#outcome.reject(toSshError(reason, 'CONNECTION_LOST', 'The connection was lost', 'io'));
  }
}

function endpointsOf(stream: Duplex): Endpoints {
  if (!(stream instanceof Socket)) return { local: undefined, remote: undefined };
  return {
    local: endpoint(stream.localAddress, stream.localPort),
    remote: endpoint(stream.remoteAddress, stream.remotePort),
  };
}

function endpoint(address: string | undefined, port: number | undefined): string | undefined {
  if (address === undefined || port === undefined) return undefined;
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}
