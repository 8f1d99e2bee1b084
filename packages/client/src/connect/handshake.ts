/** From a byte stream to an authenticated connection: time limits, host key check, credentials, and clean-up on failure. */

import type { AuthReport, ClientAuthEffect, ClientAuthEvent } from '@nacre/auth';
import { abortError, onAbort, SshError, toSshError } from '@nacre/core';
import type { CryptoProvider } from '@nacre/crypto';
import { fingerprint, hostKeyFromBlob } from '@nacre/keys';
import { type ByteSource, type DebugMessage, monotonicClock, SshConnection } from '@nacre/runtime-node';
import { ClientSession, type SessionEvent } from '@nacre/session';
import type { TransportEffect } from '@nacre/transport';

import { checkedCertificate } from '../trust/certificates.js';
import type { HostKeyTrust } from '../trust/policy.js';
import { preferringKnown } from './algorithms.js';
import { Credentials } from './credentials.js';
import { HostKeyUpdates } from './host-key-updates.js';
import type { Settings } from './options.js';
import { PhaseTimer } from './phases.js';

export interface Authenticated {
  readonly connection: SshConnection<ClientSession>;
  readonly method: string;
  readonly report: AuthReport;
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
  readonly #crypto: CryptoProvider;
  readonly #credentials: Credentials;
  /** Fires when the connection is gone, for whoever answers a question meanwhile. */
  readonly #gone = new AbortController();
  readonly #timer: PhaseTimer;
  #connection!: SshConnection<ClientSession>;
  #stopListening = () => {};

  constructor(settings: Settings, trust: HostKeyTrust, outcome: Outcome) {
    this.#settings = settings;
    this.#crypto = settings.protocol.crypto;
    this.#trust = trust;
    this.#outcome = outcome;
    this.#credentials = new Credentials(settings, this.#crypto);
    this.#timer = new PhaseTimer(settings.phases, error => this.#connection.destroy(error));
  }

  start(source: ByteSource): void {
    const { signal, trace } = this.#settings;
    const updates = new HostKeyUpdates(this.#settings, () => this.#connection);
    this.#connection = new SshConnection(this.#session(), source, {
      onEffect: effect => this.#onEffect(effect),
      onEvent: event => this.#onEvent(event),
      onGlobalRequest: body => updates.onGlobalRequest(body),
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
    const { trace, limits = {}, dangerous, extensions, protocol } = settings;
    return new ClientSession({
      transport: {
        ...protocol,
        role: 'client',
        algorithms: preferringKnown(protocol.algorithms ?? {}, this.#trust.preferredAlgorithms, this.#crypto),
        now: monotonicClock.now(),
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
    const { host, port, limits, signatures } = this.#settings;
    const shown = hostKeyFromBlob(blob, { rsaBitsMin: limits?.transport?.leastRsaBits });
    const context = { host, crypto: this.#crypto, caSignatureAlgorithms: signatures.authority };
    const { certificate, certificateFault } = await checkedCertificate(shown.certificate, context);
    const { key } = shown;
    const { signal } = this.#gone;
    const print = fingerprint(key, this.#crypto);
    await this.#trust.verify({ host, port, key, fingerprint: print, certificate, certificateFault, signal });
  }

  #onEvent(event: SessionEvent<ClientAuthEvent>): void {
    if (event.type === 'ready') this.#timer.enter('auth');
    else if (event.type === 'banner') this.#tell(() => this.#settings.onBanner?.(event.message));
    else if (event.type === 'debug') this.#tell(() => this.#settings.onDebug?.(debugMessage(event)));
    else if (event.type === 'authenticated') this.#onAuthenticated(event.method, event.report);
  }

  #tell(listener: () => void): void {
    try {
      listener();
    } catch (error) {
      this.#connection.reportHandlerError(error);
    }
  }

  #onAuthenticated(method: string, report: AuthReport): void {
    this.#timer.stop();
    this.#stopListening();
    this.#outcome.resolve({ connection: this.#connection, method, report });
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

function debugMessage({ message, alwaysDisplay, language }: DebugMessage): DebugMessage {
  return { message, alwaysDisplay, language };
}
