/** A server's session: offers user authentication as its only service until the user is known. */

import { ServerAuth, type ServerAuthEffect, type ServerAuthEvent, type ServerAuthOptions } from '@nacre/auth';
import type { TransportEvent } from '@nacre/transport';

import { Session, type SessionOptions, type SessionTransportEvent } from './session.js';

export interface ServerSessionOptions extends SessionOptions {
  readonly auth: Omit<ServerAuthOptions, 'sessionId' | 'crypto' | 'now'>;
}

const USERAUTH_SERVICE = 'ssh-userauth';

/** The three layers of an SSH server, without I/O. Nothing of the connection layer is reachable before `authenticated`. */
export class ServerSession extends Session<ServerAuthEvent, ServerAuthEffect> {
  readonly #options: ServerSessionOptions;
  #now: number;

  constructor(options: ServerSessionOptions) {
    super({ ...options, transport: { ...options.transport, extInfo: announcements(options) } });
    this.#options = options;
    this.#now = options.transport.now ?? 0;
    this.pump();
  }

  override tick(now: number): void {
    this.#now = now;
    super.tick(now);
  }

  protected override onService(event: TransportEvent): void {
    if (event.type !== 'service-requested') return;
    if (event.service !== USERAUTH_SERVICE) return this.transport.refuseService(event.service);
    this.transport.acceptService(event.service);
    if (this.authStarted) return;
    const sessionId = this.transport.sessionId as Uint8Array;
    const { crypto } = this.#options.transport;
    this.startAuth(new ServerAuth({ ...this.#options.auth, sessionId, crypto, now: this.#now }));
  }

  protected override onTransportEvent(_event: SessionTransportEvent): void {}

  protected override isAuthenticated(event: ServerAuthEvent): boolean {
    return event.type === 'authenticated';
  }
}

/** What the options name wins over what extensions announce. */
function announcements({ transport, extensions = [] }: ServerSessionOptions): Readonly<Record<string, Uint8Array>> {
  return Object.assign({}, ...extensions.map(extension => extension.extInfo), transport.extInfo) as Record<
    string,
    Uint8Array
  >;
}
