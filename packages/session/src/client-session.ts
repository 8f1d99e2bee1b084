/** A client's session: asks for user authentication once keys are in place, and authenticates with the given credentials. */

import {
  ClientAuth,
  type ClientAuthEffect,
  type ClientAuthEvent,
  type ClientAuthOptions,
  describeReport,
} from '@nacre/auth';
import { copyBytes, SshError } from '@nacre/core';
import { decode } from '@nacre/wire';
import type { TransportEvent } from '@nacre/transport';
import { ServerSigAlgs } from '@nacre/transport/messages';

import { Session, type SessionOptions, type SessionTransportEvent } from './session.js';

export interface ClientSessionOptions extends SessionOptions {
  readonly auth: Omit<ClientAuthOptions, 'sessionId' | 'serverSigAlgs'>;
}

const USERAUTH_SERVICE = 'ssh-userauth';

/** The three layers of an SSH client, without I/O. `authenticated` is an event; channels may be opened after it. */
export class ClientSession extends Session<ClientAuthEvent, ClientAuthEffect> {
  readonly #options: ClientSessionOptions;
  readonly #extInfo = new Map<string, Uint8Array>();
  #serverSigAlgs: readonly string[] | undefined;
  #auth: ClientAuth | undefined;

  constructor(options: ClientSessionOptions) {
    super(options);
    this.#options = options;
    this.pump();
  }

  /** What the server has announced in EXT_INFO (RFC 8308), by name. */
  get extInfo(): ReadonlyMap<string, Uint8Array> {
    return this.#extInfo;
  }

  protected override onService(event: TransportEvent): void {
    if (event.type !== 'service-accepted' || this.authStarted) return;
    this.#auth = new ClientAuth({
      ...this.#options.auth,
      sessionId: this.transport.sessionId as Uint8Array,
      ...(this.#serverSigAlgs && { serverSigAlgs: this.#serverSigAlgs }),
    });
    this.startAuth(this.#auth);
    this.#auth.start();
  }

  protected override onTransportEvent(event: SessionTransportEvent): void {
    if (event.type === 'ready') this.transport.requestService(USERAUTH_SERVICE);
    if (event.type === 'ext-info') this.#readExtensions(event.extensions);
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

  #readExtensions(extensions: ReadonlyMap<string, Uint8Array>): void {
    for (const [name, value] of extensions) this.#extInfo.set(name, copyBytes(value));
    const value = extensions.get('server-sig-algs');
    if (value !== undefined) this.#serverSigAlgs = decode(ServerSigAlgs, value).algorithms;
  }
}
