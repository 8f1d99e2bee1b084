/** A client's session: asks for user authentication once keys are in place, and authenticates with the given credentials. */

import {
  ClientAuth,
  type ClientAuthEffect,
  type ClientAuthEvent,
  type ClientAuthOptions,
  describeReport,
} from '@nacre/auth';
import { SshError } from '@nacre/core';
import type { TransportEvent } from '@nacre/transport';

import { Session, type SessionOptions, type SessionTransportEvent } from './session.js';

export interface ClientSessionOptions extends SessionOptions {
  readonly auth: Omit<ClientAuthOptions, 'sessionId' | 'serverSigAlgs' | 'hostKey' | 'bannerWithNul'>;
}

const USERAUTH_SERVICE = 'ssh-userauth';

/** The three layers of an SSH client, without I/O. `authenticated` is an event; channels may be opened after it. */
export class ClientSession extends Session<ClientAuthEvent, ClientAuthEffect> {
  readonly #options: ClientSessionOptions;
  #auth: ClientAuth | undefined;

  constructor(options: ClientSessionOptions) {
    super(options);
    this.#options = options;
    this.pump();
  }

  /** What the server has announced in EXT_INFO (RFC 8308), by name. */
  get extInfo(): ReadonlyMap<string, Uint8Array> {
    return this.transport.extensions.raw;
  }

  protected override onService(event: TransportEvent): void {
    if (event.type !== 'service-accepted' || this.authStarted) return;
    const { serverSigAlgs, hostbound } = this.transport.extensions;
    const hostKey = hostbound ? this.transport.info?.hostKey : undefined;
    this.#auth = new ClientAuth({
      ...this.#options.auth,
      sessionId: this.transport.sessionId as Uint8Array,
      bannerWithNul: this.quirks.has('banner-with-nul'),
      ...(serverSigAlgs && { serverSigAlgs }),
      ...(hostKey && { hostKey }),
    });
    this.startAuth(this.#auth);
    this.#auth.start();
  }

  protected override onTransportEvent(event: SessionTransportEvent): void {
    if (event.type === 'ready') this.transport.requestService(USERAUTH_SERVICE);
    if (event.type === 'ext-info') this.#extensionsCame();
  }

  protected override isAuthenticated(event: ClientAuthEvent): boolean {
    return event.type === 'authenticated';
  }

  /** A connection that ends while we authenticate tells what was tried: servers often hang up instead of saying no. */
  protected override explain(error: SshError): SshError {
    const report = this.#auth?.report;
    if (report === undefined || this.authenticated || error.code === 'AUTH_FAILED') return error;
    const { code, message, origin, details } = error;
    const tried = `${message} (during authentication; tried: ${describeReport(report)})`;
    return new SshError(code, tried, { origin, cause: error, details: { ...details, phase: 'auth', report } });
  }

  /** A second EXT_INFO may come when the server knows the user's name, and what it lists counts for keys that were not tried yet. */
  #extensionsCame(): void {
    const { serverSigAlgs } = this.transport.extensions;
    if (serverSigAlgs !== undefined) this.#auth?.setServerSigAlgs(serverSigAlgs);
  }
}
