/** A server's session: offers user authentication as its only service until the user is known. */

import {
  readServerAuthOptions,
  ServerAuth,
  type ServerAuthEffect,
  type ServerAuthEvent,
  type ServerAuthOptions,
} from '@nacre/auth';
import { type Announcements, serverSigAlgs, type TransportEvent, VERSION_0 } from '@nacre/transport';

import { Session, type SessionOptions, type SessionTransportEvent } from './session.js';

export interface ServerSessionOptions extends SessionOptions {
  readonly auth: Omit<ServerAuthOptions, 'sessionId' | 'crypto' | 'now' | 'hostKey'>;
}

const USERAUTH_SERVICE = 'ssh-userauth';

/** The three layers of an SSH server, without I/O. Nothing of the connection layer is reachable before `authenticated`. */
export class ServerSession extends Session<ServerAuthEvent, ServerAuthEffect> {
  readonly #options: ServerSessionOptions;
  #now: number;

  /** Throws MISUSE for options that cannot work. */
  constructor(options: ServerSessionOptions) {
    readServerAuthOptions(options.auth); // throws now, and not when the first client asks for the service
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
    const hostKey = this.transport.info?.hostKey;
    this.startAuth(
      new ServerAuth({ ...this.#options.auth, sessionId, crypto, now: this.#now, ...(hostKey && { hostKey }) }),
    );
  }

  protected override onTransportEvent(_event: SessionTransportEvent): void {}

  /** The algorithms of this user go out before the answer to its first request, if the client takes a second EXT_INFO. */
  protected override onAuthEvent(event: ServerAuthEvent): void {
    if (event.type !== 'user-key-algorithms') return;
    const { algorithms } = event;
    this.transport.announce({ 'server-sig-algs': serverSigAlgs(algorithms) });
  }

  protected override isAuthenticated(event: ServerAuthEvent): boolean {
    return event.type === 'authenticated';
  }
}

/** What the options name wins over what extensions announce, and that over what we announce ourselves. */
function announcements({ transport, auth, extensions = [] }: ServerSessionOptions): Announcements {
  const own: Announcements = auth.methods.includes('publickey') ? { 'publickey-hostbound@openssh.com': VERSION_0 } : {};
  return Object.assign({}, own, ...extensions.map(extension => extension.extInfo), transport.extInfo) as Announcements;
}
