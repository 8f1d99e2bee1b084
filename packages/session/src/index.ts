/** The only place where transport, authentication and connection meet. */

// For applications
export { ClientSession, type ClientSessionOptions } from './client-session.js';
export { ServerSession, type ServerSessionOptions } from './server-session.js';

// For library authors
export type { Session, SessionEvent, SessionOptions, SessionTransportEvent } from './session.js';
